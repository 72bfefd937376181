"""Measured speeds of single streets in the place of those from the map."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lastmile_cli.domain.street_speeds import EVERY_DAY, SpeedsFile, SpeedTable, StreetSpeeds
from lastmile_cli.domain.travel import FREE_FLOW, AreaTraffic, TrafficPeriod, TravelMode
from tests.roads.drawn_map import RING, DrawnMap

CAR = TravelMode(profile="car")
STREET_S = 30
"""300 m at the 10 m/s of a drawn street."""


def table(*rows: tuple[str, float] | tuple[int, float], file: str = "speeds.csv") -> SpeedTable:
    """Rows about two letters of a drawing ("AB"), or about a way by its number."""

    def whole(values) -> np.ndarray:
        return np.array(list(values), dtype=np.int64)

    names = [name for name, _ in rows]
    pairs = [name if isinstance(name, str) else "\0\0" for name in names]
    return SpeedTable(
        about=SpeedsFile(file=file, sha256=f"sha of {file}"),
        from_node=whole(ord(pair[0]) for pair in pairs),
        to_node=whole(ord(pair[1]) for pair in pairs),
        way=whole(0 if isinstance(name, str) else name for name in names),
        kmh=np.array([float(kmh) for _, kmh in rows]),
        days=np.full(len(rows), EVERY_DAY),
        from_s=whole(0 for _ in rows),
        until_s=whole(86_400 for _ in rows),
        line=whole(range(1, len(rows) + 1)),
    )


def under(*tables: SpeedTable, **period) -> list[TrafficPeriod]:
    """One period in which all rows of these tables hold."""
    rows = tuple(np.arange(len(table.way)) for table in tables)
    speeds = StreetSpeeds(tables=tables, rows=rows)
    values = {"name": "measured", "start_s": 0, "speed_factors": {}} | period
    return [TrafficPeriod(**values, speeds=speeds)]


def street() -> DrawnMap:
    town = DrawnMap("A..B..C")
    town.way("AB", name="First")
    town.way("BC", name="Second")
    return town


def test_a_street_is_driven_at_the_speed_measured_and_only_in_that_direction(drive):
    """18 km/h is 5 m/s: 300 m in 60 s."""
    periods = under(table(("AB", 18)))

    assert drive(street(), "A", "C", periods=periods).duration_s == (60 + STREET_S,)
    assert drive(street(), "C", "A", periods=periods).duration_s == (2 * STREET_S,)


def test_a_row_about_a_way_holds_in_both_directions(drive):
    periods = under(table((2, 18)))

    assert drive(street(), "A", "C", periods=periods).duration_s == (STREET_S + 60,)
    assert drive(street(), "C", "A", periods=periods).duration_s == (60 + STREET_S,)


def test_a_street_measured_in_part_keeps_its_own_speed_on_the_rest(drive):
    """A bend at B, where no street ends: 300 m at 5 m/s, 300 m at 10."""
    town = DrawnMap("A..B..C")
    town.way("ABC", name="Long Street")

    assert drive(town, "A", "C", periods=under(table(("AB", 18)))).duration_s == (90,)
    assert drive(town, "C", "A", periods=under(table(("AB", 18)))).duration_s == (60,)


def test_where_a_street_is_measured_no_factor_counts(drive):
    """A jam halves the speed of the second street; the first is measured at half of it."""
    jam = under(table(("AB", 18)), default_factor=0.5)
    area = AreaTraffic(
        area="all", ring=((-1, -1), (-1, 1), (1, 1), (1, -1)), default_factor=0.5, speed_factors={}
    )

    assert drive(street(), "A", "C", periods=jam).duration_s == (60 + 2 * STREET_S,)
    assert drive(
        street(), "A", "C", periods=under(table(("AB", 18)), areas=(area,))
    ).duration_s == (60 + 2 * STREET_S,)


def test_of_rows_that_disagree_the_last_holds_and_nodes_win_over_ways(drive):
    twice = under(table(("AB", 9), ("AB", 18)))
    both_files = under(table(("AB", 9), file="a.csv"), table(("AB", 18), file="b.csv"))
    with_way = under(table(("AB", 18), (1, 9)))

    for periods in (twice, both_files, with_way):
        assert drive(street(), "A", "B", periods=periods).duration_s == (60,)


def test_nobody_drives_faster_than_the_vehicle_can(drive):
    """150 km/h was measured; a truck's 90 km/h are 25 m/s."""
    periods = under(table(("AB", 150)))

    assert drive(street(), "A", "B", profile="truck", periods=periods).duration_s == (12,)


