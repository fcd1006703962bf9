"""Groups of linked articles as rows of stories: named, dated, counted, and told from which they go on."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from db.stories.batch import grouped
from db.stories.pairing import LEAST_LINK
from db.stories.store import chunks, days_of, links_of, marks

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: Days after which nothing goes on from a story: a new one on the same matter begins.
FOLLOWS_DAYS = 45
#: The story that goes on: earlier by its last article, and with the pair of articles that are most alike.
EARLIER = """
    with mine as (select id, story_id from articles where story_id = :id),
    pairs as (
        select other_id as theirs, alike from mine join story_links on one_id = mine.id
        union all select one_id, alike from mine join story_links on other_id = mine.id
    )
    select earlier.id from pairs join articles on articles.id = theirs
    join stories as earlier on earlier.id = articles.story_id join stories as later on later.id = :id
    where earlier.id <> later.id and earlier.last_published < later.first_published
    and julianday(later.first_published) - julianday(earlier.last_published) <= :days
    group by earlier.id order by max(alike) desc, earlier.last_published desc, earlier.id limit 1
"""


def tell_anew(conn: "sqlite3.Connection", touched: Sequence[int], threshold: int) -> None:
    """Make the stories anew that hang together with touched articles; the transaction is the caller's."""
    members = reached(conn, touched, threshold)
    links = [
        one for one in links_of(conn, sorted(members), LEAST_LINK) if one[0] in members and one[1] in members
    ]
    told = grouped(links, threshold, days_of(conn, sorted(members)))
    likely: dict[int, dict[int, int]] = {}
    for one, other, how in links:
        likely.setdefault(one, {})[other] = likely.setdefault(other, {})[one] = how
    before = _stories_of(conn, sorted(members))
    # Of a story whose articles are all gone, only the number is left: that of its first article.
    old = sorted({story for story in before.values() if story} | members)
    # Stories that go on from one of these may go on from another now.
    about = sorted(members | _linked(conn, sorted(members)))
    conn.execute(
        "update stories set follows_id = null where id in (select value from json_each(?))", [str(old)]
    )
    for some in chunks(old):
        conn.execute(f"update stories set follows_id = null where follows_id in ({marks(some)})", some)
        conn.execute(f"delete from stories where id in ({marks(some)})", some)
    now: dict[int, int] = {}
    for group in told:
        number = _write(conn, group, likely)
        now.update(dict.fromkeys(group, number))
    conn.executemany(
        "update articles set story_id = ? where id = ?",
        [(now.get(one), one) for one, story in before.items() if now.get(one) != story],
    )
    for number in sorted({story for story in _stories_of(conn, about).values() if story}):
        found = conn.execute(EARLIER, {"id": number, "days": FOLLOWS_DAYS}).fetchone()
        conn.execute("update stories set follows_id = ? where id = ?", [found and found[0], number])


def reached(conn: "sqlite3.Connection", articles: Iterable[int], threshold: int) -> set[int]:
    """All articles that hang together with these by links of at least ``threshold``."""
    found = set(articles)
    new = sorted(found)
    while new:
        links = links_of(conn, new, threshold)
        new = sorted({end for one, other, _ in links for end in (one, other)} - found)
        found.update(new)
    return found


def _linked(conn: "sqlite3.Connection", articles: Sequence[int]) -> set[int]:
    return {end for one, other, _ in links_of(conn, articles, 0) for end in (one, other)}


def _stories_of(conn: "sqlite3.Connection", articles: Sequence[int]) -> dict[int, int | None]:
    found: dict[int, int | None] = {}
    for some in chunks(articles):
        found.update(conn.execute(f"select id, story_id from articles where id in ({marks(some)})", some))
    return found


def _write(conn: "sqlite3.Connection", group: Sequence[int], likely: Mapping[int, Mapping[int, int]]) -> int:
    rows: list[tuple[int, str, str | None, int | None]] = []
    for some in chunks(group):
        ask = f"select id, title, published_at, outlet_id from articles where id in ({marks(some)})"
        rows += conn.execute(ask, some).fetchall()
    # Undated articles come last: nobody knows that they were first.
    rows.sort(key=lambda row: (row[2] is None, row[2] or "", row[0]))
    dated = [row[2] for row in rows if row[2]]
    central = most_central(group, likely)
    conn.execute(
        "insert into stories (id, headline, first_published, last_published, article_count, outlet_count) "
        "values (?, ?, ?, ?, ?, ?)",
        [
            rows[0][0],
            next(title for number, title, _, _ in rows if number == central),
            dated[0] if dated else None,
            dated[-1] if dated else None,
            len(rows),
            len({row[3] for row in rows} - {None}),
        ],
    )
    return rows[0][0]


def most_central(group: Sequence[int], likely: Mapping[int, Mapping[int, int]]) -> int:
    """The article that is likeliest one story with the others; the lowest id of several.

    >>> most_central([1, 2, 3], {1: {2: 700, 3: 500}, 2: {1: 700, 3: 700}, 3: {1: 500, 2: 700}})
    2
    """
    return min(group, key=lambda one: (-sum(likely[one].get(other, 0) for other in group), one))
