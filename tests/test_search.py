"""The search engine: hits, order, filters, facets, histogram, snippets, advice."""

import sqlite3 as plain_sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from fixtures_web import make_archive

from db.search import MARKS, register, search, unmarked
from db.sqlite import open_for_reading, sqlite3
from db.statements import TooSlowError


@pytest.fixture(scope="module")
def conn(tmp_path_factory: pytest.TempPathFactory) -> Iterator["sqlite3.Connection"]:
    conn = open_for_reading(make_archive(tmp_path_factory.mktemp("search") / "news.db", copies=12))
    yield conn
    conn.close()


def test_ranked_by_the_stored_weights(conn: "sqlite3.Connection") -> None:
    answer = search(conn, "budget", limit=60)
    assert answer.total == 48
    titles = [hit.title for hit in answer.hits]
    assert set(titles[:24]) == {"Budget talks fail in Eastmouth", "Budget passes at last"}
    scores = [hit.score for hit in answer.hits if hit.score is not None]
    assert len(scores) == 48
    assert scores == sorted(scores, reverse=True)


def test_newest_first_and_undated_last(conn: "sqlite3.Connection") -> None:
    hits = search(conn, "budget", sort="newest", limit=100).hits
    assert [hit.id for hit in hits] == sorted((hit.id for hit in hits), reverse=True)
    assert hits[-1].published is None
    assert hits[0].score is None


@pytest.mark.parametrize("sort", ["rank", "newest"])
@pytest.mark.parametrize("text", ["budget", "", "-budget"])
def test_pages_hold_each_hit_once(conn: "sqlite3.Connection", text: str, sort: str) -> None:
    total = search(conn, text).total
    seen = [
        hit.id
        for page in range(0, total, 7)
        for hit in search(conn, text, sort=sort, limit=7, offset=page).hits
    ]
    assert len(seen) == len(set(seen)) == total


def test_filters_of_one_field_add_and_of_two_narrow(conn: "sqlite3.Connection") -> None:
    def total(**filters: list[str]) -> int:
        return search(conn, "", filters=filters).total

    assert total(outlet=["Northshore Herald"]) == 36
    assert total(outlet=["Northshore Herald", "Harbour Times & Post"]) == 60
    assert total(outlet=["Northshore Herald"], section=["Politics"]) == 12
    assert total(agency=["Reuters"], language=["en"], year=["2025"]) == 12
    assert total(month=["2025-01"]) + total(month=["2025-02"]) + total(month=["2025-03"]) == 48
    assert total(person=["Ada Brandt"]) == 24
    assert total(person=["Ada Brandt", "Tom O’Hara"]) == 12
    assert total(place=["Eastmouth"], organisation=["Port Authority"]) == 0
    assert total(person=["Eastmouth"]) == 0
    assert total(section=[]) == 60
    assert total(section=["\ud800", "\x00"]) == 0


@pytest.mark.parametrize("sort", ["rank", "newest", "oldest"])
@pytest.mark.parametrize("text", ["budget", "budget /s levy", "budget zebra"])
def test_no_hits_may_be_asked_for(conn: "sqlite3.Connection", text: str, sort: str) -> None:
    assert search(conn, text, sort=sort, limit=0).hits == ()
    assert search(conn, text, sort=sort, limit=0).total == search(conn, text).total


def test_unknown_names_are_the_callers_error(conn: "sqlite3.Connection") -> None:
    with pytest.raises(ValueError, match="no such filter: colour"):
        search(conn, "", filters={"colour": ["red"]})
    with pytest.raises(ValueError, match="no such sort"):
        search(conn, "", sort="colour")


@pytest.mark.parametrize("text", ["budget", "", "-strike"])
@pytest.mark.parametrize(
    "filters", [{}, {"section": ["Politics"]}, {"person": ["Ada Brandt"], "outlet": ["Northshore Herald"]}]
)
def test_a_facet_promises_what_its_click_gives(
    conn: "sqlite3.Connection", text: str, filters: dict[str, list[str]]
) -> None:
    answer = search(conn, text, filters=filters)
    for field, counts in answer.facets.items():
        for value, count in counts:
            chosen = filters.get(field, []) if field in ("person", "place", "organisation") else []
            clicked = search(conn, text, filters={**filters, field: [*chosen, value]})
            assert clicked.total == count, (field, value)
    assert sum(count for _, count in answer.histogram) == answer.total - _undated(conn, text, filters)


def _undated(conn: "sqlite3.Connection", text: str, filters: dict[str, list[str]]) -> int:
    return sum(hit.published is None for hit in search(conn, text, filters=filters, limit=100).hits)


