"""
How good is the map geocoder on addresses written badly? Some eighty-five kinds of noise.

    LASTMILE_DATA=../shared/data python benchmarks/geocoding.py --tries 5000
    python benchmarks/geocoding.py --map some-region.osm.pbf --json

Addresses are drawn from the map itself with a fixed seed, spoilt in one way,
and looked up. "right": the best answer lies within 60 m of the drawn address;
where a kind says "right or listed" also: it was sent to review and the right
place is among the candidates. "silent": accepted, yet more than 100 m wrong.
Kinds to be "doubted" (another town in the address, a post box, no number) are
right where they were not accepted, and silent where they were. The two
"unmapped" kinds hide one house number (or whole street) in ten from the index
and ask for it: there the right place cannot be known, only doubt is right.

The truth is one object even where the map shows a number at many (56 shops of
one shopping centre) and the address tells no name: then no answer can be right
for all, and the best is the point near most.

The last table says, for all kinds and maps, how often an answer of some score
was right; answers to what must be doubted count as wrong. Times are CPU time of
this process, in the lookup alone.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

MAPS = ("liechtenstein-20240303.osm.pbf", "berlin-reinickendorf-202607.osm.pbf")
ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "sample_data" / "helsinki.osm.pbf"


def main() -> int:
    """Make the benchmarks importable from wherever this is called, then run."""
    sys.path[0] = str(ROOT)
    from benchmarks.geocoding_noise.one_map import run_map
    from benchmarks.geocoding_noise.report import print_reliability, print_report

    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--map", action="append", type=Path, default=[])
    parser.add_argument("--tries", type=int, default=500, help="per kind of noise")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="kinds whose name holds this text")
    parser.add_argument("--examples", type=int, default=0, help="failures shown per kind")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    data = Path(os.environ.get("LASTMILE_DATA", "../shared/data"))
    maps = arguments.map or [*(data / "osm" / name for name in MAPS), SAMPLE]
    missing = [str(path) for path in maps if not path.is_file()]
    if missing:
        print(f"No map at {', '.join(missing)}; set LASTMILE_DATA or give --map.", file=sys.stderr)
        return 3
    reports = [run_map(path, arguments.tries, arguments.seed, arguments.only) for path in maps]
    if arguments.json:
        print(json.dumps({"schema_version": 2, "seed": arguments.seed, "maps": reports}, indent=2))
        return 0
    for report in reports:
        print_report(report, examples=arguments.examples)
    print_reliability(reports)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
