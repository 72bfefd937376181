"""Time is up, or somebody pressed Ctrl-C: every stage ends with what there is, and it holds."""

from __future__ import annotations

import os
import signal
import threading
from dataclasses import replace

import pytest

from lastmile_cli.domain.load import Capacity, Load
from lastmile_cli.domain.partners import Partner, ZoneRate
from lastmile_cli.domain.progress import no_progress
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stops import DeliveryOption, Window
from lastmile_cli.engines.interrupts import StopFlag, stop_on_ctrl_c
from lastmile_cli.engines.registry import open_engine
from lastmile_cli.intake.stops_read import StopsRead
from lastmile_cli.planning.dock_slots import list_slots
from lastmile_cli.planning.left_out import explain_unserved
from lastmile_cli.planning.mend import holds, mend, put_back
from lastmile_cli.planning.partners import list_handed_over
from lastmile_cli.workflows.day_inputs import DayInputs
from lastmile_cli.workflows.deadline import Deadline
from lastmile_cli.workflows.locate_stops import Located
from lastmile_cli.workflows.ready_day import ReadyDay
from lastmile_cli.workflows.settle_points import settle_points
from lastmile_cli.workflows.settle_walks import settle_walks
from lastmile_cli.workflows.solve_day import Solved, solve_day
from tests.courts import court
from tests.days import DAY, EIGHT, drawn_day
from tests.fakes.drawn_roads import DrawnRoads
from tests.worlds import EURO

LONG_AGO = Deadline(search_until_s=float("-inf"), end_s=float("-inf"))
ONE = Load(parcels=1)
BIKE = {"capacity": Capacity(parcels=1)}


def over():
    return True


class Counted:
    """The house's engine, counting how often it is asked; Ctrl-C comes with the so-manieth."""

    def __init__(self, press_at=0, stop=None):
        self.engine, self.asked = open_engine("ruin-recreate"), 0
        self.name, self.support = self.engine.name, self.engine.support
        self.press_at, self.stop = press_at, stop

    def solve(self, problem, budget, progress=no_progress, start=None):
        self.asked += 1
        if self.asked == self.press_at:
            self.stop.is_raised = True
        return self.engine.solve(problem, budget, progress, start)


def ready(drawn, engine, iterations=60):
    solver = replace(drawn.config.solver, iterations=iterations, workers=1)
    config = replace(drawn.config, solver=solver)
    read = StopsRead(file="stops.csv", service_date=DAY.date, sha256="", stops=drawn.stops)
    return ReadyDay(
        inputs=DayInputs(config=config, config_file="c.yaml", stops_read=read, day=DAY, notices=()),
        located=Located(config=config, stops=drawn.stops, left_out=(), notices=()),
        roads=DrawnRoads(),
        engine=engine,
    )


def three_at_one_door(**partner):
    """All doors close at 08:05 and one bike alone gets there by then; Acme takes one stop more."""
    windows = (Window(EIGHT, EIGHT + 300),)
    stops = {name: {"load": ONE, "windows": windows} for name in "ABC"}
    acme = Partner(partner_id="acme", zones=(ZoneRate(base_micro=90 * EURO),), **partner)
    hub = {"loading_s": 600, "docks": 1}
    return drawn_day("A.D.B\n..C", stops=stops, vans=(BIKE,) * 3, depot=hub, partners=[acme])


def planned(drawn, deadline=None, engine=None):
    day = ready(drawn, engine or Counted())
    posed = day.pose()
    solved = day.solve(posed, no_progress, deadline or Deadline())
    plan = day.write_up(solved, (deadline or Deadline()).is_over)
    return solved, plan, day.judge(plan, solved)


def test_a_partner_takes_no_more_than_it_can_of_what_no_door_lets_go():
    solved, plan, broken = planned(three_at_one_door(max_stops=1))

    assert [it.partner_id for it in plan.outsourced] == ["acme"]
    assert len(solved.proposal.unserved) == 2
    assert not broken


def test_a_partner_whose_minimum_is_not_worth_it_gets_nothing_of_it_either():
    """Two stops at 90 do not reach 1,000; without a price of its own no stop is left for that."""
    _, plan, broken = planned(three_at_one_door(minimum_micro=10**15))

    assert plan.outsourced == ()
    assert not broken


@pytest.mark.parametrize("partner", [{"max_stops": 1}, {}])
def test_a_day_whose_time_is_up_before_it_begins_still_gets_a_plan_that_holds(partner):
    engine = Counted()
    _, plan, broken = planned(three_at_one_door(**partner), LONG_AGO, engine)

    assert engine.asked == 1
    assert not broken
    assert len(plan.routes) == 1


def test_ctrl_c_while_it_is_settled_ends_all_that_follows():
    """It comes with the second search, the first of those that settle the door."""
    stop = StopFlag()
    engine = Counted(2, stop)
    solved, plan, broken = planned(three_at_one_door(max_stops=1), Deadline().heeding(stop), engine)

    assert engine.asked == 2
    assert solved.proposal.interrupted
    assert not solved.proposal.repeatable
    assert not broken
    assert plan.provenance.repeatable is False


