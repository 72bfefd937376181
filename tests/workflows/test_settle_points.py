"""Door or locker, decided by what each costs, on drawn days by a real engine."""

from __future__ import annotations

import pytest

from lastmile_cli.costing.bill import bill_plan
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.domain.stops import DeliveryOption
from lastmile_cli.engines.registry import open_engine
from lastmile_cli.planning.mend import objective_micro
from lastmile_cli.planning.stop_costs import bill_timed
from lastmile_cli.timing.clock import time_route
from lastmile_cli.workflows.settle_points import settle_points
from lastmile_cli.workflows.solve_day import Solved
from tests.days import drawn_day
from tests.worlds import EURO

ANY = {"delivery_option": DeliveryOption.ANY, "load": Load(parcels=1)}


def settled(day):
    """Who goes to which point in the end, how often was searched, and the plan."""
    engine = open_engine("ruin-recreate")
    searches = []

    def search(posed, start=None):
        searches.append(start)
        found = engine.solve(posed.problem, SolveBudget(iterations=300), start=start)
        return Solved(posed=posed, proposal=found, legs={})

    solved = settle_points(search(day.posed()), day.config, search)
    goes = {
        door.stop_id: stop.collection_point
        for stop in solved.posed.stops
        for door in stop.doors
        if door.delivery_option is DeliveryOption.ANY
    }
    return goes, len(searches), solved


def locker(euros, **changes):
    plain = {"service_s": 60, "walking_radius_m": 2_000, "incentive_micro": round(euros * EURO)}
    return {"P": plain | changes}


def two_streets(euros, **changes):
    """
    B is on the way, the locker a step behind it, A two steps behind the locker.

    Door or locker, the van is there for a minute; to the door it drives four steps more
    there and back, which is 4 km and 4 minutes: 4.00 + 2.40 = 6.40.
    """
    stops = {"A": ANY, "B": {}}
    return drawn_day("D..BP.A", stops=stops, points=locker(euros, **changes))


def test_it_goes_to_the_locker_where_the_detour_costs_more_than_the_incentive():
    goes, searches, solved = settled(two_streets(6.39))

    assert goes == {"A": "P"}
    assert searches == 2
    assert solved.posed.notices[-1].code == "LM1558"


def test_it_stays_at_the_door_where_the_detour_costs_less():
    goes, searches, _ = settled(two_streets(6.41))

    assert goes == {}
    assert searches == 1


def test_minutes_at_the_locker_count_as_well():
    """Ten minutes more at the locker are 6.00; 0.39 is then too much, and 0.40 is not."""
    assert settled(two_streets(0.39, service_s=660))[0] == {"A": "P"}
    assert settled(two_streets(0.41, service_s=660))[0] == {}


def test_two_doors_at_one_far_end_move_together_though_each_alone_saves_nothing():
    """
    A and C share a place. One of them alone saves its minute at the door, 0.60.

    Both together save four steps, 6.40, and one minute of service: 7.00, and that is
    more than twice 3.00; of twice 3.60 it is not.
    """
    day = drawn_day("D..BP.A", stops={"A": ANY, "B": {}, "A2": ANY}, points=locker(3))
    dear = drawn_day("D..BP.A", stops={"A": ANY, "B": {}, "A2": ANY}, points=locker(3.6))

    assert settled(day)[0] == {"A": "P", "A2": "P"}
    assert settled(dear)[0] == {}


def test_where_the_locker_is_visited_anyway_one_alone_may_go_there():
    """C goes there by name: A costs its incentive alone, and saves a minute at the door."""
    named = {"delivery_option": DeliveryOption.COLLECTION_POINT, "collection_point": "P"}
    stops = {"A": ANY, "C": named}

    goes, _, solved = settled(drawn_day("D..PCA", stops=stops, points=locker(3)))

    assert goes == {"A": "P"}
    (visit,) = solved.posed.stops
    assert visit.order_ids == ("A", "C")


def test_a_full_locker_takes_no_more():
    """There is room for one parcel: one of the two stays."""
    goes, _, _ = settled(
        drawn_day(
            "D...BP...A......C",
            stops={"A": ANY, "B": {}, "C": ANY},
            points=locker(1, capacity_parcels=1, walking_radius_m=9_000),
        )
    )

    assert goes == {"C": "P"}


@pytest.mark.parametrize("changes", [{"windows": ()}, {"walking_radius_m": 500}])
def test_a_locker_that_is_closed_or_too_far_is_no_choice(changes):
    assert settled(two_streets(0, **changes))[0] == {}


def test_what_no_van_could_bring_to_the_door_goes_to_the_locker():
    """The door is open only before the van is there."""
    from lastmile_cli.domain.stops import Window

    late = {"windows": (Window(0, 3_600),)}
    day = drawn_day("D..BP.A", stops={"A": ANY | late, "B": {}}, points=locker(50))

    goes, _, solved = settled(day)

    assert goes == {"A": "P"}
    assert solved.proposal.unserved == ()


def test_the_till_and_the_engine_agree_on_incentives():
    """20 for the van, 8 steps of 1.60, two minutes at 0.60, and 2.50 for the customer."""
    _, _, solved = settled(two_streets(2.5))
    posed = solved.posed
    timed = [time_route(posed.problem, route) for route in solved.proposal.routes]

    bill = bill_plan([bill_timed(posed, route, "EUR") for route in timed], "EUR")

    lines = {str(line.category): str(line.amount.amount) for line in bill.lines}
    assert lines["incentives"] == "2.50"
    assert str(bill.total.amount) == "36.50"
    assert objective_micro(posed.problem, solved.proposal) == 36.5 * EURO


def test_the_same_day_is_settled_the_same_way():
    day = drawn_day("ABCP..EFD", stops=dict.fromkeys("ABCEF", ANY), points=locker(1))

    one, other = settled(day), settled(day)

    assert one[0] == other[0]
    assert one[2].proposal == other[2].proposal
