"""What an archive learns of its outlets: read before a run, counted anew after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.learning import SAMPLE, Printed, recount, snapshot
from ingest.cleaning.furniture import LEFT
from ingest.model import Recurring
from ingest.outlets import recurring
from ingest.outlets.learned import Learned, has_rules
from ingest.text import fold, word_count

if TYPE_CHECKING:
    from db.sqlite import sqlite3


def known(conn: "sqlite3.Connection") -> Learned:
    """Give what the archive knows of its outlets now."""
    return Learned(snapshot(conn))


@dataclass(frozen=True, slots=True)
class Furnished:
    """How many articles hold known lines that cleaning would take out; ``or_more`` if not all were seen."""

    articles: int = 0
    or_more: bool = False


def learn(conn: "sqlite3.Connection") -> Furnished:
    """Count anew the lines of all outlets whose articles changed; give what their articles hold of them."""
    furnished, or_more = 0, False

    def find(outlet: str, articles: Sequence[Printed]) -> Sequence[Recurring]:
        nonlocal furnished, or_more
        if has_rules(outlet):
            return ()
        found = recurring.find([(one.day, one.lines) for one in articles])
        keys = {line.key for line in found}
        held = sum(_holds(one.body, keys) for one in articles) if keys else 0
        furnished += held
        or_more |= held > 0 and len(articles) >= SAMPLE
        return found

    recount(conn, find)
    return Furnished(furnished, or_more)


def _holds(body: Sequence[str], keys: set[str]) -> bool:
    """Whether a body holds known lines that cleaning would take out, as it does not take all."""
    held = sum(word_count(line) for line in body if fold(line) in keys)
    return 0 < held <= (1 - LEFT) * sum(map(word_count, body))
