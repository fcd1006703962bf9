"""Which lines are furniture: never what an article says, always the same, whatever came first."""

import random

import pytest
from fixtures_outlets import APPEAL, OWNER, story
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.model import RawFile
from ingest.outlets.learned import Learned
from ingest.outlets.recurring import LEAST, SAME_TEXT, Sheet, find
from ingest.pipeline import documents
from ingest.text import fold


def sheets(*pages: str) -> list[Sheet]:
    return [(None, [line for line in page.split("\n") if line]) for page in pages]


def texts(pages: list[Sheet]) -> list[str]:
    return [line.text for line in find(pages)]


def test_a_footer_is_found_with_its_counts_and_days():
    pages = [(f"2025-02-{i + 1:02}", story(i).split("\n\n")) for i in range(5)]
    assert [
        (one.text, one.articles, one.looked_at, one.first_seen, one.last_seen) for one in find(pages)
    ] == [
        (OWNER, 5, 5, "2025-02-01", "2025-02-05"),
        (APPEAL, 5, 5, "2025-02-01", "2025-02-05"),
    ]


def test_two_articles_teach_nothing():
    assert LEAST == 3
    assert texts(sheets(story(0), story(1))) == []


def test_copies_and_later_states_of_one_text_count_once():
    copies = [story(1).replace("week", f"the week {i}") for i in range(6)]
    assert texts(sheets(*copies, story(2))) == []
    assert APPEAL in texts(sheets(*copies, story(2), story(3)))
    kept = story(1).split("\n\n")
    states = [
        "\n".join([*kept[:6], f"The {i}. hour brought no news, and so the count of the votes began anew."])
        for i in range(5)
    ]
    assert texts(sheets(*states)) == []


@pytest.mark.parametrize(
    "line",
    [
        "What we know so far",
        "Here is what you need to know about the vote:",
        "The Marlow Post could not independently verify the numbers that the council gave out on Monday.",
        "WASHINGTON —",
        "Mr.",
    ],
)
def test_formulas_of_the_text_are_not_furniture(line):
    pages = []
    for i in range(12):
        lines = story(i).split("\n\n")
        lines.insert(4 + i % 3, line)
        pages.append((None, lines))
    assert line not in texts(pages)


def test_a_standing_paragraph_of_a_series_is_not_furniture():
    """Two paragraphs of background, in a third of the articles, side by side."""
    background = (
        "The tunnel under the river was begun forty years ago and has been shut more often than it was open.",
        "Its builders went bankrupt in the second winter, and the town has paid for the pumps ever since.",
    )
    pages = []
    for i in range(12):
        lines = story(i).split("\n\n")
        if i % 3 == 0:
            lines[6:6] = background
        pages.append((None, lines))
    assert not set(background) & set(texts(pages))


@given(st.randoms(use_true_random=False), st.integers(0, 8), st.integers(0, 8))
@settings(max_examples=25, deadline=None)
def test_the_order_of_articles_means_nothing(dice: random.Random, number: int, copies: int) -> None:
    pages = sheets(*(story(i) for i in range(number)), *([story(1)] * copies))
    shuffled = list(pages)
    dice.shuffle(shuffled)
    assert find(shuffled) == find(pages)
    assert 0 < SAME_TEXT < 1


def read(text: str, *known: str, outlet: str = "Marlow Post") -> list[tuple[str, str]]:
    learned = Learned({outlet: frozenset(map(fold, known))})
    [document] = documents(RawFile("a.txt", text.encode()), entities=False, learned=learned)
    assert document.article
    return [(block.text, block.rule) for block in document.article.blocks]


def test_a_known_line_leaves_the_body_and_says_why():
    rules = dict(read(story(1), APPEAL))
    assert rules[APPEAL] == "recurs-in-the-outlet"
    assert dict(read(story(1)))[APPEAL] == "likely-body"
    assert dict(read(story(1), APPEAL, outlet="Other Post"))[APPEAL] == "likely-body"
    without = [one for one in read(story(1), APPEAL) if one[0] != APPEAL]
    assert without == [one for one in read(story(1)) if one[0] != APPEAL]


def test_other_roles_than_the_bodys_are_not_touched():
    page = story(1)
    first, byline = page.split("\n\n")[:2]
    assert read(page, first, byline) == read(page)


def test_what_takes_more_than_half_of_an_article_is_not_applied():
    paragraphs = [line for line, rule in read(story(1)) if rule == "likely-body"]
    assert read(story(1), *paragraphs[:4]) == read(story(1))


def test_an_outlet_with_a_profile_is_left_to_it():
    assert Learned({"Voz": frozenset({"x"})}).of("Voz") == frozenset()
