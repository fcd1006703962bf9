"""Words and names of the archive that are spelled almost like one that it does not have."""

import re
import sqlite3
import string
from collections.abc import Iterable, Iterator

from db.evaluating import vocabulary_of
from db.statements import rows
from db.tokens import tokens

#: A word that stands in fewer articles may be a slip itself.
FEWEST = 2
#: Words of the same beginning that are compared letter by letter: 20 ms.
COMPARED = 3000
#: A shorter word is near to too many others.
SHORTEST = 4
#: A longer one is no word, and each of its letters costs time.
LONGEST = 40
#: Letters tried in the place of others; those of other scripts come from the word itself.
LETTERS = string.ascii_lowercase


def respelled(conn: sqlite3.Connection, word: str, limit: int = 3) -> list[str]:
    """Words of the archive that are at most two slips away, the nearest and commonest first.

    ``respelled(conn, "cesefire")`` is ``["ceasefire"]``, if articles have it.
    """
    known = tokens(word)
    if len(known) != 1 or not SHORTEST <= len(known[0]) <= LONGEST or known[0].isdigit():
        return []
    wanted = known[0]
    found = _counted(conn, _one_slip(wanted))
    if not found:
        found = {other: n for other, n in _beginning(conn, wanted) if 0 < distance(wanted, other, 2) <= 2}
    best = sorted(found, key=lambda other: (-found[other], other))[:limit]
    shown = [printed(conn, other) for other in best]
    return list(dict.fromkeys(text for text in shown if text))


def _one_slip(word: str) -> set[str]:
    """All that one letter more, less, other, or in the wrong place makes of a word."""
    letters = LETTERS + "".join(set(word) - set(LETTERS))
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    found = {a + b[1:] for a, b in cuts if b}
    found |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    found |= {a + c + b[1:] for a, b in cuts if b for c in letters}
    found |= {a + c + b for a, b in cuts for c in letters}
    return found - {word}


def _counted(conn: sqlite3.Connection, words: Iterable[str]) -> dict[str, int]:
    sql = """select word, articles from json_each(?) join search_words on word = value
        where articles >= ?"""
    listed = "[" + ",".join(f'"{word}"' for word in sorted(words) if word.isalnum()) + "]"
    return {str(word): int(str(n)) for word, n in rows(conn, sql, (listed, FEWEST))}


def _beginning(conn: sqlite3.Connection, word: str) -> Iterator[tuple[str, int]]:
    """Words with the same first two letters and nearly the same length."""
    start = word[:2]
    sql = """select word, articles from search_words where word >= ? and word < ?
        and length(word) between ? and ? and articles >= ? order by articles desc limit ?"""
    params = (start, start + "\U0010ffff", len(word) - 2, len(word) + 2, FEWEST, COMPARED)
    for other, n in rows(conn, sql, params):
        yield str(other), int(str(n))


def distance(one: str, other: str, most: int) -> int:
    """Slips between two words: letters more, less, other or swapped; beyond ``most`` any larger number.

    >>> distance("recieve", "receive", 2), distance("cat", "horse", 1) > 1
    (1, True)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, mark in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != mark))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == mark:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]


def printed(conn: sqlite3.Connection, word: str) -> str | None:
    """A word of the index as an article prints it, with its ending."""
    vocabulary_of(conn)
    sql = """select headline, standfirst, body, byline, section, dateline from articles
        where id = (select doc from temp.articles_fts_places where term = ? limit 1)"""
    for row in rows(conn, sql, (word,)):
        for cell in row:
            text: str
            for text in dict.fromkeys(re.findall(r"[^\W_]+", str(cell or ""))):
                if text[:2].casefold() == word[:2] and tokens(text) == (word,):
                    return text.lower() if text.istitle() else text
    return None


def likely_names(conn: sqlite3.Connection, kind: str, name: str, limit: int = 3) -> list[str]:
    """Names of the archive that are spelled almost like ``name``, the most named first."""
    wanted = name.casefold().strip()
    if len(wanted) < SHORTEST:
        return []
    sql = """select name from entities where kind = ? and article_count > 0 and length(name) between ? and ?
        order by article_count desc limit ?"""
    most = 1 + len(wanted) // 6
    near = rows(conn, sql, (kind, len(wanted) - most, len(wanted) + most, COMPARED))
    found = [(distance(wanted, str(other).casefold(), most), str(other)) for (other,) in near]
    return [other for slips, other in sorted(found, key=lambda pair: pair[0]) if slips <= most][:limit]
