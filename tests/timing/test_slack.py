"""Room for one more stop, against simply trying it."""

from __future__ import annotations

from hypothesis import event, given, settings
from hypothesis import strategies as st

from lastmile_cli.domain.problem import ProposedRoute
from lastmile_cli.timing.clock import time_route
from lastmile_cli.timing.course import lay_out
from lastmile_cli.timing.slack import slack_of
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
