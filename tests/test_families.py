"""Families of copies: who is in one, whose text it is, and that no order of filing changes it."""

import hashlib
import random
from pathlib import Path

import pytest
from fixtures_people import key
from hypothesis import given, settings
from hypothesis import strategies as st

from db.archive import open_archive
from db.check import check
from db.families import families, index
from db.families.families import refresh
from ingest.model import Article, Block, Document, Moment

STARTS, ENDS = ("har", "fer", "mar", "bri", "lan", "tun"), ("bour", "ry", "ket", "dge", "tern")
WORDS = [start + end for start in STARTS for end in ENDS]


def text(seed: int, length: int = 90) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=length)).capitalize() + "."


def article(
    body: str, path: str, day: str | None = "2025-02-13", hour: int = 9, agency: str | None = None
) -> Document:
    at = day and f"{day}T{hour:02}:00:00Z"
    published = Moment(at, at, "minute", "stated") if at else None
    content = f"{path}{body}{day}{hour}{agency}".encode()
    made = Article((Block("paragraph", body, "rest"),), agency=agency, published=published, outlet=path[0])
    return Document(path, hashlib.sha256(content).hexdigest(), "text/plain", "utf-8", content, made)


def file(path: Path, *runs: list[Document]) -> dict[str, tuple[str, float, str | None]]:
    """File documents in runs, each compared; give path -> original's path, likeness, inferred agency."""
    with open_archive(path) as archive:
        for documents in runs:
            with archive.run(key) as run:
                for one in documents:
                    run.save(str(path.parent / one.path), one.sha256, [one])
            refresh(archive.conn)
        return found(archive.conn)


def found(conn) -> dict[str, tuple[str, float, str | None]]:
    assert conn.execute("select * from uncompared").fetchall() == []
    rows = conn.execute(
        """select one.path, other.path, similarity, agency_inferred from copies
           join articles as a on a.id = article_id join files as one on one.id = a.file_id
           join articles as o on o.id = family_id join files as other on other.id = o.file_id"""
    )
    names = {one.rpartition("/")[2]: (other.rpartition("/")[2], *rest) for one, other, *rest in rows}
    pairs = conn.execute(
        """select one.path, other.path, similarity from copy_pairs
           join articles as a on a.id = article_id join files as one on one.id = a.file_id
           join articles as o on o.id = other_id join files as other on other.id = o.file_id"""
    )
    return names | {f"{a}+{b}".replace("/", ""): ("", likeness, None) for a, b, likeness in pairs}


def halves(one: int, other: int) -> str:
    return text(one, 60) + "\n\n" + text(other, 60)


@pytest.fixture
def articles() -> list[Document]:
    return [
        article(text(1), "a.txt", hour=8),
        article(text(1), "b.txt", hour=9, agency="AP"),
        article(text(1) + "\n\n" + text(2), "c.txt", "2025-02-14"),
        article(text(1)[:400], "d.txt", "2025-02-15"),
        article(text(3), "e.txt"),
        article(text(3), "f.txt", None),
        article(text(4), "g.txt", "2025-02-11"),
        article(halves(5, 6), "h.txt", "2025-02-11"),
        article(halves(5, 7), "i.txt", "2025-02-12"),
        article(halves(7, 8), "j.txt", "2025-02-13"),
        article(halves(5, 7), "k.txt", "2025-02-14", agency="AFP"),
        article("Too short to tell.", "l.txt"),
        article("Too short to tell.", "m.txt"),
    ]


def test_families(articles: list[Document], tmp_path: Path) -> None:
    out = file(tmp_path / "news.db", articles)
    assert {one: out[one][0] for one in ["a.txt", "b.txt", "c.txt", "d.txt"]} == dict.fromkeys(
        ["a.txt", "b.txt", "c.txt", "d.txt"], "b.txt"
    )
    assert out["a.txt"] == ("b.txt", 1.0, "AP")
    assert out["b.txt"] == ("b.txt", 1.0, None)
    assert out["f.txt"] == ("e.txt", 1.0, None)
    assert out["i.txt"] == ("i.txt", 1.0, "AFP")
    assert out["k.txt"][0] == "i.txt"
    assert not {"g.txt", "h.txt", "j.txt", "l.txt", "m.txt"} & out.keys()
    assert list(check(tmp_path / "news.db")) == []


def test_agencies_that_differ_tell_nothing(tmp_path: Path) -> None:
    some = [
        article(text(1), "a.txt", agency="AP"),
        article(text(1), "b.txt", agency="AFP"),
        article(text(1), "c.txt"),
    ]
    assert file(tmp_path / "news.db", some)["c.txt"][2] is None
    assert file(tmp_path / "one.db", some[1:])["c.txt"][2] == "AFP"


