"""A way shut from minute 10 to 40: who sets out in between stands, and the dispatcher hears of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stops import Window
from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.planning.stands import check_lm1515_nobody_stands, list_stands
from tests.days import DAY, EIGHT, drawn_day

SHUT_S, OPEN_S = EIGHT + 600, EIGHT + 2_400


def stands_of(depart_s: int):
    """The van leaves for A, two minutes away, and comes home at once."""
    windows = (Window(EIGHT, EIGHT + 36_000),)
    stops = {"A": {"windows": windows}}
    posed = drawn_day("D.A", stops=stops, slow={0: 1.0, SHUT_S: 1.0, OPEN_S: 1.0}).posed()
    travel = posed.problem.travel
    (table,) = travel.tables
    durations_s = table.duration_s.copy()
    shut = list(travel.period_starts_s).index(SHUT_S)
    durations_s[shut][durations_s[shut] > 0] = UNREACHABLE_S
    closed = replace(travel, tables=(replace(table, duration_s=durations_s),))
    posed = replace(posed, problem=replace(posed.problem, travel=closed))
    route = ProposedRoute(vehicle=0, trips=((0,),), depart_s=depart_s)
    return list_stands(posed, Proposal(routes=(route,), unserved=()))


@pytest.mark.parametrize(
    ("minute", "stand_min", "to"), [(9, 30, "A"), (20, 20, "A"), (7, 30, ""), (40, None, "")]
)
def test_a_vehicle_under_way_or_about_to_leave_stands_until_a_street_opens(minute, stand_min, to):
    """From minute 9 it is caught half way; from minute 7 it gets to A, and stands on its way home."""
    stands = stands_of(EIGHT + 60 * minute)

    told = [(one.stop_id, one.stand_s / 60, one.until_s) for one in stands]
    assert told == ([] if stand_min is None else [(to, stand_min, OPEN_S)])


def test_the_notice_says_who_where_and_until_when():
    notice = check_lm1515_nobody_stands(stands_of(EIGHT + 1_200), DAY)

    assert notice is not None
    assert "van-1 20 min until 08:40 on the way to A" in notice.problem


def test_nobody_stands_and_nothing_is_said():
    assert check_lm1515_nobody_stands([], DAY) is None
