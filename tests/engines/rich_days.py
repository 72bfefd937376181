"""Random small problems in which the days ask for more: trips, breaks, groups, options, prices."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from lastmile_cli.domain.problem import NO_LIMIT, Problem, ProblemBreak, ProblemStop
from tests.problem_strategies import DAY_S, problems

EXTRAS = (
    "several_trips",
    "breaks",
    "priced_lateness",
    "unpaid_waiting",
    "groups",
    "shipments",
    "options",
    "locked_starts",
    "vehicle_wishes",
    "zone_wishes",
)


@st.composite
def breaks(draw: st.DrawFn) -> ProblemBreak:
    earliest_s = draw(st.integers(0, DAY_S // 2))
    duration_s = draw(st.sampled_from([300, 900, 1_800]))
    return ProblemBreak(
        duration_s=duration_s,
        earliest_s=draw(st.sampled_from([0, 0, earliest_s])),
        latest_s=draw(st.sampled_from([NO_LIMIT, NO_LIMIT, earliest_s + 4_000])),
        max_work_s=draw(st.sampled_from([NO_LIMIT, 3_000, 7_000])),
        max_drive_s=draw(st.sampled_from([NO_LIMIT, NO_LIMIT, 2_000])),
        first_part_s=draw(st.sampled_from([0, 0, duration_s // 2])),
        is_paid=draw(st.booleans()),
    )


def _with_shipment(stops: list[ProblemStop]) -> list[ProblemStop]:
    """The first two stops become the ends of a shipment."""
    if len(stops) < 2:
        return stops
    first, second, *rest = stops
    goods = first.delivery
    none = (0,) * len(goods)
    return [
        replace(first, delivery=none, pickup=goods),
        replace(second, delivery=goods, pickup=none, shipped_from=0),
        *rest,
    ]


def _with_wishes(draw: st.DrawFn, stop: ProblemStop, wanted: set[str], vans: int) -> ProblemStop:
    number = st.one_of(st.none(), st.integers(0, 1))
    changes: dict[str, Any] = {"partner_micro": draw(st.sampled_from([None, None, 8_000_000]))}
    if "priced_lateness" in wanted:
        changes |= {"max_late_s": draw(st.sampled_from([0, 900])), "late_micro": 30_000_000}
    if "vehicle_wishes" in wanted:
        changes["vehicle_micro"] = draw(st.tuples(*[st.sampled_from([0, 3_000_000])] * vans))
    words = {"groups": "group", "options": "option_of", "zone_wishes": "zone"}
    changes |= {field: draw(number) for need, field in words.items() if need in wanted}
    return replace(stop, **changes)


@st.composite
def rich_problems(
    draw: st.DrawFn, *, max_stops: int = 6, max_vehicles: int = 3, max_periods: int = 2
) -> Problem:
    """A problem with one to three of the extras."""
    problem = draw(
        problems(max_stops=max_stops, max_vehicles=max_vehicles, max_periods=max_periods)
    )
    wanted = draw(st.sets(st.sampled_from(EXTRAS), min_size=1, max_size=3))
    vans, stops = list(problem.vehicles), list(problem.stops)
    if "several_trips" in wanted:
        vans = [replace(van, max_trips=draw(st.integers(1, 3))) for van in vans]
    if "breaks" in wanted:
        days = st.lists(breaks(), max_size=2)
        vans = [replace(van, breaks=tuple(draw(days))) for van in vans]
    if "unpaid_waiting" in wanted:
        vans = [replace(van, waiting_paid=draw(st.booleans())) for van in vans]
    if "shipments" in wanted:
        stops = _with_shipment(stops)
    stops = [_with_wishes(draw, stop, wanted, len(vans)) for stop in stops]
    return replace(
        problem,
        stops=tuple(stops),
        vehicles=tuple(vans),
        zone_change_micro=2_000_000 if "zone_wishes" in wanted else 0,
    )
