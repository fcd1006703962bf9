"""Places on a map of the world that is part of the package: no tile is fetched from anywhere.

The map's outlines are in tenths of degrees, in the simplest projection there is; a map is drawn narrower by
the cosine of its middle latitude, so that its middle has true shapes. ``static/README.md`` tells its source.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from db.together import Named

#: Degrees that the map of the world shows: no Antarctica.
WORLD = (-180.0, 180.0, -57.0, 83.0)
#: Where the shapes of the map of the world are true: most news is from between 30 and 55 degrees.
WORLD_MIDDLE = 40.0
#: The second map shows where so much of the articles' places lies.
MAINLY = 0.6
#: Degrees of longitude that it shows at least; the outlines have no more detail.
LEAST_WIDTH = 24.0
#: A second map that shows more of the world's width than this would be the first again.
WIDEST = 0.6
#: Height of a map by its width.
ASPECT = (WORLD[3] - WORLD[2]) / (WORLD[1] - WORLD[0]) / math.cos(math.radians(WORLD_MIDDLE))
#: Radius of the largest and of the smallest point, by the width of the map.
LARGEST, SMALLEST = 0.025, 0.005
#: Names written on a map, at most, and the size of a letter by the width of the map: on a phone.
LABELS, LETTER, LINE = 12, 0.023, 0.045
#: Where a name begins, by the radius of its point.
GAP = 1.3

#: West, east, top and bottom.
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Point:
    """A place on a map; ``label`` is its name, if there is room for it, left of the point if ``left``."""

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
    """The world with the places that have coordinates, and a map of where most lie, if those lie close.

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


def _inside(place: Named, box: Box) -> bool:
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


def _window(places: Sequence[Named]) -> Box:
    """West, east, south and north of a map around the places, with a margin, in the aspect of all maps."""
    xs, ys = zip(*map(_at, places), strict=True)
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    narrower = math.cos(math.radians(min(abs(y), 75.0)))
    width = max(1.4 * (max(xs) - min(xs)), 1.4 * (max(ys) - min(ys)) / ASPECT / narrower, LEAST_WIDTH)
    height = width * narrower * ASPECT
    return x - width / 2, x + width / 2, y - height / 2, y + height / 2


def _map(
    box: Box,
    middle: float,
    places: Sequence[Named],
    address: Callable[[Named], str],
) -> Map:
    west, east, south, north = box
    narrower = math.cos(math.radians(min(abs(middle), 75.0)))
    width, height = 10 * (east - west) * narrower, 10 * (north - south)
    most = max((place.count for place in places), default=1)
    points = []
    for place in sorted(places, key=lambda one: (-one.count, one.name)):
        x, y = 10 * _at(place)[0] * narrower, -10 * _at(place)[1]
        radius = width * max(SMALLEST, LARGEST * math.sqrt(place.count / max(most, 1)))
        points.append(Point(place, address(place), round(x, 1), round(y, 1), round(radius, 1)))
    start = 10 * west * narrower
    drawn = tuple(_labelled(points, start, width))
    return Map(
        round(start, 1), round(-10 * north, 1), round(width, 1), round(height, 1), round(narrower, 4), drawn
    )


def _labelled(points: Sequence[Point], start: float, width: float) -> Iterator[Point]:
    """The points with their names, where a name touches no other name, no other large point and no edge."""
    taken: list[Box] = []
    for point in points:
        long, high = len(point.place.name) * LETTER * width, LINE * width
        for left in (False, True) if len(taken) < LABELS else ():
            at = point.x - point.radius * GAP - long if left else point.x + point.radius * GAP
            box = (at, at + long, point.y - high / 2, point.y + high / 2)
            others = [_box(other) for other in points[:LABELS] if other.place is not point.place]
            free = start < at and at + long < start + width
            if free and not any(_touch(box, other) for other in (*taken, *others)):
                taken.append(box)
                point = replace(point, label=point.place.name, left=left)
                break
        yield point


def _box(point: Point) -> Box:
    """What a name must leave free of a point: half of it."""
    half = point.radius / 2
    return point.x - half, point.x + half, point.y - half, point.y + half


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
