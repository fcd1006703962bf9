"""The stories of an archive, brought up to date with the articles that came, changed or went.

What stands in the tables follows from the set of articles alone, whatever the order and number of steps: a
new article changes whom others list as neighbours, a changed list changes the links of its article, and the
groups that hang together by a changed link are made anew. What is yet to be compared is a table filled by
triggers, so a run that was killed is made up for by the next.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from db.sqlite import transaction
from db.stories import store, telling
from db.stories.features import UNIT, Facts, Neighbourhood, in_units, neighbourhood
from db.stories.index import NEIGHBOURS, UNDATED, Index
from db.stories.likeness import Texts
from db.stories.pairing import LEAST_LINK, Signatures, judged, listed_pairs, ordered
from db.stories.scorer import scorer

if TYPE_CHECKING:
    from db.sqlite import sqlite3

Rows = NDArray[np.int64]

#: Articles that are taken up in one transaction, in the order of time: some 150 MB of signatures. Fewer cost
#: more, as the lists of those at the borders are made twice.
ARTICLES_AT_ONCE = 25_000
#: Links that are kept although one story is unlikely: so alike that one story may go on from the other.
FOLLOWING = UNIT // 4


def refresh(conn: "sqlite3.Connection", stop: Callable[[], bool] = lambda: False) -> None:
    """Bring the stories up to date, in transactions of its own, until ``stop`` says so."""
    while not stop() and conn.execute("select 1 from articles_to_group limit 1").fetchone():
        with transaction(conn):
            _take_up(conn)


def _take_up(conn: "sqlite3.Connection") -> None:
    """Take up some changed articles."""
    changed = [
        number
        for (number,) in conn.execute(
            "select article_id from articles_to_group left join articles on id = article_id "
            "order by published_on, article_id limit ?",
            [ARTICLES_AT_ONCE],
        )
    ]
    days = store.sign(conn, changed)
    stored = store.within(conn, days)
    index, moved = _touched(stored, np.array(changed, np.int64))
    if len(days) and days[0] != UNDATED and (stored.facts.day[moved] == UNDATED).any():
        # Whoever has no date may be near anybody.
        stored = store.within(conn, np.array([UNDATED], np.int64))
        index, moved = _touched(stored, np.array(changed, np.int64))
    _list_anew(conn, stored, index, moved, np.array(changed, np.int64))
    loose = store.drop_links(conn, sorted({*changed, *stored.ids[moved].tolist()}))
    _link_anew(conn, stored, moved)
    telling.tell_anew(
        conn, sorted({*loose, *changed, *stored.ids[moved].tolist()}), scorer().threshold_of_link
    )
    conn.executemany("delete from articles_to_group where article_id = ?", [(one,) for one in changed])


def _touched(stored: store.Stored, changed: Rows) -> tuple[Index, Rows]:
    """Whose lists may change: the changed, those who list one, and those who would."""
    index = Index(stored.ids, stored.facts.day, stored.telling)
    touched = np.zeros(len(stored.ids), bool)
    touched[np.isin(stored.neighbours["id"], changed).any(1)] = True
    new = np.flatnonzero(np.isin(stored.ids, changed))
    touched[new] = True
    for row in new:
        near, alike = index.likeness(int(row))
        touched[near[alike >= stored.reach[near]]] = True
    return index, np.flatnonzero(touched)


def _list_anew(
    conn: "sqlite3.Connection", stored: store.Stored, index: Index, rows: Rows, changed: Rows
) -> None:
    """List the neighbours of articles anew."""
    listed = index.neighbours(rows)
    full = listed.rows[:, -1] >= 0
    reach = np.where(full, listed.likeness[:, -1], 0.0)
    known = _known(stored, rows, listed.rows, changed)
    unknown = np.where(known < 0, listed.rows, -1)
    cosines = np.where(known < 0, _cosines(conn, stored, rows, unknown), known)
    near_rows = neighbourhood(listed.rows, cosines, stored.ids)
    lists = np.zeros((len(rows), NEIGHBOURS), store.LISTED)
    lists["id"] = np.where(near_rows.rows < 0, 0, stored.ids[near_rows.rows])
    lists["alike"] = near_rows.alike
    stored.neighbours[rows] = lists
    store.write_neighbours(conn, stored.ids[rows], lists, reach.tolist())


def _known(stored: store.Stored, rows: Rows, lists: Rows, changed: Rows) -> Rows:
    """How alike articles and those that they listed before are; -1 where it must be asked."""
    before, found = stored.neighbours[rows], np.full(lists.shape, -1, np.int64)
    ids = np.where(lists < 0, 0, stored.ids[lists])
    for column in range(NEIGHBOURS):
        same = (ids == before["id"][:, column, None]) & (ids > 0)
        found = np.where(same, before["alike"][:, column, None], found)
    found[np.isin(ids, changed)] = -1
    found[np.isin(stored.ids[rows], changed)] = -1
    return found


def _cosines(conn: "sqlite3.Connection", stored: store.Stored, rows: Rows, lists: Rows) -> Rows:
    """How alike articles and those that they list are, in units; 0 where there is nobody."""
    one, other = listed_pairs(rows, lists)
    found = np.zeros(lists.shape, np.int64)
    used = np.unique(np.concatenate([one, other]))
    texts = Texts(store.terms_of(conn, stored.ids[used]))
    low, high = ordered(one, other, stored.ids)
    alike = in_units(texts.compare(np.searchsorted(used, low), np.searchsorted(used, high))[:, 0])
    keys, size = low * len(stored.ids) + high, len(stored.ids)
    order = np.argsort(keys)
    swapped = stored.ids[one] > stored.ids[other]
    asked = np.where(swapped, other * size + one, one * size + other)
    if len(keys):
        found[lists >= 0] = alike[order][np.searchsorted(keys[order], asked)]
    return found


def _link_anew(conn: "sqlite3.Connection", stored: store.Stored, moved: Rows) -> None:
    """Judge all pairs of articles whose lists changed, and keep those that may be one story."""
    near = _by_row(stored)
    is_moved = np.zeros(len(stored.ids) + 1, bool)
    is_moved[moved] = True
    one, other = listed_pairs(np.arange(len(stored.ids)), near.rows)
    due = is_moved[one] | is_moved[other]
    one, other = ordered(one[due], other[due], stored.ids)
    if not len(one):
        return
    used = np.unique(np.concatenate([one, other]))
    texts = Texts(store.terms_of(conn, stored.ids[used]))
    # Rows of the neighbourhood stay those of all; only what is compared is read.
    some = Neighbourhood(near.rows[used], near.alike[used])
    places = np.full(len(stored.ids) + 1, -1, np.int64)
    places[used] = np.arange(len(used))
    unseen = np.arange(len(stored.ids) + 1) + len(used)
    names = np.where(places >= 0, places, unseen)
    names[-1] = -1
    some = Neighbourhood(names[some.rows], some.alike)
    facts = Facts(stored.facts.day[used], stored.facts.outlet[used], stored.facts.words[used])
    signed = Signatures(stored.ids[used], stored.telling[used], facts)
    found = judged(places[one], places[other], signed, texts, some, scorer())
    kept = (found.likely >= LEAST_LINK) | (found.alike >= FOLLOWING)
    columns = signed.ids[found.one], signed.ids[found.other], found.likely, found.alike
    conn.executemany(
        "insert into story_links (one_id, other_id, likely, alike) values (?, ?, ?, ?)",
        zip(*(column[kept].tolist() for column in columns), strict=True),
    )


def _by_row(stored: store.Stored) -> Neighbourhood:
    """Neighbours by row, as they are stored by id."""
    order = np.argsort(stored.ids)
    ids = stored.neighbours["id"]
    places = np.searchsorted(stored.ids[order], ids)
    places[places == len(order)] = 0
    rows = order[places] if len(order) else places
    known = (ids > 0) & (stored.ids[rows] == ids) if len(order) else ids > 0
    return Neighbourhood(np.where(known, rows, -1), stored.neighbours["alike"].astype(np.int64))
