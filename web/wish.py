"""What an address of the search asks for: every state of the page is an address that can be cited."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from db.column_filters import FIELDS
from db.search import SORTS

#: Pages behind this one are refused: nobody reads them, and each costs all the ranking before it.
MAX_PAGE = 500


@dataclass(frozen=True, slots=True)
class Wish:
    """What the address asks for."""

    query: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    sort: str = "rank"
    page: int = 1
    #: whether each text counts once, its copies folded under it
    once: bool = True

    @property
    def address(self) -> str:
        """The query string that asks for the same.

        >>> Wish("tax", (("year", "2025"),), page=2).address
        '?q=tax&year=2025&page=2'
        """
        pairs = [("q", self.query), *self.filters]
        if self.sort != "rank":
            pairs.append(("sort", self.sort))
        if not self.once:
            pairs.append(("once", "0"))
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return "?" + urlencode(pairs)

    @property
    def by_field(self) -> dict[str, list[str]]:
        """The filters as the search engine takes them."""
        fields: dict[str, list[str]] = {}
        for field, value in self.filters:
            fields.setdefault(field, []).append(value)
        return fields

    def toggled(self, field: str, value: str) -> "Wish":
        """The same with one filter more, or without it; back on the first page."""
        pair = (field, value)
        kept = tuple(other for other in self.filters if other != pair)
        filters = kept if pair in self.filters else (*self.filters, pair)
        return replace(self, filters=filters, page=1)


def wish(request: Any) -> Wish:
    """Read an address; whatever makes no sense in it is left out."""
    filters = [(field, value) for field in FIELDS for value in request.args.getlist(field) if value.strip()]
    sort = request.args.get("sort") or "rank"
    try:
        page = int(request.args.get("page") or 1)
    except ValueError:
        page = 1
    return Wish(
        request.args.get("q") or "",
        tuple(dict.fromkeys(filters)),
        sort if sort in SORTS else "rank",
        min(max(page, 1), MAX_PAGE),
        request.args.get("once") != "0",
    )
