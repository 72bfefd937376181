"""Random towns with closed ways: tables, legs and stands against a map without these ways."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lastmile_cli.domain.closures import Closure
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.roads.embedded import EmbeddedSource, open_map
from lastmile_cli.roads.matrix import many_to_many
from lastmile_cli.roads.network import PeriodNetwork, ProfileGraph
from lastmile_cli.roads.ways import find_way
from tests.roads.test_roads_twin import JAM, plain_dijkstra, random_town

SPREAD_DEG = 1200 / 111_195


def some_points(dice: random.Random, count: int) -> list[Coordinate]:
    return [
        Coordinate(lat_deg=-dice.random() * SPREAD_DEG, lon_deg=dice.random() * SPREAD_DEG)
        for _ in range(count)
    ]


def closed_town(tmp_path: Path, seed: int) -> tuple[EmbeddedSource, Closure, random.Random]:
    dice = random.Random(seed)
    source = open_map(random_town(dice).write(tmp_path / "town.osm.pbf"))
    ways = sorted(set(source._graph.way_id.tolist()))
    shut = Closure(closure_id="works", way_ids=tuple(dice.sample(ways, len(ways) // 4)))
    return source, shut, dice


def without(source: EmbeddedSource, shut: Closure, profile: int) -> PeriodNetwork:
    """The same map in which nobody may turn into or out of these ways."""
    graph = source._graph
    is_shut = np.isin(graph.way_id, shut.way_ids)[graph.node_edge >> 1]
    turn_ms = np.where(is_shut[graph.tail] | is_shut[graph.head], -1, graph.turn_ms)
    return ProfileGraph(replace(graph, turn_ms=turn_ms.astype(np.int32)), profile).period(JAM)


@pytest.mark.parametrize("seed", range(8))
def test_tables_and_legs_are_those_of_a_map_without_the_closed_ways(tmp_path: Path, seed: int):
    source, shut, dice = closed_town(tmp_path, seed)
    points = some_points(dice, 14)
    graph = source._graph
    for profile in (0, 3):
        network = source._network(profile, replace(JAM, closures=(shut,)))
        plain = without(source, shut, profile)
        stands = source._stands(points, profile)
        ms, metres = many_to_many(network, stands)
        for i, start in enumerate(stands):
            for j, end in enumerate(stands):
                on_shut = {int(graph.way_id[s.street]) for s in (start, end)} & set(shut.way_ids)
                if i == j:
                    assert ms[i, j] == metres[i, j] == 0
                elif on_shut:
                    assert ms[i, j] == metres[i, j] == -1
                else:
                    expected, way = plain_dijkstra(plain, start, end), find_way(network, start, end)
                    assert (way.duration_ms if way else None) == expected
                    assert abs(int(ms[i, j]) - (-1 if expected is None else expected)) <= 60 * 50
                    assert metres[i, j] == pytest.approx(way.length_m if way else -1, abs=80)


@pytest.mark.parametrize("seed", range(8))
def test_whoever_stands_where_it_is_allowed_gets_there_and_away(tmp_path: Path, seed: int):
    """Reached is what a plain search from some open main street reaches, there and back."""
    source, shut, dice = closed_town(tmp_path, seed)
    points = some_points(dice, 25)
    plain = without(source, shut, 0)
    stands = [s for s in source.not_standing_in([shut])._stands(points, 0) if s]

    assert stands
    assert not {int(source._graph.way_id[stand.street]) for stand in stands} & set(shut.way_ids)
    for stand in stands:
        assert plain_dijkstra(plain, stands[0], stand) is not None
        assert plain_dijkstra(plain, stand, stands[0]) is not None


def test_a_way_is_never_lost_because_its_weights_run_over(tmp_path: Path):
    """Dozens of pairs without a way at once: nothing is called hopeless that is only long."""
    source, shut, dice = closed_town(tmp_path, 3)
    half = tuple(way for way in sorted(set(source._graph.way_id.tolist())) if way % 2)
    split = replace(shut, way_ids=half)
    network = source._network(0, replace(JAM, closures=(split,)))
    stands = [
        stand
        for stand in source._stands(some_points(dice, 60), 0)
        if stand and not network.is_closed(stand.street)
    ]
    ms, _ = many_to_many(network, stands)

    assert (ms < 0).sum() > 100
    for i, start in enumerate(stands):
        for j, end in enumerate(stands):
            assert (ms[i, j] < 0) == (find_way(network, start, end) is None)
