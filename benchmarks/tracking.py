"""
How fast events come in, and how fast a day is told.

    python -m benchmarks.tracking [--events 100000] [--stops 500]

A file of positions and deliveries is read, checked and kept in a SQLite file, as
``lastmile track ingest`` does; then the day is folded over a plan, as ``track status`` does.
Seconds are of CPU, the best of three.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from lastmile_cli.intake.event_file import EventContext, read_events
from lastmile_cli.intake.event_times import Moments
from lastmile_cli.intake.sources import Source
from lastmile_cli.outputs.day_status import status_record
from lastmile_cli.store.database import open_database
from lastmile_cli.store.event_log import EventLog
from lastmile_cli.tracking.fold import fold
from lastmile_cli.tracking.outlook import expectations
from lastmile_cli.tracking.progress import list_progress
from tests.plans import DAY, long_plan

POSITION_EVERY = 10
"""One event in so many is a delivery, the others are positions."""


def written(events: int, stops: list[str], vehicle_id: str) -> bytes:
    """Write a file of events, a tenth of a second apart from eight on."""
    start = DAY.instant(DAY.at_wall("08:00"))
    lines = ["at,event,order_id,vehicle_id,lat,lon"]
    for number in range(events):
        at = (start + timedelta(milliseconds=100 * number)).isoformat()
        if number % POSITION_EVERY == 0:
            stop_id = stops[number // POSITION_EVERY % len(stops)]
            lines.append(f"{at},delivered,{stop_id},{vehicle_id},,")
        else:
            lines.append(f"{at},position,,{vehicle_id},60.17{number % 1000:03},24.94")
    return "\n".join(lines).encode()


def best_s(work: Callable[[], object]) -> float:
    """CPU seconds of the fastest of three runs."""
    found = []
    for _ in range(3):
        began_s = time.process_time()
        work()
        found.append(time.process_time() - began_s)
    return min(found)


def main() -> None:
    """Print events a second, and the seconds of a day told."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[1] if __doc__ else "")
    asked.add_argument("--events", type=int, default=100_000)
    asked.add_argument("--stops", type=int, default=500)
    chosen = asked.parse_args()
    plan = long_plan(chosen.stops)
    vehicle_id = plan.routes[0].vehicle_id
    stops = [stop.stop_id for stop in plan.stops]
    source = Source(file="events.csv", content=written(chosen.events, stops, vehicle_id))
    now = DAY.instant(DAY.at_wall("20:00"))
    context = EventContext(
        moments=Moments(ZoneInfo(DAY.timezone), DAY.date), received_at=now, currency="EUR"
    )
    with tempfile.TemporaryDirectory() as folder:

        def ingest(name: str = "day.db") -> None:
            database = open_database(f"sqlite:///{name}", base=Path(folder))
            EventLog(database).append(read_events(source, context).events)
            database.close()

        numbers = iter(range(3))
        seconds = best_s(lambda: ingest(f"{next(numbers)}.db"))
        print(f"ingest: {chosen.events / seconds:,.0f} events a CPU second")

        def tell() -> None:
            database = open_database("sqlite:///0.db", base=Path(folder))
            events = EventLog(database).of_day(DAY.starts_at, DAY.instant(30 * 3_600))
            database.close()
            state = fold(plan, events)
            outlook = expectations(plan, state, DAY.at_s(now))
            status_record(plan, state, list_progress(plan, state), outlook, now)

        told = f"{chosen.stops} stops, {chosen.events:,} events"
        print(f"status of {told}: {best_s(tell):.3f} CPU-s, without reading plan and configuration")


if __name__ == "__main__":
    main()
