"""A plain Dijkstra over the turn-expanded arrays must agree with the hierarchy, on random towns."""

from __future__ import annotations

import heapq
import itertools
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.travel import TrafficPeriod
from lastmile_cli.roads.components import Reach
from lastmile_cli.roads.embedded import open_map
from lastmile_cli.roads.habits import Habits
from lastmile_cli.roads.matrix import many_to_many
from lastmile_cli.roads.network import PeriodNetwork
from lastmile_cli.roads.snapping import ANYWHERE, KerbRule, Stand
from lastmile_cli.roads.ways import find_way
from tests.roads.drawn_map import DrawnMap

SIDE = 5
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXY"
JAM = TrafficPeriod(name="jam", start_s=0, default_factor=0.9, speed_factors={"primary": 0.4})


def random_town(dice: random.Random) -> DrawnMap:
    """A grid with gaps, one-ways, local roads, barriers, and restrictions over nodes and ways."""
    rows = ["..".join(LETTERS[r * SIDE : (r + 1) * SIDE]) for r in range(SIDE)]
    town = DrawnMap("\n\n".join(rows))
    ways = []
    for r in range(SIDE):
        for c in range(SIDE):
            here = LETTERS[r * SIDE + c]
            if c + 1 < SIDE and dice.random() < 0.85:
                ways.append(here + LETTERS[r * SIDE + c + 1])
            if r + 1 < SIDE and dice.random() < 0.85:
                ways.append(here + LETTERS[(r + 1) * SIDE + c])
    ids = {}
    for way in ways:
        tags = dice.choice(
            [
                {},
                {},
                {},
                {"oneway": "yes"},
                {"oneway": "-1"},
                {"access": "destination"},
                {"highway": "primary", "maxspeed": "60"},
                {"highway": "service"},
            ]
        )
        ids[way] = town.way(way, **tags)
    for letter in dice.sample(LETTERS, 4):
        town.sign(letter, **dice.choice([{"barrier": "bollard"}, {"highway": "traffic_signals"}]))
    _restrict(town, ids, dice)
    return town


def _restrict(town: DrawnMap, ids: dict[str, int], dice: random.Random) -> None:
    for _ in range(12):
        first = dice.choice(list(ids))
        via = dice.choice(first)
        onward = [way for way in ids if via in way and way != first]
        if not onward:
            continue
        second = dice.choice(onward)
        kind = dice.choice(["no_left_turn", "no_right_turn", "only_straight_on"])
        if dice.random() < 0.5:
            town.restrict(kind, ids[first], via, ids[second])
            continue
        end = second.replace(via, "")
        third = [way for way in ids if end in way and way != second]
        if third:
            town.restrict(kind, ids[first], ids[second], ids[dice.choice(third)])


def standing_edges(reach: np.ndarray, stand: Stand) -> list[int]:
    """Both directions of the street, or the one along the kerb."""
    at_the_kerb = 2 * stand.street + stand.kerb
    if stand.kerb >= 0 and reach[at_the_kerb] in (Reach.MAIN, Reach.LOCAL):
        return [at_the_kerb]
    both = (2 * stand.street, 2 * stand.street + 1)
    return [edge for edge in both if reach[edge] != Reach.NONE]


def straight_ahead(network: PeriodNetwork, start: Stand, end: Stand, edges: set[int]) -> int | None:
    """Milliseconds along one of these edges from one place to another in front of it."""
    ahead = [
        network.driven_ms(edge, end) - network.driven_ms(edge, start)
        for edge in edges
        if start.street == end.street
        and (end.along - start.along) * (1 if edge % 2 == 0 else -1) >= 0
    ]
    return min(ahead, default=None)


def plain_dijkstra(network: PeriodNetwork, start: Stand, end: Stand) -> int | None:
    """Fastest trip in milliseconds, arriving on an edge only by a turn onto it or along it."""
    graph, base = network.graph, network.base
    reach = graph.edge_reach[base.profile]

    def edges(stand: Stand) -> list[int]:
        return standing_edges(reach, stand)

    best = straight_ahead(network, start, end, set(edges(start)) & set(edges(end)))
    arcs: dict[int, list[tuple[int, int]]] = {}
    for arc in base.arcs:
        arcs.setdefault(int(graph.tail[arc]), []).append(
            (int(graph.head[arc]), int(graph.turn_ms[base.profile, arc]))
        )
    heap = [
        (network.left_ms(e, start), e if reach[e] == Reach.MAIN else int(graph.departure[e]))
        for e in edges(start)
        if reach[e] != Reach.ARRIVE
    ]
    heapq.heapify(heap)
    done: set[int] = set()
    goals = {edge for edge in edges(end) if reach[edge] != Reach.DEPART}
    while heap:
        spent, node = heapq.heappop(heap)
        if node in done or (best is not None and spent >= best):
            continue
        done.add(node)
        for head, turn in arcs.get(node, []):
            edge = int(graph.node_edge[head])
            if edge in goals:
                there = spent + turn + network.driven_ms(edge, end)
                best = there if best is None else min(best, there)
            heapq.heappush(heap, (spent + turn + int(network.edge_ms[edge]), head))
    return best


WIDE = KerbRule(classes=frozenset({"primary", "residential"}))


@pytest.mark.parametrize("kerbs", [ANYWHERE, WIDE, replace(WIDE, drives_left=True)])
@pytest.mark.parametrize("seed", range(12))
def test_matrix_and_legs_agree_with_a_plain_dijkstra(tmp_path: Path, seed: int, kerbs: KerbRule):
    dice = random.Random(seed)
    town = random_town(dice).write(tmp_path / "town.osm.pbf")
    source = open_map(town, habits=Habits(kerbs=kerbs))
    spread = 1200 / 111_195
    points = [
        Coordinate(lat_deg=-dice.random() * spread, lon_deg=dice.random() * spread)
        for _ in range(12)
    ]
    points += [Coordinate(lat_deg=p.lat_deg + 2e-4, lon_deg=p.lon_deg + 2e-4) for p in points[:6]]
    for profile in (0, 3):
        network = source._network(profile, JAM)
        stands = source._stands(points, profile)
        ms, metres = many_to_many(network, stands)
        for i, start in enumerate(stands):
            for j, end in enumerate(stands):
                expected = plain_dijkstra(network, start, end)
                way = find_way(network, start, end)
                if expected is None:
                    assert way is None
                    assert ms[i, j] == metres[i, j] == -1
                    continue
                assert way is not None
                assert way.duration_ms == expected
                assert abs(int(ms[i, j]) - expected) <= 60 * 50
                assert metres[i, j] == pytest.approx(way.length_m, abs=80)
                _check_path(network, way)


def _check_path(network: PeriodNetwork, way) -> None:
    """Each edge begins where the one before ends, and lengths add up to the way's."""
    graph = network.graph
    inner = sum(float(graph.street_m[edge >> 1]) for edge in way.edges)
    assert way.length_m <= inner + 1e-6
    ends = [graph.polyline(e >> 1)[:: 1 if e % 2 == 0 else -1] for e in way.edges]
    for before, after in itertools.pairwise(ends):
        assert np.allclose(before[-1], after[0])
