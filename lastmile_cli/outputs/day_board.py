"""The day of each vehicle as a strip of letters, on a terminal with how full it is below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.plan import Plan, Route
from lastmile_cli.outputs.day_strip import (
    HOUR_S,
    Doing,
    Fill,
    doings_of,
    fill_at,
    fill_of,
    pieces_of,
    share_of,
    span_of,
)
from lastmile_cli.outputs.selection import stops_by_id
from lastmile_cli.outputs.sheet import Column, Sheet
from lastmile_cli.outputs.sparks import ASCII_LEVELS, LEVELS, spark
from lastmile_cli.outputs.wording import printable

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions
    from rich.text import Text

LETTERS = {
    Doing.LOAD: "L",
    Doing.DRIVE: "-",
    Doing.SERVE: "#",
    Doing.WALK: "w",
    Doing.WAIT: "_",
    Doing.BREAK: "B",
    Doing.CHARGE: "C",
}
OFF = "."
"""Where nothing happens: a strip in a pipe has no blanks, so that it is one word."""

BLOCKS = LETTERS | {Doing.DRIVE: "─", Doing.SERVE: "█", Doing.WAIT: "·"}
STYLES: dict[str, str] = {
    Doing.LOAD: "yellow",
    Doing.DRIVE: "blue",
    Doing.SERVE: "green",
    Doing.WALK: "cyan",
    Doing.WAIT: "dim",
    Doing.BREAK: "magenta",
    Doing.CHARGE: "bright_yellow",
}
STEPS_S = (300, 600, 900, 1200, 1800, 3600, 7200)
MOST_LETTERS, LONGEST_NAME = 78, 18
WIDE = 120
"""From so many columns on there is room for figures beside the strips."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBoard:
    """The strips of some routes, all over the same hours."""

    plan: Plan
    routes: Sequence[Route]
    title: str = "The day"

    def sheet(self) -> Sheet:
        """Return what a pipe gets: a word of ASCII a vehicle, explained in the title."""
        from_s, to_s = span_of(self.routes)
        step_s = next((it for it in STEPS_S if (to_s - from_s) / it <= MOST_LETTERS), STEPS_S[-1])
        clock = self.plan.day.clock
        legend = ", ".join(f"{LETTERS[it]} {it.value}" for it in doings_of(self.routes))
        told = f"{self.title}, {clock(from_s)} to {clock(to_s)}, a letter is {step_s // 60} min"
        stops = stops_by_id(self.plan)
        rows = []
        for route in self.routes:
            pieces = pieces_of(route)
            cells = (share_of(pieces, at, at + step_s) for at in range(from_s, to_s, step_s))
            strip = "".join(LETTERS[it] if it else OFF for it in cells)
            rows.append((route.vehicle_id, strip, _fullest(fill_of(self.plan, route, stops))))
        return Sheet(
            title=f"{told}: {legend}",
            columns=(Column("vehicle"), Column("day"), Column("fullest")),
            rows=tuple(rows),
        )

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        """Draw the strips as wide as the terminal, figures beside them where it is very wide."""
        from rich.text import Text

        is_ascii = options.ascii_only
        names = [printable(route.vehicle_id) for route in self.routes]
        facts = [_facts(route) for route in self.routes] if options.max_width >= WIDE else []
        name_width = min(LONGEST_NAME, max(map(len, [*names, "88% full"])))
        beside = max(map(len, facts), default=-2) + 2
        width = options.max_width - name_width - 2 - beside
        from_s, to_s = span_of(self.routes)
        step_s = (to_s - from_s) / width
        yield Text(self.title, style="bold")
        yield Text(" " * (name_width + 2) + _hours(self.plan, from_s, to_s, width), style="dim")
        stops = stops_by_id(self.plan)
        for position, (route, name) in enumerate(zip(self.routes, names, strict=True)):
            line = Text()
            shown = _short(name, name_width, is_ascii=is_ascii)
            line.append(shown.ljust(name_width + 2), "bold")
            pieces = pieces_of(route)
            edges = [from_s + cell * step_s for cell in range(width)]
            doings = [share_of(pieces, at, at + step_s) for at in edges]
            _append_strip(line, doings, is_ascii=is_ascii)
            line.append(f"  {facts[position]}" if facts else "", "dim")
            yield line
            fill = fill_of(self.plan, route, stops)
            middles = [at + step_s / 2 for at in edges]
            shares = [
                fill_at(fill, at) if route.start_s <= at < route.end_s else 0.0 for at in middles
            ]
            levels = ASCII_LEVELS if is_ascii else LEVELS
            told = _fullest(fill)[:name_width].ljust(name_width + 2)
            yield Text(f"{told}{spark(shares, levels)}", style="dim")
        yield _legend(doings_of(self.routes), name_width + 2, options.max_width, is_ascii=is_ascii)


def _append_strip(line: Text, doings: Sequence[Doing | None], *, is_ascii: bool) -> None:
    glyphs = LETTERS if is_ascii else BLOCKS
    for doing, same in groupby(doings):
        count = len(list(same))
        line.append(glyphs[doing] * count if doing else " " * count, STYLES.get(doing or OFF, ""))


def _facts(route: Route) -> str:
    stops, parcels = counted(len(route.stop_visits), "stop"), route.load.parcels
    return f"{stops}, {counted(parcels, 'parcel')}" if parcels else stops


def _fullest(fill: Fill) -> str:
    return f"{fill.most:.0%} full" if fill.is_of_room else fill.most_text


def _short(name: str, width: int, *, is_ascii: bool) -> str:
    if len(name) <= width:
        return name
    return f"{name[: width - 1]}{'~' if is_ascii else '…'}"


def _hours(plan: Plan, from_s: int, to_s: int, width: int) -> str:
    """The hours above a strip, as many as there is room for."""
    letters = [" "] * width
    free = 0
    for second in range(from_s, to_s, HOUR_S):
        at = round((second - from_s) / (to_s - from_s) * width)
        clock = plan.day.clock(second)
        if at >= free and at + len(clock) <= width:
            letters[at : at + len(clock)] = clock
            free = at + len(clock) + 1
    return "".join(letters)


def _legend(doings: Sequence[Doing], indent: int, width: int, *, is_ascii: bool) -> Text:
    """What the letters mean, below the strips, or from the left where that is too long."""
    from rich.text import Text

    glyphs = LETTERS if is_ascii else BLOCKS
    line = Text()
    for doing in doings:
        line.append(glyphs[doing], STYLES[doing])
        line.append(f" {doing.value}  ", "dim")
    levels = ASCII_LEVELS if is_ascii else LEVELS
    line.append(f"{levels[0]}{levels[len(levels) // 2]}{levels[-1]} how full", "dim")
    return Text(" " * max(0, min(indent, width - len(line)))) + line
