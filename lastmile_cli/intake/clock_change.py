"""A configuration on one day: times on the clock become seconds, and traffic that day's."""

from __future__ import annotations

from dataclasses import replace

from lastmile_cli.domain.attempts import AttemptSettings
from lastmile_cli.domain.collection_points import CollectionPoint
from lastmile_cli.domain.fleet import Break, Depot, Vehicle
from lastmile_cli.domain.partners import Partner
from lastmile_cli.domain.quoting import QuoteSettings
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import Window
from lastmile_cli.domain.travel import TrafficPeriod
from lastmile_cli.intake.roster_day import on_roster
from lastmile_cli.intake.times import DAY_S
from lastmile_cli.intake.windows import at_clock, merged

DAYS_A_WEEK = 7


def on_service_day(config: Config, day: ServiceDay) -> Config:
    """
    Return the configuration with the traffic of this day, and all its times in seconds of it.

    The file is read before the day is known, so it counts seconds on the
    clock: 09:00 is 32400. On the day the clock springs forward 09:00 comes
    28800 seconds after midnight. Traffic is that of the day of the week, and for who
    works past midnight that of the next day too. Vehicles are those that the roster
    leaves there, partners those who work that day; collection points have its hours.
    """
    config = on_roster(config, day.date).config
    vehicles = [_vehicle(vehicle, day) for vehicle in config.vehicles]
    periods = _traffic(config, day.date.weekday())
    return replace(
        config,
        roads=replace(config.roads, periods=_periods(periods, day)),
        depots=tuple(_depot(depot, day) for depot in config.depots),
        vehicles=tuple(it for it in vehicles if not it.is_line_haul),
        trucks=tuple(it for it in vehicles if it.is_line_haul),
        collection_points=tuple(
            _point(point, day, _latest_s(config)) for point in config.collection_points
        ),
        attempts=_attempts(config.attempts, day),
        partners=tuple(
            _partner(partner, day)
            for partner in config.partners
            if day.date.weekday() in partner.weekdays
        ),
        quote=_quote(config.quote, day),
    )


def _traffic(config: Config, weekday: int) -> tuple[TrafficPeriod, ...]:
    """Periods on the clock: those of a day, and of the next as far as anybody works then."""
    roads = config.roads
    today = roads.week[weekday] if roads.week else roads.periods
    tomorrow = roads.week[(weekday + 1) % DAYS_A_WEEK] if roads.week else roads.periods
    latest_s = _latest_s(config)
    kept = list(today)
    for period in tomorrow:
        later = replace(period, start_s=DAY_S + period.start_s)
        # What goes on as before needs no table of its own.
        goes_on = replace(later, name=kept[-1].name, start_s=kept[-1].start_s) == kept[-1]
        if later.start_s < latest_s and not goes_on:
            kept.append(later)
    return tuple(kept)


def _latest_s(config: Config) -> int:
    """When the last shift ends, on the clock."""
    return max((vehicle.shift.closes_s for vehicle in config.vehicles), default=DAY_S)


def _periods(periods: tuple[TrafficPeriod, ...], day: ServiceDay) -> tuple[TrafficPeriod, ...]:
    """Periods in rising order; one that the skipped hour swallows is left out."""
    kept: list[TrafficPeriod] = []
    for period in periods:
        moved = replace(period, start_s=at_clock(period.start_s, day))
        while kept and kept[-1].start_s >= moved.start_s:
            kept.pop()
        kept.append(moved)
    return tuple(kept)


def _window(window: Window, day: ServiceDay) -> Window:
    opens_s, closes_s = at_clock(window.opens_s, day), at_clock(window.closes_s, day)
    return Window(opens_s, max(opens_s, closes_s))


def _attempts(settings: AttemptSettings, day: ServiceDay) -> AttemptSettings:
    """Keep the hours of the day of the week; one that the skipped hour swallows is left out."""
    moved = (
        (one, at_clock(one.from_s, day), at_clock(one.until_s, day))
        for one in settings.hours
        if day.date.weekday() in one.weekdays
    )
    hours = tuple(
        replace(one, from_s=from_s, until_s=until_s)
        for one, from_s, until_s in moved
        if from_s < until_s
    )
    return replace(settings, hours=hours)


def _quote(settings: QuoteSettings, day: ServiceDay) -> QuoteSettings:
    moved = [_window(Window(*ends), day) for ends in settings.windows]
    return QuoteSettings(windows=tuple((it.opens_s, it.closes_s) for it in moved))


def _depot(depot: Depot, day: ServiceDay) -> Depot:
    hours, receiving = (it and _window(it, day) for it in (depot.hours, depot.receiving))
    return replace(depot, hours=hours, receiving=receiving)


def _vehicle(vehicle: Vehicle, day: ServiceDay) -> Vehicle:
    return replace(
        vehicle,
        shift=_window(vehicle.shift, day),
        breaks=tuple(_break(taken, day) for taken in vehicle.breaks),
    )


def _partner(partner: Partner, day: ServiceDay) -> Partner:
    if partner.cut_off_s is None:
        return partner
    return replace(partner, cut_off_s=at_clock(partner.cut_off_s, day))


def _point(point: CollectionPoint, day: ServiceDay, latest_s: int) -> CollectionPoint:
    """A point with its hours of the day, and of the next as far as anybody works then."""
    weekday = day.date.weekday()
    hours = [it.window for it in point.week if weekday in it.weekdays]
    if latest_s > DAY_S:
        tomorrow = (weekday + 1) % DAYS_A_WEEK
        hours += [_later(it.window) for it in point.week if tomorrow in it.weekdays]
    return replace(point, windows=merged([_window(window, day) for window in hours]))


def _later(window: Window) -> Window:
    return Window(window.opens_s + DAY_S, window.closes_s + DAY_S)


def _break(taken: Break, day: ServiceDay) -> Break:
    if taken.latest_s is None:
        return taken
    window = _window(Window(taken.earliest_s, taken.latest_s), day)
    return replace(taken, earliest_s=window.opens_s, latest_s=window.closes_s)
