"""Two numbers in one: what goes in comes out, and lengths never turn into time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.travel import FREE_FLOW
from lastmile_cli.roads import matrix
from lastmile_cli.roads.embedded import open_map
from lastmile_cli.roads.hierarchy import INFINITE
from lastmile_cli.roads.network import ProfileGraph
from lastmile_cli.roads.packing import (
    COARSE_QUANTA_M,
    COARSEST_ALONE_MS,
    SLACK,
    PackedWeights,
    Split,
    choose_split,
    pack_weights,
)
from lastmile_cli.roads.snapping import SnapIndex
from lastmile_cli.roads.ways import find_way
from tests.roads.drawn_map import DrawnMap

ARCS = st.lists(st.tuples(st.integers(0, 600_000), st.floats(0, 30_000)), min_size=1, max_size=60)


@given(ARCS)
def test_sums_are_taken_apart_within_a_quantum_an_arc(arcs):
    ms, metres = np.array([a for a, _ in arcs]), np.array([b for _, b in arcs])
    fastest = float((metres / np.maximum(ms, 1)).max()) * 1000
    split = choose_split(int(ms.sum()), min(fastest, 50.0))
    assert split is not None
    packed = pack_weights(ms, metres, split)
    if (packed.weights >= INFINITE).any() or packed.weights.sum() >= INFINITE:
        return
    total = np.array([packed.weights.sum()])
    if not packed.is_proved(total)[0]:
        return

    # A length without a duration is given one quantum, hence a whole one an arc upwards.
    error_ms = packed.durations_ms(total)[0] - ms.sum()
    assert -len(arcs) * split.quantum_ms <= error_ms <= len(arcs) * split.quantum_ms
    assert packed.lengths_m(total)[0] == pytest.approx(
        metres.sum(), abs=len(arcs) * split.quantum_m + 1e-6
    )


@given(ARCS, st.integers(3, 12))
def test_a_length_that_ran_over_is_never_taken_for_proved(arcs, bits):
    """Too few bits for the length on purpose: a proof must fail before an answer is wrong."""
    ms, metres = np.array([a for a, _ in arcs]), np.array([b for _, b in arcs])
    split = Split(quantum_ms=100, quantum_m=1, bits=bits)
    packed = pack_weights(ms, metres, split)
    usable = packed.weights < INFINITE
    quanta = packed.weights[usable] >> bits
    lengths = packed.weights[usable] & ((1 << bits) - 1)
    total = np.array([packed.weights[usable].sum()])

    if packed.is_proved(total)[0]:
        assert packed.durations_ms(total)[0] == quanta.sum() * 100
        assert packed.lengths_m(total)[0] == lengths.sum()


def test_larger_regions_get_coarser_quanta():
    splits = [choose_split(hours * 3_600_000, 30.0) for hours in (0.2, 1, 3, 10)]

    assert all(split is not None for split in splits)
    fineness = [split.quantum_ms * split.quantum_m for split in splits]
    assert fineness == sorted(fineness)
    assert splits[0].quantum_ms < 100
    assert splits[0].quantum_m == 1


def test_streets_shorter_than_a_coarse_quantum_still_add_up():
    """3,000 streets of 20 m, 2 s each, in quanta of 64 m and 1 s."""
    split = Split(quantum_ms=1000, quantum_m=64, bits=16)

    packed = pack_weights(np.full(3000, 2000), np.full(3000, 20.0), split)
    total = np.array([packed.weights.sum()])

    assert packed.durations_ms(total)[0] == pytest.approx(6_000_000, rel=0.01)
    assert packed.lengths_m(total)[0] == pytest.approx(60_000, rel=0.01)


def test_a_continent_fits_into_no_split():
    assert choose_split(100 * 3_600_000, 35.0) is None


def test_what_is_spent_before_the_first_arc_is_packed_alike():
    packed = PackedWeights(
        split=Split(quantum_ms=10, quantum_m=2, bits=12), weights=np.array([0]), steepness=1.0
    )

    total = np.array([packed.pack(1234, 56.0)])

    assert packed.durations_ms(total)[0] == 1230
    assert packed.lengths_m(total)[0] == 56


def test_where_no_split_fits_paths_give_the_same_answer(opened, monkeypatch):
    town = DrawnMap("A..B..C\n.     .\nD..E..F")
    town.way("ABC", oneway="yes")
    town.way("CFEDA")
    town.way("BE")
    source = opened(town)
    network = source._network(0, FREE_FLOW[0])
    places = [town.at(a, east_m=e) for a in "ABDE" for e in (20, 150)]
    stands = source._stands(places, 0)
    packed_ms, packed_m = matrix.many_to_many(network, stands)

    monkeypatch.setattr(matrix, "choose_split", lambda *_, **__: None)
    path_ms, path_m = matrix.many_to_many(network, stands)

    assert np.abs(packed_ms - path_ms).max() <= 50
    assert np.abs(packed_m - path_m).max() <= 3


HELSINKI = Path(__file__).parents[2] / "sample_data" / "helsinki.osm.pbf"


def test_where_trips_are_too_long_for_one_sweep_two_give_exact_hours_and_lengths_near(monkeypatch):
    """Half the quanta of a town's 200 doors are as coarse as those of a continent."""
    graph = open_map(HELSINKI)._graph
    network = ProfileGraph(graph, graph.profile_index("van")).period(FREE_FLOW[0])
    index = SnapIndex(graph, graph.profile_index("van"))
    dice = np.random.default_rng(3)
    doors = zip(dice.uniform(60.165, 60.178, 60), dice.uniform(24.937, 24.952, 60), strict=True)
    stands = [index.nearest(Coordinate(lat_deg=a, lon_deg=o)) for a, o in doors]
    fine_ms, fine_m = matrix.many_to_many(network, stands, processes=1)

    def coarse_only(longest_ms, fastest, **coarse):
        return choose_split(longest_ms, fastest, **coarse) if coarse else None

    monkeypatch.setattr(matrix, "choose_split", coarse_only)
    ms, metres = matrix.many_to_many(network, stands, processes=1)

    ways = [find_way(network, start, end) for start in stands[:8] for end in stands]
    exact = np.array([way.duration_ms for way in ways]).reshape(8, -1)
    assert (ms[:8] == exact).all()
    assert np.abs(ms - fine_ms).max() < 5_000
    assert float(metres.mean()) == pytest.approx(float(fine_m.mean()), rel=0.05)


