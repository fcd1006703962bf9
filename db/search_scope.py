"""Which articles a search is about: words and filters as one SQL statement that gives their ids."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.query import Query

#: Filters on a column of the article: any of the values will do.
COLUMNS = {
    "outlet": "outlet_id",
    "section": "section",
    "agency": "agency",
    "language": "language",
    "year": "year",
    "month": "month",
}
#: Filters on who is named: every one of the names must occur.
KINDS = ("person", "place", "organisation")
FIELDS = (*COLUMNS, *KINDS)

Filters = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Scope:
    """A query and its filters. ``sql`` selects ids; its parameters are ``params``, in order."""

    sql: str
    params: tuple[str, ...]
    #: Whether the text of the query limits the articles, so that they can be ranked.
    ranked: bool

    @property
    def everything(self) -> bool:
        """Whether nothing limits the articles."""
        return "where" not in self.sql


def scope(query: Query, filters: Filters, without: str | None = None) -> Scope:
    """The articles of a query under its filters, leaving out the filter called ``without``.

    A plus sign before ``rowid`` keeps SQLite from asking the full-text index once for every article
    of the filter, which turns milliseconds into minutes.

    >>> from db.query import parse
    >>> scope(parse("tax -levy"), {"year": ["2025"]}).params
    ('("tax") NOT ("levy")', '2025')
    """
    conditions, params = [], []
    for field, values in filters.items():
        if field != without and values:
            sql, wanted = _condition(field, values)
            conditions.append(sql)
            params += wanted
    if query.match:
        match = f"({query.match}) NOT ({query.exclude})" if query.exclude else query.match
        parts = ["articles_fts match ?", *(f"+rowid in ({sql})" for sql in conditions)]
        return Scope(f"select rowid from articles_fts where {' and '.join(parts)}", (match, *params), True)
    parts = [f"id in ({sql})" for sql in conditions]
    if query.exclude:
        parts.append("id not in (select rowid from articles_fts where articles_fts match ?)")
        params.append(query.exclude)
    where = f" where {' and '.join(parts)}" if parts else ""
    return Scope(f"select id as rowid from articles{where}", tuple(params), False)


def _condition(field: str, values: Sequence[str]) -> tuple[str, list[str]]:
    """SQL that selects the ids of the articles that one filter lets through."""
    if field not in FIELDS:
        raise ValueError(f"no such filter: {field} (there are {', '.join(FIELDS)})")
    values = list(dict.fromkeys(values))
    marks = ", ".join("?" * len(values))
    if field == "outlet":
        names = f"select id from outlets where name in ({marks})"
        return f"select id from articles where outlet_id in ({names})", values
    if field in COLUMNS:
        return f"select id from articles where {COLUMNS[field]} in ({marks})", values
    named = (
        "select article_id from article_entities where entity_id in "
        f"(select id from entities where kind = '{field}' and name = ?)"
    )
    return " intersect ".join([named] * len(values)), values
