"""Orders for collection points find their point: the one they name, or the nearest with room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lastmile_cli.domain.collection_points import CollectionPoint
from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.fleet import Vehicle
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.plan import Unassigned, UnassignedClass
from lastmile_cli.domain.stops import DeliveryOption, Stop
from lastmile_cli.planning.point_rules import NotThere, parcels_of, walk_m, why_not_there
from lastmile_cli.planning.point_visits import visits_of

NO_POINT = "no_collection_point"
"""The reason for which an order is left out that no collection point takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtPoints:
    """The day's stops with one visit for each point, orders that no point takes, and notices."""

    stops: tuple[Stop, ...]
    left_out: tuple[tuple[Stop, Unassigned], ...] = ()
    notices: tuple[Notice, ...] = ()


def bring_to_points(
    stops: Sequence[Stop],
    points: Sequence[CollectionPoint],
    vehicles: Sequence[Vehicle],
    *,
    file: str = "",
) -> AtPoints:
    """
    Give every order for a collection point its point, and make one visit of all that meet there.

    Those who named a point choose first, of them those of higher priority; then those
    who take the nearest, by the great circle from their door. Where a point is full,
    closed or too small the next one within walking distance takes it: of the door
    where that is known, else of the point that was named.
    """
    counter = _Counter(points={point.point_id: point for point in points}, file=file)
    wanted = [
        (number, stop)
        for number, stop in enumerate(stops)
        if stop.delivery_option is DeliveryOption.COLLECTION_POINT and not stop.is_at_point
    ]
    if not wanted:
        return AtPoints(stops=tuple(stops))
    for _, stop in sorted(
        wanted, key=lambda it: (not it[1].collection_point, -it[1].priority, it[0])
    ):
        counter.take(stop)
    left_out = {stop.stop_id for stop, _ in counter.left_out}
    inside = [stop for stop in stops if stop.stop_id in counter.goes]
    return AtPoints(
        stops=with_visits(stops, counter.goes, left_out, points, vehicles),
        left_out=tuple(sorted(counter.left_out, key=lambda it: stops.index(it[0]))),
        notices=tuple(counter.notices(inside)),
    )


def with_visits(
    stops: Sequence[Stop],
    goes: Mapping[str, str],
    left_out: Iterable[str],
    points: Sequence[CollectionPoint],
    vehicles: Sequence[Vehicle],
) -> tuple[Stop, ...]:
    """
    Return the stops with those that go to a point (by id) in one visit to it.

    A visit stands in the place of its first order.
    """
    gone = set(left_out)
    first: dict[str, list[Stop]] = {}
    for point in points:
        doors = [stop for stop in stops if goes.get(stop.stop_id) == point.point_id]
        for visit in visits_of(point, doors, vehicles):
            first[visit.stop_id] = [visit]
    return tuple(
        it
        for stop in stops
        if stop.stop_id not in gone
        for it in (first.get(stop.stop_id, []) if stop.stop_id in goes else [stop])
    )


@dataclass(slots=True, kw_only=True)
class _Counter:
    """Who has gone to which point so far."""

    points: Mapping[str, CollectionPoint]
    file: str
    goes: dict[str, str] = field(default_factory=dict)
    moved: dict[str, tuple[str, NotThere]] = field(default_factory=dict)
    parcels: dict[str, int] = field(default_factory=dict)
    left_out: list[tuple[Stop, Unassigned]] = field(default_factory=list)

    def take(self, stop: Stop) -> None:
        """Send an order to the first point that takes it, or leave it out."""
        refusals: list[tuple[CollectionPoint, NotThere]] = []
        for point in self._in_question(stop):
            why = why_not_there(stop, point) or self._full(stop, point)
            if why is None:
                self.goes[stop.stop_id] = point.point_id
                used = self.parcels.get(point.point_id, 0)
                self.parcels[point.point_id] = used + parcels_of(stop)
                if refusals:
                    self.moved[stop.stop_id] = refusals[0][0].point_id, refusals[0][1]
                return
            refusals.append((point, why))
        self.left_out.append((stop, _left_out(stop, refusals)))

    def _in_question(self, stop: Stop) -> list[CollectionPoint]:
        """The point that was named, then all within walking distance, the nearest first."""
        named = self.points.get(stop.collection_point)
        middle = stop.coordinate or (named.coordinate if named else None)
        near = [
            (metres, number, point)
            for number, point in enumerate(self.points.values())
            if (metres := walk_m(middle, point)) is not None
            and metres <= point.walking_radius_m
            and point is not named
        ]
        others = [point for *_, point in sorted(near, key=lambda it: it[:2])]
        return [named, *others] if named else others

    def _full(self, stop: Stop, point: CollectionPoint) -> NotThere | None:
        room = point.capacity_parcels
        used = self.parcels.get(point.point_id, 0)
        return NotThere.FULL if room is not None and used + parcels_of(stop) > room else None

    def notices(self, inside: Sequence[Stop]) -> Iterator[Notice]:
        """Say who goes elsewhere than wished, and who is left out."""
        for stop in inside:
            if stop.stop_id in self.moved:
                name, why = self.moved[stop.stop_id]
                now = self.points[self.goes[stop.stop_id]]
                yield Notice(
                    code="LM1555",
                    severity=Severity.WARNING if stop.collection_point else Severity.INFO,
                    place=Place(file=self.file, row=stop.row),
                    problem=f"collection point {name} {_WHY[why]}: order {stop.stop_id} goes to "
                    f"{now.point_id}.",
                    hint="tell the customer, or raise capacity_parcels.",
                )
        for stop, left in self.left_out:
            yield Notice(
                code="LM1556",
                severity=Severity.WARNING,
                place=Place(file=self.file, row=stop.row),
                problem=f"order {stop.stop_id} is left out: {left.detail}",
                hint=left.cheapest_fix,
            )


_WHY = {
    NotThere.CLOSED: "is closed that day",
    NotThere.NOT_READY: "has closed when the goods are ready",
    NotThere.SIZE: "takes no parcel so large",
    NotThere.FULL: "is full",
    NotThere.TOO_FAR: "is too far to walk",
}
_OUT = {
    NotThere.CLOSED: "Give it opening hours that day, or write door.",
    NotThere.NOT_READY: "Make the goods ready earlier, or write door.",
    NotThere.SIZE: "Raise max_parcel_kg or max_parcel_cm, or write door.",
    NotThere.FULL: "Raise capacity_parcels or walking_radius_m, or write door.",
    NotThere.TOO_FAR: "Raise walking_radius_m, add a point, or write door.",
}


def _left_out(stop: Stop, refusals: Sequence[tuple[CollectionPoint, NotThere]]) -> Unassigned:
    """Say what stands between an order and the points that were asked."""
    told = [f"{point.point_id} {_WHY[why]}" for point, why in refusals]
    detail = "No collection point is within walking distance of its door."
    if told:
        others = counted(len(told), "collection point")
        more = "" if len(told) > 1 else ", and no other is within walking distance"
        detail = f"{others.capitalize()} cannot take it: {'; '.join(told)}{more}."
    return Unassigned(
        stop_id=stop.stop_id,
        unassigned_class=UnassignedClass.IMPOSSIBLE,
        reason=NO_POINT,
        detail=detail,
        cheapest_fix=_OUT[refusals[0][1] if refusals else NotThere.TOO_FAR],
    )
