"""Room for one more stop, against simply trying it."""

from __future__ import annotations

from hypothesis import event, given, settings
from hypothesis import strategies as st

from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.timing.clock import time_route
from lastmile_cli.timing.course import lay_out
from lastmile_cli.timing.slack import slack_of
from tests.planning.rich_problems import rich_problems
from tests.strategies import small_problems, story
from tests.worlds import drawn_problem, route_of


def test_a_stop_on_the_way_fits_until_the_door_behind_it_closes():
    """B closes in minute 7; the van is there in minute 6, so A may take one minute, not two."""
    for minutes, fits in ((1, True), (2, False)):
        problem = drawn_problem(
            "D..A..B",
            stops={"A": {"service_s": (minutes * 60,)}, "B": {"windows": ((0, 420),)}},
        )
        slack = slack_of(lay_out(problem, route_of(problem, "B")))

        assert slack.has_room(problem, gap=0, stop=0) is fits


@settings(story, max_examples=300)
@given(small_problems(), st.data())
def test_room_is_where_trying_it_makes_nobody_later(problem, data):
    """Stops that are ready late are left out: they would move the loading."""
    order = [n for n, stop in enumerate(problem.stops) if not stop.ready_s]
    if len(order) < 2:
        return
    new, *rest = data.draw(st.permutations(order))
    gap = data.draw(st.integers(0, len(rest)))
    before = ProposedRoute(vehicle=0, trips=(tuple(rest),))
    after = ProposedRoute(vehicle=0, trips=((*rest[:gap], new, *rest[gap:]),))

    has_room = slack_of(lay_out(problem, before)).has_room(problem, gap, new)

    was, now = time_route(problem, before), time_route(problem, after)
    late_before = {visit.stop: visit.late_s for visit in was.stop_visits} | {new: 0}
    is_fine = now.late_home_s <= was.late_home_s and all(
        visit.late_s <= late_before[visit.stop] for visit in now.stop_visits
    )
    event("room" if has_room else "no room")
    assert has_room is is_fine


@settings(story, max_examples=300)
@given(small_problems(), st.data())
def test_room_for_two_is_where_trying_both_makes_nobody_later(problem, data):
    order = [n for n, stop in enumerate(problem.stops) if not stop.ready_s]
    if len(order) < 3:
        return
    one, two, *rest = data.draw(st.permutations(order))
    first = data.draw(st.integers(0, len(rest)))
    second = data.draw(st.integers(first, len(rest)))
    before = ProposedRoute(vehicle=0, trips=(tuple(rest),))
    filled = (*rest[:first], one, *rest[first:second], two, *rest[second:])
    after = ProposedRoute(vehicle=0, trips=(filled,))

    slack = slack_of(lay_out(problem, before))
    has_room = slack.has_room_for(problem, [(first, one), (second, two)])

    was, now = time_route(problem, before), time_route(problem, after)
    late_before = {visit.stop: visit.late_s for visit in was.stop_visits} | {one: 0, two: 0}
    is_fine = now.late_home_s <= was.late_home_s and all(
        visit.late_s <= late_before[visit.stop] for visit in now.stop_visits
    )
    event("room" if has_room else "no room")
    assert has_room is is_fine


@settings(story, max_examples=300)
@given(rich_problems(), st.data())
def test_where_there_is_no_room_trying_it_never_works(problem, data):
    """With breaks and lateness at a price: room may be told too often, never too seldom."""
    order = [n for n, stop in enumerate(problem.stops) if not stop.ready_s]
    if len(order) < 2:
        return
    new, *rest = data.draw(st.permutations(order))
    gap = data.draw(st.integers(0, len(rest)))
    before = ProposedRoute(vehicle=0, trips=(tuple(rest),))
    after = ProposedRoute(vehicle=0, trips=((*rest[:gap], new, *rest[gap:]),))

    has_room = slack_of(lay_out(problem, before)).has_room(problem, gap, new)

    now = time_route(problem, after)
    fits = not now.late_home_s and all(
        visit.start_s <= problem.stops[visit.stop].latest_s for visit in now.stop_visits
    )
    event(f"room {has_room}, fits {fits}")
    assert has_room or not fits
