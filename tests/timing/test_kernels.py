"""What kernels find beside what plain Python finds: the same, to the second and in the same order."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

import numba
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from benchmarks.break_days import break_day
from lastmile_cli.domain.problem import NO_LIMIT, ProblemBreak
from lastmile_cli.domain.proposal import ProposedRoute
from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.timing import break_table, departure, kernel_days
from lastmile_cli.timing.break_search import KernelSearch, PlainSearch
from lastmile_cli.timing.breaks import place_breaks
from lastmile_cli.timing.clock import time_route
from lastmile_cli.timing.course import Course, lay_out
from lastmile_cli.workflows.ready_clock import make_clock_ready
from tests.strategies import HORIZON_S, story
from tests.timing.test_breaks import days_with_breaks
from tests.worlds import drawn_problem, route_of

HALF_HOUR = ProblemBreak(duration_s=1_800, latest_s=5_000)


@pytest.fixture(scope="module")
def kernels():
    """The kernels as they are compiled; nothing else uses them because of this."""
    before = list(kernel_days._ready)
    make_clock_ready(drawn_problem("D.A", slow={0: 1, 60: 2}), lambda _: None)
    (found,) = kernel_days._ready
    kernel_days._ready[:] = before
    return found


@pytest.fixture(scope="module")
def python_kernels():
    """The kernels as the Python they are written in."""
    source = Path(kernel_days.__file__).with_name("kernels.py")
    spec = importlib.util.spec_from_file_location("kernels_in_python", source)
    module = importlib.util.module_from_spec(spec)
    before = numba.config.DISABLE_JIT
    numba.config.DISABLE_JIT = True
    try:
        spec.loader.exec_module(module)
    finally:
        numba.config.DISABLE_JIT = before
    return module


def with_and_without(kernels, ask):
    """What the clock answers with these kernels, and without any."""
    before, found = list(kernel_days._ready), []
    for ready in ([kernels], []):
        kernel_days._ready[:] = ready
        place_breaks.cache_clear()
        found.append(ask())
    kernel_days._ready[:] = before
    place_breaks.cache_clear()
    return found


@st.composite
def courses(draw) -> Course:
    """Small days with breaks and traffic, halts meant to begin before their windows end."""
    course = lay_out(*draw(days_with_breaks()))
    seconds = st.one_of(st.none(), st.none(), st.integers(0, HORIZON_S))
    halts = tuple(
        halt if halt.stop is None else replace(halt, by_s=draw(seconds)) for halt in course.halts
    )
    return replace(course, halts=halts)


def ways(search, decode, departs_s):
    return [sorted(map(decode, search.ways_from(depart_s))) for depart_s in departs_s]


def decoder(search):
    """Pieces of codes: which of all pieces, at which halt."""

    def decode(way):
        found = (divmod(code, len(search._pieces)) for code in way)
        return tuple(replace(search._pieces[piece], halt=halt) for halt, piece in found)

    return decode


@settings(story, max_examples=400)
@given(courses())
def test_breaks_are_placed_alike(kernels, course):
    compiled, plain = with_and_without(kernels, lambda: place_breaks(course))

    event("simple" if len(course.starts_s) == 1 else f"{len(compiled.pieces)} pieces")
    assert kernel_days.fits(course, HORIZON_S)
    assert compiled == plain


@settings(story, max_examples=200)
@given(courses(), st.lists(st.integers(0, HORIZON_S), min_size=1, max_size=4, unique=True))
def test_the_same_ways_and_spans_are_found(kernels, course, later_s):
    departs_s = [course.depart_from_s + second for second in later_s]
    low_s, high_s = min(departs_s), max(departs_s) + 300
    compiled, plain = KernelSearch(course, kernels), PlainSearch(course)
    decode = decoder(compiled)

    assert ways(compiled, decode, departs_s) == ways(plain, lambda way: way, departs_s)
    codes = compiled.ways_from(departs_s[0])
    assert sorted(map(decode, codes)) == [decode(way) for way in sorted(codes)]
    for way in codes:
        one, other = (
            search.look_over(kind, low_s, high_s)
            for search, kind in ((compiled, way), (plain, decode(way)))
        )
        paid_s = other.worth[4] + course.vehicle.loading_s
        assert one == replace(other, worth=(*other.worth[:4], paid_s, other.worth[5]))
        assert compiled.settle(way, one) == plain.settle(decode(way), other)


@settings(story, max_examples=300)
@given(courses(), st.integers(0, HORIZON_S))
def test_the_same_labels_stay_where_there_are_too_many(python_kernels, course, later_s):
    """With room for 2 labels a state, and 3 until an earlier one counts as good."""
    with pytest.MonkeyPatch.context() as few:
        for module in (break_table, python_kernels):
            few.setattr(module, "MOST_LABELS", 2)
            few.setattr(module, "FEW_LABELS", 3)
        compiled = KernelSearch(course, python_kernels)
        departs_s = [course.depart_from_s + later_s]

        found = ways(compiled, decoder(compiled), departs_s)
        assert found == ways(PlainSearch(course), lambda way: way, departs_s)


@pytest.mark.parametrize("breaks", ["three split", "three", "wheel", "lunch"])
def test_long_routes_are_placed_alike(kernels, breaks):
    """Thirty stops in a day's traffic: hundreds of labels a halt."""
    problem, order = break_day(30, breaks)
    route = ProposedRoute(vehicle=0, trips=(order,))

    compiled, plain = with_and_without(kernels, lambda: time_route(problem, route))

    assert compiled == plain


