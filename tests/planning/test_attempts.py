"""Chances of failing by the hour: which hold, what they cost, and what an engine makes of them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from lastmile_cli.checking.plan import check_plan
from lastmile_cli.checking.plan_view import PlanIndex
from lastmile_cli.checking.proposal import check_proposal
from lastmile_cli.checking.violation import Rule
from lastmile_cli.domain.attempts import AttemptSettings, ChanceHours
from lastmile_cli.domain.fleet import CostCategory, Rate, RateBasis
from lastmile_cli.domain.partners import Partner, ZoneRate
from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stops import Stop, StopKind, Window
from lastmile_cli.engines.ruin_recreate.engine import RuinRecreateEngine
from lastmile_cli.planning.assemble import assemble
from lastmile_cli.planning.attempts import ATTEMPTS_USED, chances_of, send_back
from lastmile_cli.planning.pose import pose
from tests.days import DAY, EIGHT, PROVENANCE, RATES, drawn_day
from tests.worlds import EURO

HOUR = 3_600
TEN, NOON, FIVE = 10 * HOUR, 12 * HOUR, 17 * HOUR
FAILURE = Rate(category=CostCategory.FAILED_ATTEMPTS, basis=RateBasis.PER_FAILURE, micro=20 * EURO)
CONTACT = replace(FAILURE, micro=5 * EURO)
PRICED = {"rates": (*RATES, FAILURE)}
ENGINE = RuinRecreateEngine()


def hours(from_s, until_s, percent, **more):
    return ChanceHours(from_s=from_s, until_s=until_s, ppm=percent * 10_000, **more)


def solved(day, iterations=200):
    """The engine's proposal, and the plan made of it, which the referee has passed."""
    posed = day.posed()
    proposal = ENGINE.solve(posed.problem, SolveBudget(iterations=iterations))
    assert check_proposal(posed.problem, proposal) == []
    return posed, proposal, written(posed, proposal, day)


def written(posed, proposal, day):
    plan = assemble(posed, proposal, day.config, {}, day=DAY, provenance=PROVENANCE)
    assert [one.sentence for one in check_plan(posed.problem, plan, index_of(posed))] == []
    return plan


def index_of(posed):
    return PlanIndex.of(posed.problem, posed.vehicles)


def line(bill, category="failed_attempts"):
    return next((str(it.amount) for it in bill.lines if it.category == category), None)


def begin_of(plan, stop_id):
    visits = [visit for route in plan.routes for visit in route.stop_visits]
    return next(visit.start_s for visit in visits if visit.stop_id == stop_id)


def test_the_van_comes_in_the_hour_in_which_somebody_is_likelier_there():
    """
    Two windows at A, two minutes away: one in five fails in the morning, one in a hundred later.

    20 euros a failure: 4.00 or 0.20. The van is out five minutes either way.
    """
    morning, evening = Window(EIGHT, TEN), Window(FIVE, FIVE + 1_800)
    stops = {
        "A": {
            "windows": (morning, evening),
            "chance_hours": (hours(EIGHT, TEN, 20), hours(FIVE, FIVE + HOUR, 1)),
        }
    }
    _, proposal, plan = solved(drawn_day("D.A", stops=stops, vans=[PRICED]))

    assert begin_of(plan, "A") >= FIVE
    assert line(plan.bill) == "0.20"
    assert proposal.routes[0].spans[0][0] == 0


def test_a_later_second_is_waited_for_to_the_second_and_the_clock_keeps_it():
    """A fails always before 08:30 and never after: the van leaves at 08:28 to be there then."""
    stops = {"A": {"chance_hours": (hours(0, EIGHT + 1_800, 100),)}}

    _, _, plan = solved(drawn_day("D.A", stops=stops, vans=[PRICED]))

    visit = plan.routes[0].stop_visits[0]
    assert (visit.start_s, visit.wait_s, visit.failure_ppm) == (EIGHT + 1_800, 0, 0)
    assert plan.routes[0].start_s == EIGHT + 1_800 - 120
    assert line(plan.bill) is None


def test_a_van_that_is_early_waits_at_the_door_for_the_better_hour():
    """B must be served by 08:10; behind it A, two minutes on, fails always until 08:20."""
    stops = {
        "B": {"windows": (Window(EIGHT, EIGHT + 600),)},
        "A": {"chance_hours": (hours(0, EIGHT + 1_200, 100),)},
    }
    day = drawn_day("D.B.A", stops=stops, vans=[PRICED, {**PRICED, "shift": Window(0, 60)}])

    _, _, plan = solved(day)

    a = next(v for v in plan.routes[0].stop_visits if v.stop_id == "A")
    assert (a.arrive_s, a.wait_s, a.start_s) == (EIGHT + 780, 420, EIGHT + 1_200)
    assert line(plan.bill) is None


