"""Two processes give what one gives."""

from __future__ import annotations

import os

import numpy as np
import pytest

from lastmile_cli.domain.travel import FREE_FLOW
from lastmile_cli.roads.halves import fill_rows, usable_processes
from lastmile_cli.roads.matrix import many_to_many
from tests.roads.drawn_map import DrawnMap

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


def squares(table: np.ndarray, rows: range) -> None:
    for row in rows:
        table[row] = np.arange(5) * row


@needs_fork
def test_two_processes_fill_the_same_rows_as_one():
    one, two = fill_rows((7, 5), squares, 1), fill_rows((7, 5), squares, 2)

    assert one.tolist() == two.tolist() == [[i * row for i in range(5)] for row in range(7)]


@needs_fork
def test_the_parent_does_the_work_of_a_child_that_fails():
    parent = os.getpid()

    def only_in_the_parent(table: np.ndarray, rows: range) -> None:
        if os.getpid() != parent:
            os._exit(3)
        squares(table, rows)

    assert fill_rows((6, 5), only_in_the_parent, 2)[5].tolist() == [0, 5, 10, 15, 20]


def test_no_rows_need_no_process():
    assert fill_rows((0, 2, 0), squares, 2).shape == (0, 2, 0)
    assert 1 <= usable_processes() <= 2


@needs_fork
def test_the_matrix_is_the_same_with_any_number_of_processes(opened):
    town = DrawnMap("A..B..C\n.     .\nD..E..F")
    town.way("ABC", oneway="yes")
    town.way("CFEDA")
    town.way("BE")
    source = opened(town)
    stands = source._stands([town.at(a, east_m=e) for a in "ABDE" for e in (20, 150)], 0)
    network = source._network(0, FREE_FLOW[0])

    one, two = (many_to_many(network, stands, processes=n) for n in (1, 2))

    assert np.array_equal(one, two)
