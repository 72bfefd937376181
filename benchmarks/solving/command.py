"""The command line of ``benchmarks/solvers.py``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.solving.best_known import Known, read_best_known
from benchmarks.solving.engines import list_solvers, missing, version
from benchmarks.solving.instance import SCALES, InstanceError
from benchmarks.solving.race import Race
from benchmarks.solving.reading import read_instance
from benchmarks.solving.table import runs_table, summary_table
from lastmile_cli.plumbing.cores import core_count


def parser(about: str) -> argparse.ArgumentParser:
    """Return what both benchmarks of solvers understand."""
    made = argparse.ArgumentParser(
        description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("instances", nargs="+", type=Path, metavar="INSTANCE")
    made.add_argument("--seconds", type=positive, default=30.0, help="wall budget of each run")
    made.add_argument("--seeds", type=whole_numbers, default=[0], help="such as 0,1,2")
    made.add_argument(
        "--workers", type=at_least_one, default=core_count(), help="cores of each run"
    )
    made.add_argument("--best-known", type=Path, metavar="FILE", help="best-known objectives")
    made.add_argument("--rounding", choices=list(SCALES), help="instead of the file's or the usual")
    made.add_argument("--json", action="store_true", help="print JSON only")
    return made


def main(about: str, arguments: Sequence[str] | None = None) -> None:
    """Race the solvers asked for and print what came out."""
    made = parser(about)
    made.add_argument("--engines", default=",".join(list_solvers()), help="comma-separated")
    asked = made.parse_args(arguments)
    engines = [name.strip() for name in asked.engines.split(",") if name.strip()]
    strange = sorted(set(engines) - set(list_solvers()))
    if strange or not engines:
        made.error(f"no engine {', '.join(strange)}; choose among {', '.join(list_solvers())}")
    try:
        known = known_objectives(asked.best_known, asked.instances)
        for path in asked.instances:
            read_instance(path, asked.rounding)
    except (InstanceError, OSError) as error:
        made.error(str(error))
    race = Race(seconds=asked.seconds, workers=asked.workers, known=known, rounding=asked.rounding)
    rows = race.run_all(asked.instances, installed(engines), asked.seeds, say)
    if asked.json:
        json.dump([asdict(row) for row in rows], sys.stdout, indent=1)
        print()
    elif rows:
        print(runs_table(rows), summary_table(rows), sep="\n\n")


def installed(engines: Sequence[str]) -> list[str]:
    """Return those that are there; say which are not, and the version of those that are."""
    there = []
    for name in engines:
        lack = missing(name)
        if not lack:
            there.append(name)
        say(f"{name}: skipped: {lack}" if lack else f"{name} {version(name)}".strip())
    return there


def known_objectives(given: Path | None, instances: Sequence[Path]) -> dict[str, Known]:
    """Return the file's entries; without one, ``best_known.json`` beside the first instance."""
    beside = instances[0].parent / "best_known.json"
    if given is None and not beside.exists():
        return {}
    return read_best_known(given or beside)


def say(line: str) -> None:
    """Tell a person; results alone go to stdout."""
    print(line, file=sys.stderr, flush=True)


def positive(text: str) -> float:
    """Read a number above 0."""
    value = float(text)
    if not 0 < value < 1e6:
        msg = f"{text} is no number of seconds above 0"
        raise argparse.ArgumentTypeError(msg)
    return value


def at_least_one(text: str) -> int:
    """Read a whole number from 1."""
    value = int(text)
    if value < 1:
        msg = f"{text} is less than 1"
        raise argparse.ArgumentTypeError(msg)
    return value


def whole_numbers(text: str) -> list[int]:
    """Read whole numbers between commas."""
    return [int(word) for word in text.split(",")]
