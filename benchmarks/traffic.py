"""
What traffic inside the search is worth: plans made without it, driven in it.

    python benchmarks/traffic.py ../shared/data/vrp/R1_2_4.txt --seconds 30 --seeds 0,1,2

An instance with windows gets a day of seven periods with two rush hours; its matrix is the free
road. Plans are made by our engine and by PyVRP with one matrix for the whole day (free flow, the
day's mean, the worst hour) and by our engine with the periods inside the search. All are driven
under the same true speeds by the benchmark's own clock (continuous, no rounding): length driven
as cost, vehicles, customers reached too late. Customers whom no vehicle could serve alone in the
worst hour are left out beforehand, for all plans alike, so that all can serve everybody.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> None:
    """Make the benchmarks importable from wherever this is called, then run."""
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    from benchmarks.solving.traffic_command import main as compare

    compare(__doc__ or "")


if __name__ == "__main__":
    main()
