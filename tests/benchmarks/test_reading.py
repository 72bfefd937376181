"""Instance files in each format."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.solving.instance import NO_END, InstanceError
from benchmarks.solving.reading import distances, read_instance
from tests.benchmarks.worlds import CVRP, ORTEC, RICH, SOLOMON, TRIPS, drawn


def test_solomons_text_is_read_in_tenths(tmp_path):
    """Customer 1 lies 5 away, customers 1 and 2 are sqrt(10) = 3.16 apart: cut off, not rounded."""
    read = drawn(tmp_path, SOLOMON, "drawn.txt")

    assert (read.kind, read.rounding, read.depots) == ("VRPTW", "dimacs", 1)
    assert (read.distance[0, 1], read.distance[1, 2], read.distance[2, 1]) == (50, 31, 31)
    assert read.demand.tolist() == [0, 6, 4, 5]
    assert (read.opens[2], read.closes[2], read.service[2]) == (200, 300, 20)
    assert [(kind.count, kind.capacity) for kind in read.vehicles] == [(2, 10)]


def test_a_vrplib_file_with_tabs_and_a_colon_in_its_comment_is_read(tmp_path):
    """CVRP counts in nearest whole numbers; as many vehicles as customers, no hours."""
    read = drawn(tmp_path, CVRP)

    assert (read.rounding, read.distance[1, 2], read.distance[0, 3]) == ("round", 3, 1)
    assert (read.vehicles[0].count, read.has_windows, read.closes[1]) == (3, False, NO_END)


def test_a_given_matrix_stays_as_it_is(tmp_path):
    read = drawn(tmp_path, ORTEC, "drawn.txt")

    assert (read.rounding, read.duration[0, 1], read.duration[1, 0]) == ("given matrix", 7, 8)
    assert (read.vehicles[0].count, read.opens[1], read.service[1]) == (2, 10, 60)


def test_a_rich_file_keeps_every_vehicle_apart_from_those_unlike_it(tmp_path):
    """Thousandths: times, fixed costs and prizes too, but neither loads nor prices per unit."""
    read = drawn(tmp_path, RICH)
    small, large = read.vehicles

    assert (read.depots, list(read.customers), read.distance[0, 2]) == (2, [2, 3], 5000)
    assert (small.count, small.capacity, small.fixed_cost, small.unit_cost) == (2, 5, 2000, 1)
    assert (large.count, large.depot, large.unit_cost, large.max_duration) == (1, 1, 3, 40_000)
    assert (small.allowed, large.allowed) == (frozenset({2, 3}), frozenset({3}))
    assert read.service.tolist() == [0, 0, 2000, 2000]
    assert read.prize.tolist() == [0, 0, 0, 6000]


def test_release_times_and_reloads_are_read(tmp_path):
    read = drawn(tmp_path, TRIPS, rounding="dimacs")

    assert (read.ready.tolist(), read.vehicles[0].reloads, read.has_trips) == (
        [0, 0, 300],
        True,
        True,
    )


def test_vehicles_that_no_good_plan_can_use_are_not_posed(tmp_path):
    """Loads of 15 in vans for 10: two half-empty ones would be one, so four are never of use."""
    many = drawn(tmp_path, CVRP.replace("DIMENSION : 4", "VEHICLES : 90\nDIMENSION : 4"))
    bounded = drawn(tmp_path, SOLOMON.replace("  2          10", " 90 10"), "drawn.txt")

    assert many.useful_vehicles()[0].count == 4
    assert bounded.useful_vehicles() == bounded.vehicles


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no DIMENSION"),
        ("just prose\nand more", "not an instance"),
        (CVRP.replace("DIMENSION : 4", "DIMENSION : 5"), "4 rows instead of 5"),
        (CVRP.replace("2\t3\t4", "2\tx\t4"), "not an instance"),
        (CVRP.replace("EUC_2D", "GEO"), "GEO"),
        (CVRP.replace("CAPACITY : 10", "CAPACITY : 10\nDISTANCE : 99"), "DISTANCE"),
        (CVRP.replace("DEMAND_SECTION", "BACKHAUL_SECTION"), "BACKHAUL_SECTION"),
        (ORTEC.replace("FULL_MATRIX", "LOWER_ROW"), "LOWER_ROW"),
        (ORTEC.replace("8 0 3", "8 0"), "not an instance"),
        (SOLOMON.replace("50       2", "50"), "seven columns"),
        (SOLOMON[: SOLOMON.index("    0 ")], "seven columns"),
        (RICH.replace("3 3\nVEHICLES_DEPOT", "3 3.5\nVEHICLES_DEPOT"), "whole numbers"),
    ],
)
def test_what_nobody_here_understands_is_refused_by_name(tmp_path, text, says):
    with pytest.raises(InstanceError, match=says):
        drawn(tmp_path, text)


@pytest.mark.parametrize(
    ("rounding", "is_away"), [("round", 14), ("dimacs", 141), ("exact", 14142)]
)
def test_each_rounding_is_its_own(rounding, is_away):
    """The diagonal of a square of 10: 14.1421…"""
    place = np.array([[0.0, 0.0], [10.0, 10.0]])

    assert distances(place, rounding)[0, 1] == is_away


def test_every_shared_instance_can_be_read(shared_data):
    folder = shared_data / "vrp"
    files = sorted([*folder.glob("*.vrp"), *folder.glob("*.txt")])

    read = {path.name: read_instance(path) for path in files}

    assert len(read) >= 20
    assert all(len(instance.customers) >= 70 for instance in read.values())


def test_pyvrp_reads_the_same_numbers(shared_data):
    """Its reader is another one: depots, windows, fleets and matrices must agree."""
    pyvrp = pytest.importorskip("pyvrp", reason="PyVRP is not installed")
    for name in ("MDVRPTW-PR11A.vrp", "HFVRP-X110-HD.vrp", "SDVRPTW-PR07.vrp"):
        path = shared_data / "vrp" / name
        ours, theirs = read_instance(path, "exact"), pyvrp.read(path, round_func="exact")

        free = theirs.distance_matrix(0) < 2**40  # it bars customers by longer legs
        assert (theirs.distance_matrix(0)[free] == ours.distance[free]).all()
        assert [client.tw_early for client in theirs.clients()] == [
            ours.opens[node] for node in ours.customers
        ]
        assert [client.service_duration for client in theirs.clients()] == [
            ours.service[node] for node in ours.customers
        ]
        assert sorted(
            (kind.num_available, kind.fixed_cost, kind.unit_distance_cost, kind.start_depot)
            for kind in theirs.vehicle_types()
        ) == sorted(
            (kind.count, kind.fixed_cost, kind.unit_cost, kind.depot) for kind in ours.vehicles
        )
