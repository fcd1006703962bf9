"""A search as SQL, for those who want to go on from there."""

from collections.abc import Collection
from urllib.parse import urlencode

from db.column_filters import MANY
from db.counting_once import ALIKE
from db.query import Query, parse
from db.query_tree import Facts, Group, Node, nodes, together
from web.query_sql import Conditions, sayable
from web.wish import Wish

_SELECT = """select articles.id as article_id, title, outlets.name as outlet, published_on as day
from articles
left join outlets on outlets.id = articles.outlet_id"""
_FOUND = """
join (select rowid, rank from articles_fts
  where articles_fts match morgue_match(:q)) as found on found.rowid = articles.id"""
_NAMED = """articles.id {}in (select article_id from article_entities
    join entities on entities.id = entity_id where kind = '{}' and entities.name = :{})"""
#: Of each text the original if it is found, else the earliest copy.
_ONCE = """select article_id, title, outlet, day from (
select articles.id as article_id, title, outlets.name as outlet, published_on as day{rank},
  row_number() over (partition by coalesce(family_id, articles.id)
    order by articles.id <> coalesce(family_id, articles.id), articles.id) as copy
from articles
left join outlets on outlets.id = articles.outlet_id
left join copies on copies.article_id = articles.id and similarity >= {alike}{rest}
)
where copy = 1"""

_SIGNED = """articles.id {0}in (select article_id from article_authors
    join {1}s on {1}s.id = author_id where {1}s.name = :{2})"""


def in_sql(
    database: str, wanted: Wish, *, once: bool = False, unseen: Collection[str] = ()
) -> tuple[str, str]:
    """The name and the address of a link to the search in SQL; with ``once`` copies are folded.

    SQL finds others too where the query has what the index cannot tell, as ``/s`` or a name. ``unseen`` are
    tables that the reader may not see.

    >>> [in_sql("/news", Wish(query))[0] for query in ("tax", "-tax after:2025", "tax /s oil")]
    ['The same in SQL', 'The same in SQL', 'Nearly the same in SQL']
    """
    asked = parse(wanted.query, unseen)
    sql, params = statement(wanted, asked, once=once)
    name = "The same in SQL" if sayable(asked.tree) else "Nearly the same in SQL"
    return name, f"{database}?{urlencode({'sql': sql, **params})}"


def statement(wanted: Wish, asked: Query | None = None, *, once: bool = False) -> tuple[str, dict[str, str]]:
    """The SQL of a search with its parameters.

    >>> statement(Wish("tax", (("year", "2025"),)))[1]
    {'q': 'tax', 'year1': '2025'}
    """
    asked = asked or parse(wanted.query)
    found = bool(asked.match)
    text = Conditions()
    conditions = [one for one in (text.of(node) for node in _beside(asked)) if one]
    params = ({"q": wanted.query} if found else {}) | text.params
    for fields, unwanted in ((wanted.by_field, False), (wanted.without_by_field, True)):
        for field, values in fields.items():
            # a query has parameters of the same names
            before = f"{'not_' if unwanted else ''}{field}{'_' if f'{field}1' in text.params else ''}"
            names = [f"{before}{i}" for i in range(1, len(values) + 1)]
            params |= dict(zip(names, values, strict=True))
            conditions += _conditions(field, names, unwanted)
    where = "\nwhere " + "\n  and ".join(conditions) if conditions else ""
    rest = f"{_FOUND if found else ''}{where}"
    ranked = found and wanted.sort == "rank"
    falling = "" if wanted.sort == "oldest" else " desc"
    if once:
        whole = _ONCE.format(rank=", rank" if ranked else "", alike=ALIKE, rest=rest)
        return f"{whole}\norder by {'rank' if ranked else f'article_id{falling}'}", params
    return f"{_SELECT}{rest}\norder by {'found.rank' if ranked else f'articles.id{falling}'}", params


def _beside(asked: Query) -> list[Node]:
    """What the index's own text does not say: facts, and words that must not be where none must."""
    parts = asked.tree.parts if isinstance(asked.tree, Group) and asked.tree.kind == "all" else (asked.tree,)
    told = [part for part in parts if any(isinstance(node, Facts) for node in nodes(part))]
    words = [part for part in parts if part not in told] if not asked.match else []
    return [*told, together(words)] if words else told


def _conditions(field: str, names: list[str], unwanted: bool) -> list[str]:
    if field in MANY:
        found = _SIGNED if field == "author" else _NAMED
        return [found.format("not " if unwanted else "", field, name) for name in names]
    column = "outlets.name" if field == "outlet" else f"articles.{field}"
    # "not in" would drop the articles that have no value at all
    condition = f"{column} in ({', '.join(':' + name for name in names)})"
    return [f"({condition}) is not true" if unwanted else condition]
