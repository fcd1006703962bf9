"""Laws: sentences with "always" and "never" that hold for any input."""

from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.model import Article, Document, RawFile
from ingest.pipeline import documents
from ingest.text import WORD

ROOT = Path(__file__).parent.parent
SAMPLES = sorted(path for path in (ROOT / "seeds").rglob("*.txt"))

#: Lines as pages have them, so that the laws are tried on more than noise.
LINES = [
    "The council voted on Monday to close the old bridge for years, after divers had found a hole in it.",
    "“Nobody is glad of it,” said the mayor.",
    "By Jane Doe",
    "Published 12 May 2024, 14:30 BST",
    "Read more: The bridge that waited",
    "© 2025 The Gazette. All rights reserved.",
    "Photo: John Roe/AFP",
    "Home | News | Sport",
    "World",
    "Bridge to close for three years",
    "* * *",
    "",
    "![A bridge](https://gazette.example/2025/05/bridge.jpg)",
    "[More](https://gazette.example/more)",
    "桥是给赶时间的人修的，轮渡是给不赶时间的人留的。",
    "tracking",
]
page = st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=80)), max_size=24).map("\n".join)


def articles(text: str) -> list[Article]:
    return [
        d.article
        for d in documents(RawFile("x.txt", text.encode("utf-8", "replace")), entities=False)
        if d.article
    ]


def is_subsequence(words: list[str], source: list[str]) -> bool:
    rest = iter(source)
    return all(word in rest for word in words)


@given(page)
@settings(deadline=None, max_examples=150)
def test_no_word_of_the_body_is_invented(text: str) -> None:
    for article in articles(text):
        # Text is stored in one form of its letters (NFC), in which some fall into two.
        source = "".join(WORD.findall(normalize("NFC", text.encode("utf-8", "replace").decode())))
        assert is_subsequence(list("".join(WORD.findall(article.body))), list(source))


@given(page)
@settings(deadline=None, max_examples=150)
def test_every_document_has_an_article_or_a_reason(text: str) -> None:
    for document in documents(RawFile("x.txt", text.encode("utf-8", "replace")), entities=False):
        assert (document.article is None) == (document.error is not None)


@given(st.binary(max_size=600))
@settings(deadline=None, max_examples=150)
def test_no_bytes_raise(data: bytes) -> None:
    found: list[Document] = documents(RawFile("x", data), entities=False)
    assert found


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_cleaning_what_is_clean_changes_nothing(path: Path) -> None:
    """Between paragraphs stand blank lines, so nothing is joined or parted the second time."""
    [document] = documents(RawFile(path.name, path.read_bytes()), entities=False)
    assert document.article is not None
    [again] = articles(document.article.body)
    assert again.body == document.article.body


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_line_is_kept_somewhere(path: Path) -> None:
    [document] = documents(RawFile(path.name, path.read_bytes()), entities=False)
    assert document.article is not None
    article = document.article
    assert len(article.paragraphs) + len(article.removed) == len(article.blocks)
    assert all(block.rule for block in article.blocks)
