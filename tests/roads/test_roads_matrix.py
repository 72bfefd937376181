"""The user's own matrix as a road source: names and doors come together, hours are its own."""

from __future__ import annotations

import numpy as np
import pytest

from lastmile_cli.domain.errors import InputRefusedError, UsageError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.matrix import TravelMatrix
from lastmile_cli.domain.notices import Notice, Place
from lastmile_cli.domain.ports import NamedPlace
from lastmile_cli.domain.settings import RoadsSettings
from lastmile_cli.domain.travel import FREE_FLOW, UNREACHABLE_S, TrafficPeriod, TravelMode
from lastmile_cli.roads.matrix_source import MatrixSource
from lastmile_cli.roads.registry import open_roads

VAN, BIKE = TravelMode(profile="van"), TravelMode(profile="bike")
NOWHERE = np.inf

KM_IN_DEGREES = 360 / 40_030


def door(name: str, east_km: float = 0.0, row: int | None = None) -> NamedPlace:
    """A place on the equator, so many kilometres from the first."""
    at = Coordinate(lat_deg=0.0, lon_deg=east_km * KM_IN_DEGREES)
    return NamedPlace(name=name, at=at, written=Place(file="stops.csv", row=row))


HUB, A, B = door("hub"), door("A", 1, row=2), door("B", 2, row=3)
"""In a row, a kilometre from each to the next."""


def matrix(ids="hub A B", *, seconds=None, metres=None, starts_s=(0,)) -> TravelMatrix:
    """A minute a kilometre there, two back, unless told otherwise."""
    names = tuple(ids.split())
    at = np.arange(len(names))
    away = np.subtract.outer(at, at)
    ahead = np.abs(away) * np.where(away < 0, 60.0, 120.0)
    return TravelMatrix(
        name="times.csv",
        ids=names,
        starts_s=starts_s,
        duration_s=np.stack([ahead] * len(starts_s))
        if seconds is None
        else np.array(seconds, float),
        distance_m=np.abs(away) * 1000.0 if metres is None else np.array(metres, float),
        sha256="abc",
    )


def told(places, **matrices: TravelMatrix):
    by_profile = {"" if name == "all" else name: one for name, one in matrices.items()}
    return MatrixSource(by_profile).with_places(places)


def refused(places, **matrices: TravelMatrix) -> list[Notice]:
    with pytest.raises(InputRefusedError) as caught:
        told(places, **matrices)
    return list(caught.value.notices)


def test_times_are_those_of_the_file_in_the_order_of_the_places():
    source, notices = told([A, HUB], all=matrix())

    table = source.travel([A.at, HUB.at], [VAN], FREE_FLOW).tables[0]

    assert notices == ()
    assert table.duration_s[0].tolist() == [[0, 120], [60, 0]]
    assert table.distance_m.tolist() == [[0, 1000], [1000, 0]]


def test_legs_say_what_the_table_says_and_are_straight():
    source, _ = told([HUB, A], all=matrix())

    (leg,) = source.legs([(A.at, HUB.at)], VAN, FREE_FLOW)

    assert (leg.duration_s, leg.distance_m) == ((120,), 1000)
    assert leg.geometry == ((0.0, A.at.lon_deg), (0.0, 0.0))
    assert source.provenance([VAN], FREE_FLOW).is_straight


def test_a_pair_without_a_way_is_unreachable_and_named():
    seconds = [[[0, 60, 120], [120, 0, NOWHERE], [240, 120, 0]]]
    source, notices = told([HUB, A, B], all=matrix(seconds=seconds))

    travel = source.travel([A.at, B.at], [VAN], FREE_FLOW)
    (leg,) = source.legs([(A.at, B.at)], VAN, FREE_FLOW)

    assert travel.durations_s(0, 0, 1) == leg.duration_s == (UNREACHABLE_S,)
    assert travel.leg_m(0, 0, 1) == leg.distance_m == 0
    assert [notice.code for notice in notices] == ["LM1485"]
    assert "from A to B" in notices[0].problem


def test_a_place_nobody_named_has_no_stand_and_no_way():
    source, _ = told([HUB], all=matrix())

    assert source.snap([HUB.at, A.at], "van")[1] is None
    assert source.travel([HUB.at, A.at], [VAN], FREE_FLOW).durations_s(0, 0, 1) == (UNREACHABLE_S,)


def test_each_period_has_its_own_hours_and_one_over_several_the_best_of_them():
    seconds = [[[0, 60], [60, 0]], [[0, 90], [80, 0]], [[0, 70], [50, 0]]]
    both = matrix("hub A", seconds=seconds, starts_s=(0, 28_800, 36_000))
    source, _ = told([HUB, A], all=both)
    cut = [TrafficPeriod(name=str(start), start_s=start, speed_factors={}) for start in (0, 28_800)]

    ways = {
        len(periods): [
            source.travel([HUB.at, A.at], [VAN], periods).durations_s(0, *way)
            for way in ((0, 1), (1, 0))
        ]
        for periods in (FREE_FLOW, cut)
    }

    assert ways == {1: [(60,), (50,)], 2: [(60, 70), (60, 50)]}


