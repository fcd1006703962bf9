"""Searches beside each other: over time, what they share, and what sets each apart from the others."""

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from db.column_states import columns
from db.columns import Columns, Ints
from db.counting_once import folded, originals
from db.keyness import CHANCE, Word, log_likelihood, set_apart
from db.query import Query, parse
from db.query_tree import Filter, nodes
from db.search import reading
from db.searching import Result, find, texts
from db.statements import TooSlowError, in_time
from db.together import Mask, Named, Tally, count, looked_up, sample, tally

#: Searches that can be told apart on one page.
MOST = 5
#: Articles of all searches together whose words are read, evenly over their time: 400 take 60 ms.
READ = 400
#: Articles that only this search finds are read for what sets it apart; with fewer of them, all.
ENOUGH = 20
#: Candidates that are read to see whether they stand as asked; of more the number is an estimate.
VERIFIED = 1000
#: Names that are shown of what is shared, and of each search.
NAMES = 10
#: A name in so large a share of a search's articles is what was asked for.
ASKED_FOR = 0.95
#: Names that are compared for each that is shown.
LOOKED_AT = 30


@dataclass(frozen=True, slots=True)
class Side:
    """One search. ``total`` articles, by month (see `Comparison.months`), of which some are undated.

    ``exact`` is False where total and counts are estimates. ``words`` and ``names`` set it apart.
    """

    query: str
    understood: str
    total: int
    months: tuple[int, ...]
    undated: int
    exact: bool
    notes: tuple[str, ...] = ()
    words: tuple[Word, ...] = ()
    names: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Shared:
    """A name that all searches have in common, and in how many articles of each it stands."""

    name: Named
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Searches side by side. ``archive`` has all articles of each of the ``months`` (``YYYY-MM``).

    ``pairs`` maps the places of two sides to the number of articles that both find.
    """

    sides: tuple[Side, ...]
    months: tuple[str, ...]
    archive: tuple[int, ...]
    articles: int
    pairs: Mapping[tuple[int, int], int] = field(default_factory=dict)
    shared: tuple[Shared, ...] = ()
    notes: tuple[str, ...] = ()


def compare(conn: sqlite3.Connection, queries: Sequence[str], unseen: Collection[str] = ()) -> Comparison:
    """Put searches side by side, at most `MOST`; any texts are queries.

    What only tables that are ``unseen`` can tell is not asked (`parse`). Raises `TooSlowError` if the
    connection has a time limit that ends the searches themselves; names and words that it ends are left out,
    with a note.

    ``compare(conn, ["harbour strike", "budget"]).pairs[0, 1]`` is the number of articles with both.
    """
    asked = [parse(query, unseen) for query in queries[:MOST]]
    with in_time(), reading(conn):
        held = columns(conn)
        results = [_found(conn, held, query) for query in asked]
        span, counts = _by_month(held.column(conn, "month"), [result.mask for result in results])
        sides = [
            Side(
                text,
                query.understood,
                len(result.places),
                tuple(counts[1 + at].tolist()),
                len(result.places) - int(counts[1 + at].sum()),
                not result.unsure,
                tuple(dict.fromkeys((*query.notes, *result.notes, *_doubt(result)))),
            )
            for at, (text, query, result) in enumerate(zip(queries, asked, results, strict=False))
        ]
        pairs = {
            (one, other): int(np.count_nonzero(results[one].mask & results[other].mask))
            for one, other in combinations(range(len(results)), 2)
        }
        plain = Comparison(tuple(sides), span, tuple(counts[0].tolist()), len(held), pairs)
        return _described(plain, results, asked)


def _found(conn: sqlite3.Connection, held: Columns, query: Query) -> Result:
    """The articles of one search, beyond doubt if they are few enough to read."""
    result = find(conn, held, query.tree, ranked=False)
    if result.unsure and result.hasty:
        result = find(conn, held, query.tree, ranked=False, patient=True)
    if result.unsure and len(result.places) <= VERIFIED:
        result.settle(np.array(sorted(result.verified(result.places)), np.int64))
    return result


def _doubt(result: Result) -> tuple[str, ...]:
    return ("Candidates are counted: not all of them may stand as asked.",) if result.unsure else ()


def _by_month(months: Ints, masks: Sequence[Mask]) -> tuple[tuple[str, ...], Ints]:
    """The months from the first to the last that any search has, and counts: of the archive, of each."""
    most = int(months.max(initial=0)) + 1
    found = np.array([np.bincount(months[mask], minlength=most) for mask in masks], np.int64).reshape(
        -1, most
    )
    found[:, 0] = 0
    dated = np.flatnonzero(found.any(axis=0))
    if not len(dated):
        return (), np.zeros((1 + len(masks), 0), np.int64)
    span = slice(int(dated[0]), int(dated[-1]) + 1)
    labels = tuple(f"{i // 12:04}-{i % 12 + 1:02}" for i in range(span.start, span.stop))
    return labels, np.vstack([np.bincount(months, minlength=most)[span], found[:, span]])


def _described(plain: Comparison, results: Sequence[Result], asked: Sequence[Query]) -> Comparison:
    """The comparison with the words and names of each search, as far as there is time."""
    slow, shared = [], plain.shared
    words: list[tuple[Word, ...]] = [()] * len(results)
    names: list[tuple[Named, ...]] = [()] * len(results)
    try:
        with in_time():
            words = _words(results, [_own(result, results) for result in results], asked)
    except TooSlowError:
        slow.append("words")
    try:
        with in_time():
            shared, names = _names(results)
    except TooSlowError:
        slow.append("names")
    sides = tuple(
        Side(one.query, one.understood, one.total, one.months, one.undated, one.exact, one.notes, said, who)
        for one, said, who in zip(plain.sides, words, names, strict=True)
    )
    notes = (f"There was no time for: {', '.join(slow)}.",) if slow else ()
    return Comparison(sides, plain.months, plain.archive, plain.articles, plain.pairs, shared, notes)


def _own(result: Result, results: Sequence[Result]) -> Ints:
    """The places that only this search finds, each text once; all its places if those are too few."""
    mask = result.mask.copy()
    for other in results:
        if other is not result:
            mask &= ~other.mask
    family = originals(result.conn, result.columns)
    places = folded(np.flatnonzero(mask), family)[0]
    return places if len(places) >= ENOUGH else folded(result.places, family)[0]


def _words(results: Sequence[Result], own: Sequence[Ints], asked: Sequence[Query]) -> list[tuple[Word, ...]]:
    """The words that set each search apart; what was asked for goes without saying."""
    if len(results) < 2:
        return [()] * len(results)
    read = []
    for result, places in zip(results, own, strict=True):
        found = texts(result.conn, result.columns.ids[sample(places, READ // len(results))])
        read.append([f"{text.headline or ''}\n{text.standfirst or ''}\n{text.body or ''}" for text in found])
    return set_apart(read, [_asked_for(query) for query in asked])


def _asked_for(query: Query) -> list[str]:
    filters = (node for node in nodes(query.tree) if isinstance(node, Filter))
    return [*(term.text for term in query.terms), *(value for node in filters for value in node.values)]


def _names(results: Sequence[Result]) -> tuple[tuple[Shared, ...], list[tuple[Named, ...]]]:
    """The names that all searches share, and those that set each apart."""
    if len(results) < 2:
        return (), [()] * len(results)
    conn, held = results[0].conn, results[0].columns
    tallies = [tally(conn, held, result.places) for result in results]
    keys = np.unique(np.concatenate([each.keys[: NAMES * LOOKED_AT] for each in tallies]))
    counts = np.array([_of(each, keys) for each in tallies]).reshape(len(tallies), -1)
    shares = counts / np.array([[max(1, each.read)] for each in tallies])
    said = shares.max(axis=0) >= ASKED_FOR
    least = np.where(said, 0, shares.min(axis=0))
    chosen = [place for place in np.argsort(-least, kind="stable")[:NAMES].tolist() if least[place] > 0]
    numbers = {
        key: [count(conn, held, result.mask, key) for result in results] for key in keys[chosen].tolist()
    }
    shared = [
        Shared(one, tuple(numbers[one.id]))
        for one in looked_up(conn, {key: sum(each) for key, each in numbers.items()})
    ]
    names = []
    for at, result in enumerate(results):
        rest = counts.sum(axis=0) - counts[at]
        others = sum(each.read for each in tallies) - tallies[at].read
        weights = log_likelihood(counts[at].astype(float), tallies[at].read, rest.astype(float), others)
        weights[said] = 0
        best = [
            place for place in np.argsort(-weights, kind="stable")[:NAMES].tolist() if weights[place] > CHANCE
        ]
        found = {key: count(conn, held, result.mask, key) for key in keys[best].tolist()}
        names.append(tuple(sorted(looked_up(conn, found), key=lambda one: (-one.count, one.name))))
    return tuple(shared), names


def _of(each: Tally, keys: Ints) -> Ints:
    """The counts of some names in a tally."""
    order = np.argsort(each.keys)
    place = np.searchsorted(each.keys[order], keys)
    there = place < len(order)
    there[there] = each.keys[order][place[there]] == keys[there]
    found = np.zeros(len(keys), np.int64)
    found[there] = each.counts[order][place[there]]
    return found
