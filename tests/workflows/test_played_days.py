"""Random days, played and planned anew again and again: every plan holds, whatever happened."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.under_way import Mode
from lastmile_cli.records.plan_json import plan_bytes
from lastmile_cli.workflows.plan_day import PlanRequest, plan_day
from lastmile_cli.workflows.plan_files import load_plan, save_plan
from lastmile_cli.workflows.replan_day import Replan, ReplanRequest, replan
from lastmile_cli.workflows.track_events import keep_events
from lastmile_cli.workflows.verify_plan import verify_plan
from tests.played_days import play

CONFIG = """\
service: {timezone: Europe/Helsinki, currency: EUR, service_time_min: 4, max_late_min: 15}
roads:
  source: great_circle
  great_circle: {speed_kmh: 30, detour: 1.2}
depots:
  - {id: shop, lat: 60.17, lon: 24.94, loading_min: 10}
vehicles:
  - id: van
    count: 3
    shift: {start: "08:00", end: "18:00"}
    depot: shop
    capacity: {parcels: 15}
    max_trips: 2
    %s
    costs: {vehicle_per_day: "30.00", wage_per_hour: "30.00"}
    energy: {kind: diesel, l_per_100km: 8}
costs: {diesel_per_l: "1.50", lateness_per_hour: "20.00"}
solver: {engine: ruin-recreate, iterations: 150}
"""
HEAD = "id,lat,lon,parcels,window,type\n"
VANS = {
    "lunch": 'breaks: [{minutes: 30, between: ["11:00", "14:00"], paid: false}]',
    "law": "breaks: [{minutes: 30, after_work_h: 3, paid: true}]",
    "hours": "max_hours: 8",
    "walks": "walking: {radius_m: 800, parcels_carried: 4, weight_kg_carried: 15, max_doors: 4}",
    "range": "{range_km: 25, recharge_min: 20, charges_at_depot: true}",
    "plain": "",
}
MODES = (Mode.INSERT, Mode.KEEP, Mode.FREE)


def row(name: str, dice: np.random.Generator, first_h: int = 8) -> str:
    """An order near the shop; two in five have a window, one in five is fetched."""
    lat, lon = 60.17 + dice.normal(0, 0.02), 24.94 + dice.normal(0, 0.04)
    opens = int(dice.integers(first_h, 16))
    window = f"{opens:02d}:00-{opens + 2:02d}:00" if dice.random() < 0.4 else ""
    kind = dice.choice(["delivery"] * 8 + ["pickup", "return"])
    return f"{name},{lat:.6f},{lon:.6f},{dice.integers(1, 3)},{window},{kind}\n"


def news(plan, turn: int, hour: int, dice: np.random.Generator) -> dict:
    """What else happens: new orders, a cancellation, a breakdown."""
    found: dict = {}
    if dice.random() < 0.5:
        orders = "".join(row(f"N{turn}-{n}", dice, min(14, hour + 1)) for n in range(2))
        Path(f"new{turn}.csv").write_text(HEAD + orders, encoding="utf-8")
        found["orders"] = f"new{turn}.csv"
    if dice.random() < 0.3:
        ids = [stop.stop_id for stop in plan.stops if not stop.stop_id.startswith("@")]
        found["cancel"] = (str(dice.choice(ids)),)
    if turn == 1:
        found["down"] = (plan.routes[0].vehicle_id,)
    return found


@pytest.mark.parametrize(("seed", "van"), list(enumerate(VANS)))
def test_every_plan_of_a_day_holds_and_tells_the_truth(seed, van, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    dice = np.random.default_rng(seed)
    special = VANS[van].strip("{}") if van == "range" else VANS[van]
    lines = special.replace(", recharge", "\n    recharge").replace(", charges", "\n    charges")
    Path("day.yaml").write_text(CONFIG % lines, encoding="utf-8")
    orders = "".join(row(f"S{n}", dice) for n in range(24))
    Path("day.csv").write_text(HEAD + orders, encoding="utf-8")
    day = date(2026, 11, 23)
    plan_day(PlanRequest(stops="day.csv", config="day.yaml", service_date=day, output="plan.json"))
    name, plan, versions = "plan.json", load_plan("plan.json"), 1
    for turn, at_s in enumerate(range(9 * 3_600, 15 * 3_600, 5_000)):
        keep_events(play(plan, at_s, dice, pace=1.1), "day.yaml", lock_wait_s=1)
        clock = f"{at_s // 3_600:02d}:{at_s % 3_600 // 60:02d}:{at_s % 60:02d}"
        request = ReplanRequest(
            plan=name,
            config="day.yaml",
            at=clock,
            mode=MODES[turn % 3],
            iterations=100,
            keeps=True,
            **news(plan, turn, at_s // 3_600, dice),
        )
        try:
            found = replan(request)
        except InputRefusedError as refused:
            assert "already" in str(refused) or "Nothing of" in str(refused)  # noqa: PT017
            continue
        assert isinstance(found, Replan)
        versions += 1
        assert found.plan.replanned is not None
        assert found.plan.replanned.version == versions
        name = f"plan-{versions}.json"
        save_plan(found.plan, name)
        plan = load_plan(name)
        assert plan_bytes(plan) == plan_bytes(found.plan)
        assert [one.sentence for one in verify_plan(name).violations] == []
    assert versions >= 3
