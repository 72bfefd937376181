"""
Time ``lastmile quote`` as somebody at a telephone runs it, process start and all.

    python -m benchmarks.quoting [--runs 5] [--orders 20]

The sample day is planned once; then one order is priced at a pin, at an address, and many at once
from a file. Without traffic and breaks no kernel is loaded: the same day is timed so too. Wall
and CPU time and memory are the kernel's own (``os.wait4``), the least of all runs.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import tempfile
from pathlib import Path

import yaml

from benchmarks.sample_day import ROOT, measure

ADDRESS = "Aleksanterinkatu 21, 00100 Helsinki"
PIN = "60.1690,24.9430"


def least(runs: int, command: list[str], env: dict[str, str]) -> dict[str, float]:
    """Run a command several times; of each figure the least."""
    found = [measure(command, env) for _ in range(runs)]
    return {name: min(one[name] for one in found) for name in found[0]}


def write_orders(path: Path, count: int) -> None:
    """Ask for orders of the sample day once more, under other ids."""
    with (ROOT / "sample_data/stops.csv").open(encoding="utf-8") as stream:
        header, *rows = list(csv.reader(stream))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        doors = [row for row in rows if not row[header.index("Delivery option")]]
        writer.writerows([f"new-{n}", *row[1:]] for n, row in enumerate(doors[:count]))


def write_plain(path: Path) -> None:
    """The sample day's configuration without traffic, breaks, and prices of lateness."""
    config = yaml.safe_load((ROOT / "config.example.yaml").read_text(encoding="utf-8"))
    config["roads"].pop("traffic")
    for vehicle in config["vehicles"]:
        vehicle.pop("breaks", None)
    path.write_text(yaml.safe_dump(config), encoding="utf-8")


def main() -> None:
    """Plan, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--orders", type=int, default=20)
    wanted = parser.parse_args()
    lastmile = [sys.executable, "-m", "lastmile_cli"]
    with tempfile.TemporaryDirectory(dir=ROOT) as folder:
        at, env = Path(folder), {**os.environ}
        write_orders(at / "orders.csv", wanted.orders)
        write_plain(ROOT / f"{at.name}.yaml")
        try:
            for name, config in (("sample", "config.example.yaml"), ("plain", f"{at.name}.yaml")):
                plan = str(at / f"{name}.json")
                day = ["sample_data/stops.csv", "-c", config, "--date", "2026-11-23"]
                measure([*lastmile, "plan", *day, "-o", plan], env)
                quote = [*lastmile, "quote", plan]
                measure([*quote, "--address", ADDRESS], env)
                for what, args in (
                    ("pin", ["--pin", PIN]),
                    ("address", ["--address", ADDRESS]),
                    (f"{wanted.orders} orders", ["--from", str(at / "orders.csv")]),
                    ("verify", None),
                ):
                    command = [*lastmile, "verify", plan] if args is None else [*quote, *args]
                    found = least(wanted.runs, command, env)
                    print(f"{name:8}{what:12}", *(f"{key} {it:g}" for key, it in found.items()))
        finally:
            (ROOT / f"{at.name}.yaml").unlink()


if __name__ == "__main__":
    main()
