"""
Tight windows and a jam on the main roads of Liechtenstein: is traffic in the search worth it?

    python benchmarks/jam_day.py [--stops 300] [--seeds 0,1,2,3,4] [--iterations N] [--json]

Needs ``LASTMILE_DATA`` (docs/data.md). A seed draws the addresses and their
windows of an hour. The day is read, located and measured as ``lastmile plan``
does it; then our engine plans it four times with the same number of rounds:
with the periods, and with one matrix for the whole day (free flow, the day's
mean, the worst hour). All plans are driven under the same traffic, every van
leaving when that is best for its route, and judged by the referee.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import sys
import tempfile
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.solving.static_travel import LOOKS, seen_without_hours  # noqa: E402
from benchmarks.solving.table import align  # noqa: E402
from lastmile_cli.checking.proposal import check_proposal  # noqa: E402
from lastmile_cli.domain.ports import SolveBudget  # noqa: E402
from lastmile_cli.domain.problem import Problem  # noqa: E402
from lastmile_cli.domain.proposal import Proposal  # noqa: E402
from lastmile_cli.planning.mend import objective_micro  # noqa: E402
from lastmile_cli.timing.clock import time_route  # noqa: E402
from lastmile_cli.workflows.plan_day import PlanRequest, get_ready  # noqa: E402
from lastmile_cli.workflows.ready_day import ReadyDay  # noqa: E402
from tests.e2e.test_liechtenstein import CONFIG, PARCELS, draw_addresses  # noqa: E402

DAY = date(2026, 11, 24)
OPEN_S, CLOSE_S = 8 * 3600, 17 * 3600
WINDOW_S = 3600
JAM = """
  traffic:
    - {name: morning, from: "07:00", to: "09:00", default: 0.8, speed: {primary: 0.4, secondary: 0.5, tertiary: 0.6}}
    - {name: lunch, from: "11:30", to: "13:30", default: 0.8, speed: {primary: 0.35, secondary: 0.45, tertiary: 0.6}}
    - {name: evening, from: "16:00", to: "18:00", default: 0.75, speed: {primary: 0.35, secondary: 0.45, tertiary: 0.6}}
geocoding:"""  # noqa: E501


@dataclass(frozen=True, slots=True, kw_only=True)
class Driven:
    """One plan under the day's traffic; ``cost`` in the config's currency."""

    seed: int
    plan: str
    cost: float
    routes: int
    unserved: int
    late_stops: int
    worst_late_s: int
    broken: int


def write_day(folder: Path, source: Path, stops: int, seed: int) -> None:
    """Write the stops file, each stop with an hour of its own, and the configuration."""
    head, rest = CONFIG.split("  traffic:\n")
    text = head + JAM.lstrip("\n") + rest.split("geocoding:", 1)[1]
    text = text.replace("count: 6", f"count: {max(6, stops // 25)}")
    text = text.replace("on_doubtful_address: refuse", "on_doubtful_address: skip")
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    (folder / "liechtenstein.osm.pbf").symlink_to(source)
    dice = random.Random(seed)
    with (folder / "stops.csv").open("w", encoding="utf-8", newline="") as stream:
        sheet = csv.writer(stream)
        sheet.writerow(["Order ID", "Street", "Zip", "City", "From", "To", "Parcels"])
        for number, parts in enumerate(draw_addresses(source, stops, seed)):
            street = f"{parts['addr:street']} {parts['addr:housenumber']}"
            opens_s = dice.randrange(OPEN_S, CLOSE_S - WINDOW_S + 1, 900)
            hours = (_clock(opens_s), _clock(opens_s + WINDOW_S))
            town = (parts["addr:postcode"], parts["addr:city"])
            sheet.writerow([f"LI-{number}", street, *town, *hours, PARCELS])


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}"


def compare(day: ReadyDay, seed: int, budget: SolveBudget) -> list[Driven]:
    """Plan in every way, drive under the traffic."""
    true = day.pose().problem
    shift = (min(v.earliest_s for v in true.vehicles), max(v.latest_s for v in true.vehicles))
    views = {"traffic": true}
    for look in LOOKS:
        views[look] = replace(true, travel=seen_without_hours(true.travel, look, shift))
    found = []
    for name, seen in views.items():
        proposal = day.engine.solve(seen, budget)
        found.append(drive(true, proposal, seed, name))
        print(found[-1], file=sys.stderr)
    return found


def drive(true: Problem, proposal: Proposal, seed: int, name: str) -> Driven:
    """What becomes of a plan in the traffic."""
    timed = [time_route(true, route) for route in proposal.routes if route.stops]
    late = [visit.late_s for route in timed for visit in route.visits if visit.late_s > 0]
    return Driven(
        seed=seed,
        plan=name,
        cost=round(float(objective_micro(true, proposal)) / 1e6, 2),
        routes=len(timed),
        unserved=len(proposal.unserved),
        late_stops=len(late),
        worst_late_s=max(late, default=0),
        broken=len(check_proposal(true, proposal)),
    )


def main() -> None:
    """Run every seed and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stops", type=int, default=300)
    parser.add_argument("--seeds", default="0,1,2,3,4")
    parser.add_argument("--iterations", type=int)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    data = Path(os.environ.get("LASTMILE_DATA", ROOT.parent / "shared" / "data"))
    source = data / "osm" / "liechtenstein-20240303.osm.pbf"
    found = []
    for seed in map(int, wanted.seeds.split(",")):
        budget = SolveBudget(iterations=wanted.iterations, seed=seed, workers=wanted.workers)
        with tempfile.TemporaryDirectory() as folder:
            write_day(Path(folder), source, wanted.stops, seed)
            request = PlanRequest(
                stops=f"{folder}/stops.csv",
                config=f"{folder}/config.yaml",
                service_date=DAY,
                offline=True,
            )
            found += compare(get_ready(request), seed, budget)
    print(json.dumps([asdict(one) for one in found], indent=1) if wanted.json else table(found))


def table(found: list[Driven]) -> str:
    """One line a plan."""
    heads = ("seed", "planned with", "cost", "routes", "unserved", "late", "worst s", "broken")
    rows = [tuple(str(value) for value in asdict(one).values()) for one in found]
    return align([heads, *rows])


if __name__ == "__main__":
    main()
