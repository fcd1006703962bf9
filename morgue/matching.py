"""Names and articles compared over the whole archive, after the articles are filed."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from db import linking
from db.language import Language

if TYPE_CHECKING:
    from db.sqlite import sqlite3


def settle(conn: "sqlite3.Connection", stop: Callable[[], bool] = lambda: False) -> None:
    """Link the names that are one, give places their coordinates and tell stories, where articles changed."""
    if conn.execute("select 1 from unmatched limit 1").fetchone():
        linking.settle(conn, language(), stop)
    tell_stories(conn, stop)


def tell_stories(conn: "sqlite3.Connection", stop: Callable[[], bool] = lambda: False) -> None:
    """Bring the stories up to date; what it takes is loaded only where articles changed."""
    if conn.execute("select 1 from articles_to_group limit 1").fetchone():
        from db.stories.refresh import refresh

        refresh(conn, stop)


def language() -> Language:
    """What is known of names; loaded only where names are filed."""
    from ingest.entities.facts import facts
    from ingest.entities.likeness import block, is_common, relation

    return Language(block, relation, is_common, facts)
