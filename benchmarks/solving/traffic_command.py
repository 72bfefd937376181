"""The command line of ``benchmarks/traffic.py``."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.solving.best_known import Known
from benchmarks.solving.command import installed, known_objectives, parser, say
from benchmarks.solving.engines import OURS
from benchmarks.solving.instance import InstanceError
from benchmarks.solving.jam import STATIC, prepare
from benchmarks.solving.race import GRACE_S, in_a_process
from benchmarks.solving.reading import read_instance
from benchmarks.solving.table import align

PLANNERS = (OURS, "pyvrp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """
    One plan driven: ``plan`` is the matrix it was made with, or "traffic".

    ``worst_late`` is in the file's unit of time. ``share_of_static_rate`` is
    the iteration rate with traffic inside, divided by that on free flow.
    """

    instance: str
    engine: str
    plan: str
    seed: int
    customers: int | None = None
    cost: int | None = None
    vehicles: int | None = None
    late_stops: int | None = None
    late_returns: int | None = None
    worst_late: float | None = None
    left_out: int | None = None
    iterations_per_s: float | None = None
    share_of_static_rate: float | None = None
    note: str = ""

    @property
    def keeps_all(self) -> bool:
        """Whether everybody is served, and nobody nor the depot too late."""
        return (self.late_stops, self.late_returns, self.left_out) == (0, 0, 0)


def main(about: str, arguments: Sequence[str] | None = None) -> None:
    """Plan in every way, drive, compare."""
    made = parser(about)
    asked = made.parse_args(arguments)
    try:
        known = known_objectives(asked.best_known, asked.instances)
        for path in asked.instances:
            prepare(read_instance(path, _rounding(known, path, asked.rounding)))
    except (InstanceError, OSError) as error:
        made.error(str(error))
    planners = installed(PLANNERS)
    ways = [(OURS, "traffic"), *((engine, view) for view in STATIC for engine in planners)]
    trips = []
    for path in asked.instances:
        for seed in asked.seeds:
            shared = {
                "path": str(path),
                "rounding": _rounding(known, path, asked.rounding),
                "seconds": asked.seconds,
                "seed": seed,
                "workers": asked.workers,
            }
            trips += compare(path.name, ways, shared)
    if asked.json:
        json.dump([asdict(trip) for trip in trips], sys.stdout, indent=1)
        print()
    else:
        print(table(trips))


def _rounding(known: dict[str, Known], path: Path, asked: str | None) -> Any:
    return asked or (known[path.name].rounding if path.name in known else None)


def compare(name: str, ways: Sequence[tuple[str, str]], shared: dict[str, Any]) -> list[Trip]:
    """All ways of planning for one instance and seed."""
    outcomes = []
    for engine, view in ways:
        job = {**shared, "engine": engine, "view": view}
        limit_s = shared["seconds"] + GRACE_S
        outcomes.append(in_a_process("benchmarks.solving.traffic_worker", job, limit_s))
        say(f"{name} {engine} {view} seed {shared['seed']}: {_short(outcomes[-1])}")
    rates = {
        way: outcome.get("iterations_per_s") for way, outcome in zip(ways, outcomes, strict=True)
    }
    moving, still = rates.get((OURS, "traffic")), rates.get((OURS, "free flow"))
    share = round(moving / still, 2) if moving and still else None
    return [
        _trip(name, engine, view, shared["seed"], outcome, share if view == "traffic" else None)
        for (engine, view), outcome in zip(ways, outcomes, strict=True)
    ]


def _trip(
    name: str, engine: str, view: str, seed: int, outcome: dict[str, Any], share: float | None
) -> Trip:
    if "crashed" in outcome:
        note = str(outcome["crashed"])
        return Trip(instance=name, engine=engine, plan=view, seed=seed, note=note)
    rate = outcome["iterations_per_s"]
    return Trip(
        instance=name,
        engine=engine,
        plan=view,
        seed=seed,
        customers=outcome["customers"],
        cost=outcome["distance"],
        vehicles=outcome["vehicles"],
        late_stops=outcome["late_stops"],
        late_returns=outcome["late_returns"],
        worst_late=round(outcome["worst_late"], 1),
        left_out=outcome["left_out"],
        iterations_per_s=None if rate is None else round(rate, 1),
        share_of_static_rate=share,
    )


def _short(outcome: dict[str, Any]) -> str:
    if "crashed" in outcome:
        return str(outcome["crashed"])
    return f"{outcome['distance']}, {outcome['late_stops']} late"


def table(trips: Sequence[Trip]) -> str:
    """One line a plan; "keeps all" is what a dispatcher wants to read there."""
    heads = (
        "instance", "engine", "plan made with", "seed", "customers", "cost", "vehicles",
        "late", "home late", "worst", "left out", "keeps all", "iterations/s", "of static",
    )  # fmt: skip
    return align([heads, *(_cells(trip) for trip in trips)])


def _cells(trip: Trip) -> tuple[str, ...]:
    start = (trip.instance, trip.engine, trip.plan, str(trip.seed))
    if trip.cost is None:
        return (*start, trip.note, *[""] * 9)
    figures = (trip.customers, trip.cost, trip.vehicles, trip.late_stops, trip.late_returns)
    return (
        *start,
        *(str(figure) for figure in figures),
        str(trip.worst_late),
        str(trip.left_out),
        "yes" if trip.keeps_all else "no",
        "–" if trip.iterations_per_s is None else f"{trip.iterations_per_s:,.0f}",
        "" if trip.share_of_static_rate is None else f"{trip.share_of_static_rate:.2f}",
    )
