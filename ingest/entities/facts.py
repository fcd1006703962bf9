"""Where known places are, and the numbers in Wikidata of those whom everybody knows."""

from functools import cache
from typing import NamedTuple

from ingest.entities.gazetteer import LEXICON, read_toml
from ingest.entities.names import key

TABLE = LEXICON / "places.tsv"


class Facts(NamedTuple):
    """Degrees north and east, and the number in Wikidata; None where it is not known."""

    latitude: float | None = None
    longitude: float | None = None
    wikidata_id: str | None = None


def facts(kind: str, key: str) -> Facts | None:
    """What is known of an entity by its kind and merge key; None if it is nothing, or could be another's.

    >>> facts("place", "kyiv")
    Facts(latitude=50.45, longitude=30.52, wikidata_id='Q1899')
    >>> facts("person", "sofia") is None
    True
    """
    return known().get((kind, key))


@cache
def known() -> dict[tuple[str, str], Facts]:
    """Everything of both tables by kind and merge key."""
    found = {}
    for line in TABLE.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            name, latitude, longitude, number = line.split("\t")
            found["place", name] = Facts(degrees(latitude), degrees(longitude), number or None)
    for kind, names in read_toml("wikidata.toml").items():
        for name, number in names.items():
            one = (kind, key(name, kind))
            found[one] = found.get(one, Facts())._replace(wikidata_id=number)
    return found


def degrees(text: str) -> float | None:
    """A field of the table."""
    return float(text) if text else None
