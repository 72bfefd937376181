"""
OSRM beside us: runs under a Python that has ``osrm-bindings``, speaks JSON on stdin and stdout.

Reads ``{"map": path, "folder": path, "points": [[lat, lon], ...], "repeat": n}``; prepares the
map with OSRM's own car profile (contraction hierarchies) unless the folder holds it; answers with
seconds, metres and the CPU time of the table.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import osrm


def main() -> None:
    asked = json.load(sys.stdin)
    base, prepare_s = prepare(Path(asked["map"]), Path(asked["folder"]))
    engine = osrm.OSRM(
        algorithm="CH",
        storage_config=str(base),
        use_shared_memory=False,
        max_locations_distance_table=max(1000, len(asked["points"])),
    )
    coordinates = [(lon, lat) for lat, lon in asked["points"]]
    spent_s = []
    for _ in range(asked["repeat"]):
        begun = time.process_time()
        table = engine.Table(
            osrm.TableParameters(coordinates=coordinates, annotations=["duration", "distance"])
        )
        spent_s.append(time.process_time() - begun)
    json.dump(
        {
            "prepare_s": prepare_s,
            "table_cpu_s": min(spent_s),
            "durations": [list(row) for row in table["durations"]],
            "distances": [list(row) for row in table["distances"]],
            "walk_m": [entry["distance"] for entry in table["sources"]],
        },
        sys.stdout,
    )


def prepare(source: Path, folder: Path) -> tuple[Path, float]:
    """Extract and contract a copy of the map, unless that was done before."""
    copy = folder / source.name
    base = folder / source.name.replace(".osm.pbf", ".osrm")
    begun = time.perf_counter()
    if not base.with_suffix(".osrm.hsgr").exists():
        shutil.copyfile(source, copy)
        profile = Path(osrm.__file__).parent / "share" / "profiles" / "car.lua"
        for command in (["extract", "-p", str(profile), str(copy)], ["contract", str(base)]):
            subprocess.run(
                [sys.executable, "-m", "osrm", *command], check=True, stdout=subprocess.DEVNULL
            )
    return base, time.perf_counter() - begun


if __name__ == "__main__":
    main()