def test_a_way_that_opens_later_has_its_length_all_day():
    """Its first hours have no way: neither table nor leg is nothing long for that."""
    opens_late = [[[0, NOWHERE], [60, 0]], [[0, 70], [60, 0]]]
    file = matrix("hub A", seconds=opens_late, metres=[[0, 1000], [900, 0]], starts_s=(0, 36_000))
    source, _ = told([HUB, A], all=file)
    periods = [TrafficPeriod(name=str(s), start_s=s, speed_factors={}) for s in (0, 36_000)]

    table = source.travel([HUB.at, A.at], [VAN], periods).tables[0]
    (leg,) = source.legs([(HUB.at, A.at)], VAN, periods)

    assert table.duration_s[:, 0, 1].tolist() == [UNREACHABLE_S, 70]
    assert table.distance_m.tolist() == [[0, 1000], [900, 0]]
    assert leg.duration_s == (UNREACHABLE_S, 70)
    assert leg.distance_m == 1000
    assert len(leg.geometry) == 2


def test_factors_slow_a_file_without_hours_down_but_for_bikes():
    source, _ = told([HUB, A], all=matrix("hub A"))
    jam = [TrafficPeriod(name="jam", start_s=0, default_factor=0.5, speed_factors={})]

    tables = source.travel([HUB.at, A.at], [VAN, BIKE], jam).tables

    assert [int(table.duration_s[0, 0, 1]) for table in tables] == [120, 60]


def test_a_profile_has_its_own_file_and_others_share_one():
    slow = matrix("hub A", seconds=[[[0, 200], [200, 0]]])
    source, notices = told([HUB, A, B], all=matrix(), bike=slow)

    tables = source.travel([HUB.at, A.at, B.at], [VAN, BIKE], FREE_FLOW).tables

    assert [int(table.duration_s[0, 0, 1]) for table in tables] == [60, 200]
    assert [notice.code for notice in notices] == ["LM1484"]
    assert "bike cannot go there" in notices[0].problem


def test_a_profile_that_no_file_is_for_is_told_what_to_add():
    source, _ = told([HUB, A], bike=matrix())

    with pytest.raises(UsageError) as caught:
        source.travel([HUB.at], [VAN], FREE_FLOW)

    assert "roads.matrix.profiles.van" in caught.value.hint


def test_every_place_the_file_does_not_know_is_told_where_it_stands():
    notices = refused([HUB, door("A1", 1, row=7), door("zoo", 3, row=9)], all=matrix("hub A-1"))

    assert [(n.code, n.place.row) for n in notices] == [("LM1480", 7), ("LM1480", 9)]
    assert "A-1" in notices[0].hint


def test_two_stops_at_one_door_are_one_place():
    """Only one of them need be in the file."""
    source, notices = told([HUB, A, door("A2", 1)], all=matrix())

    assert notices == ()
    assert source.snap([A.at], "van")[0] is not None


def test_two_stops_at_one_door_may_both_be_in_the_file_with_the_same_rows():
    seconds = [[[0, 60, 60], [120, 0, 0], [120, 0, 0]]]
    metres = [[0, 1000, 1000], [1000, 0, 0], [1000, 0, 0]]
    twins = matrix("hub A A2", seconds=seconds, metres=metres)

    assert told([HUB, A, door("A2", 1)], all=twins)[1] == ()


@pytest.mark.parametrize(
    "seconds",
    [
        [[[0, 60, 90], [120, 0, 0], [120, 0, 0]]],
        [[[0, 60, 60], [120, 0, 0], [500, 0, 0]]],
        [[[0, 60, 60], [120, 0, 45], [120, 45, 0]]],
    ],
    ids=["there", "back", "between"],
)
def test_two_stops_at_one_door_that_the_file_tells_apart_need_two_pins(seconds):
    metres = [[0, 1000, 1000], [1000, 0, 0], [1000, 0, 0]]
    unlike = matrix("hub A A2", seconds=seconds, metres=metres)

    (notice,) = refused([HUB, A, door("A2", 1, row=8)], all=unlike)

    assert (notice.code, notice.place.row) == ("LM1482", 8)
    assert "pin of its own" in notice.hint


def test_a_depot_and_a_stop_of_one_name_are_too_many():
    (notice,) = refused([HUB, A, door("hub", 2, row=4)], all=matrix())

    assert (notice.code, notice.place.row) == ("LM1481", 4)


@pytest.mark.parametrize("factor", [0.001, 1 / 1609, 100])
def test_distances_that_are_no_metres_are_seen_by_the_pins(factor):
    metres = factor * np.array([[0, 1000, 2000], [1000, 0, 1000], [2000, 1000, 0]])

    (notice,) = refused([HUB, A, B], all=matrix(metres=metres))

    assert notice.code == "LM1483"
    assert "metres" in notice.hint


def test_whole_columns_without_a_way_are_told_once_a_place_and_not_for_ever():
    count = 80
    names = [f"P{number}" for number in range(count)]
    seconds = np.full((1, count, count), NOWHERE)
    lonely = matrix(" ".join(names), seconds=seconds)

    _, notices = told([door(name, number / 10) for number, name in enumerate(names)], all=lonely)

    assert len(notices) == 51
    assert "30 other places" in notices[-1].problem
    assert "and 73 others" in notices[0].problem


def test_without_a_file_the_way_out_is_told():
    with pytest.raises(UsageError) as caught:
        open_roads(RoadsSettings(source="matrix"))

    assert "roads.matrix.file" in caught.value.hint
