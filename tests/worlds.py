"""Worlds are drawn, so that a reader can check every number on the fingers.

One character is one minute and one kilometre; letters and digits are places,
numbered in reading order. Lines below one another are one minute apart, and
vehicles drive along rows and columns. Periods make the whole world slower.

>>> at, travel_s = world("D..A..B")
>>> at["B"], travel_s[at["D"]][at["A"]], travel_s[at["A"]][at["B"]]
(2, 180, 180)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from lastmile_cli.domain.problem import Problem, ProblemStop, ProblemVehicle
from lastmile_cli.domain.proposal import ProposedCharge, ProposedRoute
from lastmile_cli.domain.travel import UNREACHABLE_S, Travel, TravelMode, TravelTable

MINUTE_S = 60
"""What one character of a drawing takes, in seconds."""
STEP_M = 1_000
"""How long one character of a drawing is, in metres."""
EURO = 1_000_000
"""Micro-units in one euro."""
VAN = TravelMode(profile="van")
ANY_TIME = ((0, 86_399),)
"""The window of a stop that does not mind: the whole service day."""


class World(NamedTuple):
    """Where the letters stand, and the seconds from row to column."""

    at: dict[str, int]
    travel_s: list[list[int]]


def world(drawing: str) -> World:
    """Read a drawing: place index by letter, and travel seconds between places."""
    spots = _spots(drawing)
    steps = [[abs(a - c) + abs(b - d) for c, d in spots.values()] for a, b in spots.values()]
    return World(
        at={letter: index for index, letter in enumerate(spots)},
        travel_s=[[count * MINUTE_S for count in row] for row in steps],
    )


def drawn_travel(
    drawing: str,
    *,
    slow: Mapping[int, float] | None = None,
    cut: Iterable[tuple[str, str]] = (),
    modes: Sequence[TravelMode] = (VAN,),
) -> Travel:
    """The drawing as travel tables.

    Parameters
    ----------
    slow
        Period start in seconds to the factor on every duration; ``{0: 1, 600: 2}``
        takes twice as long from minute 10 on. One free period by default.
    cut
        Pairs of letters between which there is no way, such as ``[("A", "B")]``
        (from A to B; name ``("B", "A")`` too for both directions).
    modes
        One table each; a mode's ``speed_factor`` divides its durations.
    """
    at, travel_s = world(drawing)
    factors = dict(sorted((slow or {0: 1}).items()))
    base = np.array(travel_s, dtype=np.float64).reshape(len(at), len(at))
    tables = []
    for mode in modes:
        layers = [np.ceil(base * factor / mode.speed_factor) for factor in factors.values()]
        duration_s = np.array(layers).astype(np.int32)
        distance_m = (base / MINUTE_S * STEP_M).astype(np.int32)
        for start, end in cut:
            duration_s[:, at[start], at[end]] = UNREACHABLE_S
            distance_m[at[start], at[end]] = 0
        tables.append(TravelTable(mode=mode, duration_s=duration_s, distance_m=distance_m))
    return Travel(period_starts_s=tuple(factors), tables=tuple(tables))


def drawn_problem(
    drawing: str,
    *,
    stops: Mapping[str, Mapping[str, Any]] | None = None,
    vans: Sequence[Mapping[str, Any]] = ({},),
    slow: Mapping[int, float] | None = None,
    cut: Iterable[tuple[str, str]] = (),
    units: tuple[str, ...] = ("parcels",),
    modes: Sequence[TravelMode] = (VAN,),
    chargers: str = "",
) -> Problem:
    """Make a small problem from a drawing: vans start and end at D, every other letter is a stop.

    Letters of ``chargers`` are chargers instead, in this order.

    A stop by default takes one parcel, no time at the door, minds no hour and
    is dear to drop (1,000 euros). A van by default works from second 0 for 12
    hours, holds 100 parcels, costs 1 euro a km and 36 euros an hour (one cent
    a second), and needs no loading time.

    Parameters
    ----------
    stops
        What is special about a stop, by letter: fields of ``ProblemStop``, and
        ``at`` to let it stand at another letter's place. Where given, only
        these letters are stops; more than one character is welcome with ``at``.
    vans
        What is special about each van: fields of ``ProblemVehicle``, with
        ``start`` and ``end`` as letters (``end=None``: an open route).

    Examples
    --------
    >>> problem = drawn_problem("D..A..B", stops={"A": {}, "B": {"windows": ((600, 900),)}})
    >>> [stop.stop_id for stop in problem.stops], problem.stops[1].windows
    (['A', 'B'], ((600, 900),))
    """
    at = world(drawing).at
    wanted = (
        stops
        if stops is not None
        else {letter: {} for letter in at if letter not in f"D{chargers}"}
    )
    return Problem(
        stops=tuple(_stop(name, dict(special), at, units) for name, special in wanted.items()),
        vehicles=tuple(_van(n, dict(special), at, units) for n, special in enumerate(vans, 1)),
        travel=drawn_travel(drawing, slow=slow, cut=cut, modes=modes),
        load_units=units,
        chargers=tuple(at[letter] for letter in chargers),
    )


def route_of(
    problem: Problem, letters: str, vehicle: int = 0, charges: Iterable[tuple[int, int]] = ()
) -> ProposedRoute:
    """
    Visiting order by single-letter stop ids, trips parted by a blank: ``"AB C"``.

    ``charges`` are pairs: before which halt, at which charger.
    """
    index = {stop.stop_id: number for number, stop in enumerate(problem.stops)}
    trips = tuple(tuple(index[letter] for letter in trip) for trip in letters.split())
    filled = tuple(ProposedCharge(before=before, charger=charger) for before, charger in charges)
    return ProposedRoute(vehicle=vehicle, trips=trips, charges=filled)


def _spots(drawing: str) -> dict[str, tuple[int, int]]:
    spots: dict[str, tuple[int, int]] = {}
    for row, line in enumerate(drawing.splitlines()):
        for column, letter in enumerate(line):
            if letter.isalnum():
                assert letter not in spots, f"{letter} is drawn twice"
                spots[letter] = (row, column)
    return spots


def _stop(
    name: str, special: dict[str, Any], at: Mapping[str, int], units: tuple[str, ...]
) -> ProblemStop:
    none = (0,) * len(units)
    defaults: dict[str, Any] = {
        "stop_id": name,
        "place": at[special.pop("at", name[:1])],
        "windows": ANY_TIME,
        "service_s": (0,),
        "delivery": (1, *none[1:]) if "pickup" not in special else none,
        "pickup": none,
        "drop_micro": 1_000 * EURO,
    }
    return ProblemStop(**(defaults | special))


def _van(
    number: int, special: dict[str, Any], at: Mapping[str, int], units: tuple[str, ...]
) -> ProblemVehicle:
    start = special.pop("start", "D")
    end = special.pop("end", start)
    defaults: dict[str, Any] = {
        "vehicle_id": f"van-{number}",
        "table": 0,
        "start_place": at[start],
        "end_place": None if end is None else at[end],
        "earliest_s": 0,
        "latest_s": 12 * 3_600,
        "capacity": (100,) * len(units),
        "per_km_micro": EURO,
        "per_hour_micro": 36 * EURO,
    }
    return ProblemVehicle(**(defaults | special))
