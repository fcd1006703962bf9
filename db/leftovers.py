"""What only a deleted article had: names, authors, outlets and learned lines that nothing else holds."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: Tables with rows of an outlet; all of it follows from its articles.
OF_AN_OUTLET = (
    "outlet_lines",
    "outlets_to_learn",
    "outlets_to_cover",
    "coverage_outlets",
    "coverage_rhythm",
    "coverage_breaks",
)

_USED = """
select exists (select 1 from mentions where entity_id = :one)
    or exists (select 1 from mentions where found_id = :one)
    or exists (select 1 from blocked_mentions where found_id = :one)
    or exists (select 1 from quotes where speaker_id = :one)
"""
_IN_LOG = """
select exists (
    select 1 from entities join curation
    on (curation.kind, curation.key) = (entities.kind, entities.key)
    or (to_kind, to_key) = (entities.kind, entities.key)
    where entities.id = ?
)
"""
#: A line of the outlet that stands in this article, and printed so in no other.
_LINES = """
select key from outlet_lines join articles on articles.id = :article
where outlet_lines.outlet_id = articles.outlet_id
and (instr(body, outlet_lines.text)
     or exists (select 1 from blocks where article_id = :article and blocks.text = outlet_lines.text))
and not exists (
    select 1 from articles as other where other.outlet_id = articles.outlet_id and other.id <> :article
    and (instr(other.body, outlet_lines.text)
         or exists (select 1 from blocks where article_id = other.id and blocks.text = outlet_lines.text))
)
"""


def forget_lines(conn: "sqlite3.Connection", article_id: int) -> None:
    """Forget the recurring lines of an outlet that no other article holds; while the article is there.

    Even those that somebody judged: their words are the article's.
    """
    keys = conn.execute(_LINES, {"article": article_id}).fetchall()
    gone = """delete from outlet_lines where key = ?
        and outlet_id = (select outlet_id from articles where id = ?)"""
    conn.executemany(gone, [(key, article_id) for (key,) in keys])


def forget_entities(conn: "sqlite3.Connection", entities: Iterable[int]) -> int:
    """Forget those entities that no article names; give the number of those that corrections still name.

    A correction is the word of whoever made it, and its entity stays with it.
    """
    in_log = 0
    for one in sorted(entities):
        if conn.execute(_USED, {"one": one}).fetchone()[0]:
            continue
        if conn.execute(_IN_LOG, [one]).fetchone()[0]:
            in_log += 1
            continue
        # Who was taken for it must be compared anew.
        conn.execute(
            "insert or ignore into unmatched (entity_id) select entity_id from same_as where into_id = ?",
            [one],
        )
        conn.execute("delete from same_as where ? in (entity_id, into_id)", [one])
        for table in ("unmatched", "aliases"):
            conn.execute(f"delete from {table} where entity_id = ?", [one])
        conn.execute("delete from entities where id = ?", [one])
    return in_log


def forget_authors(conn: "sqlite3.Connection") -> None:
    """Forget authors without an article."""
    conn.execute("delete from authors where id not in (select author_id from article_authors)")


def forget_outlets(conn: "sqlite3.Connection") -> None:
    """Forget outlets without an article, and all that was counted of them."""
    ask = "select id from outlets where not exists (select 1 from articles where outlet_id = outlets.id)"
    for (outlet,) in conn.execute(ask).fetchall():
        for table in OF_AN_OUTLET:
            conn.execute(f"delete from {table} where outlet_id = ?", [outlet])
        conn.execute("delete from outlets where id = ?", [outlet])
