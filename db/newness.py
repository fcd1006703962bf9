"""What is new in an archive: names, pairs of names and words that some days brought, and who had them first.

Nothing of this is stored: it follows from the days of the articles, so that older articles which come
later, corrected names and linked names change the answer at once. All is bounded by the period's articles.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from db import bursts, new_names, new_pairs
from db.bursts import Burst
from db.ids import UNDATED
from db.new_names import Named
from db.new_pairs import Pair
from db.period import DAYS, Period, newest_day, period
from db.tokens import tokens

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: A name that was away for longer is back: a quarter, in which most stories end.
GAP = 90
#: Rows of each sort.
LIMIT = 20


@dataclass(frozen=True, slots=True)
class Novelty:
    """One new thing. ``what`` is new, back, pair, burst (a name) or word.

    ``first_day``, ``first_outlet``, ``first_title`` and ``article_id`` tell who had it first in the period;
    ``seen_since`` is its first day in the archive, ``last_before`` its last before the period, ``days_away``
    the days between. ``expected`` is what the month before lets expect of ``articles``. Of ``undated``
    articles nobody knows whether they were earlier.
    """

    what: str
    name: str
    kind: str | None
    other: str | None
    articles: int
    outlets: int
    first_day: str
    first_outlet: str | None
    first_title: str
    seen_since: str | None
    last_before: str | None
    days_away: int | None
    expected: float | None
    score: float | None
    undated: int
    article_id: int
    entity_id: int | None
    other_id: int | None


@dataclass(frozen=True, slots=True)
class News:
    """What is new from ``since`` to ``until``; ``articles`` of these days, ``before`` of the month before."""

    since: str | None
    until: str | None
    articles: int
    before: int
    found: list[Novelty] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def of(self, what: str) -> list[Novelty]:
        """The novelties of one sort."""
        return [one for one in self.found if one.what == what]

    def as_dict(self) -> dict[str, Any]:
        """Give it all as plain values."""
        return asdict(self)


def news(
    conn: "sqlite3.Connection",
    since: date | None = None,
    until: date | None = None,
    *,
    days: int | None = None,
    gap: int = GAP,
    limit: int = LIMIT,
    ignored: frozenset[str] = frozenset(),
) -> News:
    """Tell what is new: by default in the seven days that end with the newest article, not with today.

    ``days`` counts back from ``until``; ``gap`` are the days after which a name is back; ``limit`` holds for
    each sort; ``ignored`` are words (as the index has them) that are no news.

        for one in news(conn, date(2025, 2, 1)).of("new"): print(one.name, one.first_outlet)
    """
    until = until or newest_day(conn)
    if until is None:
        return News(None, None, 0, 0, notes=["no article of the archive has a day"])
    since = since or until - timedelta((days or DAYS) - 1)
    until = max(since, until)
    of = period(conn, since, until)
    names = new_names.named(conn, of)
    teller = _Teller(conn, of, names)
    burst = bursts.of_names(conn, of, names.values())[:limit]
    fresh = new_names.new(names.values())
    told = {word for one in [*fresh, *(b.named for b in burst if b.named)] for word in teller.words(one)}
    found = [
        *(teller.name("new", one) for one in fresh[:limit]),
        *(teller.name("back", one) for one in new_names.back(names.values(), of, gap)[:limit]),
        *(teller.pair(one) for one in new_pairs.pairs(conn, of, names.values(), limit)),
        *(teller.burst(one) for one in burst),
        *(teller.word(one) for one in bursts.of_words(conn, of, ignored | told, limit)),
    ]
    return News(
        since.isoformat(), until.isoformat(), len(of.articles), len(of.before), found, list(_notes(of))
    )


def _notes(of: Period) -> Iterator[str]:
    if not of.articles:
        yield "no article has a day of the period"
    elif not bursts.Scale(of.articles, of.before).outlets:
        first, last = of.month_before
        yield f"no burst can be told: no outlet has {bursts.FEWEST_BEFORE} articles from {first} to {last}"
    if len(of.articles) > bursts.READ:
        part = -(-len(of.articles) // bursts.READ)
        yield f"words were read in one article of {part} only"


class _Teller:
    """Makes rows of what was found, with the names and the first article of each."""

    def __init__(self, conn: "sqlite3.Connection", of: Period, names: dict[int, Named]) -> None:
        self._conn, self._period, self._names = conn, of, names

    def words(self, one: Named) -> Sequence[str]:
        """The words of a name, as the index has them."""
        return tokens(self._called(one)[0])

    def name(self, what: str, one: Named) -> Novelty:
        name, kind = self._called(one)
        return self._row(what, name, kind, one.articles, **self._past(one), entity_id=one.id)

    def pair(self, pair: Pair) -> Novelty:
        name, kind = self._called(pair.one)
        other = self._called(pair.other)[0]
        return self._row(
            "pair", name, kind, pair.articles, other=other, entity_id=pair.one.id, other_id=pair.other.id
        )

    def burst(self, burst: Burst) -> Novelty:
        assert burst.named
        name, kind = self._called(burst.named)
        past = self._past(burst.named)
        measured = {"expected": burst.expected, "score": burst.score}
        return self._row("burst", name, kind, burst.articles, **past, **measured, entity_id=burst.named.id)

    def word(self, burst: Burst) -> Novelty:
        match = f'"{burst.text}"'
        sql = "select rowid from articles_fts where articles_fts match ? and rowid"
        first = self._conn.execute(f"{sql} >= ? order by rowid limit 1", [match, UNDATED]).fetchone()
        last = self._conn.execute(
            f"{sql} between ? and ? order by rowid desc limit 1", [match, UNDATED, self._period.begins - 1]
        ).fetchone()
        (undated,) = self._conn.execute(
            "select count(*) from articles_fts where articles_fts match ? and rowid < ?", [match, UNDATED]
        ).fetchone()
        days = [row and self._article(row[0])[0] for row in (first, last)]
        measured = {"expected": burst.expected, "score": burst.score, "undated": undated}
        return self._row(
            "word", burst.text, None, burst.articles, seen_since=days[0], last_before=days[1], **measured
        )

    def _past(self, one: Named) -> dict[str, Any]:
        return {"seen_since": one.first_seen, "last_before": one.last_before, "undated": one.undated}

    def _called(self, one: Named) -> tuple[str, str]:
        row = self._conn.execute("select name, kind from entities where id = ?", [one.id]).fetchone()
        return row[0], row[1]

    def _article(self, number: int) -> tuple[str | None, str | None, str]:
        day, outlet, title = self._conn.execute(
            "select published_on, name, title from articles left join outlets on outlets.id = outlet_id "
            "where articles.id = ?",
            [number],
        ).fetchone()
        return day, outlet, title

    def _row(self, what: str, name: str, kind: str | None, articles: Iterable[int], **more: Any) -> Novelty:
        mine = sorted(articles, key=lambda number: (self._period.days[number], number))
        day, outlet, title = self._article(mine[0])
        last = more.get("last_before")
        away = (date.fromisoformat(str(day)) - date.fromisoformat(last)).days if last else None
        unknown = dict.fromkeys(
            ("other", "seen_since", "last_before", "expected", "score", "entity_id", "other_id")
        )
        return Novelty(
            what=what,
            name=name,
            kind=kind,
            articles=len(mine),
            outlets=len({self._period.articles[number] for number in mine} - {0}),
            first_day=str(day),
            first_outlet=outlet,
            first_title=title,
            days_away=away,
            article_id=mine[0],
            **{**unknown, "undated": 0, **more},
        )