def test_nobody_waits_longer_than_the_chance_is_worth():
    """The same with B: waiting seven minutes would cost 4.20, one chance in ten is worth 2.00."""
    stops = {
        "B": {"windows": (Window(EIGHT, EIGHT + 600),)},
        "A": {"chance_hours": (hours(0, EIGHT + 1_200, 10),)},
    }

    _, _, plan = solved(drawn_day("D.B.A", stops=stops, vans=[PRICED]))

    a = next(v for v in plan.routes[0].stop_visits if v.stop_id == "A")
    assert (a.wait_s, a.failure_ppm) == (0, 100_000)
    assert line(plan.bill) == "2.00"


def test_the_price_is_the_further_attempt_and_the_call_together():
    """One in four at 20 and 5 euros: 6.25; it is the stop's own."""
    rates = {"rates": (*RATES, FAILURE, CONTACT)}
    stops = {"A": {"chance_hours": (hours(0, 24 * HOUR, 25),)}, "B": {}}
    day = drawn_day("D.A.B", stops=stops, vans=[rates])

    _, _, plan = solved(day)

    assert line(plan.bill) == "6.25"
    told = {visit.stop_id: visit for visit in plan.routes[0].stop_visits}
    assert (told["A"].failure_ppm, told["B"].failure_ppm) == (250_000, None)


@pytest.mark.parametrize(("later", "left_out"), [(40, ["A"]), (10, [])])
def test_a_stop_is_left_out_where_failing_makes_it_cost_more_than_it_is_worth(later, left_out):
    """A is worth 30 euros and costs 27; one in two fails: 10 more. One in ten, after noon: 2."""
    stops = {"A": {"chance_hours": (hours(EIGHT, NOON, 50), hours(NOON, FIVE + HOUR, later))}}
    day = drawn_day("D.A", stops=stops, vans=[PRICED], unserved_micro=30 * EURO)

    _, _, plan = solved(day)

    assert [one.stop_id for one in plan.unassigned] == left_out
    if not left_out:
        assert begin_of(plan, "A") >= NOON
        assert str(plan.bill.total) == "29.00"


def test_the_most_particular_chance_counts():
    """The stop's own hours, its own day, its type's hours, everybody's, the usual."""
    table = AttemptSettings(
        hours=(
            hours(EIGHT, NOON, 12),
            hours(EIGHT, TEN, 2, customer_type="Business"),
        )
    )
    day = drawn_day("D.A", service={"failure_ppm": 50_000}, attempts=table)
    window = [(EIGHT, FIVE)]

    def chances(**said):
        return chances_of(Stop(stop_id="A", **said), day.config, window)

    assert chances() == ((EIGHT, 120_000), (NOON, 50_000))
    assert chances(customer_type="business") == (
        (EIGHT, 20_000), (TEN, 120_000), (NOON, 50_000)
    )  # fmt: skip
    assert chances(failure_ppm=70_000) == ((EIGHT, 70_000),)
    assert chances(failure_ppm=0, chance_hours=(hours(TEN, NOON, 9),)) == (
        (EIGHT, 0), (TEN, 90_000), (NOON, 0)
    )  # fmt: skip


def test_each_try_so_far_multiplies_the_chance_and_none_is_more_than_certain():
    """20 % after two tries at 1.5 each are 45 %; 80 % would be 180."""
    day = drawn_day("D.A", attempts=AttemptSettings(factor_per_try=Decimal("1.5")))

    def ppm(percent, tries):
        stop = Stop(stop_id="A", failure_ppm=percent * 10_000, tries=tries)
        return chances_of(stop, day.config, [(EIGHT, FIVE)])

    assert ppm(20, 2) == ((EIGHT, 450_000),)
    assert ppm(80, 2) == ((EIGHT, 1_000_000),)
    assert ppm(20, 0) == ((EIGHT, 200_000),)


def test_a_partner_bears_its_own_attempts():
    """A goes to the partner for 5 euros; no failure of it is on the bill."""
    stops = {"A": {"chance_hours": (hours(EIGHT, NOON, 50),), "failure_ppm": 400_000}}
    partner = Partner(partner_id="post", zones=(ZoneRate(base_micro=5 * EURO),))
    day = drawn_day("D.A", stops=stops, vans=[PRICED], partners=[partner])
    posed = day.posed()

    proposal = ENGINE.solve(posed.problem, SolveBudget(iterations=100))
    plan = assemble(posed, proposal, day.config, {}, day=DAY, provenance=PROVENANCE)

    assert [one.partner_id for one in plan.outsourced] == ["post"]
    assert (line(plan.bill), line(plan.bill, "partners")) == (None, "5.00")


