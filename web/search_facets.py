"""The facets beside a search: values that can be added, excluded and looked for, each a link or a form."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from db.answer import Answer
from db.column_filters import COLUMNS, KINDS
from db.facet_values import FINDABLE
from db.query_filters import language_name
from db.search_facets import Counts
from web.wish import Wish

_TITLES = {"person": "People", "organisation": "Organisations", "place": "Places"}
#: What is looked for among the values of a field.
_AMONG = {
    "person": "people",
    "agency": "agencies",
    **{field: f"{field}s" for field in FINDABLE if field not in ("person", "agency")},
}


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet, its articles, and the addresses that add it and exclude it, or take that back."""

    text: str
    count: int
    address: str
    chosen: bool
    without: str
    excluded: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet of the page; ``typed`` is what was looked for, or None where its fullest values are shown."""

    field: str
    title: str
    among: str
    values: tuple[Value, ...]
    #: whether there are more values than the facet shows by itself
    more: bool
    #: the addresses of all values (up to a limit), and of the fullest ones again
    every: str
    fullest: str
    typed: str | None


def facets(wanted: Wish, answer: Answer) -> Iterator[Facet]:
    """The facets of an answer in the order of the page.

    >>> found = Answer("tax", "tax", 3, (), {"year": [("2025", 2), ("2024", 1)]}, [], ())
    >>> year = next(facets(Wish("tax"), found))
    >>> year.title, [(one.text, one.count, one.without) for one in year.values[:1]], year.more
    ('Year', [('2025', 2, '?q=tax&not_year=2025')], False)
    """
    asked = dict(wanted.look_for)
    for field in (*KINDS, *COLUMNS):
        typed = asked.get(field)
        counts = answer.facets.get(field, []) if typed is None else answer.found.get(field, [])
        if not counts and typed is None:
            continue
        yield Facet(
            field,
            _TITLES.get(field, field.capitalize()),
            _AMONG.get(field, field),
            tuple(_values(wanted, field, counts)),
            field in answer.more or typed is not None,
            replace(wanted, look_for=((field, ""),), page=1).address,
            replace(wanted, look_for=()).address,
            typed,
        )


def shown(field: str, value: str) -> str:
    """A value of a field as people read it.

    >>> shown("language", "de"), shown("outlet", "de")
    ('German', 'de')
    """
    return language_name(value) if field == "language" else value


def _values(wanted: Wish, field: str, counts: Counts) -> Iterator[Value]:
    for text, count in counts:
        pair = (field, text)
        yield Value(
            shown(field, text),
            count,
            wanted.toggled(field, text).address,
            pair in wanted.filters,
            wanted.excluded(field, text).address,
            pair in wanted.without,
        )
