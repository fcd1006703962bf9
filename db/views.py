"""Views are code: what ``views.sql`` says replaces what the file holds, at each opening for writing."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.sqlite import sqlite3

VIEWS = Path(__file__).with_name("views.sql")

_CREATE = re.compile(r"create\s+view\s+(?:if\s+not\s+exists\s+)?[\"\[`]?(\w+)", re.IGNORECASE)


def recreate(conn: "sqlite3.Connection", script: Path = VIEWS) -> None:
    """Drop and create the views of ``script`` that differ from the archive's; without a script do nothing.

    Views that somebody made by hand under other names stay.
    """
    if not script.is_file():
        return
    wanted = {}
    for statement in _statements(script.read_text(encoding="utf-8")):
        match = _CREATE.search(statement)
        if match:
            wanted[match[1]] = statement[match.start() :].rstrip().rstrip(";")
    present = dict(conn.execute("select name, sql from sqlite_master where type = 'view'").fetchall())
    # Compared first: an opening that changes nothing must not write.
    changed = {name: sql for name, sql in wanted.items() if _body(present.get(name)) != _body(sql)}
    if not changed:
        return
    conn.execute("begin immediate")
    for name, sql in changed.items():
        conn.execute(f'drop view if exists "{name}"')
        conn.execute(sql)
    conn.commit()


def _statements(script: str) -> list[str]:
    from db.sqlite import sqlite3

    statements, statement = [], ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            statements.append(statement)
            statement = ""
    return statements


def _body(sql: str | None) -> str | None:
    """What follows the view's name: SQLite rewrites what stands before it."""
    if sql is None:
        return None
    match = _CREATE.search(sql)
    return sql[match.end() :].strip('"]` \n') if match else sql
