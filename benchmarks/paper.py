"""
Time the papers of a day of many routes: manifests with their maps, hub sheets, labels, summary.

    python benchmarks/paper.py plan.json [--routes 20] [--paper a4] [--labels sheet]

The routes of a real plan stand in turn for those of a larger fleet: the same stops and streets,
under other names. Seconds are of one process, the plan read and the streets found included.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from lastmile_cli.domain.plan import Plan
from lastmile_cli.records.plan_json import plan_bytes, with_identity
from lastmile_cli.workflows.export_plan import ExportRequest, export_plan
from lastmile_cli.workflows.plan_files import load_plan


def fleet_of(plan: Plan, count: int) -> Plan:
    """Repeat the plan's routes until there are ``count``, each with stops of its own."""
    stops, routes = [], []
    by_id = {stop.stop_id: stop for stop in plan.stops}
    for number in range(count):
        route = plan.routes[number % len(plan.routes)]
        ids = {it.stop_id: f"{it.stop_id}-{number}" for it in route.stop_visits if it.stop_id}
        stops += [
            replace(by_id[old], stop_id=new, orders=(), doors=(), paired_with="")
            for old, new in ids.items()
        ]
        visits = tuple(
            replace(it, stop_id=ids.get(it.stop_id or "", it.stop_id), walk=None)
            for it in route.visits
        )
        name = f"van-{number + 1}"
        routes.append(replace(route, route_id=name, vehicle_id=name, visits=visits))
    made = replace(
        plan,
        stops=tuple(stops),
        routes=tuple(routes),
        unassigned=(),
        outsourced=(),
        partner_fees=(),
    )
    return with_identity(made, plan.created_at)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan")
    parser.add_argument("--routes", type=int, default=20)
    parser.add_argument("--paper", default="a4")
    parser.add_argument("--labels", default="sheet")
    wanted = parser.parse_args()
    plan = fleet_of(load_plan(wanted.plan), wanted.routes)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.json"
        path.write_bytes(plan_bytes(plan))
        started_s, cpu_s = time.perf_counter(), time.process_time()
        out = Path(folder) / "out"
        request = ExportRequest(
            plan=str(path),
            folder=str(out),
            formats=("pdf",),
            paper=wanted.paper,
            labels=wanted.labels,
        )
        report = export_plan(request)
        wall_s, cpu_s = time.perf_counter() - started_s, time.process_time() - cpu_s
        pages = sum(it.read_bytes().count(b"/Type /Page\n") for it in report.files)
        size_mb = sum(it.stat().st_size for it in report.files) / 1e6
    stops = sum(len(route.stop_visits) for route in plan.routes)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{wanted.routes} routes, {stops} stops: {len(report.files)} files, {pages} pages,"
        f" {size_mb:.1f} MB; {wall_s:.2f} s wall, {cpu_s:.2f} s CPU, {peak_mb:.0f} MB at most"
    )


if __name__ == "__main__":
    main()
