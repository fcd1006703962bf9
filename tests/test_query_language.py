"""Proximity, counts, exact text, filters and dates: the tree, and what is said back."""

import tomllib
from pathlib import Path

import pytest

from db.query import parse
from db.query_match import superset
from db.query_tree import AtLeast, Dates, Filter, Group, Lead, Length, Near, Node, Same, Term, Verbatim

GOLDEN = tomllib.loads((Path(__file__).parent / "golden" / "queries.toml").read_text("utf-8"))["query"]

TAX, OIL, GAS = Term("tax"), Term("oil"), Term("gas")
EITHER = Group("any", (TAX, GAS))


@pytest.mark.parametrize("query", GOLDEN, ids=[query["typed"] for query in GOLDEN])
def test_golden_queries(query: dict[str, object]) -> None:
    found = parse(str(query["typed"]))
    assert found.understood == query["understood"]
    assert list(found.notes) == query.get("notes", [])


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("tax w/5 oil", Near(TAX, OIL, 5, False)),
        ("tax W/5 oil", Near(TAX, OIL, 5, False)),
        ("tax near/5 oil", Near(TAX, OIL, 5, False)),
        ("tax NEAR5 oil", Near(TAX, OIL, 5, False)),
        ("tax /5 oil", Near(TAX, OIL, 5, False)),
        ("tax pre/3 oil", Near(TAX, OIL, 3, True)),
        ("tax adj3 oil", Near(TAX, OIL, 3, True)),
        ("tax OR gas w/5 oil", Near(EITHER, OIL, 5, False)),
        ("(tax|gas)w/5 oil", Near(EITHER, OIL, 5, False)),
        ("hl:tax w/2 oil", Near(Term("tax", part="headline"), Term("oil", part="headline"), 2, False)),
        ("tax w/2 oil w/3 gas", Group("all", (Near(TAX, OIL, 2, False), Near(OIL, GAS, 3, False)))),
        ("tax w/2 oil /s gas", Same("sentence", (Near(TAX, OIL, 2, False), GAS))),
        ("tax /S oil /s gas", Same("sentence", (TAX, OIL, GAS))),
        ("tax w/p oil", Same("paragraph", (TAX, OIL))),
        ("NOT tax w/5 oil", Group("not", (Near(TAX, OIL, 5, False),))),
        ("tax NOT w/5 oil", Group("all", (TAX, Group("not", (Near(TAX, OIL, 5, False),))))),
        ("atleast3(tax)", AtLeast(3, TAX)),
        ("ATLEAST3 (tax OR gas)", AtLeast(3, EITHER)),
        ("atleast3(tax gas)", Group("all", (AtLeast(3, TAX), AtLeast(3, GAS)))),
        ("hlead(tax)", Lead(TAX)),
        ("HLEAD:tax", Lead(TAX)),
        ("caps(Apple)", Verbatim("Apple", "caps")),
        ("caps(apple)", Verbatim("Apple", "caps")),
        ("allcaps(aids)", Verbatim("AIDS", "allcaps")),
        ("exact(“sink  or swim”)", Verbatim("sink or swim", "exact")),
        ("exact(f(x))", Verbatim("f(x)", "exact")),
        ("outlet:(Harbour Post)", Filter("outlet", ("Harbour Post",))),
        ('outlet:(a OR "b c" OR a)', Filter("outlet", ("a", "b c"))),
        (
            'person:("Ida Holm" "Jo Moe")',
            Group("all", (Filter("person", ("Ida Holm",)), Filter("person", ("Jo Moe",)))),
        ),
        ('author:"Lena Fisk"', Filter("author", ("Lena Fisk",))),
        ("outlet:a OR place:b", Group("any", (Filter("outlet", ("a",)), Filter("place", ("b",))))),
        ("organization:NATO", Filter("organisation", ("NATO",))),
        ("-language:English", Group("not", (Filter("language", ("en",)),))),
        ("language:en,fr", Filter("language", ("en", "fr"))),
        ("language:pt-BR", Filter("language", ("pt",))),
        ("on:2024-02", Dates("2024-02-01", "2024-02-29")),
        ("year:2025", Dates("2025-01-01", "2025-12-31")),
        ("date:2025-02-13", Dates("2025-02-13", "2025-02-13")),
        ('on:"13 February 2025"', Dates("2025-02-13", "2025-02-13")),
        ('on:"Feb. 13, 2025"', Dates("2025-02-13", "2025-02-13")),
        ("after:2025-02", Dates("2025-03-01", None)),
        ("since:2025-02", Dates("2025-02-01", None)),
        ("before:2025-02", Dates(None, "2025-01-31")),
        ("until:2025-02", Dates(None, "2025-02-28")),
        ("date<=2025", Dates(None, "2025-12-31")),
        (
            "on:(2025-02 OR 2024)",
            Group("any", (Dates("2025-02-01", "2025-02-28"), Dates("2024-01-01", "2024-12-31"))),
        ),
        ("length>500", Length(501, None)),
        ("wc>500", Length(501, None)),
        ('"oil ta*"', Term("oil ta", prefix=True)),
        ("length >= 1,000", Length(1000, None)),
        ("length:<500", Length(None, 499)),
        ("length:500-100", Length(100, 500)),
        ("length:500", Length(500, 500)),
        ("‘oil tax’ ‚gas tax‘", Group("all", (Term("oil tax"), Term("gas tax")))),
        ("«oil tax» „gas tax“", Group("all", (Term("oil tax"), Term("gas tax")))),
        ("tax −oil –gas", Group("all", (TAX, Group("not", (OIL,)), GAS))),
        ("tax—oil +gas", Group("all", (TAX, OIL, GAS))),
        ("tax & oil && gas", Group("all", (TAX, OIL, GAS))),
        ("", Group("all", ())),
    ],
)
def test_trees(text: str, tree: Node) -> None:
    assert parse(text).tree == tree


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("w/5 oil", "w/5 without words on both sides"),
        ("oil /s", "/s without words on both sides"),
        ("tax w/5 (oil gas)", "w/5 was read as AND"),
        ("headline:tax w/5 body:oil", "w/5 was read as AND"),
        ("tax w/5 手机", "w/5 was read as AND"),
        ("tax /s outlet:x", "/s was read as AND"),
        ("tax w/999 oil", "999 was read as 255"),
        ("atleast3(tax w/5 oil)", "atleast3 counts words"),
        ("hlead(outlet:x)", "hlead takes words"),
        ("exact()", "without words"),
        ("headline:exact(Tax)", "headline: was ignored"),
        ("caps(apple)", "was read as caps(Apple)"),
        ("after:2025-13", "No such date: 2025-13"),
        ("after:9999", "No such date: 9999"),
        ("date>2025-02-31", "No such date: 2025-02-31"),
        ("language:Quayish", "No language"),
        ("outlet:harb*", "star behind outlet:harb"),
        ("length<0", "No length"),
        ("colour:red", "colour: is not a part"),
        ("headline: tax", "without a space"),
        ("wo*d", "read as wo*"),
        ("wom?n", "read as wom*"),
        ("budget!", "read as budget*"),
        ("!oil", "write -oil"),
        ('"oil tax"~5', "~5 was ignored"),
        ('"oi* tax"', "star inside quotation marks"),
        ("tax not oil", "write NOT"),
    ],
)
def test_what_is_not_understood_is_said(text: str, note: str) -> None:
    assert note in " ".join(parse(text).notes)


