"""What is compiled, and what kernels are handed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.domain.progress import Progress
from lastmile_cli.engines.registry import open_engine
from lastmile_cli.engines.ruin_recreate import compiled, engine
from lastmile_cli.engines.ruin_recreate.by_address import Bundle
from lastmile_cli.engines.ruin_recreate.chains import PlainSearch
from lastmile_cli.engines.ruin_recreate.compiled import entry, inner, is_compiled, only_for
from lastmile_cli.engines.ruin_recreate.rich.chain import RangedSearch, RichSearch
from tests.worlds import drawn_problem


@dataclass(frozen=True)
class Shelf(Bundle):
    """Three arrays of three shapes."""

    weights: np.ndarray
    boxes: np.ndarray
    cells: np.ndarray


def shelf() -> Shelf:
    """Every number differs."""
    return Shelf(
        weights=np.array([0.5, 1.5]),
        boxes=np.arange(12, dtype=np.int64).reshape(3, 4),
        cells=100 + np.arange(24, dtype=np.int32).reshape(2, 3, 4),
    )


@inner
def weigh(one, row):
    """Sum what lies in a row, in whichever array."""
    total = one.weights[row]
    for column in range(one.boxes.shape[1]):
        total += one.boxes[row, column] + one.cells[row, 2, column]
    return total


@entry
def move(one, row):
    """Take all boxes of a row away; returns what the row weighed."""
    before = weigh(one, row)
    one.boxes[row][:] = 0
    return before


def test_a_kernel_reads_and_writes_the_arrays_of_a_bundle_in_place():
    one = shelf()

    assert move(one, 1) == 1.5 + (4 + 5 + 6 + 7) + (120 + 121 + 122 + 123)
    assert one.boxes.tolist() == [[0, 1, 2, 3], [0, 0, 0, 0], [8, 9, 10, 11]]
    assert move(one, 1) == 1.5 + 486


@dataclass(frozen=True)
class DeepShelf(Shelf):
    """A shelf with a fourth array."""

    depths: np.ndarray


def no_depth(_one, _row):
    """A shelf that knows none."""
    return -1


@only_for("DeepShelf", other=no_depth)
def depth_of(one, row):
    """The depth of a row: no other shelf has the array."""
    return one.depths[row]


@entry
def measure(one, row):
    """The depth of a row, or -1."""
    return depth_of(one, row)


def test_a_kernel_for_one_bundle_alone_is_not_even_read_for_others():
    """Were it compiled for a plain shelf, that would fail for want of the array."""
    plain = shelf()
    deep = DeepShelf(
        weights=plain.weights, boxes=plain.boxes, cells=plain.cells, depths=np.array([3, 4])
    )

    assert (measure(plain, 1), measure(deep, 1)) == (-1, 4)
    assert (depth_of(plain, 1), depth_of(deep, 1)) == (-1, 4)


def test_each_bundle_has_arrays_of_its_own():
    one, other = shelf(), shelf()
    move(one, 0)

    assert other.boxes[0].tolist() == [0, 1, 2, 3]


@entry
def look(one, row):
    """What a row weighs."""
    return weigh(one, row)


@dataclass(frozen=True)
class Rack(Bundle):
    """One array of any layout among others."""

    strided: ClassVar = frozenset({"cells"})

    weights: np.ndarray
    cells: np.ndarray
    boxes: np.ndarray


@pytest.mark.parametrize(
    "cells",
    [
        100 + np.arange(24, dtype=np.int32).reshape(2, 3, 4),
        100 + np.arange(48, dtype=np.int32).reshape(2, 3, 8)[:, :, ::2],
        100 + np.arange(24, dtype=np.int32).reshape(4, 3, 2).T,
    ],
)
def test_a_strided_array_may_lie_in_memory_as_it_likes(cells):
    rack = Rack(weights=np.zeros(2), cells=cells, boxes=np.arange(12, dtype=np.int64).reshape(3, 4))

    assert look(rack, 1) == rack.boxes[1].sum() + cells[1, 2].sum()


def test_an_array_with_gaps_is_refused_by_name():
    gaps = Shelf(
        weights=np.zeros(8)[::2],
        boxes=np.zeros((1, 1), np.int64),
        cells=np.zeros((1, 1, 1), np.int32),
    )

    with pytest.raises(ValueError, match=r"Shelf\.weights is not contiguous"):
        move(gaps, 0)


@pytest.mark.parametrize("search", [PlainSearch, RichSearch, RangedSearch])
def test_a_family_is_compiled_when_each_of_its_entries_is(search, tmp_path, monkeypatch):
    monkeypatch.setattr(compiled, "kernel_cache", lambda: tmp_path)
    for number, name in enumerate(search.entries):
        assert not is_compiled(search.entries)
        (tmp_path / f"{name}-{number}.py311.1.nbc").touch()

    assert is_compiled(search.entries)


def test_one_family_does_not_pass_for_the_other(tmp_path, monkeypatch):
    monkeypatch.setattr(compiled, "kernel_cache", lambda: tmp_path)
    for name in PlainSearch.entries:
        (tmp_path / f"{name}-1.py311.1.nbc").touch()

    assert is_compiled(PlainSearch.entries)
    assert not is_compiled(RichSearch.entries)
    assert not is_compiled(RangedSearch.entries)


@pytest.mark.parametrize(
    ("van", "search"),
    [
        ({}, PlainSearch),
        ({"max_trips": 2}, RichSearch),
        ({"max_trips": 2, "range_m": 9_000}, RangedSearch),
    ],
)
def test_whoever_waits_for_the_compiler_is_told_once_and_for_how_long(van, search, monkeypatch):
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(engine, "is_compiled", lambda entries: asked.append(entries) or False)
    told: list[Progress] = []

    open_engine("ruin-recreate").solve(
        drawn_problem("D..A..B", vans=[van]), SolveBudget(iterations=20), progress=told.append
    )

    waits = f"Compiling the engine (once; about {search.compile_s} seconds)"
    assert asked == [search.entries]
    assert [step.label for step in told].count(waits) == 1
    assert told[0].label == waits


def test_entries_are_found_where_they_were_kept():
    problem = drawn_problem("D..A..B")
    open_engine("ruin-recreate").solve(problem, SolveBudget(iterations=20))

    assert is_compiled(PlainSearch.entries)
