"""What only the text can tell: the same as the index where both can, and never more than it."""

import time

import pytest
from fixtures_query import found, index_of
from hypothesis import given, settings
from hypothesis import strategies as st

from db.query import parse
from db.query_match import exact, superset
from db.query_tree import Group, Near, Term
from db.query_verify import Text, holds
from db.sentences import sentences

ARTICLES = [
    Text(
        1, "Tax on oil rises", "Apple is hit too.", "The tax on oil rose. Gas fell.\n\nTaxes: the levy stays."
    ),
    Text(2, "A quiet day", "", "Gas was cheap, said Mr. Tax of AIDS Concern. Oil was not.\n\nAn apple fell."),
    Text(3, "中美关系", None, "中美关系进入新阶段。贸易，手机和iPhone手机都在其中。"),
    Text(
        4,
        None,
        None,
        "The state-owned “Harbour  Line”\nwent to O’Brien’s café. Oil oil oil tax.",
        byline="Tax Oil",
    ),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tax /s oil", {1, 4}),
        ("tax /p oil", {1, 2, 4}),
        ("taxes /s levies", {1}),
        ("tax /s gas", {2}),
        ("tax /p (gas -oil)", set()),
        ("oil NOT /s tax", {2}),
        ("tax pre/2 oil", {1, 4}),
        ("oil pre/1 tax", {4}),
        ("oil pre/2 oil", {4}),
        ("byline:(tax pre/1 oil)", {4}),
        ("headline:tax w/2 oil", {1}),
        ("(gas OR levy) pre/3 (cheap OR stays)", {1, 2}),
        ("atleast2(tax)", {1, 4}),
        ("atleast4(tax OR oil)", {1, 4}),
        ("atleast3(oil)", {4}),
        ("atleast2(apple*)", set()),
        ("atleast3(中美)", set()),
        ("atleast2(手机)", {3}),
        ("atleast2(caps(Tax))", set()),
        ("atleast2(exact(oil))", {1, 4}),
        ("hlead(gas)", {1, 2}),
        ("hlead(levy)", set()),
        ("hlead(apple)", {1}),
        ("caps(Apple)", {1}),
        ("caps(Tax)", {1, 2, 4}),
        ("exact(tax)", {1, 4}),
        ("exact(Mr. Tax)", {2}),
        ("allcaps(aids)", {2}),
        ('exact("Harbour Line")', {4}),
        ("exact(O'Brien's café)", {4}),
        ("exact(cafe)", set()),
        ("exact(state)", {4}),
        ("exact(stat)", set()),
        ("exact(手机)", {3}),
        ("headline:关系", {3}),
        ("headline:阶段", set()),
        ("iPhone手机", {3}),
        ("Nokia手机", set()),
        ("中美 pre/4 阶段", {3}),
        ("中美 pre/3 阶段", set()),
        ("阶段 pre/9 中美", set()),
        ("中美 /s 贸易", set()),
        ("中美 /p 贸易", {3}),
        ('"oil oil tax"', {4}),
        ("-(tax /s oil)", {2, 3}),
        ("outlet:x tax", {1, 2, 4}),
    ],
)
def test_what_holds(text: str, expected: set[int]) -> None:
    assert holds([parse(text).tree], ARTICLES) == expected


def test_every_node_must_hold() -> None:
    nodes = [parse("tax /s oil").tree, parse("atleast3(oil)").tree]
    assert holds(nodes, ARTICLES) == {4}
    assert holds([], ARTICLES) == {1, 2, 3, 4}
    assert holds(nodes, []) == set()


BODIES = [
    "the tax on oil",
    "the levy on gas.\n\nTax and Levy, O'Brien of AT&T",
    "関係の手机 ภาษาไทย iPhone手机",
    "oil tax oil",
]
WORDS = """tax levy oil gas OR NOT - ( ) " * headline: hlead( w/2 pre/2 near/1 /s /p atleast2( caps( exact(
    O'Brien outlet: after: changed:any added: removed: is:corrected 2025 手机 の ภาษา iPhone手机 Levy"""


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.lists(st.sampled_from(WORDS.split()), max_size=9).map(" ".join),
        st.lists(st.sampled_from(WORDS.split()), max_size=9).map("".join),
        st.text(),
    )
)
def test_the_index_leaves_nothing_out(text: str) -> None:
    conn = index_of(BODIES)
    query = parse(text)
    true = holds([query.tree], [Text(number, body=body) for number, body in enumerate(BODIES, 1)])
    assert true <= found(conn, text)
    if exact(query.tree):
        assert true == found(conn, text)
    conn.close()


