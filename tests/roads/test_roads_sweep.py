"""Many sources at once give what a plain search gives from each, and what the library gives."""

from __future__ import annotations

import heapq
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastmile_cli.domain.travel import FREE_FLOW, TrafficPeriod
from lastmile_cli.roads import kernels, sweep_kernels
from lastmile_cli.roads.contraction import Contraction, contract
from lastmile_cli.roads.embedded import open_map
from lastmile_cli.roads.hierarchy import INFINITE, Hierarchy, contraction_order
from lastmile_cli.roads.network import ProfileGraph
from lastmile_cli.roads.packing import choose_split
from lastmile_cli.roads.profiles.catalogue import PROFILES
from lastmile_cli.roads.sweep import LANES, Sweep

ROOT = Path(__file__).parents[2]
JAM = TrafficPeriod(name="jam", start_s=0, default_factor=0.9, speed_factors={"primary": 0.4})


@dataclass
class LittleGraph:
    """Arcs (tail, head, weight), perhaps parallel, loops or closed; and an order."""

    order: list[int]
    arcs: list[tuple[int, int, int]]

    @property
    def nodes(self) -> int:
        return len(self.order)

    def column(self, which: int, kind: type) -> np.ndarray:
        return np.array([arc[which] for arc in self.arcs], dtype=kind)

    def contracted(self) -> Contraction:
        order = np.array(self.order, dtype=np.int32)
        return contract(order, self.column(0, np.int32), self.column(1, np.int32))

    def dijkstra(self, starts: list[tuple[int, int]]) -> list[int]:
        best = [INFINITE] * self.nodes
        heap = [(spent, node) for node, spent in starts]
        while heap:
            spent, node = heapq.heappop(heap)
            if spent >= best[node]:
                continue
            best[node] = spent
            for tail, head, weight in self.arcs:
                if tail == node:
                    heapq.heappush(heap, (spent + weight, head))
        return best


WEIGHTS = st.one_of(st.integers(0, 9), st.integers(0, 2**29), st.just(INFINITE))


@st.composite
def little_graphs(draw: st.DrawFn) -> LittleGraph:
    nodes = draw(st.integers(1, 12))
    node = st.integers(0, nodes - 1)
    arcs = draw(st.lists(st.tuples(node, node, WEIGHTS), max_size=40))
    return LittleGraph(draw(st.permutations(range(nodes))), arcs)


def some_graph(nodes: int, arcs: int, seed: int = 0) -> LittleGraph:
    dice = np.random.default_rng(seed)
    ends = dice.integers(nodes, size=(arcs, 2)).tolist()
    weights = np.where(dice.random(arcs) < 0.1, INFINITE, dice.integers(0, 1000, arcs)).tolist()
    arcs_of = [(tail, head, weight) for (tail, head), weight in zip(ends, weights, strict=True)]
    return LittleGraph(dice.permutation(nodes).tolist(), arcs_of)


@settings(deadline=None)
@given(little_graphs(), st.data())
def test_a_sweep_gives_what_dijkstra_gives_from_each_source(
    graph: LittleGraph, data: st.DataObject
):
    start = st.tuples(st.integers(0, graph.nodes - 1), st.integers(0, 100))
    sources = data.draw(st.lists(st.lists(start, max_size=3), min_size=1, max_size=4))
    targets = data.draw(st.lists(st.integers(0, graph.nodes - 1), min_size=1, max_size=6))
    weighed = graph.contracted().weigh(graph.column(2, np.int64))

    swept = Sweep(weighed, np.array(targets)).weights_from(sources)

    expected = [[graph.dijkstra(starts)[target] for target in targets] for starts in sources]
    assert swept.tolist() == expected


@settings(deadline=None)
@given(little_graphs())
def test_contracting_a_node_joins_all_its_higher_neighbours(graph: LittleGraph):
    """The same by sets and dictionaries, a shortcut's weight for every pair of neighbours."""
    rank = {node: i for i, node in enumerate(graph.order)}
    costs: dict[tuple[int, int], int] = {}
    for tail, head, weight in graph.arcs:
        if tail != head:
            pair = rank[tail], rank[head]
            costs[pair] = min(costs.get(pair, INFINITE), weight)
            costs.setdefault(pair[::-1], INFINITE)
    for v in range(graph.nodes):
        higher = [w for u, w in costs if u == v < w]
        for x in higher:
            for y in higher:
                if x != y:
                    through = min(costs[x, v] + costs[v, y], INFINITE)
                    costs[x, y] = min(costs.get((x, y), INFINITE), through)

    contracted = graph.contracted()
    weighed = contracted.weigh(graph.column(2, np.int64))

    found = {}
    for v in range(graph.nodes):
        row = range(contracted.first_up[v], contracted.first_up[v + 1])
        heads = [int(contracted.head[a]) for a in row]
        assert heads == sorted(set(heads))
        assert contracted.parent[v] == (heads[0] if heads else -1)
        for a, w in zip(row, heads, strict=True):
            found[v, w], found[w, v] = int(weighed.up[a]), int(weighed.down[a])
    assert found == costs


def test_arcs_are_listed_by_both_their_ends():
    contracted = some_graph(30, 80).contracted()

    from_above = sorted(
        (int(contracted.tail[i]), w, int(contracted.arc[i]))
        for w in range(30)
        for i in range(contracted.first_down[w], contracted.first_down[w + 1])
    )
    from_below = sorted(
        (v, int(contracted.head[a]), a)
        for v in range(30)
        for a in range(contracted.first_up[v], contracted.first_up[v + 1])
    )
    assert from_above == from_below


