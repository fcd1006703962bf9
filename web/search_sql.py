"""A search as SQL, for those who want to go on from there."""

from urllib.parse import urlencode

from db.column_filters import MANY
from db.query import parse
from db.query_match import exact
from db.query_tree import Dates, Filter, Length, nodes
from web.wish import Wish

_SELECT = """select articles.id as article_id, title, outlets.name as outlet, published_on as day
from articles
left join outlets on outlets.id = articles.outlet_id"""
_FOUND = """
join (select rowid, rank from articles_fts
  where articles_fts match morgue_match(:q)) as found on found.rowid = articles.id"""
_NAMED = """articles.id {}in (select article_id from article_entities
    join entities on entities.id = entity_id where kind = '{}' and entities.name = :{})"""

_SIGNED = """articles.id {0}in (select article_id from article_authors
    join {1}s on {1}s.id = author_id where {1}s.name = :{2})"""


def in_sql(database: str, wanted: Wish) -> tuple[str, str] | None:
    """The name and the address of a link to the search in SQL; None if SQL cannot say it at all.

    SQL finds more where the query has what the index cannot tell, as ``/s`` or a date.

    >>> in_sql("/news", Wish("tax"))[0], in_sql("/news", Wish("tax /s oil"))[0], in_sql("/news", Wish("-tax"))
    ('The same in SQL', 'Nearly the same in SQL', None)
    """
    asked = parse(wanted.query)
    if wanted.query.strip() and not asked.match:
        return None
    facts = any(isinstance(node, Dates | Filter | Length) for node in nodes(asked.tree))
    sql, params = statement(wanted)
    name = "The same in SQL" if exact(asked.tree) and not facts else "Nearly the same in SQL"
    return name, f"{database}?{urlencode({'sql': sql, **params})}"


def statement(wanted: Wish) -> tuple[str, dict[str, str]]:
    """The SQL of a search with its parameters.

    >>> statement(Wish("tax", (("year", "2025"),)))[1]
    {'q': 'tax', 'year1': '2025'}
    """
    params: dict[str, str] = {}
    conditions = []
    for fields, unwanted in ((wanted.by_field, False), (wanted.without_by_field, True)):
        for field, values in fields.items():
            names = [f"{'not_' if unwanted else ''}{field}{i}" for i in range(1, len(values) + 1)]
            params |= dict(zip(names, values, strict=True))
            conditions += _conditions(field, names, unwanted)
    found = bool(wanted.query.strip())
    where = "\nwhere " + "\n  and ".join(conditions) if conditions else ""
    rank = found and wanted.sort == "rank"
    order = "found.rank" if rank else f"articles.id{'' if wanted.sort == 'oldest' else ' desc'}"
    sql = f"{_SELECT}{_FOUND if found else ''}{where}\norder by {order}\nlimit 100"
    return sql, {"q": wanted.query, **params} if found else params


def _conditions(field: str, names: list[str], unwanted: bool) -> list[str]:
    if field in MANY:
        found = _SIGNED if field == "author" else _NAMED
        return [found.format("not " if unwanted else "", field, name) for name in names]
    column = "outlets.name" if field == "outlet" else f"articles.{field}"
    # "not in" would drop the articles that have no value at all
    condition = f"{column} in ({', '.join(':' + name for name in names)})"
    return [f"({condition}) is not true" if unwanted else condition]