def test_snippet_marks_the_words_in_the_body(conn: "sqlite3.Connection") -> None:
    hit = search(conn, "strikes").hits[0]
    assert f"{MARKS[0]}strike{MARKS[1]}" in hit.snippet
    assert "strike" in unmarked(hit.snippet)
    assert MARKS[0] not in unmarked(hit.snippet)
    byline = search(conn, "byline:fisk").hits[0]
    assert f"{MARKS[0]}Fisk{MARKS[1]}" in byline.snippet
    only_headline = search(conn, "headline:vote").hits[0]
    assert only_headline.snippet.startswith("EASTMOUTH")


def test_json_is_the_contract(conn: "sqlite3.Connection") -> None:
    answer = search(conn, "budget -levy", limit=2).as_dict()
    assert list(answer) == [
        "query",
        "understood",
        "total",
        "exact",
        "partial",
        "folded",
        "hits",
        "facets",
        "histogram",
        "suggestions",
        "notes",
    ]
    hits = answer["hits"]
    assert isinstance(hits, list)
    assert list(hits[0]) == [
        "id",
        "headline",
        "title",
        "snippet",
        "outlet",
        "published",
        "url",
        "score",
        "partial",
        "copies",
    ]
    assert "\x01" not in str(answer)
    facets = answer["facets"]
    assert isinstance(facets, dict)
    assert facets["year"] == [{"value": "2025", "count": 12}]


def test_nothing_found_says_why(conn: "sqlite3.Connection") -> None:
    notes = " ".join(search(conn, "budget zebra", filters={"year": ["2025"]}).notes)
    assert "Without the filters: 0." in notes
    assert "budget 48, zebra 0" in notes


def test_every_article_is_found_by_its_headline(conn: "sqlite3.Connection") -> None:
    for key, headline in conn.execute(
        "select id, headline from articles where headline is not null"
    ).fetchall():
        assert key in {hit.id for hit in search(conn, headline, limit=100).hits}


def test_an_interrupted_facet_is_left_out(conn: "sqlite3.Connection") -> None:
    late = False

    def watch(sql: str) -> None:
        nonlocal late
        late = late or "select id, name from outlets" in sql or "from article_entities" in sql

    # a time limit that strikes once the hits are there
    conn.set_trace_callback(watch)
    conn.set_progress_handler(lambda: late, 1)
    try:
        answer = search(conn, "budget", limit=3)
    finally:
        conn.set_progress_handler(None, 1)
        conn.set_trace_callback(None)
    assert (answer.total, len(answer.hits), set(answer.facets) & {"outlet", "person"}) == (48, 3, set())
    assert "Too many articles to count in time: outlet, names." in answer.notes


def test_an_interrupted_search_says_so(conn: "sqlite3.Connection") -> None:
    conn.set_progress_handler(lambda: 1, 1)
    try:
        with pytest.raises(TooSlowError):
            search(conn, "budget")
    finally:
        conn.set_progress_handler(None, 1)


def test_morgue_match_in_sql(conn: "sqlite3.Connection") -> None:
    register(conn)
    sql = "select count(*) from articles_fts where articles_fts match morgue_match(?)"
    for text, count in [("budget -levy", 24), ('"', 0), (None, 0), ("AT&T", 12)]:
        assert conn.execute(sql, [text]).fetchone()[0] == count


def test_a_plain_connection_will_do(tmp_path: Path) -> None:
    conn = plain_sqlite3.connect(make_archive(tmp_path / "news.db"))
    try:
        assert search(conn, "budget").total == 4
    finally:
        conn.close()


@pytest.mark.parametrize("sql", ["match", "filter", "newest"])
def test_the_index_is_asked_once(conn: "sqlite3.Connection", sql: str) -> None:
    """A filter must not make SQLite ask the full-text index once for every article of the filter."""
    seen: list[str] = []
    conn.set_trace_callback(seen.append)
    try:
        search(
            conn,
            "budget",
            filters={"outlet": ["Northshore Herald"]},
            sort="newest" if sql == "newest" else "rank",
        )
    finally:
        conn.set_trace_callback(None)
    wide = [text for text in seen if "articles_fts match" in text and "rowid = " not in text]
    assert wide
    for text in wide:
        plan = [row[3] for row in conn.execute("explain query plan " + text)]
        scans = [step for step in plan if "articles_fts" in step]
        assert all("VIRTUAL TABLE INDEX" in step and "=" not in step for step in scans), plan
