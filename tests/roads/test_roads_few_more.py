"""A few places beside a table that is known: as if all had been asked for at once."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from lastmile_cli.domain.ports import AddsPlaces
from lastmile_cli.domain.travel import FREE_FLOW, UNREACHABLE_S, TravelMode
from lastmile_cli.roads.embedded import EmbeddedSource, open_map
from tests.roads.test_roads_closed_twin import closed_town, some_points
from tests.roads.test_roads_twin import JAM, random_town

PERIODS = (*FREE_FLOW, JAM) if JAM.start_s > 0 else FREE_FLOW
VAN = TravelMode(profile="van")


def assert_as_legs(source: EmbeddedSource, points, known, periods) -> None:
    """Known pairs are the table's, all others exactly those of legs, both ways, each period."""
    found = source.travel_beside(points, known, [VAN], periods)
    table, old = found.tables[0], source.travel(known, [VAN], periods).tables[0]
    at = [points.index(point) for point in known]
    assert (table.duration_s[:, at][:, :, at] == old.duration_s).all()
    assert (table.distance_m[np.ix_(at, at)] == old.distance_m).all()
    new = [number for number, point in enumerate(points) if point not in known]
    pairs = [(a, b) for a in range(len(points)) for b in range(len(points)) if {a, b} & {*new}]
    legs = source.legs([(points[a], points[b]) for a, b in pairs], VAN, periods)
    for (a, b), leg in zip(pairs, legs, strict=True):
        if a == b:
            assert table.duration_s[:, a, b].tolist() == [0] * len(periods)
            continue
        assert tuple(table.duration_s[:, a, b].tolist()) == leg.duration_s, (a, b)
        assert abs(int(table.distance_m[a, b]) - leg.distance_m) <= 1, (a, b)
    assert found.period_starts_s == tuple(period.start_s for period in periods)


@pytest.mark.parametrize("seed", range(6))
def test_new_rows_and_columns_are_those_of_legs(tmp_path: Path, seed: int):
    """In random towns with one-way streets, dead ends and places on one street."""
    dice = random.Random(seed)
    source = open_map(random_town(dice).write(tmp_path / "town.osm.pbf"))
    points = some_points(dice, 12)

    assert isinstance(source, AddsPlaces)
    assert_as_legs(source, points, [*points[:4], *points[6:11]], PERIODS)


def test_from_and_to_a_street_that_is_closed_there_is_no_way(tmp_path: Path):
    source, shut, dice = closed_town(tmp_path, 3)
    points = some_points(dice, 12)
    (free,) = FREE_FLOW
    closed = (type(free)(name="shut", start_s=0, speed_factors={}, closures=(shut,)),)

    assert_as_legs(source, points, points[:9], closed)
    table = source.travel_beside(points, points[:9], [VAN], closed).tables[0]
    assert (table.duration_s[:, 9:, :] == UNREACHABLE_S).any()


def test_nothing_known_is_all_asked_for_and_all_known_is_the_table(tmp_path: Path):
    dice = random.Random(1)
    source = open_map(random_town(dice).write(tmp_path / "town.osm.pbf"))
    points = some_points(dice, 6)

    assert_as_legs(source, points, points[:1], FREE_FLOW)
    whole = source.travel_beside(points, points, [VAN], FREE_FLOW).tables[0]
    assert (whole.duration_s == source.travel(points, [VAN], FREE_FLOW).tables[0].duration_s).all()
