"""
How large the map of a day is, and how long it takes to draw.

    python -m benchmarks.map_page [--map MAP.osm.pbf] [--stops 300] [--reach-km 5] [--seed 7]

Doors are drawn on streets of a real map (default: Porto in ``LASTMILE_DATA``) around its middle,
each with notes, a phone number and a window of four hours, and planned with a short search.
Prints the page's bytes and what of them is streets, and CPU seconds of three calls of
``lastmile map``.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from lastmile_cli.roads.embedded import open_map

LASTMILE = (sys.executable, "-m", "lastmile_cli")
SHOWN = frozenset({"residential", "tertiary", "unclassified"})
COLUMNS = ("stop_id", "name", "lat", "lon", "time_window_start", "time_window_end", "parcels",
           "phone", "notes")  # fmt: skip
QUICKLY = ("--date", "2026-11-23", "--iterations", "3000", "--quiet")
CONFIG = """\
service: {{timezone: Europe/Lisbon, currency: EUR, country: PT, service_time_min: 3}}
roads: {{source: embedded, map: {map}}}
depots: [{{id: hub, lat: {lat}, lon: {lon}, opens: "06:00", closes: "22:00", loading_min: 10}}]
vehicles:
  - id: van
    count: {vans}
    profile: van
    capacity: {{weight_kg: 900, parcels: 120}}
    shift: {{start: "07:30", end: "18:30"}}
    depot: hub
    energy: {{kind: diesel, l_per_100km: 8.4}}
"""


def draw_day(folder: Path, map_path: Path, stops: int, reach_km: float, seed: int) -> None:
    """Write ``stops.csv`` and ``config.yaml``; the same for the same numbers."""
    source = open_map(map_path)
    box = source.box
    if box is None:
        raise SystemExit(f"{map_path} has no streets")
    lat, lon = (box.south_deg + box.north_deg) / 2, (box.west_deg + box.east_deg) / 2
    narrow = math.cos(math.radians(lat))
    near = [
        street
        for street in source.streets_in(box)
        if street.road_class in SHOWN
        and math.hypot(street.points[0][0] - lat, (street.points[0][1] - lon) * narrow)
        < reach_km / 111.2
    ]
    dice = random.Random(seed)
    with (folder / "stops.csv").open("w", newline="", encoding="utf-8") as file:
        sheet = csv.writer(file)
        sheet.writerow(COLUMNS)
        for number, street in enumerate(dice.sample(near, stops)):
            at = street.points[len(street.points) // 2]
            hour = dice.choice((8, 9, 10, 11, 13, 14))
            note = f"Ring twice; leave it with the neighbour in {street.name or 'the yard'} if not."
            sheet.writerow(
                [f"P-{number:03d}", f"Customer number {number}", *at, f"{hour:02d}:00",
                 f"{hour + 4}:00", dice.randint(1, 3), f"+351 22 000 {number:04d}", note]
            )  # fmt: skip
    vans = max(2, stops // 25)
    text = CONFIG.format(map=map_path, lat=lat, lon=lon, vans=vans)
    (folder / "config.yaml").write_text(text, encoding="utf-8")


def call(folder: Path, *words: str) -> tuple[str, float]:
    """Run a command in a folder; what it printed, and its CPU seconds."""
    before = os.times()
    done = subprocess.run([*LASTMILE, *words], cwd=folder, capture_output=True, check=False)
    after = os.times()
    if done.returncode:
        raise SystemExit(done.stderr.decode())
    spent_s = after.children_user + after.children_system
    return done.stdout.decode(), spent_s - before.children_user - before.children_system


def main() -> None:
    """Draw, plan, draw the map."""
    default = Path(os.environ.get("LASTMILE_DATA", ".")) / "osm" / "porto-roads.osm.pbf"
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--map", type=Path, default=default)
    parser.add_argument("--stops", type=int, default=300)
    parser.add_argument("--reach-km", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        draw_day(folder, given.map.resolve(), given.stops, given.reach_km, given.seed)
        call(folder, "plan", "stops.csv", "-c", "config.yaml", *QUICKLY, "-o", "plan.json")
        for _ in range(3):
            began = time.perf_counter()
            told, cpu_s = call(folder, "map", "plan.json", "--json")
            wall_s = time.perf_counter() - began
            drawn = json.loads(told)
            page = (folder / "map.html").read_text(encoding="utf-8")
            day = json.loads(page.split('id="day">')[1].split("</script>", 1)[0])
            streets = len(json.dumps(day["streets"], ensure_ascii=False).encode())
            print(
                f"{drawn['stops']} stops on {drawn['routes']} routes: {drawn['bytes']:,} bytes, "
                f"of them {streets:,} for {drawn['streets']:,} streets "
                f"({len(drawn['notices'])} notices); {cpu_s:.1f} CPU-s, {wall_s:.1f} s"
            )


if __name__ == "__main__":
    main()
