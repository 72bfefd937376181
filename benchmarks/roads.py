"""
How fast the roads are, how lean, and how well they agree with OSRM's car profile.

    python benchmarks/roads.py [--json] [--data FOLDER] [--only PART,...]
                               [--osrm-python PYTHON] [--osrm-folder FOLDER]

The maps are three OpenStreetMap extracts (Porto, Liechtenstein, Berlin-Reinickendorf) in
``FOLDER/osm``; the folder is ``$LASTMILE_DATA`` unless given. With ``--osrm-python``, a Python
that has ``osrm-bindings`` installed, OSRM answers the same questions in the same run. Parts are
build, day, table, legs, speeds and agreement.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.roading.agreement import measure_agreement  # noqa: E402
from benchmarks.roading.apart import apart  # noqa: E402
from benchmarks.roading.building import measure_build  # noqa: E402
from benchmarks.roading.day import measure_day  # noqa: E402
from benchmarks.roading.legs import measure_legs  # noqa: E402
from benchmarks.roading.osrm import Osrm  # noqa: E402
from benchmarks.roading.places import MAPS, find_map, points_on_streets  # noqa: E402
from benchmarks.roading.printing import report  # noqa: E402
from benchmarks.roading.speeds import measure_speeds  # noqa: E402
from benchmarks.roading.tables import measure_peers, measure_table  # noqa: E402
from lastmile_cli.domain.geo import Coordinate  # noqa: E402
from lastmile_cli.roads.build import load_or_build  # noqa: E402
from lastmile_cli.roads.profiles.catalogue import profile_index  # noqa: E402

PARTS = ("build", "day", "table", "legs", "speeds", "agreement")
DAY_PLACES = 1000


def main() -> None:
    parser = argparse.ArgumentParser(description="Benchmark of the roads.")
    parser.add_argument("--json", action="store_true", help="print JSON only")
    parser.add_argument("--data", type=Path, default=os.environ.get("LASTMILE_DATA"))
    parser.add_argument("--only", default=",".join(PARTS), help="parts, with commas between")
    parser.add_argument("--osrm-python", help="a Python with osrm-bindings installed")
    parser.add_argument("--osrm-folder", type=Path, help="where OSRM's prepared maps are kept")
    asked = parser.parse_args()
    folder = Path(asked.data or "") / "osm"
    parts = asked.only.split(",")
    if not find_map(folder, "Porto").exists():
        sys.exit(f"No maps in {folder}: set LASTMILE_DATA or give --data.")
    if not set(parts) <= set(PARTS):
        sys.exit(f"Parts are {', '.join(PARTS)}.")
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["LASTMILE_CACHE_DIR"] = f"{scratch}/cache"
        kept = asked.osrm_folder or Path(scratch, "osrm")
        osrm = Osrm(python=asked.osrm_python, folder=kept) if asked.osrm_python else None
        figures = measure(parts, folder, Path(scratch), osrm)
    print(json.dumps(figures, indent=2) if asked.json else report(figures))


def measure(parts: list[str], folder: Path, scratch: Path, osrm: Osrm | None) -> dict[str, Any]:
    """One entry a part; what OSRM is needed for is left out where there is none."""
    porto = find_map(folder, "Porto")
    figures: dict[str, Any] = {}
    if "build" in parts:
        figures["build"] = {place: measure_build(find_map(folder, place)) for place in MAPS}
    if "day" in parts:
        figures["day"] = measure_day(porto, day_places(porto), scratch / "day")
    if "table" in parts:
        figures["table"] = {"lastmile": measure_table(porto, day_places(porto))}
        if osrm:
            figures["table"].update(measure_peers(osrm, porto, day_places(porto)))
    if "legs" in parts:
        figures["legs"] = apart(measure_legs, porto)
    if "speeds" in parts:
        figures["speeds"] = apart(measure_speeds, porto)
    if "agreement" in parts and osrm:
        figures["agreement"] = {
            place: measure_agreement(osrm, find_map(folder, place)) for place in MAPS
        }
    return figures


def day_places(path: Path) -> list[Coordinate]:
    """The places of a day, the same for everybody."""
    graph, _, _ = load_or_build(path, lambda _: None)
    return points_on_streets(graph, profile_index("car"), DAY_PLACES)


if __name__ == "__main__":
    main()