def test_an_order_is_sent_back_after_so_many_tries():
    stops = [Stop(stop_id=f"T{tries}", tries=tries, row=tries + 2) for tries in range(4)]

    kept, gone, notices = send_back(stops, AttemptSettings(max_attempts=2), "stops.csv")

    assert [stop.stop_id for stop in kept] == ["T0", "T1"]
    assert [(stop.stop_id, why.reason) for stop, why in gone] == [
        ("T2", ATTEMPTS_USED), ("T3", ATTEMPTS_USED)
    ]  # fmt: skip
    assert {notice.code for notice in notices} == {"LM1587"}
    assert notices[0].place.row == 4
    assert send_back(stops, AttemptSettings())[1:] == ((), ())


def test_both_ends_of_a_shipment_are_sent_back_together():
    ends = [
        Stop(stop_id="A", kind=StopKind.PICKUP, paired_with="B"),
        Stop(stop_id="B", tries=2),
        Stop(stop_id="C", paired_with="D", tries=2),
        Stop(stop_id="D"),
        Stop(stop_id="E"),
    ]

    kept, gone, notices = send_back(ends, AttemptSettings(max_attempts=2))

    assert [stop.stop_id for stop in kept] == ["E"]
    assert [stop.stop_id for stop, _ in gone] == ["A", "B", "C", "D"]
    assert notices[0].problem == (
        "A is not planned: the other end of its shipment was tried in vain, and 2 attempts at "
        "most are made."
    )


def test_the_referee_reckons_the_chance_of_the_hour_and_its_price_on_its_own():
    stops = {"A": {"chance_hours": (hours(EIGHT, NOON, 20),)}}
    day = drawn_day("D.A", stops=stops, vans=[PRICED])
    posed = day.posed()
    morning = ((0, -(2**40), NOON - 1),)
    order = ProposedRoute(vehicle=0, trips=((0,),), spans=morning)
    plan = written(posed, Proposal(routes=(order,), unserved=()), day)
    route = plan.routes[0]
    visits = tuple(
        replace(visit, failure_ppm=10_000) if visit.stop_id else visit for visit in route.visits
    )
    told = replace(plan, routes=(replace(route, visits=visits),))

    found = check_plan(posed.problem, told, index_of(posed))

    assert line(plan.bill) == "4.00"
    assert [one.rule for one in found] == [Rule.WRONG_CHANCE]
    assert "fails 20 % of the times at 08:02, not 1 %" in found[0].sentence


def test_ends_of_a_shipment_are_billed_by_the_hour_and_told_not_to_be_weighed():
    stops = {
        "A": {
            "kind": StopKind.PICKUP,
            "paired_with": "B",
            "chance_hours": (hours(EIGHT, NOON, 20),),
        },
        "B": {"paired_with": "A"},
    }
    day = drawn_day("D.A.B", stops=stops, vans=[PRICED])

    posed, proposal, plan = solved(day)

    assert "LM1588" in {notice.code for notice in posed.notices}
    assert proposal.routes[0].spans == ()
    assert line(plan.bill) == "4.00"


def test_a_type_that_no_stop_has_is_told():
    table = AttemptSettings(hours=(hours(EIGHT, NOON, 2, customer_type="busines"),))
    day = drawn_day("D.A", stops={"A": {"customer_type": "business"}}, attempts=table)

    (told,) = [notice for notice in day.posed().notices if notice.code == "LM1589"]

    assert told.hint == "the stops say: business."


def test_a_type_that_only_a_stop_left_out_before_has_is_there():
    """Its goods were short, say: it never is posed."""
    table = AttemptSettings(hours=(hours(EIGHT, NOON, 2, customer_type="business"),))
    day = drawn_day("D.A", attempts=table)
    office = replace(day.stops[0], stop_id="B", customer_type="business")

    posed = pose(day.stops, day.config, day.travel, day.places, left_out=(office,))

    assert "LM1589" in {notice.code for notice in day.posed().notices}
    assert "LM1589" not in {notice.code for notice in posed.notices}


def test_late_service_counts_as_at_the_end_of_the_last_window():
    """A closes at 10:00, at 20 %; half an hour late it still is, not 1 %."""
    stops = {
        "A": {
            "windows": (Window(EIGHT, TEN),),
            "chance_hours": (hours(EIGHT, EIGHT + 60, 30), hours(EIGHT + 60, TEN + 60, 20)),
        }
    }
    service = {"failure_ppm": 10_000, "max_late_s": 3_600, "late_micro_per_hour": EURO}
    day = drawn_day("D.A", stops=stops, vans=[PRICED], service=service)

    asked = day.posed().problem.stops[0]

    assert asked.failure_ppm_at(TEN + 1_800) == 200_000
    assert asked.failing_micro(EIGHT) == 6 * EURO