def test_who_is_left_out_when_time_is_up_is_told_so():
    _, plan, _ = planned(three_at_one_door(max_stops=0), LONG_AGO)

    assert {it.reason for it in plan.unassigned} == {"no_time"}
    assert all(it.fix is None for it in plan.unassigned)


def test_a_broken_route_is_thinned_out_all_the_same():
    """Three parcels on a bike for one: the last ones stay, and nobody is put back."""
    posed = drawn_day("D.ABC", stops={n: {"load": ONE} for n in "ABC"}, vans=(BIKE, BIKE)).posed()
    full = Proposal(routes=(ProposedRoute(vehicle=0, trips=((0, 1, 2),)),), unserved=())

    mended = mend(posed.problem, full, over)

    assert [route.stops for route in mended.routes] == [(0,)]
    assert all(holds(posed.problem, route) for route in mended.routes)
    assert set(mended.unserved) == {1, 2}
    assert put_back(posed.problem, mended, (1, 2), over) == mended
    assert len(put_back(posed.problem, mended, (1, 2)).unserved) == 1


def test_nobody_measures_a_way_on_foot_any_more():
    posed = court().posed()
    one_by_one = Proposal(routes=(ProposedRoute(vehicle=0, trips=((0, 1, 2, 3),)),), unserved=())
    solved = Solved(posed=posed, proposal=one_by_one, legs={})

    rounds = settle_walks(solved, pytest.fail, pytest.fail, over)

    assert rounds.solved is solved


def test_nobody_is_sent_to_a_point_any_more():
    stops = {"A": {"delivery_option": DeliveryOption.ANY, "load": ONE}}
    points = {"P": {"service_s": 60, "walking_radius_m": 2_000}}
    day = drawn_day("D...P.A", stops=stops, points=points)
    there = Proposal(routes=(ProposedRoute(vehicle=0, trips=((0,),)),), unserved=())
    solved = Solved(posed=day.posed(), proposal=there, legs={})

    assert settle_points(solved, day.config, pytest.fail, is_over=over) is solved


def test_one_departure_is_enough_then():
    drawn = three_at_one_door()
    problem, route = drawn.posed().problem, ProposedRoute(vehicle=0, trips=((0,),))

    assert len(list_slots(problem, route, drawn.config.depots[0])) > 1
    assert len(list_slots(problem, route, drawn.config.depots[0], over)) == 1


def test_a_plan_to_begin_from_is_not_searched_on():
    posed, engine = drawn_day("D.AB").posed(), Counted()
    start = Proposal(routes=(ProposedRoute(vehicle=0, trips=((0, 1),)),), unserved=())
    day = ready(drawn_day("D.AB"), engine)

    solved = solve_day(
        posed, engine, day._budget(), DrawnRoads(), day.periods, no_progress, LONG_AGO, start
    )

    assert engine.asked == 0
    assert [route.stops for route in solved.proposal.routes] == [(0, 1)]


def test_ways_out_that_were_begun_end_as_well():
    """The clock strikes as the first stop is looked at: the second one is not tried at all."""
    drawn = drawn_day("D.AB", stops={n: {"load": ONE} for n in "AB"}, vans=({"max_stops": 0},))
    asked = iter([False, False, False])
    nobody = Proposal(routes=(), unserved=(0, 1))

    told = explain_unserved(drawn.posed(), nobody, drawn.config, DAY, lambda: next(asked, True))

    assert [it.reason for it in told] == ["max_stops", "no_time"]


def test_a_deadline_is_over_by_the_clock_or_by_the_flag(monkeypatch):
    monkeypatch.setattr("time.monotonic", lambda: 100.0)
    stop = StopFlag()

    assert not Deadline().is_over()
    assert not Deadline(search_until_s=101.0).is_over()
    assert Deadline(search_until_s=100.0).is_over()
    assert not Deadline(search_until_s=100.0, end_s=101.0).for_writing().is_over()
    assert not Deadline().heeding(stop).is_over()
    stop.is_raised = True
    assert Deadline().heeding(stop).is_over()


def on_main_thread():
    if threading.current_thread() is not threading.main_thread():
        pytest.skip("signals reach the main thread only")


def test_a_search_inside_a_plan_hears_of_the_same_ctrl_c():
    on_main_thread()
    before = signal.getsignal(signal.SIGINT)
    with stop_on_ctrl_c() as outer:
        with stop_on_ctrl_c() as inner:
            os.kill(os.getpid(), signal.SIGINT)
        assert inner is outer
        assert outer.is_raised

    assert signal.getsignal(signal.SIGINT) is before


def test_who_presses_it_twice_wants_no_plan():
    on_main_thread()
    with stop_on_ctrl_c():
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)


def test_what_was_handed_over_is_counted_where_nothing_is_searched():
    solved, _, broken = planned(three_at_one_door(max_stops=1), LONG_AGO)

    assert len(list_handed_over(solved.posed.problem, solved.proposal)) == 1
    assert not broken