@settings(story, max_examples=300)
@given(courses())
def test_days_without_breaks_leave_at_the_same_second(kernels, course):
    course = replace(course, vehicle=replace(course.vehicle, breaks=()))

    compiled, plain = with_and_without(kernels, lambda: departure.best_departure_s(course))

    assert compiled == plain


@pytest.mark.parametrize("jam_s", [0, 300, 1_000])
def test_kernels_are_left_out_where_a_sum_would_be_too_large(kernels, jam_s):
    """Half a year late at millions an hour: more than 63 bits hold, and the answer is Python's."""
    problem = drawn_problem(
        "D..A..B", vans=[{"breaks": (HALF_HOUR,)}], slow={0: 1, 600 + jam_s: 2, 7_000: 1}
    )
    usual = lay_out(problem, route_of(problem, "AB"))
    dear = replace(
        usual,
        halts=tuple(
            replace(halt, late_micro=2**40, durations_s=(180, UNREACHABLE_S, 180))
            for halt in usual.halts
        ),
    )

    assert kernel_days.fits(usual, HORIZON_S)
    assert not kernel_days.fits(dear, HORIZON_S)
    compiled, plain = with_and_without(kernels, lambda: place_breaks(dear))
    assert compiled == plain


@pytest.mark.parametrize("what", ["latest_s", "max_duration_s", "max_drive_s"])
def test_a_bound_beyond_all_days_is_left_to_python(what):
    problem = drawn_problem("D..A", vans=[{"breaks": (HALF_HOUR,)}])
    course = lay_out(problem, route_of(problem, "A"))

    assert kernel_days.fits(course, 0)
    assert kernel_days.fits(replace(course, vehicle=replace(course.vehicle, **{what: NO_LIMIT})), 0)
    assert not kernel_days.fits(
        replace(course, vehicle=replace(course.vehicle, **{what: 2**60})), 0
    )


def test_a_day_without_traffic_or_second_windows_waits_for_no_kernel(monkeypatch):
    told = []
    monkeypatch.setattr(kernel_days, "_ready", [])

    make_clock_ready(drawn_problem("D..A", vans=[{"breaks": (HALF_HOUR,)}]), told.append)

    assert (told, kernel_days.is_ready()) == ([], False)


def test_who_waits_for_the_compiler_is_told_once(kernels, monkeypatch, tmp_path):
    told = []
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(kernel_days, "_ready", [])
    monkeypatch.setattr(kernel_days, "make_ready", lambda: kernel_days._ready.append(kernels))
    problem = drawn_problem("D..A", slow={0: 1, 600: 2})

    make_clock_ready(problem, told.append)
    make_clock_ready(problem, told.append)

    assert [one.label for one in told] == ["Compiling the clock (once; about 10 seconds)"]
    assert kernel_days.is_ready()
