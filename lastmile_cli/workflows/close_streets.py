"""The closures of a day, on the streets of its map: periods cut where they begin and end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from lastmile_cli.domain.closed_hours import all_day, closed_s, touches, with_closures
from lastmile_cli.domain.closures import Closure
from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.errors import NotSupportedError
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.ports import ClosableRoads, ClosureHit, RoadSource
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.settings import ALL_DAY, Config
from lastmile_cli.domain.stops import Window
from lastmile_cli.domain.travel import TrafficPeriod


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedDay:
    """A day's configuration and roads with what is closed on it, and what is to be said of that."""

    config: Config
    roads: RoadSource
    hits: tuple[ClosureHit, ...] = ()
    notices: tuple[Notice, ...] = ()


def close_streets(config: Config, day: ServiceDay, roads: RoadSource) -> ClosedDay:
    """
    Close on a day's roads what its configuration closes.

    Closures that do not touch the fleet's hours, or hit no street of the map, change
    nothing; the effective configuration keeps those that do.

    Raises
    ------
    NotSupportedError
        The source of roads knows no streets to close.
    """
    hours = hours_of(config)
    wanted = [one for one in config.roads.closures if touches(one, day, hours)]
    over = [one for one in config.roads.closures if closed_s(one, day)[1] <= 0]
    notices = [_past(one, day) for one in over]
    hits = hits_on(roads, wanted) if wanted else []
    notices += [notice for hit in hits for notice in hit.notices]
    closing = [hit for hit in hits if hit.closes_something]
    notices += [_told(hit) for hit in closing]
    held = tuple(hit.closure for hit in closing)
    periods = with_closures(config.roads.periods, held, day, hours)
    lasting = all_day(periods)
    if lasting:
        roads = cast("ClosableRoads", roads).not_standing_in(lasting)
    return ClosedDay(
        config=_with_closures(config, held, periods),
        roads=roads,
        hits=tuple(closing),
        notices=tuple(notices),
    )


def hits_on(roads: RoadSource, closures: Sequence[Closure]) -> list[ClosureHit]:
    """
    Say of each closure what it closes.

    Raises
    ------
    NotSupportedError
        The source of roads knows no streets to close.
    """
    if not hasattr(roads, "closed_by"):
        names = ", ".join(closure.closure_id for closure in closures[:3])
        raise NotSupportedError(
            f"The roads of source {roads.name} cannot close streets: {names}.",
            hint="plan with roads.source: embedded, or take the closures out",
        )
    return cast("ClosableRoads", roads).closed_by(closures)


def hours_of(config: Config) -> Window:
    """Return the hours in which anybody of the fleet may be under way."""
    shifts = [vehicle.shift for vehicle in (*config.vehicles, *config.trucks)]
    if not shifts:
        return ALL_DAY
    return Window(min(s.opens_s for s in shifts), max(s.closes_s for s in shifts))


def _with_closures(
    config: Config, held: Sequence[Closure], periods: Sequence[TrafficPeriod]
) -> Config:
    roads = replace(config.roads, closures=tuple(held), periods=tuple(periods))
    return replace(config, roads=roads, effective=_kept(config.effective, held))


def _kept(effective: Mapping[str, Any], held: Iterable[Closure]) -> Mapping[str, Any]:
    """Return the plain configuration with the closures of the day alone: a city lists hundreds."""
    roads = effective.get("roads", {})
    if not roads.get("closures"):
        return effective
    ids = {closure.closure_id for closure in held}
    kept = [entry for entry in roads["closures"] if entry.get("id") in ids]
    return {**effective, "roads": {**roads, "closures": kept}}


def _told(hit: ClosureHit) -> Notice:
    closure = hit.closure
    streets = f"{counted(hit.streets, 'piece')} of street" if hit.streets else ""
    junctions = counted(hit.junctions, "junction") if hit.junctions else ""
    what = " and ".join(part for part in (streets, junctions) if part)
    return Notice(
        code="LM1465",
        severity=Severity.INFO,
        place=Place(file=closure.source),
        problem=f"closure {closure.closure_id} ({closure.what}, {closure.when}) closes {what}, "
        f"{hit.length_m:,.0f} m.",
    )


def _past(closure: Closure, day: ServiceDay) -> Notice:
    return Notice(
        code="LM1464",
        severity=Severity.INFO,
        place=Place(file=closure.source),
        problem=f"closure {closure.closure_id} ({closure.what}) is over before {day.date}.",
        hint=f"`lastmile roads remove {closure.closure_id}` takes it out of the file.",
    )
