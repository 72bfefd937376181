"""
Park once and walk: what is it worth, on the sample day and on a dense one?

    python benchmarks/walking.py [--stops 150] [--parking 0,45,90] [--json]

The dense day has that many addresses of the sample's map, those nearest to its middle, with
drawn windows and parcels, and three vans; the sample day is as it is, with its bikes. Each is
planned as ``lastmile plan`` does it, with `park_and_walk` on and off, for each time to park a
van, with the default effort, and every plan passes its check. Seconds are the wall
clock's; the first day is planned once before they count, so that code is compiled.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.solving.table import align  # noqa: E402
from lastmile_cli.domain.geo import Coordinate, great_circle_m  # noqa: E402
from lastmile_cli.workflows.plan_day import PlanRequest, plan_day  # noqa: E402

DAY = date(2026, 11, 23)
MIDDLE = Coordinate(lat_deg=60.1690, lon_deg=24.9440)
WINDOWS = (("09:00", "12:00"), ("12:00", "15:00"), ("09:00", "18:00"), ("", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One plan; ``parking_s`` a van takes to park, ``on_foot`` how many doors are walked to."""

    day: str
    parking_s: int
    walks: bool
    cost: float
    paid_min: int
    km: float
    on_foot: int
    walked_min: int
    seconds: float


def main() -> None:
    """Plan each day with and without rounds, and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stops", type=int, default=150)
    parser.add_argument("--parking", default="0,45,90")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = []
    with tempfile.TemporaryDirectory() as folder:
        dense = Path(folder) / "dense.csv"
        write_dense(dense, options.stops)
        days = {"sample": str(ROOT / "sample_data" / "stops.csv"), "dense": str(dense)}
        is_warm = False
        for name, stops in days.items():
            for parking_s in (int(part) for part in options.parking.split(",")):
                for walks in (False, True):
                    config = Path(folder) / "config.yaml"
                    write_config(config, parking_s, walks=walks, vans_only=name == "dense")
                    if not is_warm:
                        planned(name, parking_s, stops, config, walks=walks)
                        is_warm = True
                    found.append(planned(name, parking_s, stops, config, walks=walks))
    if options.json:
        print(json.dumps([asdict(one) for one in found]))
        return
    rows = [[str(cell) for cell in asdict(one).values()] for one in found]
    print(align([list(asdict(found[0])), *rows]))


def planned(day: str, parking_s: int, stops: str, config: Path, *, walks: bool) -> Planned:
    """Plan a day, and take its figures."""
    started = time.monotonic()
    plan = plan_day(PlanRequest(stops=stops, config=str(config), service_date=DAY)).plan
    routes = plan.routes
    return Planned(
        day=day,
        parking_s=parking_s,
        walks=walks,
        cost=float(plan.bill.total.amount),
        paid_min=round(sum(route.paid_s for route in routes) / 60),
        km=round(sum(route.distance_m for route in routes) / 1000, 1),
        on_foot=sum(visit.walk is not None for route in routes for visit in route.visits),
        walked_min=round(sum(route.walk_s for route in routes) / 60),
        seconds=round(time.monotonic() - started, 1),
    )


def write_dense(target: Path, count: int) -> None:
    """Write a day at the addresses nearest to the middle of the map, the same for a count."""
    import osmium

    wanted = osmium.filter.KeyFilter("addr:housenumber")
    doors = {
        (thing.tags["addr:street"], thing.tags["addr:housenumber"]): Coordinate(
            lat_deg=thing.location.lat, lon_deg=thing.location.lon
        )
        for thing in osmium.FileProcessor(
            str(ROOT / "sample_data" / "helsinki.osm.pbf"), osmium.osm.NODE
        ).with_filter(wanted)
        if "addr:street" in thing.tags
    }
    near = sorted(doors.items(), key=lambda it: (great_circle_m(it[1], MIDDLE), it[0]))[:count]
    drawn = random.Random(2026)
    with target.open("w", encoding="utf-8", newline="") as stream:
        sheet = csv.writer(stream)
        sheet.writerow(
            ["stop_id", "address", "city", "lat", "lon", "time_window_start", "time_window_end",
             "weight_kg", "parcels", "service_time_min"]
        )  # fmt: skip
        for number, ((street, house), at) in enumerate(near, 1):
            weight_kg, parcels = round(drawn.uniform(0.3, 5), 1), drawn.choice((1, 1, 1, 2, 3))
            place = (f"{street} {house}", "Helsinki", at.lat_deg, at.lon_deg)
            sheet.writerow([number, *place, *drawn.choice(WINDOWS), weight_kg, parcels, 3])


def write_config(target: Path, parking_s: int, *, walks: bool, vans_only: bool) -> None:
    """Write the example's configuration with these changes."""
    config: dict[str, Any] = yaml.safe_load((ROOT / "config.example.yaml").read_text("utf-8"))
    config["service"]["park_and_walk"] = walks
    config["roads"]["map"] = str(ROOT / "sample_data" / "helsinki.osm.pbf")
    config["roads"]["parking_s"] = {"van": parking_s}
    for key in ("roster_file", "customers", "stock", "partners"):
        config.pop(key, None)
    if vans_only:
        vans = [group for group in config["vehicles"] if group["id"] == "electric-van"]
        vans[0] |= {"count": 3, "drivers": []}
        config["vehicles"], config["drivers"], config["roster"] = vans, [], []
    target.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")


if __name__ == "__main__":
    main()
