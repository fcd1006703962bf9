"""What is new in an archive, with words that are no news left out: the names of months."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import ingest.fields
from db.newness import GAP, LIMIT, News
from db.newness import news as ask
from db.tokens import tokens

if TYPE_CHECKING:
    from db.sqlite import sqlite3


def news(
    conn: "sqlite3.Connection",
    since: date | None = None,
    until: date | None = None,
    *,
    days: int | None = None,
    gap: int = GAP,
    limit: int = LIMIT,
) -> News:
    """Tell what is new from ``since`` to ``until``; see ``db.newness.news``."""
    return ask(conn, since, until, days=days, gap=gap, limit=limit, ignored=months())


@cache
def months() -> frozenset[str]:
    """The names of the months, as the index has them: each stands out whenever it begins.

    >>> tokens("February")[0] in months()
    True
    """
    text = (Path(ingest.fields.__file__).parent / "months.toml").read_text("utf-8")
    named = (name for names in tomllib.loads(text).values() for name in names)
    return frozenset(word for name in named for word in tokens(name))
