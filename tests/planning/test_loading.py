"""Loading takes longer for each parcel: drawn days with hours that can be counted."""

from __future__ import annotations

from decimal import Decimal

import pytest

from lastmile_cli.domain.fleet import Depot
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.plan import FixKind
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stops import StopKind, Window
from lastmile_cli.planning.assemble import assemble
from lastmile_cli.planning.remedies import Clinic
from tests.days import DAY, EIGHT, PROVENANCE, drawn_day

HALF_A_MINUTE = {"loading_s": 60, "loading_per_parcel_s": 30}
GOODS = {"A": {"load": Load(parcels=3)}, "B": {"load": Load(parcels=5)}}


def plan_of(day, *trips):
    posed = day.posed()
    served = {stop for trip in trips for stop in trip}
    unserved = tuple(n for n in range(len(posed.stops)) if n not in served)
    routes = (ProposedRoute(vehicle=0, trips=trips),)
    proposal = Proposal(routes=routes, unserved=unserved)
    return assemble(posed, proposal, day.config, {}, day=DAY, provenance=PROVENANCE)


def loads_of(plan):
    """When each loading begins and ends, in seconds from eight."""
    (route,) = plan.routes
    return [
        (it.start_s - EIGHT, it.depart_s - EIGHT) for it in route.visits if it.kind.value == "load"
    ]


def test_two_trips_load_for_their_own_parcels():
    """
    A minute and three half ones until eight; out to A, a minute there, and back at 08:07.

    Then a minute and five half ones: B is reached two minutes later, at 08:12:30.
    """
    day = drawn_day("B.D..A", stops=GOODS, vans=[{"max_trips": 2}], depot=HALF_A_MINUTE)

    plan = plan_of(day, (0,), (1,))

    assert loads_of(plan) == [(-150, 0), (420, 630)]
    (route,) = plan.routes
    assert route.stop_visits[1].start_s - EIGHT == 750
    assert route.start_s == EIGHT - 150


def test_what_is_loaded_is_paid():
    """At a cent a second: 480 on the way and at the doors, one minute and eight half ones loading."""
    slow = plan_of(drawn_day("B.D..A", stops=GOODS, depot=HALF_A_MINUTE), (0, 1))
    swift = plan_of(drawn_day("B.D..A", stops=GOODS, depot={"loading_s": 60}), (0, 1))

    paid = [plan.routes[0].paid_s for plan in (swift, slow)]
    assert paid[1] - paid[0] == 8 * 30
    assert slow.bill.total.amount - swift.bill.total.amount == Decimal("2.40")


@pytest.mark.parametrize("kind", [StopKind.PICKUP, StopKind.RETURN, StopKind.SERVICE])
def test_what_does_not_come_from_the_depot_is_not_loaded_there(kind):
    stops = {**GOODS, "B": {"load": Load(parcels=5), "kind": kind}}

    posed = drawn_day("B.D..A", stops=stops, depot=HALF_A_MINUTE).posed()

    assert [stop.loaded_parcels for stop in posed.problem.stops] == [3, 0]


def test_a_depot_that_counts_no_parcels_loads_as_ever():
    day = drawn_day("B.D..A", stops=GOODS, vans=[{"max_trips": 2}], depot={"loading_s": 60})

    assert loads_of(plan_of(day, (0,), (1,))) == [(-60, 0), (420, 480)]
    assert day.posed().problem.vehicles[0].loads_from_s == 0


def test_loading_begins_once_the_depot_is_open():
    """It opens at eight: who takes three parcels leaves at 08:02:30, who takes eight at 08:05."""
    hub = {**HALF_A_MINUTE, "hours": Window(EIGHT, EIGHT + 36_000)}
    day = drawn_day("B.D..A", stops=GOODS, depot=hub)

    assert loads_of(plan_of(day, (0,))) == [(0, 150)]
    assert loads_of(plan_of(day, (0, 1))) == [(0, 300)]


def test_the_fix_for_a_door_that_closes_too_soon_counts_the_parcels():
    """
    The depot opens at eight, A closes at 08:04, three minutes away, and is reached at 08:05:30.

    Opening a minute and a half earlier would do; told in whole minutes, two.
    """
    hub = {**HALF_A_MINUTE, "hours": Window(EIGHT, EIGHT + 36_000)}
    stops = {"A": {"load": Load(parcels=3), "windows": (Window(EIGHT, EIGHT + 240),)}}
    day = drawn_day("D..A", stops=stops, vans=[{"shift": Window(EIGHT - 3_600, EIGHT + 36_000)}],
                    depot=hub)  # fmt: skip
    posed = day.posed()

    clinic = Clinic.of(posed, Proposal(routes=(), unserved=(0,)), day.config)
    fixes = {it.fix.kind: it.fix.amount("min") for it in clinic.remedies(0)}

    assert fixes[FixKind.DEPOT_EARLIER] == 2
    assert fixes[FixKind.CLOSE_LATER] == 2


def test_loading_takes_no_less_than_no_time():
    here = Coordinate(lat_deg=60, lon_deg=24)

    with pytest.raises(ValueError, match="less than no time"):
        Depot(depot_id="D", name="Hub", coordinate=here, loading_per_parcel_s=-1)


def test_a_route_is_tried_with_the_loading_of_who_gives_way():
    """B, of 20 parcels, keeps the van in for ten minutes; in its place A is reached in time."""
    stops = {
        "A": {"load": Load(parcels=1), "windows": (Window(EIGHT, EIGHT + 400),), "priority": 90},
        "B": {"load": Load(parcels=20), "priority": 1},
    }
    hub = {"loading_per_parcel_s": 30, "hours": Window(EIGHT, EIGHT + 36_000)}
    day = drawn_day("D..A..B", stops=stops, depot=hub)
    posed = day.posed()
    proposal = Proposal(routes=(ProposedRoute(vehicle=0, trips=((1,),)),), unserved=(0,))

    fixes = Clinic.of(posed, proposal, day.config).remedies(0)

    assert FixKind.DROP_STOP in {it.fix.kind for it in fixes}