def test_a_vehicles_own_factor_counts_on_measured_streets_too(drive):
    slow = drive(street(), "A", "B", periods=under(table(("AB", 18))), speed_factor=0.5)

    assert slow.duration_s == (120,)


def test_bikes_and_feet_feel_no_measured_traffic(drive):
    for profile in ("bike", "foot"):
        plain = drive(street(), "A", "B", profile=profile)
        measured = drive(street(), "A", "B", profile=profile, periods=under(table(("AB", 2))))
        assert measured.duration_s == plain.duration_s


def test_a_measured_speed_opens_no_closed_street(drive):
    town = DrawnMap("A..B\n.  .\nC..D")
    town.way("AB", motor_vehicle="no")
    town.way("ACDB")

    leg = drive(town, "A", "B", periods=under(table(("AB", 50))))

    assert leg.distance_m == 700


def test_the_way_leads_around_a_street_that_is_slow(drive):
    town = DrawnMap(RING)
    town.way("ABDCA")
    town.way("DX")
    start, end = town.at("C", north_m=50), town.at("D", north_m=50)

    direct = drive(town, start, end)
    around = drive(town, start, end, periods=under(table(("CD", 5))))
    back = drive(town, end, start, periods=under(table(("CD", 5))))

    assert (direct.distance_m, around.distance_m, back.distance_m) == (400, 600, 400)


def test_streets_the_map_does_not_have_change_nothing_and_are_found_out(opened):
    source = opened(street())
    rows = table(("AB", 18), ("AC", 18), ("XY", 18), (2, 18), (99, 18))
    pair = [(street().at("B"), street().at("A"))]

    assert source.rows_on_the_map(rows).tolist() == [True, False, False, True, False]
    plain, measured = (
        source.legs(pair, CAR, periods)[0].duration_s for periods in (FREE_FLOW, under(rows))
    )
    assert plain == measured


def test_tables_and_legs_agree_on_measured_streets(opened):
    town = street()
    source = opened(town)
    points = [town.at(letter) for letter in "ABC"]
    jam = replace(under(table(("AB", 18)))[0], start_s=3600)
    periods = [FREE_FLOW[0], jam]

    travel = source.travel(points, [CAR], periods)

    assert travel.durations_s(0, 0, 2) == pytest.approx((60, 90), abs=1)
    for i, j in ((0, 2), (2, 0), (0, 1), (1, 2)):
        leg = source.legs([(points[i], points[j])], CAR, periods)[0]
        assert travel.durations_s(0, i, j) == pytest.approx(leg.duration_s, abs=1)


def test_tables_kept_on_disk_are_those_of_the_same_speeds(opened):
    """The second file says the same under another name; the third does not."""
    town = street()
    points = [town.at("A"), town.at("B")]

    seconds = [
        opened(town).travel(points, [CAR], under(rows)).durations_s(0, 0, 1)[0]
        for rows in (table(("AB", 18)), table(("AB", 18), file="b.csv"), table(("AB", 9)))
    ]

    assert seconds == pytest.approx([60, 60, 120], abs=1)


def test_a_plan_names_the_files_that_had_a_say(opened):
    source = opened(street())
    rows = table(("AB", 18))
    silent = StreetSpeeds(tables=(rows, table(file="none.csv")), rows=(np.arange(1), np.arange(0)))
    period = replace(under(rows)[0], speeds=silent)

    assert [it.file for it in source.provenance([CAR], [FREE_FLOW[0], period]).speeds] == [
        "speeds.csv"
    ]
    assert source.provenance([CAR], FREE_FLOW).speeds == ()