@pytest.mark.parametrize("seed", range(12))
def test_no_order_and_no_number_of_runs_changes_a_family(
    seed: int, articles: list[Document], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(families, "ARTICLES_AT_ONCE", 1 + seed % 4)
    expected = file(tmp_path / "once.db", articles)
    random_ = random.Random(seed)
    shuffled = random_.sample(articles, len(articles))
    cuts = sorted(random_.sample(range(len(articles)), 3))
    runs = [shuffled[a:b] for a, b in zip([0, *cuts], [*cuts, len(articles)], strict=True)]
    assert file(tmp_path / "parts.db", *runs) == expected


bodies = st.lists(st.integers(0, 5), min_size=1, max_size=3).map(
    lambda some: "\n\n".join(text(i, 45) for i in some)
)
sets = st.lists(
    st.tuples(
        bodies,
        st.sampled_from(["2025-02-11", "2025-02-12", None]),
        st.sampled_from([None, None, "AP", "AFP"]),
    ),
    min_size=2,
    max_size=14,
)


@settings(max_examples=20, deadline=None)
@given(sets, st.randoms(use_true_random=False), st.integers(1, 4), st.sampled_from([3, 3000]))
def test_families_follow_from_the_articles_alone(
    tmp_path_factory: pytest.TempPathFactory, drawn, random_: random.Random, size: int, common: int
) -> None:
    folder = tmp_path_factory.mktemp("law")
    some = [article(body, f"{i}.txt", day, agency=agency) for i, (body, day, agency) in enumerate(drawn)]
    shuffled = random_.sample(some, len(some))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "COMMON", common)
        patch.setattr(families, "COMPARED", 2)
        expected = file(folder / "once.db", some)
        runs = [shuffled[i : i + size] for i in range(0, len(some), size)]
        assert file(folder / "parts.db", *runs) == expected
        assert removed_and_back(folder / "parts.db", random_) == expected


def removed_and_back(path: Path, random_: random.Random) -> dict[str, tuple[str, float, str | None]]:
    """Take some texts, dates and credits away, compare, put them back, compare again."""
    with open_archive(path) as archive:
        kept = archive.conn.execute(
            "select body, published_at, agency, id from articles order by id"
        ).fetchall()
        chosen = random_.sample(kept, len(kept) // 2)
        for *_, number in chosen:
            change = random_.choice(["body = ''", "published_at = null", "agency = 'dpa'", "agency = null"])
            archive.conn.execute(f"update articles set {change} where id = ?", [number])
        refresh(archive.conn)
        for values in chosen:
            archive.conn.execute(
                "update articles set body = ?, published_at = ?, agency = ? where id = ?", values
            )
        refresh(archive.conn)
        return found(archive.conn)


def test_who_goes_leaves_no_trace(articles: list[Document], tmp_path: Path) -> None:
    file(tmp_path / "news.db", articles)
    with open_archive(tmp_path / "news.db") as archive:
        gone = "select articles.id from articles join files on files.id = file_id where path like '%b.txt'"
        archive.conn.execute("pragma foreign_keys = off")
        archive.conn.execute(f"delete from articles where id = ({gone})")
        refresh(archive.conn)
        out = found(archive.conn)
    rest = [one for one in articles if one.path != "b.txt"]
    assert out == file(tmp_path / "without.db", rest)
    assert "b.txt" not in out
    assert out["a.txt"] == ("a.txt", 1.0, None)


@pytest.mark.parametrize("after", range(1, 12, 3))
def test_what_was_not_compared_before_a_kill_is_compared_by_the_next_run(
    after: int, articles: list[Document], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(families, "ARTICLES_AT_ONCE", 2)
    expected = file(tmp_path / "whole.db", articles)
    asked = iter(range(100))
    with open_archive(tmp_path / "news.db") as archive:
        with archive.run(key) as run:
            for one in articles:
                run.save(str(tmp_path / one.path), one.sha256, [one])
        refresh(archive.conn, stop=lambda: next(asked) >= after)
        assert archive.conn.execute("select 1 from uncompared").fetchone()
        refresh(archive.conn)
        assert found(archive.conn) == expected


def test_the_views_tell_whose_text_it_is(articles: list[Document], tmp_path: Path, query) -> None:
    file(tmp_path / "news.db", articles)
    path = tmp_path / "news.db"
    assert query(path, "select agency, articles, outlets from wire_families limit 1") == [("AP", 4, 4)]
    assert query(path, "select count(*) from wire_copy where agency = 'AP'") == [(4,)]
    assert query(path, "select count(*) from wire_copy where credited_by is not null") == [(4,)]
    assert query(path, "select outlet, original_outlet, words_more from reprints where agency = 'AFP'") == [
        ("k", "i", 0)
    ]
