"""Laws of labelling: no word is lost, and neither names nor neighbours of files have a say."""

import html
import random
import unicodedata
from collections import Counter

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from test_laws import LINES

from ingest.model import Article, RawFile
from ingest.pipeline import documents
from ingest.text import WORD

#: Marks that say how text is to look and are no words of it: Markdown's, and those of HTML and JSON.
MARKUP = "[]()<>{}`*_#!\\|~="
plain = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters=MARKUP, include_characters=" "),
    max_size=80,
)
line = st.one_of(st.sampled_from([text for text in LINES if "](" not in text]), plain)
page = st.lists(line, min_size=1, max_size=24).map("\n".join)

TAGS = ("p", "h1", "h2", "div", "li", "span", "blockquote", "figcaption", "td", "em", "a")
AROUND = ("article", "main", "div", "nav", "aside", "footer", "header", "section")
words = st.text(st.sampled_from("abcdefghij éß") | st.sampled_from(" .,"), min_size=1, max_size=60)
element = st.tuples(
    st.sampled_from(TAGS), st.one_of(words, st.sampled_from([x for x in LINES if "](" not in x]))
)
part = st.tuples(st.sampled_from(AROUND), st.lists(element, max_size=6))
markup = st.lists(part, min_size=1, max_size=5)


def article(data: str, name: str = "x.txt") -> Article | None:
    [document] = documents(RawFile(name, data.encode()), entities=False)
    return document.article


def letters(text: str) -> str:
    """Letters and digits, composed as the decoder composes them."""
    return "".join(WORD.findall(unicodedata.normalize("NFC", text)))


@given(page)
@settings(deadline=None, max_examples=150)
def test_body_and_blocks_hold_every_word_of_a_text(text: str) -> None:
    """In their order, too."""
    found = article(text)
    assume(found)
    assert found
    assert letters(" ".join(block.text for block in found.blocks)) == letters(text)
    removed = [block.text for _, block in found.removed]
    assert sorted([*found.paragraphs, *removed]) == sorted(block.text for block in found.blocks)


@given(markup)
@settings(deadline=None, max_examples=150)
def test_body_and_blocks_hold_every_visible_word_of_a_page(
    parts: list[tuple[str, list[tuple[str, str]]]],
) -> None:
    inner = "".join(
        f"<{around}>{''.join(f'<{tag}>{html.escape(text)}</{tag}>' for tag, text in elements)}</{around}>"
        for around, elements in parts
    )
    found = article(f"<!doctype html><html><head><title>T</title></head><body>{inner}</body></html>")
    assume(found)
    assert found
    visible = Counter(letters(" ".join(text for _, elements in parts for _, text in elements)))
    held = Counter(letters(" ".join(block.text for block in found.blocks)))
    assert not visible - held


@given(st.lists(page, min_size=1, max_size=5), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_labels_depend_on_neither_name_nor_order_of_files(pages: list[str], dice: random.Random) -> None:
    first = [article(text, f"{i}.txt") for i, text in enumerate(pages)]
    order = list(range(len(pages)))
    dice.shuffle(order)
    names = ("news/2025/03/04/reuters.html", "a", "-", "Über uns.md", "x.json")
    again = {i: article(pages[i], dice.choice(names)) for i in order}
    assert [again[i] for i in range(len(pages))] == first
