"""
Chances of failing by the hour on the sample day: what weighing them costs the search, and saves.

    python benchmarks/attempts.py [--stops 140] [--iterations 4000] [--seeds 0,1,2] [--json]

The sample day is read, located and measured as ``lastmile plan`` does it, with hours of which
some fail likelier (``HOURS``) at ``FAILURE`` a failure. It is planned once with the hours and
once with each stop as likely to fail at every hour as on average, both with the same number of
rounds; both plans are then priced with the hours. ``plain`` is the same day without breaks,
trips, returns and crews, which faster kernels plan where no hour matters. CPU seconds a round
tell the rate.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.solving.table import align  # noqa: E402
from lastmile_cli.checking.proposal import check_proposal  # noqa: E402
from lastmile_cli.domain.ports import SolveBudget  # noqa: E402
from lastmile_cli.domain.problem import NO_LIMIT, Problem, ProblemStop  # noqa: E402
from lastmile_cli.domain.proposal import Proposal  # noqa: E402
from lastmile_cli.engines.ruin_recreate.engine import RuinRecreateEngine  # noqa: E402
from lastmile_cli.engines.ruin_recreate.rich.pack import is_rich  # noqa: E402
from lastmile_cli.planning.mend import objective_micro  # noqa: E402
from lastmile_cli.timing.clock import time_route  # noqa: E402
from lastmile_cli.workflows.plan_day import PlanRequest, get_ready  # noqa: E402

DAY = date(2026, 11, 23)
HOURS = (("08:00", "12:00", 0.12), ("12:00", "17:00", 0.06), ("17:00", "21:00", 0.03))
FAILURE = "15.30"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One plan, priced with the hours; ``failures`` are those expected."""

    day: str
    seed: int
    seen: str
    cost: float
    failures: float
    unserved: int
    broken: int
    cpu_ms_a_round: float


def sample_day(folder: Path, stops: int) -> Problem:
    """Pose the first stops of the sample day, with chances by the hour."""
    config: dict[str, Any] = yaml.safe_load((ROOT / "config.example.yaml").read_text("utf-8"))
    config["attempts"] = {"chances": [{"from": a, "to": b, "chance": p} for a, b, p in HOURS]}
    config["costs"] |= {"failed_attempt": FAILURE, "failed_attempt_contact": 0}
    config["roads"]["map"] = str(ROOT / "sample_data" / "helsinki.osm.pbf")
    for key in ("partners", "roster", "stock", "chargers"):
        config.pop(key, None)
    rows = (ROOT / "sample_data/stops.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    text = yaml.safe_dump(config, allow_unicode=True)
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    (folder / "stops.csv").write_text("".join(rows[: stops + 1]), encoding="utf-8")
    request = PlanRequest(
        stops=str(folder / "stops.csv"), config=str(folder / "config.yaml"), service_date=DAY
    )
    return get_ready(request).pose().problem


def plain(problem: Problem) -> Problem:
    """Return the day without what only the rich kernels know; as many vans as there are."""
    usual = replace(
        max(problem.vehicles, key=lambda van: van.capacity),
        breaks=(),
        max_trips=1,
        waiting_paid=True,
        max_duration_s=NO_LIMIT,
        max_drive_s=NO_LIMIT,
        range_m=NO_LIMIT,
    )
    vans = tuple(replace(usual, vehicle_id=f"van-{n}") for n in range(len(problem.vehicles)))
    stops = tuple(
        replace(
            stop,
            windows=((stop.windows[0][0], stop.windows[-1][1]),),
            vehicles=None,
            max_late_s=0,
            group=None,
            shipped_from=None,
            pickup=(0,) * len(stop.pickup),
            vehicle_micro=(),
            zone=None,
            partner_micro=None,
        )
        for stop in problem.stops
    )
    return replace(
        problem, stops=stops, vehicles=vans, zone_change_micro=0, balance_micro=0, chargers=()
    )


def averaged(problem: Problem) -> Problem:
    """Return the day as who knows the mean chance of each stop would see it."""

    def seen(stop: ProblemStop) -> ProblemStop:
        prices = [stop.failing_micro(from_s) for from_s, _ in stop.chances] or [0]
        served = stop.served_micro + sum(prices) // len(prices)
        return replace(stop, chances=(), failure_micro=0, served_micro=served)

    return replace(problem, stops=tuple(map(seen, problem.stops)))


def race(name: str, problem: Problem, iterations: int, seed: int) -> list[Found]:
    """Plan with the hours and without, price both with them."""
    blind = averaged(problem)
    print(f"{name}: rich without hours: {is_rich(blind)}", file=sys.stderr)
    found = []
    for seen, view in (("hours", problem), ("mean", blind)):
        RuinRecreateEngine().solve(view, SolveBudget(iterations=10))  # compiled before it counts
        began = time.process_time()
        proposal = RuinRecreateEngine().solve(view, SolveBudget(iterations=iterations, seed=seed))
        cpu_s = time.process_time() - began
        found.append(priced(name, problem, proposal, seed, seen, cpu_s / iterations * 1e3))
    return found


def priced(
    name: str, problem: Problem, proposal: Proposal, seed: int, seen: str, cpu_ms: float
) -> Found:
    """Price a plan with the hours."""
    begins = [
        (visit.stop, visit.start_s)
        for route in proposal.routes
        for visit in time_route(problem, route).stop_visits
        if visit.stop is not None
    ]
    ppm = sum(problem.stops[stop].failure_ppm_at(begin_s) for stop, begin_s in begins)
    return Found(
        day=name,
        seed=seed,
        seen=seen,
        cost=round(float(objective_micro(problem, proposal)) / 1e6, 2),
        failures=round(ppm / 1e6, 2),
        unserved=len(proposal.unserved),
        broken=len(check_proposal(problem, proposal)),
        cpu_ms_a_round=round(cpu_ms, 3),
    )


def main() -> int:
    """Plan, price, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--stops", type=int, default=140)
    parser.add_argument("--iterations", type=int, default=4_000)
    parser.add_argument("--seeds", default="0,1,2")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        problem = sample_day(Path(folder), arguments.stops)
    days = {"sample": problem, "plain": plain(problem)}
    found = [
        one
        for name, day in days.items()
        for seed in map(int, arguments.seeds.split(","))
        for one in race(name, day, arguments.iterations, seed)
    ]
    if arguments.json:
        print(json.dumps([asdict(one) for one in found], indent=2))
        return 0
    header = list(asdict(found[0]))
    print(align([header, *([str(cell) for cell in asdict(one).values()] for one in found)]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
