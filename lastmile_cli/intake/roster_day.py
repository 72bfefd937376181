"""The fleet of one day: who is away, who drives instead, who works other hours, what is hired."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from lastmile_cli.domain.fleet import Break, Driver, Vehicle
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.roster import RosterEntry
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import Window
from lastmile_cli.intake.times import clock_text


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterDay:
    """The configuration with the vehicles of a day, and what was changed for it."""

    config: Config
    notices: tuple[Notice, ...] = ()


def on_roster(config: Config, day: date) -> RosterDay:
    """
    Return the configuration with the vehicles and drivers that are there on a day.

    Lines for dates count more than those for days of the week, and of two
    alike the later. A vehicle whose driver is away is driven by who is free, in the
    order of the drivers; where nobody is, it stands. Vehicles that never had a
    driver need none. Times stay on the clock.
    """
    entries = [entry for entry in config.roster if entry.holds_on(day)]
    if not entries:
        return RosterDay(config=config)
    return _Day(config, sorted(entries, key=lambda entry: entry.is_dated)).settled()


@dataclass(slots=True)
class _Day:
    """The lines of one day, one after another."""

    config: Config
    entries: Sequence[RosterEntry]
    away: dict[str, str] = field(default_factory=dict)
    shifts: dict[str, RosterEntry] = field(default_factory=dict)
    drives: dict[str, str] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)

    def settled(self) -> RosterDay:
        """Carry out every line, and find a driver for each vehicle."""
        hired = [vehicle for entry in self.entries for vehicle in entry.hired]
        fleet = [*self.config.vehicles, *hired]
        for entry in self.entries:
            self._carry_out(entry, fleet)
        for vehicle in hired:
            self._tell(f"{vehicle.vehicle_id} ({vehicle.kind}) is hired.")
        there = [vehicle for vehicle in fleet if vehicle.vehicle_id not in self.away]
        for name, reason in self.away.items():
            self._tell(f"{name} is not there{f': {reason}' if reason else ''}.")
        vehicles = [self._in_its_shift(it) for it in self._driven(there)]
        config = replace(self.config, vehicles=tuple(vehicles), absent=dict(self.away))
        return RosterDay(config=config, notices=tuple(self.notices))

    def _carry_out(self, entry: RosterEntry, fleet: Iterable[Vehicle]) -> None:
        names = (*entry.vehicle_ids, *entry.driver_ids)
        if entry.away is not None:
            for name in names:
                self.away.pop(name, None)
                if entry.away:
                    self.away[name] = entry.reason
        if entry.shift is not None and not entry.hired:
            for name in names or [vehicle.vehicle_id for vehicle in fleet]:
                self.shifts[name] = entry
        for vehicle in entry.hired:
            if vehicle.driver is not None:
                self.drives[vehicle.driver.driver_id] = vehicle.vehicle_id
        if entry.drives:
            self.drives = {d: v for d, v in self.drives.items() if v != entry.drives}
            self.drives[entry.driver_ids[0]] = entry.drives

    def _driven(self, there: Sequence[Vehicle]) -> list[Vehicle]:
        """Give each vehicle its driver of the day; who finds none stands."""
        by_id = {driver.driver_id: driver for driver in self.config.drivers}
        present = {vehicle.vehicle_id for vehicle in there}
        at_wheel = {
            vehicle: by_id[driver]
            for driver, vehicle in self.drives.items()
            if driver in by_id and driver not in self.away and vehicle in present
        }
        taken = {driver.driver_id for driver in at_wheel.values()}
        for vehicle in there:
            usual = vehicle.driver
            is_free = usual and usual.driver_id not in {*taken, *self.away}
            if usual and is_free and vehicle.vehicle_id not in at_wheel:
                at_wheel[vehicle.vehicle_id] = usual
                taken.add(usual.driver_id)
        spare = [it for it in self.config.drivers if it.driver_id not in {*taken, *self.away}]
        found = []
        for vehicle in there:
            driver = at_wheel.get(vehicle.vehicle_id)
            if driver is None and vehicle.driver is not None:
                driver = spare.pop(0) if spare else None
                if driver is None:
                    self._stands(vehicle, vehicle.driver)
                    continue
            if driver is not None and driver != vehicle.driver:
                self._tell(f"{driver.name or driver.driver_id} drives {vehicle.vehicle_id}.")
            found.append(vehicle if driver == vehicle.driver else vehicle.driven_by(driver))
        return found

    def _in_its_shift(self, vehicle: Vehicle) -> Vehicle:
        driver_id = vehicle.driver.driver_id if vehicle.driver else ""
        lines = [
            self.shifts[name] for name in (driver_id, vehicle.vehicle_id) if name in self.shifts
        ]
        if not lines:
            return vehicle
        # A line for the driver counts more than one for the vehicle or for everybody.
        shift, breaks = lines[0].shift or vehicle.shift, lines[0].breaks
        self._tell(f"{vehicle.vehicle_id} is on the road {_clocks(shift)}.")
        return replace(vehicle, shift=shift, breaks=_of(breaks, vehicle))

    def _stands(self, vehicle: Vehicle, usual: Driver) -> None:
        name = usual.name or usual.driver_id
        self.away[vehicle.vehicle_id] = f"nobody drives it, {name} is away"
        self.notices.append(
            Notice(
                code="LM1294",
                severity=Severity.WARNING,
                place=Place(column=f"vehicles {vehicle.vehicle_id}"),
                problem=f"it stands: {name} is not there, and no other driver is free.",
                hint="let somebody drive it (roster: driver and drives), or hire one.",
            )
        )

    def _tell(self, problem: str) -> None:
        place = Place(column="roster")
        notice = Notice(code="LM1293", severity=Severity.INFO, place=place, problem=problem)
        self.notices.append(notice)


def _of(breaks: Mapping[str, tuple[Break, ...]], vehicle: Vehicle) -> tuple[Break, ...]:
    return breaks.get(vehicle.vehicle_id, vehicle.breaks)


def _clocks(shift: Window) -> str:
    return f"{clock_text(shift.opens_s)}-{clock_text(shift.closes_s)}"
