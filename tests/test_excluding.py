"""Whatever is filed and chosen: what a filter takes and what its exclusion takes are all there is."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from fixtures_web import make_archive
from hypothesis import given, settings
from hypothesis import strategies as st

from db.archive import open_archive
from db.column_filters import FIELDS, KINDS
from db.exporting import export, select
from db.facet_values import FINDABLE
from db.search import search
from db.sqlite import open_for_reading, sqlite3
from ingest.model import Article, Author, Block, Document, Mention, Moment
from morgue import Archive
from web.search_sql import statement
from web.wish import Wish

OUTLETS = [None, "Tarn Mail", "-Tarn Mail", "Havenport Gazette", "not_outlet"]
SECTIONS = [None, "Sport", "sport", "Économie"]
LANGUAGES = [None, "en", "de"]
DAYS = [None, "2025-01-02", "2025-01-03", "2024-12-31"]
NAMES = [("Orla Venn", "person"), ("Zoë Lee", "person"), ("Venn", "place"), ("Venn Mills", "organisation")]
#: For each field values that occur, and one that does not.
VALUES = {
    "outlet": OUTLETS[1:],
    "section": SECTIONS[1:],
    "agency": ["Reuters"],
    "language": LANGUAGES[1:],
    "year": ["2024", "2025", "x"],
    "month": ["2025-01", "2024-12", "2025-99"],
    "person": ["Orla Venn", "Zoë Lee", "Nobody"],
    "place": ["Venn"],
    "organisation": ["Venn Mills"],
    "author": ["Lena Fisk", "Bo Moe", "Nobody"],
}
Choice = dict[str, list[str]]

filed = st.lists(
    st.tuples(
        st.sampled_from(OUTLETS),
        st.sampled_from(SECTIONS),
        st.sampled_from([None, "Reuters"]),
        st.sampled_from(LANGUAGES),
        st.sampled_from(DAYS),
        st.lists(st.sampled_from(NAMES), max_size=3),
        st.lists(st.sampled_from(["Lena Fisk", "Bo Moe"]), unique=True),
    ),
    min_size=1,
    max_size=8,
)
pairs = st.sampled_from([(field, value) for field in FIELDS for value in VALUES[field]])
choices = st.lists(pairs, max_size=2)


def document(number: int, told: tuple[Any, ...]) -> Document:
    outlet, section, agency, language, day, names, authors = told
    text, mentions = f"Text {number}, ferry {number % 2}.", []
    for name, kind in names:
        text += " "
        mentions.append(Mention(len(text), len(text) + len(name), kind, name, name))
        text += name
    moment = Moment(f"{day}T00:00:00Z", day, "day", "stated") if day else None
    article = Article(
        (Block("paragraph", text, "x"),),
        mentions=tuple(mentions),
        published=moment,
        outlet=outlet,
        section=section,
        agency=agency,
        authors=tuple(map(Author, authors)),
        language=language,
    )
    data = text.encode()
    return Document(f"{number}.txt", hashlib.sha256(data).hexdigest(), "text/plain", "utf-8", data, article)


@contextmanager
def archive_of(articles: list[tuple[Any, ...]]) -> Iterator["sqlite3.Connection"]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "news.db"
        documents = [document(number, told) for number, told in enumerate(articles)]
        with open_archive(path) as archive, archive.run(lambda name, _: name) as run:
            for one in documents:
                run.save(one.path, one.sha256, [one])
        conn = open_for_reading(path)
        yield conn
        conn.close()


def by_field(chosen: list[tuple[str, str]]) -> Choice:
    return Wish(filters=tuple(dict.fromkeys(chosen))).by_field


@settings(max_examples=60, deadline=None)
@given(filed, st.sampled_from(["", "text", "ferry -person:venn"]), choices, choices, pairs, st.booleans())
def test_with_a_value_and_without_it_are_everything(
    articles: list[tuple[Any, ...]],
    query: str,
    wanted: list[tuple[str, str]],
    unwanted: list[tuple[str, str]],
    pair: tuple[str, str],
    sampled: bool,
) -> None:
    filters, without = by_field(wanted), by_field(unwanted)
    field, value = pair
    # of two names both must stand in an article, of two outlets any is enough
    filters.pop(field, None)
    with archive_of(articles) as conn, patch("db.search_facets.SAMPLE", 2 if sampled else 2000):

        def total(filters: Choice, without: Choice) -> int:
            return search(conn, query, filters=filters, without=without, counts=False).total

        added = total({**filters, field: [value]}, without)
        taken = total(filters, {**without, field: [*without.get(field, []), value]})
        assert added + taken == total(filters, without)
        look_for = dict.fromkeys(FINDABLE, "")
        answer = search(conn, query, filters=filters, without=without, look_for=look_for)
        listed = [answer.found] if sampled else [answer.found, answer.facets, {"month": answer.histogram}]
        for facets in listed:
            for name, counts in facets.items():
                for one, count in counts:
                    assert count == clicked(conn, query, filters, without, name, one), (name, one)
        if not sampled:
            assert {name: dict(counts) for name, counts in answer.found.items() if counts} == {
                name: dict(counts) for name, counts in answer.facets.items()
            }
        ids = {hit.id for hit in search(conn, query, filters=filters, without=without, limit=99).hits}
        assert set(select(conn, query, filters, without=without).ids.tolist()) == ids
        if not query:
            sql, params = statement(
                Wish("", tuple(wanted_pairs(filters)), without=tuple(wanted_pairs(without)))
            )
            assert {row[0] for row in conn.execute(sql, params)} == ids


def wanted_pairs(choice: Choice) -> Iterator[tuple[str, str]]:
    return ((field, value) for field, values in choice.items() for value in values)


def clicked(
    conn: "sqlite3.Connection", query: str, filters: Choice, without: Choice, field: str, value: str
) -> int:
    """The articles behind a value of a facet: it is added, and no longer excluded."""
    chosen = filters.get(field, []) if field in KINDS else []
    kept = [one for one in without.get(field, []) if one != value]
    return search(
        conn,
        query,
        filters={**filters, field: list(dict.fromkeys([*chosen, value]))},
        without={**without, field: kept},
        counts=False,
    ).total


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_archive(tmp_path_factory.mktemp("without") / "news.db", copies=12)


@pytest.fixture(scope="module")
def conn(path: Path) -> Iterator["sqlite3.Connection"]:
    conn = open_for_reading(path)
    yield conn
    conn.close()


def test_of_two_excluded_names_neither_may_stand_there(conn: "sqlite3.Connection") -> None:
    def total(**without: list[str]) -> int:
        return search(conn, "", without=without).total

    assert total(person=["Ada Brandt"]) == 36
    assert total(person=["Ada Brandt", "Tom O’Hara"]) == 36
    assert total(outlet=["Northshore Herald", "Harbour Times & Post"]) == 0
    assert total(agency=["Reuters"], year=["2024"]) == 48
    assert total(section=[]) == total(section=["\ud800", "\x00"]) == total(year=["x"]) == 60
    with pytest.raises(ValueError, match="no such filter: colour"):
        total(colour=["red"])


def test_what_is_excluded_is_told_and_left_in_its_own_facet(conn: "sqlite3.Connection") -> None:
    answer = search(conn, "budget", filters={"year": ["2025"]}, without={"outlet": ["Northshore Herald"]})
    assert answer.understood == (
        "budget, published in 2025, without articles from the outlet Northshore Herald"
    )
    assert dict(answer.facets["outlet"]) == {"Northshore Herald": 12, "Harbour Times & Post": 24}
    assert dict(answer.facets["section"]) == {"Politics": 12}
    assert sum(count for _, count in answer.histogram) == answer.total == 24
    nothing = search(conn, "strike", without={"section": ["Business"]})
    assert "Without the filters: 12." in nothing.notes
    rest = search(conn, "budget zebra", without={"section": ["Politics"]})
    assert (rest.total, rest.partial) == (0, 24)


def test_python_takes_the_same(path: Path) -> None:
    with Archive(path) as archive:
        without = {"outlet": ["Northshore Herald"]}
        found = archive.search("budget", without=without, look_for={"person": "brandt"})
        assert found.found == {"person": [("Ada Brandt", 12)]}
        assert len(list(archive.export("budget", without=without))) == found.total == 24
        assert {row["outlet"] for row in archive.export(without=without)} == {"Harbour Times & Post"}
    assert len(list(export(open_for_reading(path), "", None, without={"person": ["Ada Brandt"]}))) == 36


@pytest.mark.parametrize(
    "query", ['{}outlet:"Northshore Herald"', '{}person:"Ada Brandt"', "{}place:Eastmouth"]
)
@pytest.mark.parametrize("sign", ["-", "NOT "])
def test_the_language_of_the_search_excludes_too(conn: "sqlite3.Connection", query: str, sign: str) -> None:
    assert search(conn, query.format("")).total + search(conn, query.format(sign)).total == 60
