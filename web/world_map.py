"""Places on a map of the world that is part of the package: no tile is fetched from anywhere.

The map's outlines are in tenths of degrees, in the simplest projection there is; a map is drawn narrower by
the cosine of its middle latitude, so that its middle has true shapes. ``static/README.md`` tells its source.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from db.together import Named

#: Degrees that the map of the world shows: no Antarctica.
WORLD = (-180.0, 180.0, -57.0, 83.0)
#: Where the shapes of the map of the world are true: most news is from between 30 and 55 degrees.
WORLD_MIDDLE = 40.0
#: The second map shows where so much of the articles' places lies.
MAINLY = 0.8
#: Degrees of longitude that it shows at least; the outlines have no more detail.
LEAST_WIDTH = 24.0
#: A second map that shows more of the world's width than this would be the first again.
WIDEST = 0.6
#: Height of a map by its width.
ASPECT = 0.5
#: Radius of the largest and of the smallest point, by the width of the map.
LARGEST, SMALLEST = 0.025, 0.005
#: Names written on a map, at most, and the size of a letter by the width of the map: on a phone.
LABELS, LETTER, LINE = 12, 0.02, 0.045


@dataclass(frozen=True, slots=True)
class Point:
    """A place on a map. ``label`` is its name if there is room for it; it stands left of the point if ``left``."""

    place: Named
    address: str
    x: float
    y: float
    radius: float
    label: str = ""
    left: bool = False


@dataclass(frozen=True, slots=True)
class Map:
    """One map: the part of the drawing that it shows, how much narrower it is drawn, and its points."""

    x: float
    y: float
    width: float
    height: float
    narrower: float
    points: tuple[Point, ...]


def maps(places: Sequence[Named], address: Callable[[Named], str]) -> tuple[Map, ...]:
    """The world with the places that have coordinates and, if they lie close, a map of where most of them lie.

    >>> rome = Named(1, "place", "Rome", 9, 41.9, 12.5)
    >>> [(round(one.width), len(one.points)) for one in maps([rome], lambda place: "/")]
    [(2758, 1), (179, 1)]
    >>> maps([Named(1, "place", "Nowhere", 9)], lambda place: "/")
    ()
    """
    placed = [place for place in places if _located(place)]
    if not placed:
        return ()
    west, east, south, north = WORLD
    world = _map((west, east, south, north), WORLD_MIDDLE, placed, address)
    near = _window(_main(placed))
    if near[1] - near[0] > WIDEST * (east - west):
        return (world,)
    middle = (near[2] + near[3]) / 2
    inside = [place for place in placed if _inside(place, near)]
    return world, _map(near, middle, inside, address)


def _located(place: Named) -> bool:
    return (
        place.latitude is not None
        and place.longitude is not None
        and abs(place.latitude) <= 90
        and abs(place.longitude) <= 180
    )


def _at(place: Named) -> tuple[float, float]:
    return place.longitude or 0.0, place.latitude or 0.0


def _inside(place: Named, box: tuple[float, float, float, float]) -> bool:
    (x, y), (west, east, south, north) = _at(place), box
    return west <= x <= east and south <= y <= north


def _main(places: Sequence[Named]) -> list[Named]:
    """The places without the farthest ones, as long as most articles' places stay."""
    kept = list(places)
    wanted = MAINLY * sum(place.count for place in kept)
    while len(kept) > 1:
        total = sum(place.count for place in kept)
        middle = [sum(place.count * _at(place)[axis] for place in kept) / max(total, 1) for axis in (0, 1)]
        farthest = max(kept, key=lambda place: (math.dist(_at(place), middle), place.id))
        if total - farthest.count < wanted:
            break
        kept.remove(farthest)
    return kept


def _window(places: Sequence[Named]) -> tuple[float, float, float, float]:
    """West, east, south and north of a map around the places, with a margin, in the aspect of all maps."""
    xs, ys = zip(*map(_at, places), strict=True)
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    narrower = math.cos(math.radians(min(abs(y), 75.0)))
    width = max(1.4 * (max(xs) - min(xs)), 1.4 * (max(ys) - min(ys)) / ASPECT / narrower, LEAST_WIDTH)
    height = width * narrower * ASPECT
    return x - width / 2, x + width / 2, y - height / 2, y + height / 2


def _map(
    box: tuple[float, float, float, float],
    middle: float,
    places: Sequence[Named],
    address: Callable[[Named], str],
) -> Map:
    west, east, south, north = box
    narrower = math.cos(math.radians(min(abs(middle), 75.0)))
    width, height = 10 * (east - west) * narrower, 10 * (north - south)
    most = max((place.count for place in places), default=1)
    points, taken = [], list[tuple[float, float, float, float]]()
    for place in sorted(places, key=lambda one: (-one.count, one.name)):
        x, y = 10 * _at(place)[0] * narrower, -10 * _at(place)[1]
        radius = width * max(SMALLEST, LARGEST * math.sqrt(place.count / max(most, 1)))
        label, left = _label(place.name, x, y, radius, (10 * west * narrower, width), taken)
        points.append(
            Point(place, address(place), round(x, 1), round(y, 1), round(radius, 1), label, left)
        )
    left_edge = 10 * west * narrower
    return Map(
        round(left_edge, 1), round(-10 * north, 1), round(width, 1), round(height, 1), round(narrower, 4), tuple(points)
    )


def _label(
    name: str,
    x: float,
    y: float,
    radius: float,
    edges: tuple[float, float],
    taken: list[tuple[float, float, float, float]],
) -> tuple[str, bool]:
    """The name if it touches no other on either side of its point; ``taken`` learns where it stands."""
    start, width = edges
    if len(taken) >= LABELS:
        return "", False
    long, high = len(name) * LETTER * width, LINE * width
    for left in (False, True):
        at = x - radius * 1.3 - long if left else x + radius * 1.3
        box = (at, at + long, y - high / 2, y + high / 2)
        if at < start or at + long > start + width or any(_touch(box, other) for other in taken):
            continue
        taken.append(box)
        return name, left
    return "", False


def _touch(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
