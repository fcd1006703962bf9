"""Datasette's pages of tables made legible: six columns at most, with a link to all, and names for fields."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

#: Columns that fit side by side on a screen and can be read.
MOST = 6
#: Datasette's own column, the link to a row without a number.
LINK = "Link"
#: The columns to begin with, for tables whose first ones are not those that tell most.
FIRST: Mapping[str, Sequence[str]] = {
    "articles": ("id", "title", "outlet_id", "published_on", "section", "word_count"),
    "entities": ("id", "name", "kind", "article_count", "first_seen", "last_seen"),
    "files": ("id", "path", "media_type", "bytes", "status", "run_id"),
    "runs": ("id", "kind", "started_at", "documents", "added", "failed"),
    "failures": ("id", "path", "error", "detail", "at", "run_id"),
    "outlet_lines": ("outlet_id", "text", "articles", "looked_at", "status", "last_seen"),
    "curation": ("id", "at", "action", "name", "to_name", "kind"),
    "mentions": ("article_id", "entity_id", "surface", "name", "start", "end"),
    "versions": ("article_id", "version", "headline", "published_at", "updated_at", "replaced_by_run_id"),
}


def morgue_shown(
    table: str | None, columns: Sequence[Mapping[str, Any]], rows: Sequence[Any], args: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    """The columns of a page of Datasette that it shows, in their order.

    >>> morgue_shown("entities", [{"name": "id"}, {"name": "name"}], [], {})
    [{'name': 'id'}, {'name': 'name'}]
    """
    by_name = {column["name"]: column for column in columns}
    return [by_name[name] for name in shown(table, list(by_name), rows, args)]


def shown(
    table: str | None, names: Sequence[str], rows: Sequence[Mapping[str, Any]], args: Mapping[str, Any]
) -> list[str]:
    """The names of the columns to show, of those that the page has.

    All of them where the address says which (``_col``, ``_nocol``) or asks for all (``_columns=all``).
    ``_columns=few`` makes rows of the cards of articles, and changes nothing here.
    Columns that no row of the page fills come last.

    >>> names = ["id", "key", "kind", "name", "article_count", "block", "famous", "first_seen"]
    >>> shown("entities", names, [dict.fromkeys(names, 1)], {})
    ['id', 'name', 'kind', 'article_count', 'first_seen', 'key']
    >>> len(shown("entities", names, [], {"_columns": "all"}))
    8
    """
    asked = any(name in args for name in ("_col", "_nocol")) or args.get("_columns") == "all"
    if asked or len(names) <= MOST:
        return list(names)
    first = [name for name in (LINK, *FIRST.get(table or "", ())) if name in names]
    rest = [name for name in names if name not in first]
    rest.sort(key=lambda name: not any(_filled(row, name) for row in rows))
    return [*first, *rest][:MOST]


def _filled(row: Mapping[str, Any], name: str) -> bool:
    try:
        return row[name] not in (None, "")
    except KeyError:
        return False


#: Fields of Datasette's form of filters, and what a screen reader calls them.
_FIELDS = {
    "_filter_column": "Column",
    "_filter_op": "Comparison",
    "_filter_value": "Value",
    "_sort": "Sort by",
}


def labelled(page: str) -> Markup:
    """A page of Datasette with names for the fields of its filters, and no heading that skips a level.

    >>> labelled('<h3>2 rows</h3><select name="_filter_op_1"></select><h3>Kind</h3>')
    Markup('<h2>2 rows</h2><select aria-label="Comparison" name="_filter_op_1"></select><h3>Kind</h3>')
    """
    fields = "|".join(_FIELDS)
    page = re.sub(
        rf'<(select|input type="text") name="({fields})(?=["_])',
        lambda found: f'<{found[1]} aria-label="{_FIELDS[found[2]]}" name="{found[2]}',
        page,
    )
    return Markup(re.sub(r"<h3>(.*?)</h3>", r"<h2>\1</h2>", page, count=1, flags=re.DOTALL))
