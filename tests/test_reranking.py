"""Partial matches in a better order, on made-up texts."""

import sqlite3
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.reranking import Candidate, question_words, rerank
from db.stemming import stem, words

QUESTION = "Why did pilots of the lighthouse ferry refuse to sail past Gannet Rock in March?"

#: Articles in the order of filing: two tell of the ferry, the others share some words with the question.
ARTICLES = (
    (
        "Ferry stays in port",
        "Crews of the lighthouse ferry kept her moored. The pilots refuse to pass Gannet Rock while its lamp "
        "is dark, and the harbour board has no bulbs.",
    ),
    (
        "Lamp out at Gannet Rock",
        "The lamp at Gannet Rock has been dark for a week. Without it the crews keep the ferry moored, and "
        "the harbour board still waits for bulbs.",
    ),
    (
        "March of the bands",
        "Brass bands march past the town hall in March; pilots of model planes refuse to pay.",
    ),
    ("Rock concert", "A rock band will sail past the pier in March. In March it will sail past it again."),
    ("Market prices", "Prices of eggs and wool rose in March, and butter past all hope."),
    ("Band prizes", "The town hall gave prizes to brass bands that march, and to model planes."),
)


def found(question: str, articles: Sequence[tuple[str, str]]) -> list[Candidate]:
    """What the index finds of any of a question's words, best first."""
    conn = sqlite3.connect(":memory:")
    conn.execute(
        "create virtual table fts using fts5(headline, body, tokenize='porter unicode61 remove_diacritics 2')"
    )
    conn.executemany(
        "insert into fts(rowid, headline, body) values (?, ?, ?)",
        [(at, *one) for at, one in enumerate(articles)],
    )
    match = " OR ".join(f'"{word}"' for word in question_words(question))
    sql = "select rowid, -bm25(fts, 10, 1) from fts where fts match ? order by rank, rowid"
    return [Candidate(at, *articles[at], score) for at, score in conn.execute(sql, (match,))]


def order(question: str, candidates: Sequence[Candidate]) -> list[int]:
    scores = rerank(question, candidates)
    ranked = sorted(range(len(candidates)), key=lambda at: -scores[at])
    return [candidates[at].id for at in ranked]


def test_rare_words_together_beat_many_common_ones() -> None:
    assert order(QUESTION, found(QUESTION, ARTICLES))[0] == 0


def test_an_article_rises_with_its_relation() -> None:
    """The second article on the ferry shares few words with the question and many with the first."""
    candidates = found(QUESTION, ARTICLES)
    assert [each.id for each in candidates].index(1) > order(QUESTION, candidates).index(1)
    assert order(QUESTION, candidates)[:2] == [0, 1]


def test_an_article_that_holds_all_words_needs_no_relations() -> None:
    """Three that tell the same win over a stray that scores better, unless that holds the whole question."""
    crowd = [
        Candidate(
            at, "Abbey shut", "The abbey shut its doors after slates fell from the roof.", 7.0 - at / 10
        )
        for at in range(3)
    ]
    others = [Candidate(7, "Slates", "Slates for the market hall came late.", 2.0)]
    others += [Candidate(8, "Doors", "The hall has new doors. The market liked the velvet.", 1.0)]
    question = "velvet moth under the abbey roof"
    stray = Candidate(9, "Velvet for sale", "The market hall sold velvet; the doors shut late.", 7.2)
    assert order(question, [*crowd, *others, stray])[:3] == [0, 1, 2]
    whole = Candidate(9, "Moth", "A velvet moth of the abbey roof came to the market hall late.", 7.2)
    assert order(question, [*crowd, *others, whole])[0] == 9


def test_the_order_of_the_candidates_does_not_matter() -> None:
    candidates = found(QUESTION, ARTICLES)
    forwards = dict(zip((each.id for each in candidates), rerank(QUESTION, candidates), strict=True))
    turned = candidates[::-1]
    backwards = dict(zip((each.id for each in turned), rerank(QUESTION, turned), strict=True))
    assert backwards == pytest.approx(forwards, abs=1e-5)
    assert rerank(QUESTION, candidates) == rerank(QUESTION, candidates)


def test_nothing_is_no_error() -> None:
    assert rerank(QUESTION, []) == []
    assert rerank("", [Candidate(1, "", "", 0.0)]) == [0.0]
    assert question_words("") == []
    assert question_words("?!") == []


def test_a_score_that_is_no_number_is_the_worst() -> None:
    scores = (float("nan"), 1.0, 2.0)
    candidates = [Candidate(at, "Tide", "The tide.", score) for at, score in enumerate(scores)]
    assert rerank("tide", candidates) == [0, 0, 1]


@given(
    question=st.text(max_size=200),
    texts=st.lists(st.tuples(st.text(max_size=20), st.text(max_size=200), st.floats()), max_size=12),
)
def test_any_text_gets_a_score(question: str, texts: list[tuple[str, str, float]]) -> None:
    scores = rerank(question, [Candidate(at, *text) for at, text in enumerate(texts)])
    assert len(scores) == len(texts)
    assert all(0 <= score <= 1.0001 for score in scores)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What did they say about the war?", ["war"]),
        ("Warum war die Brücke gesperrt?", ["brucke", "gesperrt"]),
        ("Pourquoi le pont est-il fermé ?", ["pont", "ferme"]),
        ("¿Por qué no hay barcos en el puerto?", ["barcos", "puerto"]),
        ("Почему закрыли мост через реку?", ["закрыли", "мост", "реку"]),
        ("To be or not to be", ["to", "be", "or", "not"]),
    ],
)
def test_what_a_question_asks(question: str, asked: list[str]) -> None:
    assert question_words(question) == asked


LETTERS = st.characters(max_codepoint=0x24F, categories=("L", "N", "P", "Z"))


@given(st.text(st.sampled_from("abdegilnorstuyz"), min_size=1, max_size=14) | st.text(LETTERS, max_size=20))
def test_stems_are_those_of_the_index(text: str) -> None:
    # "µ" is Greek to the index, "ſ" an s, and of two marks it takes off none
    conn = sqlite3.connect(":memory:")
    conn.execute("create virtual table fts using fts5(body, tokenize='porter unicode61 remove_diacritics 2')")
    conn.execute("create virtual table terms using fts5vocab(fts, instance)")
    conn.execute("insert into fts values (?)", (text,))
    held = [term for (term,) in conn.execute("select term from terms order by offset")]
    if not set(text) & set("µſǠǡ"):
        assert [stem(word) for word in words(text)] == held
