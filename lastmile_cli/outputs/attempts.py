"""Attempts in words: the how-manieth it is, when to begin, how likely nobody is there."""

from __future__ import annotations

from typing import Any

from lastmile_cli.domain.attempts import PPM
from lastmile_cli.domain.counting import ordinal
from lastmile_cli.domain.plan import Visit
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.stops import Stop


def attempt_texts(stop: Stop, visit: Visit, day: ServiceDay) -> list[str]:
    """
    Say that it was tried before, and that somebody is likelier there if one waits.

    >>> from datetime import date
    >>> from lastmile_cli.domain.geo import Coordinate
    >>> from lastmile_cli.domain.plan import VisitKind
    >>> at = Coordinate(lat_deg=60, lon_deg=24)
    >>> hours = {"arrive_s": 0, "start_s": 9, "depart_s": 9, "eta_low_s": 9, "eta_high_s": 9}
    >>> visit = Visit(sequence=1, trip=1, kind=VisitKind.STOP, place=at, stop_id="A", **hours)
    >>> monday = ServiceDay(date=date(2026, 6, 1), timezone="UTC")
    >>> attempt_texts(Stop(stop_id="A", tries=2), visit, monday)
    ['3rd attempt']
    >>> locker = Stop(stop_id="P", doors=(Stop(stop_id="A", tries=1), Stop(stop_id="B")))
    >>> attempt_texts(locker, visit, monday)
    ['2nd attempt for A']
    """
    told = [f"{ordinal(stop.tries + 1)} attempt"] if stop.tries else []
    # At a point there are several orders: those that were tried before are named.
    tried = [door for door in stop.doors if door.tries]
    told += [f"{ordinal(door.tries + 1)} attempt for {door.stop_id}" for door in tried]
    is_open = not stop.windows or any(
        one.opens_s <= visit.arrive_s <= one.closes_s for one in stop.windows
    )
    if visit.failure_ppm is not None and is_open and visit.wait_s:
        told.append(f"begin at {day.clock(visit.start_s)}, somebody is likelier there")
    return told


def chance_text(visit: Visit) -> str:
    """How likely nobody is there, in per cent; empty where that is not known."""
    return "" if visit.failure_ppm is None else percent(visit.failure_ppm)


def percent(ppm: int) -> str:
    """
    Millionths as per cent.

    >>> percent(27_700)
    '2.77 %'
    """
    return f"{ppm * 100 / PPM:g} %"


def attempt_record(stop: Stop, visit: Visit) -> dict[str, Any]:
    """Lay out the same for programs; nothing where nothing is known."""
    return {
        **({"tries": stop.tries, "attempt": stop.tries + 1} if stop.tries else {}),
        **({} if visit.failure_ppm is None else {"failure_ppm": visit.failure_ppm}),
    }
