"""Random small problems with every feature an engine may meet, for hypothesis."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from lastmile_cli.domain.problem import NO_LIMIT, Problem, ProblemStop, ProblemVehicle
from lastmile_cli.domain.stops import SequenceWish
from lastmile_cli.domain.travel import UNREACHABLE_S, Travel, TravelMode, TravelTable

DAY_S = 20_000
"""Random days are short, so that windows, shifts and traffic get in each other's way."""

durations_s = st.sampled_from(["way"] * 12 + ["spot", "none"]).flatmap(
    lambda kind: {
        "way": st.integers(1, 2_000),
        "spot": st.just(0),
        "none": st.just(UNREACHABLE_S),
    }[kind]
)
"""One leg: on the spot, some way, or none."""


def rarely(limits: st.SearchStrategy[int]) -> st.SearchStrategy[int]:
    """Mostly no limit."""
    return st.integers(0, 5).flatmap(lambda die: st.just(NO_LIMIT) if die else limits)


@st.composite
def travels(
    draw, *, places: int, periods: int, tables: int = 1, are_shortest: bool = False
) -> Travel:
    """
    Asymmetric tables in which nothing is promised, not even the triangle inequality.

    With ``are_shortest`` no way over a third place is shorter, as in tables made of streets.
    """
    starts_s = sorted(draw(st.sets(st.integers(0, DAY_S), min_size=periods, max_size=periods)))
    made = []
    for number in range(tables):
        legs = draw(st.lists(durations_s, min_size=places**2, max_size=places**2))
        base = np.array(legs, dtype=np.int64).reshape(places, places)
        np.fill_diagonal(base, 0)
        if are_shortest:
            _shorten(base)
        factors = draw(st.lists(st.floats(0.3, 4), min_size=periods, max_size=periods))
        layers = [np.minimum(np.ceil(base * factor), UNREACHABLE_S) for factor in factors]
        duration_s = np.where(base >= UNREACHABLE_S, UNREACHABLE_S, np.array(layers))
        distance_m = np.where(base >= UNREACHABLE_S, 0, base * 10)
        if periods > 1 and draw(st.booleans()):
            _close_some(draw, duration_s)
        made.append(
            TravelTable(
                mode=TravelMode(profile=f"mode {number}"),
                duration_s=duration_s.astype(np.int32),
                distance_m=distance_m.astype(np.int32),
            )
        )
    return Travel(period_starts_s=tuple(starts_s), tables=tuple(made))


def _shorten(base: np.ndarray) -> None:
    """Every way becomes the shortest of all, over other places where that helps."""
    for over in range(len(base)):
        np.minimum(base, base[:, over, None] + base[None, over, :], out=base)
    np.minimum(base, UNREACHABLE_S, out=base)


def _close_some(draw: st.DrawFn, duration_s: np.ndarray) -> None:
    """Some ways are closed in some periods: a few legs, or all of one place in one period."""
    periods, places, _ = duration_s.shape
    cell = st.tuples(*(st.integers(0, size - 1) for size in (periods, places, places)))
    for period, start, end in draw(st.lists(cell, max_size=6)):
        if start != end:
            duration_s[period, start, end] = UNREACHABLE_S
    if draw(st.booleans()):
        period, place, _ = draw(cell)
        others = [other for other in range(places) if other != place]
        duration_s[period, place, others] = duration_s[period, others, place] = UNREACHABLE_S


@st.composite
def windows(draw) -> tuple[tuple[int, int], ...]:
    """One or two windows, some of zero width."""
    count = draw(st.sampled_from([1, 1, 1, 2]))
    edges = st.lists(st.integers(0, DAY_S), min_size=2 * count, max_size=2 * count, unique=True)
    cuts = sorted(draw(edges))
    found = [(cuts[2 * k], cuts[2 * k + 1]) for k in range(count)]
    if draw(st.integers(0, 5)) == 0:
        found = [(opens, opens) for opens, _ in found]
    return ((0, DAY_S),) if draw(st.integers(0, 2)) else tuple(found)


