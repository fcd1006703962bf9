"""The query language: what is understood, and that no text whatever is an error."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from db.migrations import migrations
from db.query import MAX_CHARS, morgue_match, parse
from db.search import search
from db.sqlite import sqlite3

NASTY = [
    "",
    " ",
    '"',
    "“",
    "OR",
    "AND",
    "NOT",
    "-",
    "*",
    "(",
    ")",
    "()",
    "(()",
    "NEAR(",
    "NEAR(a b, 5)",
    "U.S.",
    "AT&T",
    "state-owned",
    "O'Brien",
    "a\x00b",
    "\ud800",
    "headline:",
    "headline:(",
    "headline : x",
    "nosuch:word",
    "{headline}: x",
    "^a",
    "a + b",
    "--a",
    "; drop table articles",
    "(" * 500 + "a OR b" + ")" * 500,
    "NOT " * 300 + "a",
    "a OR " * 2500,
    "-(" * 300 + "a",
    '"' + "x " * 5000 + '"',
    "é" * 10_000,
    "\u0301",
    "🗞",
    "budget’s",
    "<script>alert(1)</script>",
]


@pytest.mark.parametrize(
    ("text", "match", "exclude", "understood"),
    [
        ("port strike", '"port" AND "strike"', None, "port and strike"),
        ("port AND strike", '"port" AND "strike"', None, "port and strike"),
        ("“prime minister”", '"prime minister"', None, '"prime minister"'),
        ("tax OR levy", '"tax" OR "levy"', None, "tax or levy"),
        ("tax | levy", '"tax" OR "levy"', None, "tax or levy"),
        ("tax OR levy oil", '("tax" OR "levy") AND "oil"', None, "(tax or levy) and oil"),
        ("tax -levy", '"tax"', '"levy"', "tax, without levy"),
        ("tax NOT levy", '"tax"', '"levy"', "tax, without levy"),
        ("-levy", None, '"levy"', "every article, without levy"),
        ("", None, None, "every article"),
        ("gov*", '"gov" *', None, "gov… (any ending)"),
        ("headline:tax", 'headline : "tax"', None, "tax in the headline"),
        ("byline:(fisk OR lens)", 'byline : "fisk" OR byline : "lens"', None, None),
        ("-section:opinion", None, 'section : "opinion"', None),
        ("((tax", '"tax"', None, "tax"),
        ("state-owned U.S. AT&T", '"state-owned" AND "U.S." AND "AT&T"', None, None),
        ("tax -(levy oil)", '"tax"', '"levy" AND "oil"', "tax, without (levy and oil)"),
        ("-(-tax)", '"tax"', None, None),
        ("tax OR -levy", None, '("levy") NOT ("tax")', "tax or not levy"),
        ('5" gun', '"5" AND "gun"', None, "5 and gun"),
    ],
)
def test_language(text: str, match: str | None, exclude: str | None, understood: str | None) -> None:
    query = parse(text)
    assert (query.match, query.exclude) == (match, exclude)
    assert understood is None or query.understood == understood


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ('"tax', "quotation mark"),
        ("tax OR", "OR without words"),
        ("OR tax", "OR without words"),
        ("tax NOT", "NOT without a word"),
        ("tax &", "only words: &"),
        ("x" * (MAX_CHARS + 1), "first 1,000 characters"),
    ],
)
def test_what_is_ignored_is_said(text: str, note: str) -> None:
    assert note in " ".join(parse(text).notes)


def test_operators_are_capitals_only() -> None:
    assert parse("for or against").match == '"for" AND "or" AND "against"'


@pytest.fixture(scope="module")
def conn() -> "sqlite3.Connection":
    db = Database(sqlite3.connect(":memory:"))
    migrations.apply(db)
    assert db.conn is not None
    db.execute("insert into runs (id, started_at, version) values (1, '', '')")
    for number, body in enumerate(["the tax on oil", "the levy on gas", "tax and levy, O'Brien of AT&T"], 1):
        db.execute(
            "insert into files (id, path, sha256, bytes, status, run_id) values (?, '', ?, 0, 'filed', 1)",
            [number, str(number)],
        )
        db.execute(
            "insert into articles (id, title, body, word_count, file_id) values (?, '', ?, 4, ?)",
            [number, body, number],
        )
    return db.conn


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tax", {1, 3}),
        ("tax -levy", {1}),
        ("-levy", {1}),
        ("tax OR -levy", {1, 3}),
        ("-(tax levy)", {1, 2}),
        ("-tax OR -levy", {1, 2}),
        ("-(tax OR levy)", set()),
        ("(tax OR levy) -oil", {2, 3}),
        ("tax*", {1, 3}),
        ("AT&T", {3}),
        ("", {1, 2, 3}),
    ],
)
def test_what_is_found(conn: "sqlite3.Connection", text: str, found: set[int]) -> None:
    assert {hit.id for hit in search(conn, text).hits} == found


PIECES = st.sampled_from(
    ["tax", "levy", "oil", "OR", "AND", "NOT", "-", "(", ")", '"', "*", "headline:", " ", "|", "–", "&"]
)


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        st.text(), st.lists(PIECES, max_size=30).map(" ".join), st.lists(PIECES, max_size=30).map("".join)
    )
)
@example("\x00")
@example("\udfff")
def test_any_text_is_a_safe_search(conn: "sqlite3.Connection", text: str) -> None:
    answer = search(conn, text)
    assert answer.total == len(answer.hits) <= 3
    conn.execute("select rowid from articles_fts where articles_fts match ?", [morgue_match(text)]).fetchall()


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_nasty_text_is_a_safe_search(conn: "sqlite3.Connection", text: str) -> None:
    answer = search(conn, text)
    assert answer.total == len(answer.hits)
    conn.execute("select rowid from articles_fts where articles_fts match ?", [morgue_match(text)]).fetchall()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["tax", "levy", "oil", "gas", "OR", "-"]), max_size=8).map(" ".join))
def test_without_finds_the_rest(conn: "sqlite3.Connection", text: str) -> None:
    wanted, rest = search(conn, f"({text})"), search(conn, f"-({text})")
    if wanted.understood == "every article" or rest.understood == "every article":
        return
    assert wanted.total + rest.total == 3
