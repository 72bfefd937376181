"""Where numbered markers go on a crowded map: at their place, or beside it with a leader line."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lastmile_cli.outputs.pdf.projection import Frame, Point

_ANGLES = 24
_RINGS = (2.3, 3.2, 4.2, 5.4, 6.8, 8.5, 10.5, 13.0, 16.0, 20.0)


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker's centre, and the place it stands for; they differ when it was moved aside."""

    centre: Point
    place: Point

    @property
    def is_moved(self) -> bool:
        """Whether a leader line is needed."""
        return self.centre != self.place


def place_markers(
    places: Sequence[Point], radius: float, frame: Frame, obstacles: Sequence[Point] = ()
) -> list[Marker]:
    """
    Place one round marker for each place so that none covers another.

    Lonely places keep their marker; in a crowd the earlier ones do, the
    others step aside, away from their neighbours, to the nearest free spot.
    Greedy, in a fixed order: the same places give the same map.

    Parameters
    ----------
    places
        Where the markers belong, in millimetres.
    radius
        Of each marker, in millimetres.
    frame
        Markers stay inside it.
    obstacles
        Centres of what is drawn already, such as the depot.
    """
    inner = frame.inset(radius + 0.3)
    crowd = [_neighbours(places, index, 2.4 * radius) for index in range(len(places))]
    order = sorted(range(len(places)), key=lambda index: (bool(crowd[index]), index))
    taken = list(obstacles)
    markers: dict[int, Marker] = {}
    for index in order:
        spots = list(_spots(places[index], crowd[index], radius))
        others = [place for position, place in enumerate(places) if position != index]
        centre = _best_spot(spots, others, taken, radius, inner)
        markers[index] = Marker(centre=centre, place=places[index])
        taken.append(centre)
    return [markers[index] for index in range(len(places))]


def _best_spot(
    spots: Sequence[Point],
    others: Sequence[Point],
    taken: Sequence[Point],
    radius: float,
    inner: Frame,
) -> Point:
    first_free: Point | None = None
    for spot in spots:
        if not inner.contains(spot) or any(math.dist(spot, it) < 2 * radius + 0.5 for it in taken):
            continue
        if spot == spots[0] or all(math.dist(spot, it) >= radius + 0.7 for it in others):
            return spot
        first_free = first_free or spot
    if first_free is not None:
        return first_free
    # So many on one spot that no ring has room: the least bad is as far from others as can be.
    return max(spots, key=lambda spot: min((math.dist(spot, it) for it in taken), default=0.0))


def _spots(place: Point, neighbours: Sequence[Point], radius: float) -> Iterator[Point]:
    yield place
    away = _away_from(place, neighbours)
    for ring in _RINGS:
        for step in range(_ANGLES):
            # 0, +1, -1, +2, -2 ... so that the first spots tried lie away from the crowd.
            turn = (step + 1) // 2 * (1 if step % 2 else -1)
            angle = away + turn * 2 * math.pi / _ANGLES
            yield (
                place[0] + ring * radius * math.cos(angle),
                place[1] + ring * radius * math.sin(angle),
            )


def _away_from(place: Point, neighbours: Sequence[Point]) -> float:
    if not neighbours:
        return -math.pi / 2
    x = sum(it[0] for it in neighbours) / len(neighbours)
    y = sum(it[1] for it in neighbours) / len(neighbours)
    if math.dist((x, y), place) < 0.01:
        return -math.pi / 2
    return math.atan2(place[1] - y, place[0] - x)


def _neighbours(places: Sequence[Point], index: int, distance: float) -> list[Point]:
    here = places[index]
    return [
        place
        for position, place in enumerate(places)
        if position != index and math.dist(here, place) < distance
    ]
