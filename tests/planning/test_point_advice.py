"""Which doors to offer a collection point, and for how much at most."""

from __future__ import annotations

from lastmile_cli.domain.load import Load
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stops import DeliveryOption
from lastmile_cli.planning.places import index_places
from lastmile_cli.planning.point_advice import advise
from lastmile_cli.planning.pose import pose
from tests.days import drawn_day

LOCKER = {"service_s": 60, "walking_radius_m": 2_000}


def advised(drawing, stops, points, order):
    """Advice on a plan that visits these stops (by index) in this order."""
    day = drawn_day(drawing, stops=stops, points=points)
    places = index_places(day.config.depots, day.stops, (), day.config.collection_points)
    travel = day.travel
    posed = pose(day.stops, day.config, travel, places)
    proposal = Proposal(routes=(ProposedRoute(vehicle=0, trips=(tuple(order),)),), unserved=())
    return advise(posed, proposal, day.config.collection_points, "EUR")


PARCEL = {"load": Load(parcels=1), "delivery_option": DeliveryOption.ANY}


def test_the_largest_incentive_is_what_the_door_saves_less_what_the_point_costs():
    """
    B, P and A lie 3, 4 and 6 steps out; a step costs 1.60, a minute at a door 0.60.

    Without A the van turns at B: 6 of 12 steps and a minute less, 10.20. At the locker A costs
    two steps and a minute, 3.80.
    """
    (advice,) = advised("D..BP.A", {"A": PARCEL, "B": {}}, {"P": LOCKER}, (1, 0))

    assert (advice.stop_id, advice.point_id) == ("A", "P")
    assert str(advice.door_saves.amount) == "10.20"
    assert str(advice.point_costs.amount) == "3.80"
    assert str(advice.worth.amount) == "6.40"
    assert 1_100 < advice.walk_m < 1_125


def test_an_incentive_already_promised_is_not_taken_off():
    points = {"P": LOCKER | {"incentive_micro": 5_000_000}}

    (advice,) = advised("D..BP.A", {"A": PARCEL, "B": {}}, points, (1, 0))

    assert str(advice.worth.amount) == "6.40"


def test_a_door_that_is_nearer_to_the_road_than_the_point_is_not_named():
    """B lies before the locker: bringing it there costs more than its door."""
    assert advised("D..B.P", {"B": PARCEL}, {"P": LOCKER}, (0,)) == ()


def test_a_full_point_is_not_advised():
    named = {"delivery_option": DeliveryOption.COLLECTION_POINT, "collection_point": "P"}
    points = {"P": LOCKER | {"capacity_parcels": 1}}

    assert advised("D..CP.A", {"A": PARCEL, "C": named}, points, (1, 0)) == ()