def _near(words: list[str], distance: int, ordered: bool) -> bool:
    gaps = [
        b - a
        for a, left in enumerate(words)
        for b, right in enumerate(words)
        if (left, right) == ("tax", "oil")
    ]
    return any(0 < gap <= distance or (not ordered and -distance <= gap < 0) for gap in gaps)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["tax", "oil", "gas", "on"]), max_size=9), st.integers(1, 6), st.booleans())
def test_a_distance_is_a_difference_of_places(words: list[str], distance: int, ordered: bool) -> None:
    node = Near(Term("tax"), Term("oil"), distance, ordered)
    expected = {1} if _near(words, distance, ordered) else set()
    assert holds([node], [Text(1, body=" ".join(words))]) == expected


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(["tax", "oil", "gas"]), max_size=12), min_size=1, max_size=3),
    st.integers(1, 5),
    st.booleans(),
)
def test_nearness_of_phrases_in_several_texts(texts: list[list[str]], distance: int, ordered: bool) -> None:
    def places(words: list[str], *wanted: list[str]) -> list[tuple[int, int]]:
        return [
            (at, at + len(one) - 1)
            for one in wanted
            for at in range(len(words))
            if words[at : at + len(one)] == one
        ]

    def near(words: list[str]) -> bool:
        left, right = places(words, ["tax", "oil"], ["gas"]), places(words, ["oil"], ["tax", "tax"])
        return any(
            0 < start - last <= distance or (not ordered and 0 < first - end <= distance)
            for first, last in left
            for start, end in right
        )

    # FTS5 knows no nearness across columns: the texts themselves must tell
    right = Term("oil", part="body"), Term("tax tax", part="body")
    sides = [Group("any", (Term("tax oil"), Term("gas"))), Group("any", right)]
    articles = [Text(number, body=" ".join(words)) for number, words in enumerate(texts)]
    expected = {number for number, words in enumerate(texts) if near(words)}
    assert holds([Near(sides[0], sides[1], distance, ordered)], articles) == expected


def test_nearness_in_a_long_text_takes_no_square_of_it() -> None:
    began = time.process_time()
    body = " of".join([""] * 50_000) + " the" * 50_000
    assert holds([parse("the pre/3 of").tree], [Text(1, body=body)]) == set()
    assert holds([parse("of pre/3 the").tree], [Text(1, body=body)]) == {1}
    # one by one they are 2.5 billion pairs
    assert time.process_time() - began < 10


def test_a_wide_nearness_is_verified() -> None:
    left, right = " OR ".join(f"a{n}" for n in range(9)), " OR ".join(f"b{n}" for n in range(9))
    node = parse(f"({left}) w/2 ({right})").tree
    assert not exact(node)
    assert "NEAR" not in str(superset(node))
    assert holds([node], [Text(1, body="b8 and a7"), Text(2, body="b8 and then a7")]) == {1}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The U.S. Army left. It came back.", 2),
        ("He lives in the U.S. The house is small.", 2),
        ("Gen. A. B. Holt met Dr. Moor on Jan. 5 at 3 p.m. in St. Ives.", 1),
        ("“Stop!” she said. “Why?” He did not say.", 3),
        ("It cost 3.5 million. Nobody paid.", 2),
        ("Harbour Inc. rose. Quay Ltd. Chairman Moe left.", 2),
        ("It cost £3.6m. Half is paid. See harbour.example. Nobody else did.", 4),
        ("Wait… what? Yes.", 2),
        ("“我们同意。”他说。会议结束了！", 3),
        ("One.\n\nTwo without a stop\n\nThree.", 3),
        ("Er kam z.B. am 3. Mai. ¿Quién? Él.", 4),
        ("", 0),
    ],
)
def test_sentences(text: str, count: int) -> None:
    found_ = sentences(text)
    assert len(found_) == count, found_
    assert "".join("".join(found_).split()) == "".join(text.split())


@given(st.text())
def test_sentences_lose_nothing(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
