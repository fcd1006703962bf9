"""Whose text a family is: what some copies credit holds for those that lost the line.

It stands in ``copies`` beside what the article itself says, and is never written over it: ``articles.agency``
is what the file states, and stays the same whoever else prints the text.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.sqlite import sqlite3


def settle(conn: "sqlite3.Connection", family: int) -> None:
    """Bring an original's own row in step with its copies, and tell all whom they credit.

    Nothing is told where two agencies are credited. The transaction is the caller's.
    """
    has_copies = "select 1 from copies where family_id = ? and article_id <> family_id limit 1"
    if not conn.execute(has_copies, [family]).fetchone():
        conn.execute("delete from copies where article_id = ? and family_id = ?", [family, family])
        return
    conn.execute(
        "insert or ignore into copies (article_id, family_id, similarity) values (?, ?, 1.0)",
        [family, family],
    )
    credits_ = conn.execute(
        """select agency, articles.id from copies
           join articles on articles.id = copies.article_id
           join fingerprints on fingerprints.article_id = articles.id
           where family_id = ? and agency is not null order by rank, articles.id""",
        [family],
    ).fetchall()
    agreed = len({agency.casefold() for agency, _ in credits_}) == 1
    agency, credited_by = credits_[0] if agreed else (None, None)
    conn.execute(
        """update copies set agency_inferred = ?, credited_by = ? where family_id = ?
           and (select articles.agency from articles where articles.id = article_id) is null""",
        [agency, credited_by, family],
    )
    conn.execute(
        """update copies set agency_inferred = null, credited_by = null where family_id = ?
           and (select articles.agency from articles where articles.id = article_id) is not null""",
        [family],
    )
