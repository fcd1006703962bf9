"""The text of a query as conditions in SQL on ``articles``: words by the index, facts by their columns."""

from db.column_filters import KINDS
from db.query_match import compiled, exact
from db.query_tree import Changed, ChangedText, Dates, Facts, Filter, Group, Length, Node, nodes

_WORDS = "articles.id {}in (select rowid from articles_fts where articles_fts match :{})"
_CHANGED = "articles.id in (select article_id from changes{})"
_CHANGED_WORDS = " where id in (select rowid from changes_fts where changes_fts match :{})"
_OWNED = """articles.id in (select article_id from changes where kind in ({0})
    union select article_id from notes where kind in ({0}))"""
#: A name may be an alias, and may mean another entity or be meant by others.
_NAMED = """articles.id in (select article_id from article_entities where entity_id in (
    with whom as (select coalesce(into_id, entities.id) as id from entities
        left join same_as on same_as.entity_id = entities.id
        where kind = '{0}' and (name = :{1} collate nocase or entities.id in
            (select entity_id from aliases where alias = :{1} collate nocase)))
    select id from whom union select entity_id from same_as where into_id in (select id from whom)))"""


class Conditions:
    """Conditions of one query, with the values of their parameters in ``params``."""

    def __init__(self) -> None:
        self.params: dict[str, str] = {}

    def of(self, node: Node) -> str | None:
        """The condition of a node; None if every article fulfils it.

        >>> from db.query import parse
        >>> found = Conditions()
        >>> found.of(parse("length>500 -after:2025").tree)
        "(word_count >= 501 and ((coalesce(published_on, month || '-01') >= :from1)) is not true)"
        >>> found.params
        {'from1': '2026-01-01'}
        """
        if isinstance(node, Facts):
            return self._fact(node)
        if not any(isinstance(below, Facts) for below in nodes(node)):
            return self._words(node)
        assert isinstance(node, Group)
        parts = [self.of(part) for part in node.parts]
        found = [part for part in parts if part]
        if node.kind == "not":
            # nothing known is not the same as "no"
            return f"({found[0]}) is not true" if found else "false"
        if node.kind == "any" and len(found) < len(parts):
            return None
        return f"({f' {_JOINED[node.kind]} '.join(found)})" if found else None

    def _words(self, node: Node) -> str | None:
        match, exclude = compiled(node)
        found = [
            _WORDS.format(negation, self._param("text", text))
            for negation, text in (("", match), ("not ", exclude))
            if text
        ]
        return " and ".join(found) or None

    def _fact(self, node: Facts) -> str:
        match node:
            case Dates():
                return self._days(node)
            case Length():
                return _between("word_count", node.least, node.most)
            case ChangedText():
                return _CHANGED.format(_CHANGED_WORDS.format(self._param("words", node.match)))
            case Changed("corrected" | "retracted"):
                kinds = "'retraction'" if node.what == "retracted" else "'correction', 'retraction'"
                return _OWNED.format(kinds)
            case Changed():
                return _CHANGED.format("" if node.what == "any" else f" where field = '{node.what}'")
            case Filter():
                return "(" + " or ".join(self._value(node.field, value) for value in node.values) + ")"

    def _days(self, dates: Dates) -> str:
        """An article of which only the month is known must lie in the days as a whole month."""
        found = []
        if dates.first:
            first = self._param("from", dates.first)
            found.append(f"coalesce(published_on, month || '-01') >= :{first}")
        if dates.last:
            last = self._param("to", dates.last)
            end = "date(month || '-01', '+1 month', '-1 day')"
            found.append(f"coalesce(published_on, {end}) <= :{last}")
        return "(" + " and ".join(found or ["month is not null"]) + ")"

    def _value(self, field: str, value: str) -> str:
        name = self._param(field, value)
        if field in KINDS:
            return _NAMED.format(field, name)
        if field == "language":
            return f"articles.language = :{name}"
        columns = ("outlets.name", "outlets.domain") if field == "outlet" else (f"articles.{field}",)
        return " or ".join(f"instr(lower({column}), lower(:{name}))" for column in columns)

    def _param(self, name: str, value: str) -> str:
        number = 1
        while f"{name}{number}" in self.params:
            number += 1
        self.params[f"{name}{number}"] = value
        return f"{name}{number}"


_JOINED = {"all": "and", "any": "or"}


def sayable(node: Node) -> bool:
    """Whether the conditions find the articles of a node and no others.

    They do not know which of several names is meant by a name or by a part of one.

    >>> from db.query import parse
    >>> sayable(parse("tax after:2025-02 lang:de").tree), sayable(parse("person:Lee").tree)
    (True, False)
    """
    if isinstance(node, Filter):
        return node.field == "language"
    if isinstance(node, Group):
        return all(map(sayable, node.parts))
    return isinstance(node, Facts) or exact(node)


def _between(column: str, least: int | None, most: int | None) -> str:
    ends = [f"{column} {sign} {end}" for sign, end in ((">=", least), ("<=", most)) if end is not None]
    return " and ".join(ends) or "true"
