"""Checks of collection points: hours that are some, a place, and somebody who can come then."""

from __future__ import annotations

from typing import cast

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.geo import Coordinate, great_circle_m
from lastmile_cli.intake.config_models import VehicleModel
from lastmile_cli.intake.fleet_checks import FAR_M, Sections, make_pin
from lastmile_cli.intake.key_paths import KeyBook, KeyPath
from lastmile_cli.intake.noticing import shown
from lastmile_cli.intake.point_models import PointModel
from lastmile_cli.intake.roster_models import RosterModel
from lastmile_cli.intake.times import DAY_S, clock_text


def check_lm1297_opening_hours(sections: Sections, book: KeyBook) -> None:
    """A point has opening hours, and each span of them ends after it begins."""
    for index, point in enumerate(_points(sections)):
        path: KeyPath = ("collection_points", index)
        if not point.opening_hours:
            problem = f"collection point {shown(point.id)} has no opening hours."
            hint = 'add opening_hours: [{from: "07:00", to: "22:00"}]; until "24:00" for always.'
            book.error("LM1297", path, problem, hint)
        for at, hours in enumerate(point.opening_hours):
            if hours.end <= hours.start:
                problem = f"closes at {clock_text(hours.end)}, opens at {clock_text(hours.start)}."
                hint = 'swap the two; over midnight write two: until "24:00", and from "00:00".'
                book.error("LM1297", (*path, "opening_hours", at), problem, hint)


def check_lm1298_point_is_somewhere(sections: Sections, book: KeyBook) -> None:
    """A walking radius needs a middle: an address or both numbers of a pin, near the depots."""
    depots = [pin for depot in sections["depots"] if (pin := make_pin(depot)) is not None]
    for index, point in enumerate(_points(sections)):
        path: KeyPath = ("collection_points", index)
        if (point.lat is None) != (point.lon is None):
            missing = "lon" if point.lon is None else "lat"
            problem = f"there is only one of lat and lon; `{missing}` is missing."
            book.error("LM1298", path, problem, "give both, or an address.")
        elif point.lat is None and not point.address:
            problem = f"collection point {shown(point.id)} has neither an address nor lat and lon."
            hint = "add one of them: nobody can be told to be near it."
            book.error("LM1298", path, problem, hint)
        elif point.lat is not None and point.lon is not None:
            at = Coordinate(lat_deg=float(point.lat), lon_deg=float(point.lon))
            if depots and all(great_circle_m(at, depot) > FAR_M for depot in depots):
                problem = f"{point.lat}, {point.lon} is far from every depot."
                hint = "check the two numbers; are lat and lon swapped?"
                book.error("LM1298", (*path, "lat"), problem, hint)
        if len(point.max_parcel_cm) not in (0, 3):
            problem = f"{counted(len(point.max_parcel_cm), 'side')}; a parcel has three."
            hint = "write length, width and height in cm, as in [60, 40, 40]."
            book.error("LM1298", (*path, "max_parcel_cm"), problem, hint)


def check_lm1299_open_in_a_shift(sections: Sections, book: KeyBook) -> None:
    """A point that is open only when nobody works is never visited."""
    groups = cast("list[VehicleModel]", sections["vehicles"])
    lines = cast("list[RosterModel]", sections["roster"])
    spans = [_span(group.shift.start, group.shift.end) for group in groups]
    spans += [_span(line.shift.start, line.shift.end) for line in lines if line.shift]
    for index, point in enumerate(_points(sections)):
        hours = [(it.start, it.end) for it in point.opening_hours if it.start < it.end]
        meets = any(
            opens_s + days_s <= end_s and start_s <= closes_s + days_s
            for opens_s, closes_s in hours
            for days_s in (0, DAY_S)
            for start_s, end_s in spans
        )
        if hours and spans and not meets:
            path = ("collection_points", index, "opening_hours")
            problem = f"collection point {shown(point.id)} is open only when no vehicle works."
            book.warning("LM1299", path, problem, "move its hours, or a shift.")


def _span(start_s: int, end_s: int) -> tuple[int, int]:
    return start_s, end_s if end_s > start_s else end_s + DAY_S


def _points(sections: Sections) -> list[PointModel]:
    return cast("list[PointModel]", sections["collection_points"])
