"""
Solvers beside each other: ours and its peers, the same wall budget, the same cores, one referee.

    python benchmarks/solvers.py ../shared/data/vrp/R112.txt --seconds 30 --seeds 0,1,2
    python benchmarks/solvers.py *.vrp --engines ruin-recreate,pyvrp --best-known known.json --json

Reads Solomon's and Homberger's text, VRPLIB (CVRP, VRPTW, MDVRPTW, HFVRP, SDVRPTW, PCVRPTW,
MTVRPTWR) and ORTEC's matrices. Peers are installed with ``pip install -r
benchmarks/requirements.txt``; one that is not there, or that cannot express an instance, is
skipped with a line that says so. Without --best-known, ``best_known.json`` beside the first
instance is taken where it is.

Every run (instance, engine, seed) is a fresh process bound to --workers cores; ruin-recreate,
vroom, vrp-cli and commiv use them all, pyvrp and ortools search on one. The clock starts when a
solver has its matrices and stops when it answers; compiled code is loaded before. The objective
is the benchmark's own, from the routes alone. first s: the first complete and feasible plan, –
where a solver does not tell. iterations/s are the solver's own (ours: ruin-and-recreate steps of
all chains; pyvrp: local searches; vrp-cli: generations) and compare only with themselves. peak
MB: the whole process once the instance is read, libraries and matrices included.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> None:
    """Make the benchmarks importable from wherever this is called, then run."""
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    from benchmarks.solving.command import main as race

    race(__doc__ or "")


if __name__ == "__main__":
    main()
