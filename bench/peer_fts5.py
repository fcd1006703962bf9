"""What somebody who knows FTS5 would write instead of ``db.search``: the same answer in plain SQL."""

import sqlite3

from bench.scale_queries import Asked

FACETS = ("outlet_id", "section", "agency", "year")
SNIPPET = "snippet(articles_fts, 2, '<b>', '</b>', '…', 32)"
COLUMNS = {
    "outlet": "outlet_id in (select id from outlets where name = ?)",
    "section": "section = ?",
    "year": "year = ?",
    "month": "month = ?",
    "after": "published_on > ?",
    "before": "published_on < ?",
}
NAMED = """id in (
    select article_id from article_entities join entities on entities.id = entity_id where entities.name = ?
)"""


def answer(conn: sqlite3.Connection, asked: Asked, facets: bool = True) -> int:
    """Twenty hits with a snippet, how many there are, four facets and the months. Gives the number."""
    conditions = [COLUMNS.get(name, NAMED) for name in asked.narrow]
    values = [value for (value,) in asked.narrow.values()]
    where = " and ".join(["true", *conditions])
    if asked.fts5 is None:
        source, params = f"articles where {where}", values
        page = f"select title, substr(body, 1, 220) from {source} order by id desc limit 20"
    else:
        source = (
            f"articles where id in (select rowid from articles_fts where articles_fts match ?) and {where}"
        )
        params = [asked.fts5, *values]
        order = "rank" if asked.sort == "rank" else "articles_fts.rowid desc"
        narrow = f" and +articles_fts.rowid in (select id from articles where {where})" if values else ""
        page = f"""
            with found as materialized (
                select rowid, rank from articles_fts where articles_fts match ?{narrow}
                order by {order} limit 20
            )
            select title, {SNIPPET} from found join articles_fts on articles_fts.rowid = found.rowid
            join articles on articles.id = found.rowid where articles_fts match ?"""
        conn.execute(page, [*params, asked.fts5]).fetchall()
    if asked.fts5 is None:
        conn.execute(page, params).fetchall()
    total = int(conn.execute(f"select count(*) from {source}", params).fetchone()[0])
    for column in (*FACETS, "month") if facets else ():
        sql = f"select {column}, count(*) from {source} and {column} is not null group by 1 order by 2 desc"
        conn.execute(f"{sql} limit 10" if column != "month" else sql, params).fetchall()
    return total
