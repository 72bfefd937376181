"""
OSRM beside us: runs under a Python that has ``osrm-bindings``, speaks JSON on stdin and stdout.

Reads ``{"map": path, "folder": path, "algorithm": "CH" or "MLD", "profile": "car" or
"fastest", "points": [[lat, lon], ...], "repeat": n}``; prepares the map unless the folder
holds it; answers with seconds, metres, the least wall clock and CPU time of the table, the peak
memory of this process and the CPU time of each step of preparing. ``car`` is OSRM's own
profile; ``fastest`` is the same where no road counts for more than its seconds, except that
drives and car park aisles are no way through.
"""

from __future__ import annotations

import json
import re
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import osrm

STEPS = {"CH": ("contract",), "MLD": ("partition", "customize")}
PROFILES = Path(osrm.__file__).parent / "share" / "profiles"
HANDLERS = "lib/way_handlers.lua"
FASTEST = (
    (r"math\.min\(service_penalty, [^)]*\)", "1.0", 2),
    (
        r"  local alternating_penalty = 1\.0\n",
        """
  local drives = {driveway = true, parking_aisle = true, ["drive-through"] = true}
  if drives[service] then
    result.forward_restricted = true
    result.backward_restricted = true
  end
  local alternating_penalty = 1.0
""",
        1,
    ),
)
"""No road is preferred to a faster one; drives are for who starts or ends there."""


def main() -> None:
    asked = json.load(sys.stdin)
    home = Path(asked["folder"]) / asked["profile"] / asked["algorithm"]
    base, prepare_cpu_s = prepare(Path(asked["map"]), home, asked["profile"], asked["algorithm"])
    engine = osrm.OSRM(
        algorithm=asked["algorithm"],
        storage_config=str(base),
        use_shared_memory=False,
        max_locations_distance_table=max(1000, len(asked["points"])),
    )
    coordinates = [(lon, lat) for lat, lon in asked["points"]]
    wall_s, cpu_s = [], []
    for _ in range(asked["repeat"]):
        begun_wall_s, begun_cpu_s = time.perf_counter(), time.process_time()
        table = engine.Table(
            osrm.TableParameters(coordinates=coordinates, annotations=["duration", "distance"])
        )
        wall_s.append(time.perf_counter() - begun_wall_s)
        cpu_s.append(time.process_time() - begun_cpu_s)
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    json.dump(
        {
            "prepare_cpu_s": prepare_cpu_s,
            "table_wall_s": min(wall_s),
            "table_cpu_s": min(cpu_s),
            "peak_mb": round(peak_kb / 1024),
            "durations": [list(row) for row in table["durations"]],
            "distances": [list(row) for row in table["distances"]],
            "walk_m": [entry["distance"] for entry in table["sources"]],
        },
        sys.stdout,
    )


def prepare(
    source: Path, home: Path, profile: str, algorithm: str
) -> tuple[Path, dict[str, float]]:
    """Extract and weigh a copy of the map, unless that was done; CPU seconds of each step."""
    copy = home / source.name
    base = home / source.name.replace(".osm.pbf", ".osrm")
    done = base.with_suffix(".prepared.json")
    if not done.exists():
        home.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copy)
        spent_s = {"extract": run("extract", "-p", str(profile_file(home, profile)), str(copy))}
        for step in STEPS[algorithm]:
            spent_s[step] = run(step, str(base))
        done.write_text(json.dumps(spent_s))
    return base, json.loads(done.read_text())


def profile_file(home: Path, profile: str) -> Path:
    """OSRM's car profile, or a copy of it with our purposes."""
    if profile == "car":
        return PROFILES / "car.lua"
    copied = home / "profiles"
    shutil.copytree(PROFILES, copied, dirs_exist_ok=True)
    text = (copied / HANDLERS).read_text()
    for pattern, instead, times in FASTEST:
        text, changed = re.subn(pattern, instead, text)
        assert changed == times, f"{HANDLERS} is not as it was."
    (copied / HANDLERS).write_text(text)
    return copied / "car.lua"


def run(step: str, *words: str) -> float:
    """CPU seconds of one of OSRM's tools."""
    begun = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "osrm", step, *words], check=True, stdout=subprocess.DEVNULL
    )
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return round(ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime, 2)


if __name__ == "__main__":
    main()
