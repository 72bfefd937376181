"""Checks of a roster: days that are days, names that exist, lines that do not contradict."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date
from typing import cast

from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.fleet_build import vehicle_ids
from lastmile_cli.intake.fleet_checks import Sections
from lastmile_cli.intake.key_paths import KeyBook, KeyPath
from lastmile_cli.intake.near_miss import suggestion
from lastmile_cli.intake.noticing import shown
from lastmile_cli.intake.roster_models import RosterModel
from lastmile_cli.intake.times import clock_text, parse_date
from lastmile_cli.intake.windows import make_span


def check_lm1290_roster_names(sections: Sections, book: KeyBook) -> None:
    """Vehicles, drivers and groups that a roster speaks of are in the file."""
    groups = {group.id for group in sections["vehicles"]}
    vans = {name for group in sections["vehicles"] for name in vehicle_ids(group)}
    drivers = {driver.id for driver in sections["drivers"]}
    hired = {name for entry in _entries(sections) for name in hired_ids(entry)}
    for index, entry in enumerate(_entries(sections)):
        path: KeyPath = ("roster", index)
        asked = [(("vehicle", at), name, vans | groups | hired, "vehicle")
                 for at, name in enumerate(entry.vehicle)]  # fmt: skip
        asked += [(("driver", at), name, drivers, "driver") for at, name in enumerate(entry.driver)]
        asked += [(("drives", 0), entry.drives, vans | hired, "vehicle")] if entry.drives else []
        asked += [(("hire", 0), entry.hire, groups, "group of vehicles")] if entry.hire else []
        for (key, at), name, known, what in asked:
            if name not in known:
                problem = f"there is no {what} {shown(name)}."
                where = (*path, key, at) if key in ("vehicle", "driver") else (*path, key)
                book.error("LM1290", where, problem, suggestion(name, known))
        for name in hired_ids(entry):
            if name in vans:
                problem = f"the id {shown(name)} is that of a vehicle of one's own."
                book.error("LM1290", (*path, "id"), problem, "choose another id.")


def check_lm1291_roster_lines(sections: Sections, book: KeyBook) -> None:
    """A line says when, about whom, and what."""
    for index, entry in enumerate(_entries(sections)):
        path: KeyPath = ("roster", index)
        _check_when(path, entry, book)
        if entry.drives and len(entry.driver) != 1:
            problem = "`drives` needs one driver."
            book.error("LM1291", (*path, "drives"), problem, "name who drives it under driver.")
        if not (entry.vehicle or entry.driver or entry.hire or entry.shift):
            problem = "the line is about nobody."
            hint = "name a vehicle or a driver, or hire: a group of vehicles."
            book.error("LM1291", path, problem, hint)
        if entry.shift is not None:
            try:
                make_span(entry.shift.start, entry.shift.end)
            except CellError:
                problem = f"{clock_text(entry.shift.end)} lies before the start."
                hint = "swap the two times; over midnight less than 12 hours are believed."
                book.error("LM1214", (*path, "shift", "end"), problem, hint)


def check_lm1292_roster_overlaps(sections: Sections, book: KeyBook) -> None:
    """Two lines that say one thing of one vehicle or driver on one day: the later counts."""
    entries = [(at, entry) for at, entry in enumerate(_entries(sections)) if _when(entry)]
    for (at, one), (later, other) in itertools.combinations(entries, 2):
        both = ({*one.vehicle} & {*other.vehicle}) | ({*one.driver} & {*other.driver})
        is_about_one_thing = bool(
            (one.is_away is not None and other.is_away is not None)
            or (one.shift and other.shift)
            or (one.drives and other.drives)
        )
        if both and is_about_one_thing and _meet(one, other):
            name = sorted(both)[0]
            problem = f"roster[{at}] says the same of {shown(name)} on a day of this line."
            hint = "this line counts; remove one of the two if that is not meant."
            book.warning("LM1292", ("roster", later), problem, hint)


def hired_ids(entry: RosterModel) -> list[str]:
    """Names of the vehicles a line hires, numbered where there are several."""
    if not entry.hire:
        return []
    name = entry.id or f"hired-{entry.hire}"
    return [name] if entry.count == 1 else [f"{name}-{n}" for n in range(1, entry.count + 1)]


def span_of(entry: RosterModel) -> tuple[date, date] | None:
    """From when to when a line holds; ``None`` where it is for days of the week."""
    if entry.date:
        day = parse_date(entry.date)
        return day, day
    if entry.first or entry.last:
        first = parse_date(entry.first or entry.last)
        return first, parse_date(entry.last or entry.first)
    return None


def _check_when(path: KeyPath, entry: RosterModel, book: KeyBook) -> None:
    ways = [bool(entry.date), bool(entry.first or entry.last), bool(entry.days)]
    if sum(ways) != 1:
        problem = "the line says no day." if not any(ways) else "the line says its days twice."
        hint = "write date: 2026-11-24, from: and until:, or days: [sat]; one of the three."
        book.error("LM1291", path, problem, hint)
        return
    try:
        span = span_of(entry)
    except CellError as error:
        key = "date" if entry.date else "from"
        book.error("LM1291", (*path, key), error.problem, error.hint)
        return
    if bool(entry.first) is not bool(entry.last):
        problem = "`from` and `until` go together."
        book.error("LM1291", path, problem, "give both, or use date for a single day.")
    elif span is not None and span[1] < span[0]:
        problem = f"it ends on {span[1]}, before it begins on {span[0]}."
        book.error("LM1291", (*path, "until"), problem, "swap the two dates.")


def _when(entry: RosterModel) -> bool:
    try:
        return bool(entry.days) or span_of(entry) is not None
    except CellError:
        return False


def _meet(one: RosterModel, other: RosterModel) -> bool:
    """Whether two lines of one kind share a day; dates count more than days of the week."""
    if one.days or other.days:
        return bool({*one.days} & {*other.days})
    first, second = span_of(one), span_of(other)
    return bool(first and second and first[0] <= second[1] and second[0] <= first[1])


def _entries(sections: Sections) -> Sequence[RosterModel]:
    return cast("list[RosterModel]", sections["roster"])
