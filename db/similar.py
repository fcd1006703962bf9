"""More like this: articles that share the most telling words of one."""

import json
import re
import sqlite3
from dataclasses import asdict, dataclass

import numpy as np

from db.column_states import columns
from db.columns import Columns, Floats
from db.counting_once import folded, originals
from db.evaluating import best, common, vocabulary_of
from db.posting_source import K1, LEAST_IDF, WEIGHTS, Source, idf, some
from db.reranking import stop_words
from db.search import reading
from db.search_hits import Hit, hits, unmarked
from db.statements import in_time, rows
from db.tokens import tokens

#: Words that stand for an article: with 10 of them copies are found, with 50 nothing more is.
WORDS = 25
#: A hit has at least this share of what the article itself would score: below, one common name is all
#: that the two share.
LEAST = 0.1
#: Words are weighed against the articles of the same language, if there are so many: to an archive in
#: English, every German article is alike for its "und".
OF_A_LANGUAGE = 50

#: Parts of an article that tell what it is about; names of authors and sections do not.
_PARTS = ("headline", "standfirst", "body", "unspaced")
_WEIGHED = f"""select term, sum(case col {
    " ".join(f"when '{part}' then {WEIGHTS[part]}" for part in _PARTS)
} end) from temp.texts_places where col in ({", ".join(f"'{part}'" for part in _PARTS)}) group by term"""


@dataclass(frozen=True, slots=True)
class Similar:
    """Articles like the article ``id``, the likest first, and the telling words it was judged by."""

    id: int
    words: tuple[str, ...]
    hits: tuple[Hit, ...]

    def as_dict(self) -> dict[str, object]:
        """The object that ``morgue similar --json`` prints.

        >>> Similar(7, ("levy",), ()).as_dict()
        {'id': 7, 'words': ['levy'], 'hits': []}
        """
        return {
            "id": self.id,
            "words": list(self.words),
            "hits": [{**asdict(hit), "snippet": unmarked(hit.snippet)} for hit in self.hits],
        }


def similar(conn: sqlite3.Connection, article_id: int, *, limit: int = 20, once: float = 0) -> Similar | None:
    """Find the articles that share the most telling words of one; None if there is no such article.

    Copies of it come first, the article itself is left out. ``once``: texts that are alike at least so much
    count once, and copies of the article itself not at all. Raises `TooSlowError` where the connection has
    a time limit that ends it. ``similar(conn, 2025021300000001).words`` may be ``("levy", "ferry")``.
    """
    with in_time(), reading(conn):
        held = columns(conn)
        me = int(np.searchsorted(held.ids, article_id))
        if me == len(held) or held.ids[me] != article_id:
            return None
        vocabulary_of(conn)
        telling = _telling(conn, held, me)
        scores = _scores(conn, held, telling)
        least, scores[me] = LEAST * scores[me], 0
        if once:
            family = originals(conn, held, once)
            scores[family == family[me]] = 0
        places = np.flatnonzero(scores > least)
        if once:
            places, _ = folded(places, family)
        places = best(places, scores[places], limit) if limit > 0 else places[:0]
        found = hits(conn, held.ids[places].tolist(), scores[places].tolist(), ())
        words = _printed(conn, article_id, [word for word, _, _ in telling])
    return Similar(article_id, tuple(words), tuple(found))


def _telling(conn: sqlite3.Connection, held: Columns, me: int) -> list[tuple[str, float, int]]:
    """The words of the index that tell most of an article: word, what it weighs, articles that hold it."""
    source = some(conn, [int(held.ids[me])])
    try:
        often = {str(word): float(str(n)) for word, n in rows(source.conn, _WEIGHED)}
    finally:
        source.conn.close()
    language = held.column(conn, "language")
    alike = int(np.count_nonzero(language == language[me]))
    total = alike if alike >= OF_A_LANGUAGE else len(held)
    small = stop_words(held.values.of("language").get(int(language[me])))
    found = []
    for word, holding in _holding(conn, list(often)).items():
        # a word of this article alone leads nowhere; a number or a letter leads to all that counts anything
        told = len(word) > 1 and not word[0].isdigit() and word not in small
        if holding > 1 and told and (rare := idf(total, min(holding, total))) > LEAST_IDF:
            found.append((word, float(1 + np.log(often[word])) * rare, holding))
    return sorted(found, key=lambda one: (-one[1], one[0]))[:WORDS]


def _holding(conn: sqlite3.Connection, words: list[str]) -> dict[str, int]:
    """In how many articles each word stands."""
    sql = "select word, articles from search_words where word in (select value from json_each(?))"
    found = {str(word): int(str(n)) for word, n in rows(conn, sql, (json.dumps(words),))}
    sql = "select doc from temp.articles_fts_words where term = ?"
    for word in words:
        if word not in found:
            # an article that was filed since the words were counted
            counted = rows(conn, sql, (word,))
            found[word] = int(str(counted[0][0])) if counted else 0
    return found


def _scores(conn: sqlite3.Connection, held: Columns, telling: list[tuple[str, float, int]]) -> Floats:
    """bm25 of every article, for the telling words by their weight."""
    scores = np.zeros(len(held), np.float32)
    norms = held.norms(conn) if held.complete else np.full(len(held), K1, np.float32)
    index = Source(conn, "articles_fts", held.ids, np.zeros(0, np.int64))
    for word, worth, _ in telling:
        if held.complete and common(conn, word):
            weights = held.weights(conn, word)
            places = np.flatnonzero(weights)
            often = weights[places].astype(np.float32)
        else:
            found, weighed = index.postings(word)
            places, often = found.astype(np.int64), weighed.astype(np.float32)
        scores[places] += np.float32(worth * (K1 + 1)) * often / (often + norms[places])
    return scores


def _printed(conn: sqlite3.Connection, article_id: int, words: list[str]) -> list[str]:
    """Words of the index as the article prints them."""
    sql = "select headline, standfirst, body from articles where id = ?"
    text = " ".join(str(part or "") for part in rows(conn, sql, (article_id,))[0])
    found: dict[str, str] = {}
    for printed in dict.fromkeys(re.findall(r"[^\W_]+", text)):
        for word in tokens(printed):
            found.setdefault(word, printed)
    return [found[word] for word in words if word in found]
