"""What an archive learns of its outlets: read before a run, counted anew after it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from db.learning import Printed, recount, snapshot
from ingest.cleaning.furniture import LEFT
from ingest.model import Recurring
from ingest.outlets import profiles, recurring
from ingest.outlets.learned import Learned
from ingest.text import fold, word_count

if TYPE_CHECKING:
    from db.sqlite import sqlite3


def known(conn: "sqlite3.Connection") -> Learned:
    """Give what the archive knows of its outlets now."""
    return Learned(snapshot(conn))


def learn(conn: "sqlite3.Connection") -> int:
    """Count anew the lines of all outlets whose articles changed.

    Gives the number of articles, among those looked at, that would come out cleaner with them.
    """
    furnished = 0

    def find(outlet: str, articles: Sequence[Printed]) -> Sequence[Recurring]:
        nonlocal furnished
        # Somebody who writes a profile knows the outlet better than a count does.
        if profiles.by_name(outlet):
            return ()
        found = recurring.find([(one.day, one.lines) for one in articles])
        keys = {line.key for line in found}
        furnished += sum(_holds(one.body, keys) for one in articles) if keys else 0
        return found

    recount(conn, find)
    return furnished


def _holds(body: Sequence[str], keys: set[str]) -> bool:
    """Whether a body holds known lines that cleaning would take out, as it does not take all."""
    held = sum(word_count(line) for line in body if fold(line) in keys)
    return 0 < held <= (1 - LEFT) * sum(map(word_count, body))
