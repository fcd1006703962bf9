"""Snippets and marks of texts that are long or hold a word very often: in time, and at the right places."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db import search_hits
from db.marking import WHOLE, places
from db.query import parse
from db.search_hits import MARKS, SNIPPET_WORDS, unmarked
from db.sqlite import sqlite3

COLUMNS = "headline, standfirst, body, byline, section, dateline, editors_note, unspaced"
WORDS = st.sampled_from(["tax", "Taxes", "oil", "on", "the", "The", "levy.", "gas\n\n", "Oil:"])
TEXT = st.lists(WORDS, max_size=200).map(" ".join)


def snippets(query: str, *bodies: str, headline: str = "") -> list[tuple[str, str]]:
    articles = {key: (headline, "", body, "", "", "", "", "") for key, body in enumerate(bodies)}
    found = search_hits._snippets(articles, parse(query).terms)
    return [found.get(key, ("", "")) for key in articles]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(TEXT, min_size=1, max_size=4), st.sampled_from(["tax", "tax oil", '"on the" OR levy', "ta* gas"])
)
def test_usual_articles_have_the_snippets_of_the_index(bodies: list[str], query: str) -> None:
    conn = sqlite3.connect(":memory:")
    tokenize = "porter unicode61 remove_diacritics 2"
    conn.execute(f"create virtual table texts using fts5({COLUMNS}, tokenize='{tokenize}')")
    for key, body in enumerate(bodies):
        conn.execute("insert into texts (rowid, headline, body) values (?, 'Taxes', ?)", [key, body])
    cut = f"snippet(texts, %d, char(1), char(2), '…', {SNIPPET_WORDS})"
    match = " OR ".join(term.match for term in parse(query).terms)
    sql = f"select rowid, {cut % 2}, {cut % -1} from texts where texts match ?"
    expected = {row[0]: row[1:] for row in conn.execute(sql, [match])}
    conn.close()
    found = snippets(query, *bodies, headline="Taxes")
    assert {key: one for key, one in enumerate(found) if key in expected} == expected


@pytest.mark.parametrize("text", ["a " * 250_000, "a. " * 150_000, "aa ab ac " * 60_000, "a" * 500_000])
@pytest.mark.parametrize(
    "query", ["a", "aa OR ab OR ac OR a", " OR ".join(["a*", *('"' + "a " * n + '"' for n in range(2, 30))])]
)
def test_no_text_and_no_query_takes_long(text: str, query: str) -> None:
    began = time.process_time()
    shown = snippets(query, text, text[:30_000])
    assert len(unmarked(shown[0][0])) < 500
    assert places(query, {"body": text}) or not any(MARKS[0] in one for one, _ in shown)
    # FTS5's own snippet takes 8 s for 30 KB, and 40 minutes for 500
    assert time.process_time() - began < 5


def test_a_long_text_shows_where_most_of_the_words_meet() -> None:
    filler = "Nothing was said of the harbour. " * 700
    body = f"{filler}The ferry is late. {filler}The ferry leaves the harbour at noon. {filler}"
    ((shown, _),) = snippets("ferry harbour leaves", body)
    assert shown.startswith("…")
    assert shown.endswith("…")
    marked = re.findall(f"{MARKS[0]}(.*?){MARKS[1]}", shown)
    assert {"ferry", "leaves", "harbour"} <= set(marked)
    assert unmarked(shown).strip("…") in body
    ((late, _),) = snippets("ferry harbour leaves", "word " * 30_000 + "The ferry.")
    assert unmarked(late).endswith("word The ferry.")


def test_what_only_the_headline_of_a_long_text_has_is_shown() -> None:
    ((shown, other),) = snippets("ferry", "word " * 30_000, headline="The ferry")
    assert (shown, unmarked(other)) == ("", "The ferry")
    assert f"{MARKS[0]}ferry{MARKS[1]}" in other


@settings(max_examples=50, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=30), st.integers(1, 3))
def test_places_in_long_texts_are_those_of_the_words(words: list[str], times: int) -> None:
    text = " ".join(words)
    text = " ".join([text] * (times * WHOLE // len(text) + 1))
    expected = [match.span() for match in re.finditer("(?i)tax(es)?|oil", text)]
    found = places("tax oil", {"body": text}).get("body", [])
    assert found == expected