def test_a_trip_of_ten_days_has_quanta_for_its_length():
    days_ms, fastest = 10 * 24 * 3_600_000, 39.0

    assert choose_split(days_ms, fastest) is None
    assert choose_split(days_ms, fastest, quanta_m=COARSE_QUANTA_M, coarsest_ms=COARSEST_ALONE_MS)
    assert days_ms * SLACK < INFINITE


def test_pairs_that_cannot_be_proved_are_looked_up(opened, monkeypatch):
    """A split that is far too coarse in length still leads to right answers."""
    town = DrawnMap("A..B..C\n.     .\nD..E..F")
    town.way("ABC", oneway="yes")
    town.way("CFEDA")
    town.way("BE")
    source = opened(town)
    network = ProfileGraph(source._graph, 0).period(FREE_FLOW[0])
    stands = source._stands([town.at(a, east_m=30) for a in "ABDE"], 0)
    good_ms, good_m = matrix.many_to_many(network, stands)

    monkeypatch.setattr(
        matrix, "choose_split", lambda *_, **__: Split(quantum_ms=10, quantum_m=1, bits=9)
    )
    ms, metres = matrix.many_to_many(network, stands)

    assert np.abs(ms - good_ms).max() <= 50
    assert np.abs(metres - good_m).max() <= 3