@pytest.mark.parametrize(
    "text", ["https://news.example/a", "10:30", "Why?", "tax – oil", "and so on", "24/7"]
)
def test_ordinary_text_needs_no_note(text: str) -> None:
    assert parse(text).notes == ()


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("(tax OR gas) w/5 oil", 'NEAR("tax" "oil", 4) OR NEAR("gas" "oil", 4)'),
        ("hl:tax w/5 oi*", 'headline : NEAR("tax" "oi" *, 4)'),
        ("tax pre/5 oil", '"tax" AND "oil"'),
        ("tax /s (oil -gas)", '"tax" AND "oil"'),
        ("-(tax /s oil)", None),
        ("tax OR outlet:x", None),
        ("outlet:x", None),
        ("exact(Tax) outlet:x", '"Tax"'),
        ("手机 w/2 关系", 'unspaced : NEAR("手机" "关系", 3)'),
    ],
)
def test_what_the_index_is_asked(text: str, match: str | None) -> None:
    assert superset(parse(text).tree) == match


def test_terms_are_those_asked_for() -> None:
    query = parse("tax w/5 (oil OR gas) hlead(levy) atleast2(duty) exact(Fee) outlet:x -toll")
    assert [term.text for term in query.terms] == ["tax", "oil", "gas", "levy", "duty", "Fee"]
