"""Single parcels that do not go into a vehicle, and seconds for what is asked for at the door."""

from __future__ import annotations

import pytest

from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.domain.settings import ServiceSettings
from lastmile_cli.domain.stops import Stop
from lastmile_cli.planning.assemble import assemble
from lastmile_cli.planning.hours import service_s
from tests.days import DAY, PROVENANCE, drawn_day

VAN, BIKE = (2_400, 1_500, 1_300), (800, 600, 500)
RUG = ((2_100, 300, 300),)


def day(boxes, *rooms):
    return drawn_day(
        "D.A.B", stops={"A": {"boxes_mm": boxes}, "B": {}}, vans=[{"cargo_mm": it} for it in rooms]
    )


def told(posed):
    return {it.code: it for it in posed.notices}


def test_a_rug_goes_with_the_van_and_not_with_the_bike():
    posed = day(RUG, VAN, BIKE).posed()

    assert posed.problem.stops[0].vehicles == {0}
    assert posed.problem.stops[1].vehicles is None
    assert "A cannot go" in told(posed)["LM1544"].problem
    assert str(told(posed)["LM1544"].place) == "vehicles van-2"


def test_a_vehicle_nobody_measured_takes_any_size():
    assert day(RUG, None).posed().problem.stops[0].vehicles is None


def test_a_parcel_may_be_turned_but_not_bent():
    assert day(((500, 800, 600)[::-1],), (600, 500, 500)).posed().problem.stops[0].vehicles == set()
    assert day(((800, 600, 500),), BIKE).posed().problem.stops[0].vehicles is None


def test_a_parcel_no_vehicle_has_room_for_is_told_and_left_out_with_its_reason():
    drawn = day(RUG, BIKE)
    posed = drawn.posed()

    plan = assemble(
        posed,
        Proposal(routes=(), unserved=(0, 1)),
        drawn.config,
        {},
        day=DAY,
        provenance=PROVENANCE,
    )

    assert "210 × 30 × 30 cm" in told(posed)["LM1543"].problem
    assert told(posed)["LM1543"].place.row == 2
    left = {it.stop_id: it for it in plan.unassigned}
    assert (left["A"].reason, left["A"].unassigned_class.value) == ("parcel_size", "impossible")
    assert "210 × 30 × 30 cm" in left["A"].detail
    assert "80 × 60 × 50 cm" in left["A"].detail


SERVICE = ServiceSettings(
    timezone="UTC",
    currency="EUR",
    default_service_s=180,
    requires_s={"signature": 20, "id": 30, "cash": 45},
)


@pytest.mark.parametrize(
    ("stop", "seconds"),
    [
        ({}, 180),
        ({"requires": frozenset({"signature"})}, 200),
        ({"requires": frozenset({"signature", "cash", "photo"})}, 245),
        ({"requires": frozenset({"id"}), "service_s": 60}, 90),
    ],
)
def test_what_is_asked_for_at_the_door_takes_seconds_more(stop, seconds):
    assert service_s(Stop(stop_id="A", **stop), SERVICE) == seconds
