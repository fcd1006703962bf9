"""What an address of the search asks for: every state of the page is an address that can be cited."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from db.column_filters import FIELDS
from db.facet_values import FINDABLE, LONGEST
from db.query import MAX_CHARS
from db.search import SORTS

#: Pages behind this one are refused: nobody reads them, and each costs all the ranking before it.
MAX_PAGE = 500
#: Signs of an address that an article's page carries for the way back. Servers in between refuse addresses
#: from 8,000 signs on, and a page of twenty hits repeats it twenty times.
MAX_CARRIED = 2000
#: Values of filters, and their signs in all, that are read: each of some 200 links of a page repeats them. A
#: page with 4,000 of them had 226 MB.
MAX_VALUES, MAX_SIGNS = 50, 5000

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """What the address asks for."""

    query: str = ""
    filters: Pairs = ()
    sort: str = "rank"
    page: int = 1
    #: whether each text counts once, its copies folded under it
    once: bool = True
    #: fields and values that no article may have
    without: Pairs = ()
    #: facets of which values are looked for, and what was typed there
    look_for: Pairs = ()
    #: how many values of filters were too many to be read
    left_out: int = 0

    @property
    def pairs(self) -> Pairs:
        """What the search is, as names and values of an address, but for the page.

        >>> Wish("tax", (("year", "2025"),), without=(("outlet", "Post"),), page=2).pairs
        (('q', 'tax'), ('year', '2025'), ('not_outlet', 'Post'))
        """
        sort = (("sort", self.sort),) if self.sort != "rank" else ()
        once = () if self.once else (("once", "0"),)
        unwanted = tuple((f"not_{field}", value) for field, value in self.without)
        return (("q", self.query), *self.filters, *unwanted, *sort, *once)

    @property
    def address(self) -> str:
        """The query string that asks for the same.

        >>> Wish("tax", (("year", "2025"),), page=2).address
        '?q=tax&year=2025&page=2'
        """
        page = [("page", str(self.page))] if self.page > 1 else []
        return "?" + urlencode(
            [*self.pairs, *((f"find_{name}", typed) for name, typed in self.look_for), *page]
        )

    @property
    def note(self) -> str:
        """What a reader is told of values that were too many; "" if there are none.

        >>> Wish(left_out=2).note
        '2 values of filters were left out: an address may have 50, of 5,000 characters in all.'
        """
        most = f"an address may have {MAX_VALUES}, of {MAX_SIGNS:,} characters in all"
        return f"{self.left_out:,} values of filters were left out: {most}." if self.left_out else ""

    @property
    def carried(self) -> str:
        """What an article that was found carries for the way back to its search; "" where nothing was asked.

        Too long a search is carried as its words alone.

        >>> Wish("tax", (("year", "2025"),), look_for=(("person", "lee"),)).carried, Wish(" ").carried
        ('?q=tax&year=2025', '')
        >>> Wish("tax", (("year", "9" * 9999),)).carried, Wish("9" * 9999).carried
        ('?q=tax', '')
        """
        whole = replace(self, look_for=())
        if not whole.query.strip():
            whole = replace(whole, query="")
        if whole == Wish():
            return ""
        return next(
            (one for one in (whole.address, Wish(whole.query).address) if len(one) <= MAX_CARRIED), ""
        )

    @property
    def by_field(self) -> dict[str, list[str]]:
        """The filters as the search engine takes them."""
        return _by_field(self.filters)

    @property
    def without_by_field(self) -> dict[str, list[str]]:
        """What no article may have, as the search engine takes it."""
        return _by_field(self.without)

    def toggled(self, field: str, value: str) -> "Wish":
        """The same with one filter more, or without it; back on the first page."""
        pair = (field, value)
        kept = _but(self.filters, pair)
        filters = kept if pair in self.filters else (*self.filters, pair)
        return replace(self, filters=filters, without=_but(self.without, pair), page=1, look_for=())

    def excluded(self, field: str, value: str) -> "Wish":
        """The same without the articles of a value, or with them again; back on the first page.

        >>> Wish("tax", (("outlet", "Post"),)).excluded("outlet", "Post").address
        '?q=tax&not_outlet=Post'
        """
        pair = (field, value)
        kept = _but(self.without, pair)
        without = kept if pair in self.without else (*self.without, pair)
        return replace(self, filters=_but(self.filters, pair), without=without, page=1, look_for=())


def wish(request: Any) -> Wish:
    """Read an address; whatever makes no sense in it is left out, and what is too much."""
    args = request.args
    filters, without, left_out = _read(args)
    sort = args.get("sort") or "rank"
    try:
        page = int(args.get("page") or 1)
    except ValueError:
        page = 1
    return Wish(
        # one sign more than is read: so it is told that there are more
        (args.get("q") or "")[: MAX_CHARS + 1],
        filters,
        sort if sort in SORTS else "rank",
        min(max(page, 1), MAX_PAGE),
        args.get("once") != "0",
        without,
        tuple((name, args[f"find_{name}"][:LONGEST]) for name in FINDABLE if f"find_{name}" in args),
        left_out,
    )


def _read(args: Any) -> tuple[Pairs, Pairs, int]:
    """The filters, what no article may have, and how many values are too many."""
    asked = dict.fromkeys(
        (before, field, value)
        for before in ("", "not_")
        for field in FIELDS
        for value in args.getlist(before + field)
        if value.strip()
    )
    kept: list[tuple[str, str, str]] = []
    signs = 0
    for one in asked:
        signs += len(one[2])
        if len(kept) < MAX_VALUES and signs <= MAX_SIGNS:
            kept.append(one)
    filters, without = (
        tuple((field, value) for begins, field, value in kept if begins == before) for before in ("", "not_")
    )
    return filters, without, len(asked) - len(kept)


def _but(pairs: Pairs, gone: tuple[str, str]) -> Pairs:
    return tuple(pair for pair in pairs if pair != gone)


def _by_field(pairs: Pairs) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for field, value in pairs:
        fields.setdefault(field, []).append(value)
    return fields
