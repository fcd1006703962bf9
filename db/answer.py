"""What a search answers: hits, counts, and what there is to say about them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from db.search_facets import Counts
from db.search_hits import Hit, unmarked


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search found: ``total`` articles, of which ``hits`` are one page.

    ``exact`` is False where only a part of the candidates was read, so that total and counts are
    estimates. ``partial`` is the number of articles with some of the words, where too few have all.
    ``folded`` are copies that do not count, where each text counts once.
    """

    query: str
    understood: str
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Counts]
    histogram: Counts
    notes: tuple[str, ...]
    exact: bool = True
    partial: int = 0
    suggestions: tuple[str, ...] = ()
    folded: int = 0
    #: fields with more values than their facet lists
    more: frozenset[str] = frozenset()
    #: values of a field that were looked for, as a facet of their own
    found: Mapping[str, Counts] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """The object that ``morgue search --json`` prints; snippets are plain text there.

        >>> Answer("tax", "tax", 0, (), {"year": [("2025", 2)]}, [], ()).as_dict()["facets"]
        {'year': [{'value': '2025', 'count': 2}]}
        """
        return {
            "query": self.query,
            "understood": self.understood,
            "total": self.total,
            "exact": self.exact,
            "partial": self.partial,
            "folded": self.folded,
            "hits": [{**asdict(hit), "snippet": unmarked(hit.snippet)} for hit in self.hits],
            "facets": {field: _values(counts) for field, counts in self.facets.items()},
            "histogram": _values(self.histogram),
            "suggestions": list(self.suggestions),
            "notes": list(self.notes),
            **(
                {"found": {name: _values(counts) for name, counts in self.found.items()}}
                if self.found
                else {}
            ),
        }


def _values(counts: Counts) -> list[dict[str, object]]:
    return [{"value": value, "count": count} for value, count in counts]
