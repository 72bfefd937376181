"""Neighbour lists: near by travel for ruins, likely companions in time for insertions."""

from __future__ import annotations

import numpy as np

from lastmile_cli.engines.ruin_recreate import layout as at
from lastmile_cli.engines.ruin_recreate.neighbours import list_neighbours
from lastmile_cli.engines.ruin_recreate.pack import pack, vehicle_classes
from tests.worlds import drawn_problem


def lists(problem):
    """``nearest`` and ``beside`` of a problem."""
    data = pack(problem, vehicle_classes(problem))
    return data.nearest.tolist(), data.beside.tolist()


def test_nearest_stops_come_first_and_nobody_is_its_own_neighbour():
    nearest, beside = lists(drawn_problem("D.A.B...C"))

    assert nearest == beside == [[1, 2], [0, 2], [1, 0]]


def test_a_far_stop_that_fits_in_time_is_better_company_than_a_near_one_that_cannot():
    """A and B lie side by side at the same second; C is further off, an hour later."""
    second = {"windows": ((600, 600),)}
    problem = drawn_problem(
        "DAB...C", stops={"A": second, "B": second, "C": {"windows": ((860, 1_100),)}}
    )

    nearest, beside = lists(problem)

    assert nearest[0] == [1, 2]
    assert beside[0] == [1, 2]
    assert nearest[1] == [0, 2]


def test_blocks_of_rows_agree_with_one_full_sort():
    """300 stops are more than one block; integers make ties, which go by index."""
    rng = np.random.default_rng(5)
    n = 300
    legs = rng.integers(1, 50, (1, n, n, 4)).astype(np.int32)
    legs[..., 1] = legs[..., 0].transpose(0, 2, 1)
    legs[..., 3] = legs[..., 2].transpose(0, 2, 1)
    stop = np.zeros((n, at.STOP_COLUMNS), np.int64)
    stop[:, at.LOC] = np.arange(n)
    stop[:, at.CLOSES] = 10**6
    price = np.array([[1.0, 0, 0, 0, 0, 0]])

    nearest, beside = list_neighbours(
        legs, stop, np.zeros(n, np.int64), price, periods=1, route_stops=10
    )

    away = (legs[0, :, :, 0] + legs[0, :, :, 1]).astype(float)
    np.fill_diagonal(away, np.inf)
    assert all(sorted(away[v, nearest[v]]) == sorted(away[v])[: nearest.shape[1]] for v in range(n))
    one_way = np.minimum(legs[0, :, :, 0], legs[0, :, :, 1]).astype(float)
    np.fill_diagonal(one_way, np.inf)
    assert all(list(one_way[v, beside[v]]) == sorted(one_way[v])[:60] for v in range(n))


def test_of_many_stops_of_one_place_each_knows_others():
    """500 doors of one house: whoever stands first must not be the only company of all."""
    count = 500
    legs = np.zeros((1, 1, 1, 4), np.int32)
    stop = np.zeros((count, at.STOP_COLUMNS), np.int64)
    stop[:, at.CLOSES] = 86_400
    price = np.ones((1, 6))

    _, beside = list_neighbours(
        legs, stop, np.zeros(count, np.int64), price, periods=1, route_stops=50
    )

    assert set(beside.ravel().tolist()) == set(range(count))
    assert all(row not in known for row, known in enumerate(beside.tolist()))
    assert all(len(set(known)) == len(known) for known in beside.tolist())
