"""
Plan a day of so many addresses of Liechtenstein from their text.

    python benchmarks/country_day.py [--stops 1000] [--vans 20] [--json]

Needs ``LASTMILE_DATA`` (docs/data.md). The first run reads the map and compiles
the engine, the second finds both in the cache. Every plan passes the referee
before it is written, so every window is kept; an address that no vehicle can
come near (a hut on a mountain) is left out and counted.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.sample_day import measure  # noqa: E402
from tests.e2e.test_liechtenstein import CONFIG, PARCELS, WINDOWS, draw_addresses  # noqa: E402


def write_day(folder: Path, source: Path, stops: int, vans: int) -> None:
    """Write the stops file and the configuration of the day."""
    (folder / "liechtenstein.osm.pbf").symlink_to(source)
    text = CONFIG.replace("count: 6", f"count: {vans}")
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    with (folder / "stops.csv").open("w", encoding="utf-8", newline="") as stream:
        sheet = csv.writer(stream)
        sheet.writerow(["Order ID", "Street", "Zip", "City", "From", "To", "Parcels"])
        for number, parts in enumerate(draw_addresses(source, stops)):
            street = f"{parts['addr:street']} {parts['addr:housenumber']}"
            hours = WINDOWS[number % len(WINDOWS)]
            town = (parts["addr:postcode"], parts["addr:city"])
            sheet.writerow([f"LI-{number}", street, *town, *hours, PARCELS])


def main() -> None:
    """Run twice and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stops", type=int, default=1000)
    parser.add_argument("--vans", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    data = Path(os.environ.get("LASTMILE_DATA", ROOT.parent / "shared" / "data"))
    source = data / "osm" / "liechtenstein-20240303.osm.pbf"
    rows = []
    with tempfile.TemporaryDirectory() as cache, tempfile.TemporaryDirectory() as folder:
        write_day(Path(folder), source, wanted.stops, wanted.vans)
        env = {**os.environ, "LASTMILE_CACHE_DIR": cache}
        plan = [sys.executable, "-m", "lastmile_cli", "plan", f"{folder}/stops.csv"]
        plan += ["-c", f"{folder}/config.yaml", "--quiet", "-o", f"{folder}/plan.json"]
        for name in ("first run", "second run"):
            row = {"what": f"{wanted.stops} addresses, {name}", **measure(plan, env)}
            made = json.loads((Path(folder) / "plan.json").read_bytes())
            row["served"] = made["totals"]["served"]
            row["routes"] = made["totals"]["routes"]
            row["cost"] = made["costs"]["total"]
            row["engine"] = made["provenance"]["engine"]
            rows.append(row)
    print(json.dumps(rows, indent=2) if wanted.json else "\n".join(map(str, rows)))


if __name__ == "__main__":
    main()
