"""The page of one author: what they signed, where and when, and whom they wrote of."""

from functools import partial
from typing import Any

from web.archive import Part, Reader
from web.charts import bars
from web.dates import day
from web.gathered import gathered_for, of_author, titles
from web.outlet_page import pieces, scores

#: Pieces of the page: the tables that each shows, and its SQL. :id is the author.
PARTS: dict[str, Part] = {
    "authors": (("authors",), "select * from authors where id = :id"),
    "beside": (
        ("authors", "article_authors"),
        """select authors.id, name, count(*) as n
           from article_authors as mine join article_authors as theirs using (article_id)
           join authors on authors.id = theirs.author_id
           where mine.author_id = :id and theirs.author_id <> :id
           group by 1 order by n desc, name limit 10""",
    ),
}


async def author_context(reader: Reader, key: str) -> dict[str, Any] | None:
    """What the template needs for the author ``key``, or None if there is none.

    ``(await author_context(reader, "1"))["author"]["name"]``
    """
    found = await reader.parts(PARTS, {"id": key})
    if not found["authors"]:
        return None
    author, urls = found["authors"][0], reader.datasette.urls
    name = reader.database.name
    tables = ["article_authors", "outlets"]
    held = await gathered_for(reader, tables, partial(of_author, author=author["id"]))
    search = urls.path("/search")
    return {
        "author": author,
        **pieces(held, [("author", author["name"])], search),
        "beside": bars(
            [(row["name"], row["n"], urls.row(name, "authors", row["id"])) for row in found["beside"] or []]
        ),
        "scores": await scores(reader, held) if held else [],
        "newest": await titles(reader, held.newest) if held else None,
        "database": name,
        "day": day,
    }
