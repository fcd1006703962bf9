"""The query language: what is understood, and that no text whatever is an error."""

from typing import TYPE_CHECKING

import pytest
from fixtures_query import found, index_of
from hypothesis import example, given, settings
from hypothesis import strategies as st

from db.query import MAX_CHARS, morgue_match, parse

if TYPE_CHECKING:
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
    "hlead:" * 150 + "a",
    "atleast3(" * 100 + "a",
    "a w/5 " * 160,
    "a /s b /p " * 90,
    "exact(" * 150,
    "(a OR b OR c OR d) w/5 " * 40,
    "on:9999 after:9999-12-31 before:0001 length>99999999999999999999",
    "w/99999999999999999999 a",
    "outlet:(" * 120,
    "关" * 2000,
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


def test_small_operators_stand_between_terms() -> None:
    query = parse("for or against")
    assert query.match == '"for" OR "against"'
    assert "or was read as OR" in query.notes[0]
    assert parse("sink and swim").match == '"sink" AND "swim"'
    assert parse('for "or" against').match == '"for" AND "or" AND "against"'
    assert parse("or noir").match == '"or" AND "noir"'
    assert parse("will not resign").match == '"will" AND "not" AND "resign"'


@pytest.fixture(scope="module")
def conn() -> "sqlite3.Connection":
    return index_of(["the tax on oil", "the levy on gas", "tax and levy, O'Brien of AT&T"])


@pytest.mark.parametrize(
    ("text", "expected"),
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
def test_what_is_found(conn: "sqlite3.Connection", text: str, expected: set[int]) -> None:
    assert found(conn, text) == expected


WORDS = """tax levy oil OR AND NOT or and not - ( ) " * ! & | + – − ‘ ’ « » headline: hl: hlead: hlead(
    outlet: person: language:
    changed: changed:body added: removed: is: is:corrected on: after: before: 2025-02 2025 length>5
    length: w/5 /5 pre/3 near3 /s /p atleast2( atleast999( caps( exact( allcaps(
    nosuch: date> 关系 の ภาษา 서울 iPhone手机"""
PIECES = st.sampled_from([*WORDS.split(), " "])


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        st.text(), st.lists(PIECES, max_size=30).map(" ".join), st.lists(PIECES, max_size=30).map("".join)
    )
)
@example("\x00")
@example("\udfff")
def test_any_text_is_a_safe_search(conn: "sqlite3.Connection", text: str) -> None:
    assert found(conn, text) <= {1, 2, 3}
    conn.execute("select rowid from articles_fts where articles_fts match ?", [morgue_match(text)]).fetchall()


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_nasty_text_is_a_safe_search(conn: "sqlite3.Connection", text: str) -> None:
    assert found(conn, text) <= {1, 2, 3}
    conn.execute("select rowid from articles_fts where articles_fts match ?", [morgue_match(text)]).fetchall()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["tax", "levy", "oil", "gas", "OR", "-"]), max_size=8).map(" ".join))
def test_without_finds_the_rest(conn: "sqlite3.Connection", text: str) -> None:
    wanted, rest = f"({text})", f"-({text})"
    if "every article" in (parse(wanted).understood, parse(rest).understood):
        return
    assert found(conn, wanted) | found(conn, rest) == {1, 2, 3}
    assert not found(conn, wanted) & found(conn, rest)


HEADLINE = """tax levy and or not the And Or Not – — & Why? Stop! “oil ‘gas up’ AT&T U.S. O’Brien’s 24/7
    and/or (sic) 2025 budget: 3-2 s’ … 关系， ภาษา «oui» 50% £5m £5m-a-day w/ #tax @levy it's 'gas' [photo]
    A/B up* ¿sí?"""


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(HEADLINE.split()), max_size=9).map(" ".join))
def test_a_pasted_headline_finds_its_article(text: str) -> None:
    conn = index_of([text])
    assert found(conn, text) == {1}
    conn.close()