@st.composite
def stops(draw, *, number: int, places: int, vehicles: int, units: int, plain: bool) -> ProblemStop:
    """One stop; a ``plain`` one has no ready time, no wish, no pickup and fits any vehicle."""
    loads = st.tuples(*[st.integers(0, 4)] * units)
    nothing = (0,) * units
    allowed = None
    if not plain and vehicles and draw(st.integers(0, 3)) == 0:
        allowed = draw(st.frozensets(st.integers(0, vehicles - 1)))
    return ProblemStop(
        stop_id=f"stop-{number}",
        place=draw(st.integers(0, places - 1)),
        windows=draw(windows()),
        service_s=draw(st.tuples(st.integers(0, 600), st.integers(0, 600))),
        delivery=draw(loads),
        pickup=nothing if plain else draw(st.one_of(st.just(nothing), loads)),
        drop_micro=draw(st.sampled_from([0, 5_000_000, 10**9, 10**9, 10**12, 10**12])),
        vehicles=allowed,
        parcels=draw(st.integers(0, 3)),
        ready_s=0 if plain else draw(st.sampled_from([0, 0, 0, 2_000, 6_000])),
        sequence=SequenceWish.ANY
        if plain
        else draw(
            st.sampled_from([*[SequenceWish.ANY] * 6, SequenceWish.FIRST, SequenceWish.LAST])
        ),
    )


@st.composite
def vehicles(draw, *, number: int, places: int, tables: int, units: int) -> ProblemVehicle:
    """One vehicle, often without limits, sometimes with nearly impossible ones."""
    spot = st.integers(0, places - 1)
    seconds = rarely(st.integers(0, DAY_S))
    earliest_s = draw(st.integers(0, DAY_S // 4))
    return ProblemVehicle(
        vehicle_id=f"van-{number}",
        table=draw(st.integers(0, tables - 1)),
        start_place=draw(spot),
        end_place=draw(st.one_of(st.none(), spot)),
        earliest_s=earliest_s,
        latest_s=min(DAY_S, draw(rarely(st.integers(earliest_s, DAY_S)))),
        capacity=draw(st.tuples(*[st.sampled_from([2, 8, 16, 40])] * units)),
        service_class=draw(st.integers(0, 1)),
        loading_s=draw(st.sampled_from([0, 0, 300, 1_200])),
        max_duration_s=draw(seconds),
        max_drive_s=draw(seconds),
        max_distance_m=draw(rarely(st.integers(0, 200_000))),
        max_stops=draw(rarely(st.integers(0, 3))),
        overtime_after_s=draw(seconds),
        per_km_micro=draw(st.integers(0, 2_000_000)),
        per_hour_micro=draw(st.integers(0, 40_000_000)),
        overtime_micro=draw(st.integers(0, 20_000_000)),
        fixed_micro=draw(st.integers(0, 50_000_000)),
        per_stop_micro=draw(st.integers(0, 1_000_000)),
        per_parcel_micro=draw(st.sampled_from([0, 0, 250_000])),
    )


@st.composite
def problems(
    draw,
    *,
    max_stops: int = 6,
    max_vehicles: int = 3,
    max_periods: int = 3,
    are_shortest: bool = False,
) -> Problem:
    """A whole problem; half of them plain, so that long routes come about too."""
    places = draw(st.integers(1, 5))
    tables, units = draw(st.integers(1, 2)), draw(st.integers(0, 2))
    count = draw(st.integers(0, max_stops))
    fleet = draw(st.integers(0, max_vehicles))
    plain = draw(st.booleans())
    periods = draw(st.integers(1, max_periods))
    size = {"places": places, "units": units}
    return Problem(
        stops=tuple(
            draw(stops(number=number, vehicles=fleet, plain=plain, **size))
            for number in range(count)
        ),
        vehicles=tuple(
            draw(vehicles(number=number, tables=tables, **size)) for number in range(fleet)
        ),
        travel=draw(
            travels(places=places, periods=periods, tables=tables, are_shortest=are_shortest)
        ),
        load_units=tuple(f"unit {number}" for number in range(units)),
    )
