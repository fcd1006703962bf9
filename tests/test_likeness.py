"""Copies of one text: what is one, and what only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.copies_made import EDITS, Made, made, negatives
from db.families.families import COPY
from db.families.index import Fingerprint, Index
from db.families.likeness import similarity
from db.families.marks import marks
from db.families.words import words

PAIRS = list(made(each=4))


def name(pair: Made) -> str:
    return pair.seed.replace("/", "-")


@pytest.mark.parametrize("pair", PAIRS, ids=name)
def test_pair(pair: Made) -> None:
    likeness = similarity(words(pair.one), words(pair.other))
    assert likeness == similarity(words(pair.other), words(pair.one))
    assert 0 <= likeness <= 1
    assert (likeness >= COPY) == pair.copy
    if pair.copy:
        both = Index(
            {i: Fingerprint("", marks(text).tobytes()) for i, text in enumerate((pair.one, pair.other))}
        )
        assert both.near(0)[0].tolist() == [1]


def test_all_kinds_are_tried() -> None:
    assert {pair.kind for pair in PAIRS} == {*EDITS, *negatives()}


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_text_has_a_likeness(one: str, other: str) -> None:
    assert similarity(words(one), words(other)) == similarity(words(other), words(one))
    assert 0 <= similarity(words(one), words(one)) <= 1
    assert marks(one).tolist() == sorted(set(marks(one).tolist()))


@given(
    st.lists(st.integers(0, 500), min_size=20, max_size=60),
    st.text("ab ", max_size=50),
    st.text("cd ", max_size=50),
)
def test_twenty_words_in_a_row_leave_a_mark(shared: list[int], before: str, behind: str) -> None:
    run = " ".join(f"w{i}" for i in shared)
    rest = " ".join(f"x{i}" for i in range(30))
    one, other = f"{before} {run} {rest}", f"{rest[::-1]} {run} {behind}"
    assert set(marks(one).tolist()) & set(marks(other).tolist())
