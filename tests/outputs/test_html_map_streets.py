"""Streets in few letters: joined, thinned, left out when there are too many, and read back."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.outputs.html_map.street_sheet import box_around, joined, street_sheet
from lastmile_cli.outputs.html_map.thinning import METRES_PER_DEGREE, thinned

DEGREES = st.floats(-0.05, 0.05)
LINES = st.lists(
    st.tuples(DEGREES, DEGREES).map(lambda it: (round(60 + it[0], 6), round(24 + it[1], 6))),
    min_size=2,
    max_size=12,
)


def numbers_of(text: str) -> list[int]:
    """The format's own description, written down a second time."""
    found, value, shift = [], 0, 0
    for letter in text:
        bits = ord(letter) - 63
        value |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            found.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    return found


def read_back(record) -> list[tuple[str, str, list[tuple[float, float]]]]:
    """As the page's own script does."""
    streets = []
    for group in record["classes"]:
        numbers, at, lat, lon = numbers_of(group["p"]), 0, 0, 0
        while at < len(numbers):
            name, count = record["names"][numbers[at]], numbers[at + 1]
            at += 2
            line = []
            for _ in range(count):
                lat, lon = lat + numbers[at], lon + numbers[at + 1]
                line.append((lat / 1e5, lon / 1e5))
                at += 2
            streets.append((group["c"], name, line))
    return streets


@given(st.lists(st.tuples(LINES, st.sampled_from(["primary", "service", "steps"])), max_size=8))
def test_streets_come_back_where_they_were(drawn):
    streets = [(line, kind, f"{kind} {number}") for number, (line, kind) in enumerate(drawn)]

    sheet = street_sheet(streets, [], 10**9)

    back = {name: line for _, name, line in read_back(sheet.record)}
    assert sheet.count == len(streets)
    assert not sheet.is_thinned
    for line, _, name in streets:
        for end, told in ((line[0], back[name][0]), (line[-1], back[name][-1])):
            assert told == pytest.approx(end, abs=0.6e-5)


@given(LINES, st.floats(0.5, 200))
def test_no_point_left_out_lies_farther_than_told(line, tolerance_m):
    kept = thinned(line, tolerance_m)

    assert kept[0] == line[0]
    assert kept[-1] == line[-1]
    x_m = METRES_PER_DEGREE * math.cos(math.radians(line[0][0]))
    for lat, lon in line:
        away = min(
            distance((lon * x_m, lat * METRES_PER_DEGREE), *(
                (b * x_m, a * METRES_PER_DEGREE) for a, b in pair
            ))
            for pair in itertools.pairwise(kept)
        )  # fmt: skip
        assert away <= tolerance_m + 1e-6


def distance(point, start, end) -> float:
    square = math.dist(start, end) ** 2
    along = sum((p - s) * (e - s) for p, s, e in zip(point, start, end, strict=True))
    share = min(1.0, max(0.0, along / square)) if square else 0.0
    return math.dist(point, [s + share * (e - s) for s, e in zip(start, end, strict=True)])


def test_a_street_in_pieces_becomes_one_line_whichever_way_they_run():
    a, b, c, d = (60.0, 24.0), (60.0, 24.1), (60.0, 24.2), (60.0, 24.3)

    lines = joined(
        [((b, c), "residential", "Kuja"), ((b, a), "residential", "Kuja"),
         ((c, d), "residential", "Kuja"), ((c, d), "residential", "Tie")]
    )  # fmt: skip

    assert sorted(name for _, _, name in lines) == ["Kuja", "Tie"]
    (whole,) = (line for line, _, name in lines if name == "Kuja")
    assert whole in ([a, b, c, d], [d, c, b, a])


def test_a_ring_road_ends():
    ring = [(60.0, 24.0), (60.0, 24.1), (60.1, 24.1), (60.0, 24.0)]

    ((line, *_),) = joined([(ring, "tertiary", "Ring")])

    assert line == ring


def test_small_streets_far_away_go_first_and_big_roads_stay():
    far = [
        ([(61 + i / 100, 24), (61 + i / 100, 24.01)], "residential", f"far {i}") for i in range(40)
    ]
    near = [([(60.0, 24.0), (60.0, 24.001)], "residential", "near")]
    road = [([(60.0, 24.0), (62.0, 24.0)], "primary", "road")]
    everything = street_sheet([*far, *near, *road], [[(60.0, 24.0)]], 10**9)
    assert everything.count == 42

    sheet = street_sheet([*far, *near, *road], [[(60.0, 24.0)]], 200)

    assert sheet.is_thinned
    assert {name for _, name, _ in read_back(sheet.record)} == {"near", "road"}


def test_a_map_has_something_around_its_routes():
    box = box_around([[(60.0, 24.0), (60.4, 24.8)], [(60.2, 24.9)]])

    assert box is not None
    assert (box.south_deg, box.north_deg) == pytest.approx((59.9, 60.5))
    assert (box.west_deg, box.east_deg) == pytest.approx((23.775, 25.125))
    assert box_around([[]]) is None
