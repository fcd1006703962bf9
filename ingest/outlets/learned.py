"""What an archive has learned of its outlets, as it is handed to the readers of files.

A snapshot: it is taken before the first file of a run and does not change until its end, so that what
comes out of a file depends on neither the order of the files nor the number of processes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.model import Evidence
from ingest.outlets import profiles


@dataclass(frozen=True, slots=True)
class Learned:
    """The recurring lines of outlets: by the outlet's name, the keys that ``ingest.text.fold`` gives.

    >>> known = Learned({"Gazette": frozenset({"followus"})})
    >>> sorted(known.of("Gazette")), sorted(known.of("Herald")), sorted(known.of(None))
    (['followus'], [], [])
    """

    lines: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def of(self, outlet: str | None) -> frozenset[str]:
        """The lines of one outlet; none where the outlet is unknown or has rules of its own."""
        if not outlet or outlet not in self.lines or has_rules(outlet):
            return frozenset()
        return self.lines[outlet]


def has_rules(outlet: str) -> bool:
    """Whether somebody has written rules for an outlet's lines: they know it better than a count does.

    >>> has_rules("Voz"), has_rules("The Havenport Gazette")
    (True, False)
    """
    profile = profiles.by_name(outlet)
    return bool(profile and profile.lines)


#: What an empty archive knows.
NOTHING = Learned()


def outlet_name(meta: Mapping[str, tuple[str, ...]], who: tuple[str, Evidence] | None) -> str | None:
    """The outlet as the archive will call it: what the page states of itself, else as it was identified.

    >>> outlet_name({"outlet": ("The Gazette",)}, None)
    'The Gazette'
    """
    for value in meta.get("outlet", ())[:1]:
        known = profiles.by_host(profiles.host(value)) if "." in value else None
        return known or value
    return who[0] if who else None
