"""The drawn line of a route: readable, and from where the route begins to where it ends."""

from __future__ import annotations

from collections.abc import Iterator

from lastmile_cli.checking.plan_view import RouteView
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.domain.geo import Coordinate, great_circle_m
from lastmile_cli.domain.polyline import decode_polyline


def check_streets(view: RouteView) -> Iterator[Violation]:
    """A line that is there can be decoded and joins the route's ends; none at all is fine."""
    if not view.route.geometry:
        return
    van = view.van.vehicle_id
    try:
        points = [
            Coordinate(lat_deg=lat, lon_deg=lon)
            for lat, lon in decode_polyline(view.route.geometry)
        ]
    except ValueError as error:
        sentence = f"The line drawn for vehicle {van} cannot be read: {error}"
        yield Violation(rule=Rule.WRONG_STREETS, route=van, sentence=sentence)
        return
    for point, place, word in (
        (points[0], view.visits[0].place, "begins"),
        (points[-1], _end_of(view), "ends"),
    ):
        away_m = int(great_circle_m(point, place))
        if away_m > view.tolerance.street_m + _on_foot_m(view):
            yield Violation(
                rule=Rule.WRONG_STREETS,
                route=van,
                amount=away_m,
                sentence=f"The line drawn for vehicle {van} {word} {away_m} m away from "
                f"where its route {word}.",
            )


def _end_of(view: RouteView) -> Coordinate:
    """Where the vehicle is in the end: at home, where its day was over, or at its last halt."""
    resumed = view.route.resumed
    if resumed is not None and resumed.is_over:
        return resumed.place
    return (view.route.home or view.visits[-1]).place


def _on_foot_m(view: RouteView) -> int:
    """How far a last door may lie from the vehicle that is left there: nothing, if it drove up."""
    vehicle = view.index.fleet.get(view.van.vehicle_id)
    is_walked = view.route.home is None and view.visits[-1].walk is not None
    return vehicle.walking.radius_m if is_walked and vehicle and vehicle.walking else 0