def test_shortcuts_beyond_the_first_guess_find_room():
    """A star whose middle goes first leaves everybody joined with everybody."""
    leaves = 40
    arcs = [(0, leaf, leaf) for leaf in range(1, leaves + 1)]
    arcs += [(leaf, 0, leaf) for leaf in range(1, leaves + 1)]
    star = LittleGraph(list(range(leaves + 1)), arcs)

    contracted = star.contracted()

    assert len(contracted.head) == leaves + leaves * (leaves - 1) // 2
    weighed = contracted.weigh(star.column(2, np.int64))
    assert Sweep(weighed, np.array([7])).weights_from([[(30, 0)]]).tolist() == [[37]]


def test_more_sources_than_lanes_are_answered_in_order():
    graph = some_graph(50, 200)
    weighed = graph.contracted().weigh(graph.column(2, np.int64))
    sources = [[(i % 50, i)] for i in range(2 * LANES + 3)]

    swept = Sweep(weighed, np.arange(50)).weights_from(sources)

    assert swept.tolist() == [graph.dijkstra(starts) for starts in sources]


def test_a_source_without_starts_reaches_nothing():
    graph = some_graph(10, 30)
    weighed = graph.contracted().weigh(graph.column(2, np.int64))
    sweep = Sweep(weighed, np.arange(10))

    assert (sweep.weights_from([[], [(3, INFINITE)]]) == INFINITE).all()
    assert sweep.weights_from([]).shape == (0, 10)


def _kernels(module: ModuleType) -> Iterator[tuple[str, object]]:
    for name, thing in vars(module).items():
        if hasattr(thing, "py_func"):
            yield name, thing.py_func


def test_compiled_kernels_do_what_their_source_says(monkeypatch):
    """The same source run by Python itself, array by array."""
    graph = some_graph(40, 120)
    targets, sources = np.array([3, 17, 17, 39]), [[(0, 5), (9, 0)], [(20, 1)]]

    def everything() -> list[np.ndarray]:
        contracted = graph.contracted()
        weighed = contracted.weigh(graph.column(2, np.int64))
        sweep = Sweep(weighed, targets)
        arrays = [getattr(contracted, field.name) for field in fields(contracted)]
        kept = [sweep._first, sweep._above, sweep._weight]
        return [*arrays, weighed.up, weighed.down, *kept, sweep.weights_from(sources)]

    compiled = everything()
    replaced = 0
    for module in (kernels, sweep_kernels):
        for name, plain in list(_kernels(module)):
            monkeypatch.setattr(module, name, plain)
            replaced += 1
    plain = everything()

    assert replaced == 8
    assert all(np.array_equal(a, b) for a, b in zip(compiled, plain, strict=True))


@pytest.mark.parametrize("seed", range(5))
def test_the_library_gives_the_same_weights_from_every_node_to_every_node(seed: int):
    graph = some_graph(60, 130, seed)
    tail, head = graph.column(0, np.int32), graph.column(1, np.int32)
    dice = np.random.default_rng(seed)
    order = contraction_order(60, tail, head, dice.random(60), dice.random(60))
    weights = graph.column(2, np.int64)
    library = Hierarchy(order, tail, head).metric(weights)

    swept = Sweep(contract(order, tail, head).weigh(weights), np.arange(60))

    expected = [library.to_many(node, np.arange(60)) for node in range(60)]
    assert (np.array(expected) == INFINITE).any()
    assert np.array_equal(swept.weights_from([[(node, 0)] for node in range(60)]), expected)


@pytest.mark.parametrize("period", [FREE_FLOW[0], JAM], ids=lambda period: period.name)
@pytest.mark.parametrize("profile", range(len(PROFILES)), ids=[p.name for p in PROFILES])
def test_on_real_streets_the_library_gives_the_same_weights(profile, period, sample_graph):
    """Random nodes, among them copies and departures that cannot be come to."""
    network = ProfileGraph(sample_graph, profile).period(period)
    packed, weighed = network.packed(choose_split(1_800_000, network.fastest_m_per_s))
    library = network.base.hierarchy.metric(packed.weights)
    dice = np.random.default_rng(profile)
    targets = dice.choice(sample_graph.node_count, size=300)
    sources = [int(node) for node in dice.choice(sample_graph.node_count, size=70)]

    swept = Sweep(weighed, targets).weights_from([[(node, 0)] for node in sources])

    expected = np.array([library.to_many(node, targets) for node in sources])
    assert 0 < (expected < INFINITE).sum() < expected.size
    assert np.array_equal(swept, expected)


@pytest.fixture(scope="module")
def sample_graph(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LASTMILE_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        return open_map(ROOT / "sample_data" / "helsinki.osm.pbf")._graph


def test_legs_are_found_without_loading_numba(tmp_path):
    code = (
        "import sys; from pathlib import Path\n"
        "from lastmile_cli.domain.geo import Coordinate as C\n"
        "from lastmile_cli.domain.travel import FREE_FLOW, TravelMode\n"
        "from lastmile_cli.roads.embedded import open_map\n"
        "source = open_map(Path('sample_data/helsinki.osm.pbf'))\n"
        "pair = (C(lat_deg=60.1652, lon_deg=24.9428), C(lat_deg=60.1741, lon_deg=24.9531))\n"
        "leg = source.legs([pair], TravelMode(profile='van'), FREE_FLOW)[0]\n"
        "assert leg.distance_m > 1000\n"
        "print('numba' in sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "False"
