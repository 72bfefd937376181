"""A history of stops files and plans: each plan as the stops it was made from."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lastmile_cli.intake.sources import read_source
from lastmile_cli.outputs.stops_csv import stops_csv
from lastmile_cli.records.plan_json import plan_from_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAsStops:
    """Where a plan's stops lie as a file, and the day that they are of."""

    stops: str
    service_date: date


@contextmanager
def plans_as_stops(history: Sequence[str]) -> Iterator[dict[str, PlanAsStops]]:
    """
    Write the rows that the plans of a history were made from, for as long as they are needed.

    Raises
    ------
    InputRefusedError
        A file cannot be read, or is JSON and yet no plan.
    """
    with tempfile.TemporaryDirectory(prefix="lastmile-") as folder:
        found = {}
        for number, name in enumerate(history):
            if not name.casefold().endswith(".json"):
                continue
            source = read_source(name)
            plan = plan_from_bytes(source.content, file=source.file)
            path = Path(folder) / f"{number}.csv"
            path.write_text(stops_csv(plan), encoding="utf-8", newline="")
            found[name] = PlanAsStops(stops=str(path), service_date=plan.day.date)
        yield found
