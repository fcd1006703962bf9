"""The values of an article's fields as they are found: what is kept, where it came from, and its rivals."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ingest.model import Author, Candidate, Evidence, Moment

#: Rivals that are kept of a field, and characters of evidence.
MOST, WIDEST = 8, 200


@dataclass
class Fields:
    """Values by field name, the evidence for each, and every value that a field could have had."""

    values: dict[str, object] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    rivals: dict[str, list[Candidate]] = field(default_factory=dict)

    def set(self, name: str, value: object, source: str, detail: str) -> None:
        """Keep a value unless one of more trust is there, or it is empty; the one that loses is a rival."""
        if not value:
            return
        chosen = name not in self.values
        if chosen:
            self.values[name] = value
            self.evidence[name] = Evidence(name, source, detail[:WIDEST])
        self._add(Candidate(name, text(value), source, detail[:WIDEST], chosen=chosen))

    def weigh(self, name: str, weighed: Iterable[tuple[object, float, str, str]]) -> None:
        """Note values that were weighed against each other: (value, likelihood, rule, evidence) each."""
        likely: dict[str, Candidate] = {}
        for value, score, rule, detail in weighed:
            shown = text(value)
            known = likely.get(shown, Candidate(name, shown, rule, detail[:WIDEST], 0.0))
            total = round(min(1.0, score + (known.score or 0.0)), 3)
            likely[shown] = replace(known, score=total)
        ranked = sorted(likely.values(), key=lambda one: -(one.score or 0.0))
        for one in ranked[:MOST]:
            if one.score and one.score >= WORTH_KEEPING:
                self._add(one)

    def _add(self, one: Candidate) -> None:
        """Add a candidate; of equal values the first stays, with the likelihood of the second."""
        field_of = self.rivals.setdefault(one.field, [])
        for i, other in enumerate(field_of):
            if other.value == one.value:
                score = one.score if other.score is None else other.score
                field_of[i] = replace(other, score=score, chosen=other.chosen or one.chosen)
                return
        field_of.append(one)

    def candidates(self) -> tuple[Candidate, ...]:
        """All candidates by field: the chosen one, those that the file states, the weighed ones.

        >>> found = Fields()
        >>> found.set("headline", "Bridge closed", "metadata", "og:title")
        >>> found.set("headline", "Old bridge closed", "stated", "likely-headline")
        >>> [(one.value, one.chosen) for one in found.candidates()]
        [('Bridge closed', True), ('Old bridge closed', False)]
        """
        return tuple(
            one for name in sorted(self.rivals) for one in sorted(self.rivals[name], key=_rank)[:MOST]
        )


#: A value less likely than this is no rival.
WORTH_KEEPING = 0.005


def _rank(one: Candidate) -> tuple[bool, bool, float]:
    return not one.chosen, one.score is not None, -(one.score or 0.0)


def text(value: object) -> str:
    """A value of a field as a text: a moment as stated, authors by name.

    >>> text((Author("Jane Doe"), Author("AFP", "agency")))
    'Jane Doe, AFP'
    """
    if isinstance(value, Moment):
        return value.local
    if isinstance(value, tuple):
        return ", ".join(one.name if isinstance(one, Author) else str(one) for one in value)
    return str(value)
