"""Ranges in the search: what it carries along, which kernels it takes, and what drawn days tell."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings

from lastmile_cli.checking.proposal import check_proposal
from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.domain.problem import ProblemBreak
from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.domain.travel import UNREACHABLE_S, Travel
from lastmile_cli.engines.ruin_recreate.engine import RuinRecreateEngine
from lastmile_cli.engines.ruin_recreate.pack import pack, vehicle_classes
from lastmile_cli.engines.ruin_recreate.parameters import Parameters
from lastmile_cli.engines.ruin_recreate.rich import layout as at
from lastmile_cli.engines.ruin_recreate.rich.chain import RangedSearch, RichSearch, rich_search
from lastmile_cli.engines.ruin_recreate.rich.pack import is_rich
from lastmile_cli.planning.mend import objective_micro
from tests.rich_strategies import rich_problems
from tests.worlds import EURO, MINUTE_S, drawn_problem, route_of

ENGINE = RuinRecreateEngine()
BRIEFLY = SolveBudget(iterations=60)
TEN_KM = {"range_m": 10_000, "recharge_s": 5 * MINUTE_S}
TWELVE_KM = TEN_KM | {"range_m": 12_000}
PRICED_EXACTLY = (
    "energy",
    "batteries",
    "trips",
    "waiting",
    "lateness",
    "zones",
    "wishes",
    "shipments",
)


def searched(problem, iterations: int):
    """A search, and a chain of it after some iterations that keep whatever they find."""
    classes = vehicle_classes(problem)
    search = rich_search(problem, classes, pack(problem, classes))
    chain = search.new_chain(7)
    search.run(chain, iterations, 1e6, 1e6, Parameters())
    return search, chain


@pytest.mark.parametrize("iterations", [1, 30])
@given(problem=rich_problems(features=PRICED_EXACTLY))
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_what_the_search_carries_along_is_what_a_rebuild_from_scratch_gives(problem, iterations):
    assume(problem.stops and problem.vehicles and is_rich(problem))
    search, chain = searched(problem, iterations)
    plan = chain.plan
    fresh = search.new_chain(7)
    orders = dataclasses.replace(chain.best, order=plan.order, size=plan.route[:, at.R_SIZE].copy())
    search.take_over(fresh, dataclasses.replace(chain, best=orders))

    again = fresh.plan
    # While it searches, charges may stay where they were; a rebuild asks for the best.
    assert again.real[at.Y_COST] <= plan.real[at.Y_COST] * (1 + 1e-9) + 1
    assert np.array_equal(again.used, plan.used)
    assert np.array_equal(again.route_of, plan.route_of)
    for r in np.flatnonzero(plan.route[:, at.R_SIZE]):
        served = plan.route_of == r
        assert np.array_equal(again.position[served], plan.position[served])
        assert np.array_equal(again.aboard[served], plan.aboard[served])
        if plan.route[r, at.R_CHARGED] >= 0:
            continue
        kept = [at.R_CLASS, at.R_STOPS, at.R_TRIPS, at.R_METRES]
        if search.day.starts.shape[0] == 1:
            assert again.cost[r] == pytest.approx(plan.cost[r], rel=1e-9, abs=1)
            kept += [at.R_DURATION, at.R_IDLE]
        # In traffic a rebuild tries every departure: the day is no dearer, and may be shorter.
        assert again.cost[r] <= plan.cost[r] * (1 + 1e-9) + 1
        assert again.route[r, kept].tolist() == plan.route[r, kept].tolist()
        size = plan.route[r, at.R_SIZE]
        assert np.array_equal(again.early[r, :size], plan.early[r, :size])
        assert np.array_equal(again.late[r, :size], plan.late[r, :size])


@given(problem=rich_problems(max_periods=1, features=PRICED_EXACTLY))
@settings(
    max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
def test_the_search_knows_what_its_best_plan_costs(problem):
    """To a hundredth of a cent: what nobody could serve alone is no money to it."""
    assume(problem.stops and problem.vehicles and is_rich(problem))
    search, chain = searched(problem, 30)
    routes, unserved = search.unpack(chain)
    hopeless = [v for v in unserved if search.day.solo[search.day.stop[v, at.S_UNIT], -1] >= 1e300]
    worth = sum(float(search.day.skip[v]) for v in unserved if v in hopeless)
    proposal = Proposal(routes=routes, unserved=unserved)

    told = float(objective_micro(problem, proposal))
    known = chain.best_cost + worth
    if any(route.charges for route in routes):
        # Charges are chosen once more when the search is over, and last whole seconds.
        assert told <= known * (1 + 1e-9) + EURO / 1_000
    else:
        assert known == pytest.approx(told, abs=EURO / 10_000, rel=1e-9)


@given(
    problem=rich_problems(features=("energy", "batteries", "breaks", "locks", "options", "groups"))
)
@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
def test_the_referee_finds_nothing_where_ranges_meet_traffic_breaks_and_locks(problem):
    assume(any(vehicle.has_range for vehicle in problem.vehicles))

    assert check_proposal(problem, ENGINE.solve(problem, SolveBudget(iterations=25))) == []


@pytest.mark.parametrize(
    ("special", "chargers", "kind"),
    [
        ({"max_trips": 2}, "", RichSearch),
        ({"max_trips": 2}, "C", RichSearch),
        ({"max_trips": 2, "range_m": 9_000}, "", RangedSearch),
        ({"range_m": 9_000}, "C", RangedSearch),
    ],
)
def test_kernels_that_look_for_chargers_are_taken_where_there_is_a_range(special, chargers, kind):
    problem = drawn_problem("D..C..A", vans=[special], chargers=chargers)

    search, _ = searched(problem, 1)

    assert type(search) is kind
    assert isinstance(search.day, at.RangedDay) is (kind is RangedSearch)
    assert RangedSearch.entries != RichSearch.entries


def test_the_way_by_a_charger_is_part_of_what_a_stop_costs():
    """
    A and B at 6 km on either side: one van with one charge, or two without.

    The other van costs a euro; the charge takes 5 minutes, 3 euros at a cent a second.
    """
    vans = [{"range_m": 15_000, "recharge_s": 300, "fixed_micro": EURO}] * 2
    cheap_vans = drawn_problem("A..C..D.....B", vans=vans, chargers="C")
    dear_vans = dataclasses.replace(
        cheap_vans,
        vehicles=tuple(
            dataclasses.replace(van, fixed_micro=4 * EURO) for van in cheap_vans.vehicles
        ),
    )

    two, one = (ENGINE.solve(problem, BRIEFLY) for problem in (cheap_vans, dear_vans))

    assert [len(route.charges) for route in two.routes] == [0, 0]
    assert [len(route.charges) for route in one.routes] == [1]
    assert objective_micro(dear_vans, one) == (24 + 4) * EURO + 24 * MINUTE_S * 10_000 + 3 * EURO


def test_of_two_chargers_the_one_on_the_way_is_taken():
    problem = drawn_problem("D..C..A\n....\n...E", vans=[TEN_KM], chargers="EC")

    (route,) = ENGINE.solve(problem, BRIEFLY).routes

    assert {charge.charger for charge in route.charges} == {1}


def test_two_chargers_follow_one_another_where_one_is_not_enough():
    """Four kilometres at a time, and the day ends at A."""
    van = {"range_m": 4_000, "recharge_s": 300, "end": None}
    problem = drawn_problem("D...C...E...A", vans=[van], chargers="CE")

    proposal = ENGINE.solve(problem, BRIEFLY)

    assert proposal.unserved == ()
    assert check_proposal(problem, proposal) == []
    charges = proposal.routes[0].charges
    assert [(charge.before, charge.charger) for charge in charges] == [(0, 0), (0, 1)]


def test_a_jam_on_the_way_to_the_charger_is_driven_through_second_by_second():
    """From minute 4 on everything takes twice as long; A closes when the jam lets the van arrive."""

    def day(closes_s: int):
        return drawn_problem(
            "D..C..A",
            stops={"A": {"windows": ((0, closes_s),)}},
            vans=[TEN_KM | {"range_m": 8_000}],
            chargers="C",
            slow={0: 1, 240: 2},
        )

    # 3 minutes to C, 5 there, 6 to A in the jam; with 8 km it cannot wait for the way back.
    in_time, too_late = (ENGINE.solve(day(840 + more), BRIEFLY) for more in (0, -1))

    assert in_time.unserved == ()
    assert check_proposal(day(840), in_time) == []
    assert too_late.unserved == (0,)


def closed_at_first(problem, until_s: int, charger: int = 0):
    """The same day with no way to or from one charger before a second."""
    travel, place = problem.travel, problem.chargers[charger]
    (table,) = travel.tables
    by_night, by_day = table.duration_s[0].copy(), table.duration_s[0]
    by_night[place, :] = by_night[:, place] = UNREACHABLE_S
    by_night[place, place] = 0
    table = dataclasses.replace(table, duration_s=np.array([by_night, by_day]))
    travel = Travel(period_starts_s=(0, until_s), tables=(table,))
    return dataclasses.replace(problem, travel=travel)


@pytest.mark.parametrize("special", [{}, {"locked": (0,)}])
def test_a_charger_whose_street_is_closed_by_night_is_used_by_day(special):
    """Until six nobody gets to C or away from it; the van leaves at eight."""
    van = TEN_KM | {"earliest_s": 8 * 3_600, "latest_s": 20 * 3_600} | special
    problem = closed_at_first(drawn_problem("D..C..A", vans=[van], chargers="C"), 6 * 3_600)

    proposal = ENGINE.solve(problem, BRIEFLY)

    assert proposal.unserved == ()
    assert len(proposal.routes[0].charges) == 1
    assert check_proposal(problem, proposal) == []


def test_forty_chargers_do_not_hide_the_one_that_is_needed():
    """Nineteen pairs stand at D and at A; the only one half way is the last."""
    problem = drawn_problem("D....C....A", vans=[TEN_KM | {"range_m": 15_000}], chargers="C")
    doors = (problem.vehicles[0].start_place, problem.stops[0].place)
    for chargers in ((*doors * 19, *problem.chargers), problem.chargers):
        day = dataclasses.replace(problem, chargers=chargers)

        proposal = ENGINE.solve(day, BRIEFLY)

        assert proposal.unserved == ()
        assert len(proposal.routes[0].charges) == 1
        assert check_proposal(day, proposal) == []


def test_a_locked_start_recharges_where_it_must():
    problem = drawn_problem("D..C..A..B", vans=[TWELVE_KM | {"locked": (0,)}], chargers="C")

    proposal = ENGINE.solve(problem, BRIEFLY)

    assert check_proposal(problem, proposal) == []
    assert proposal.routes[0].stops == (0, 1)
    assert proposal.routes[0].charges != ()


def test_an_open_route_needs_no_charge_for_a_way_home():
    problem = drawn_problem("D..C..A", vans=[TEN_KM | {"end": None}], chargers="C")

    (route,) = ENGINE.solve(problem, BRIEFLY).routes

    assert route.charges == ()


def test_a_shipment_is_brought_by_way_of_a_charger():
    problem = drawn_problem(
        "D..A..C..B",
        stops={
            "A": {"delivery": (0,), "pickup": (1,)},
            "B": {"delivery": (1,), "pickup": (0,), "shipped_from": 0},
        },
        vans=[TEN_KM | {"range_m": 12_000}],
        chargers="C",
    )

    proposal = ENGINE.solve(problem, BRIEFLY)

    assert proposal.routes[0].stops == (0, 1)
    assert len(proposal.routes[0].charges) == 1
    assert check_proposal(problem, proposal) == []


def test_a_break_and_a_charge_share_a_halt():
    """From 7 to 8 minutes the van stands at the charger, and nowhere else in time."""
    noon = ProblemBreak(duration_s=60, earliest_s=690, latest_s=780)
    problem = drawn_problem(
        "D..A..C..B",
        stops={"A": {"windows": ((0, 180),)}, "B": {"windows": ((0, 840),)}},
        vans=[{"range_m": 12_000, "recharge_s": 300, "breaks": (noon,)}],
        chargers="C",
    )

    proposal = ENGINE.solve(problem, BRIEFLY)

    assert proposal.unserved == ()
    assert [charge.before for charge in proposal.routes[0].charges] == [2]
    assert check_proposal(problem, proposal) == []


def test_a_start_without_its_charges_is_taken_with_those_it_needs():
    problem = drawn_problem("D..C..A..B", vans=[TWELVE_KM], chargers="C")
    start = Proposal(routes=(route_of(problem, "AB"),), unserved=())

    proposal = ENGINE.solve(problem, SolveBudget(iterations=1), start=start)

    assert proposal.unserved == ()
    assert proposal.routes[0].charges != ()
    assert check_proposal(problem, proposal) == []


@pytest.mark.parametrize("van", [TWELVE_KM, {"max_trips": 2}])
def test_a_start_is_not_lost_to_the_first_iteration(van):
    """At times a stop is put in that is not worth it: B would cost 20 euros, and is worth one."""
    stops = {"A": {}, "B": {"drop_micro": EURO}}
    problem = drawn_problem("D..A..C....B", stops=stops, vans=[van], chargers="C")
    start = Proposal(routes=(route_of(problem, "A"),), unserved=(1,))

    for seed in range(60):
        found = ENGINE.solve(problem, SolveBudget(iterations=1, seed=seed), start=start)

        assert found.unserved == (1,)


def test_a_stop_out_of_reach_is_left_out_and_the_others_are_served():
    problem = drawn_problem("D..A....................B", vans=[TEN_KM])
    with_charger = drawn_problem("D..A.C..................B", vans=[TEN_KM], chargers="C")

    for day in (problem, with_charger):
        proposal = ENGINE.solve(day, BRIEFLY)
        assert proposal.unserved == (1,)
        assert check_proposal(day, proposal) == []
