"""The stop list of a manifest: one entry a visit, measured first, so that no page cuts one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.plan import Plan, Route, Visit, VisitKind
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.stops import Stop
from lastmile_cli.domain.turns import RouteTurns
from lastmile_cli.outputs.attempts import attempt_texts
from lastmile_cli.outputs.halts import Halt, halts_of
from lastmile_cli.outputs.in_home import home_texts
from lastmile_cli.outputs.load_sheet import back_words
from lastmile_cli.outputs.navigation import geo_uri, tel_uri
from lastmile_cli.outputs.on_foot import foot_texts
from lastmile_cli.outputs.pdf.load_list import Grid, grid_height, load_grids
from lastmile_cli.outputs.pdf.paper import BLACK, DARK, MM_PER_POINT, Paper
from lastmile_cli.outputs.pdf.turn_ribbon import Ribbon, lay_ribbon, ribbon_height
from lastmile_cli.outputs.selection import depot_name
from lastmile_cli.outputs.trip_loads import TripLoad, shipment_ends, trip_loads
from lastmile_cli.outputs.wording import (
    kg_text,
    load_text,
    mapped_text,
    minutes_text,
    orders_text,
    requirement_texts,
    task_text,
    where_text,
    window_words,
)

LEADING = 1.22
"""Line height as a multiple of the type size."""

TIME_MM, TEXT_MM, TASK_MM = 14.5, 38.0, 50.0
"""Where the hours and the words begin, from the left; how wide what is to be done is."""

GAP_MM = 3.5
HALT_MM = 11.0
SIGN_MM = 8.2
TICK_MM = 8.5
BADGE_MM = 6.2
BADGE_TICK_MM, BADGE_GAP_MM = 3.6, 1.2
ASIDE_SIZE, ORDER_SIZE = 10.5, 9.0
MOST_NOTE_LINES, NOTE_SIZE = 9, 10.5
"""Paper has no room for novels: routes.csv has every word."""


class Badge(NamedTuple):
    """Words in a box, with a small box to tick before them or not."""

    text: str
    has_tick: bool
    size: float = 9


@dataclass(frozen=True, slots=True)
class Line:
    """
    A line of type: its text and how it is set.

    ``tinted`` on a pale ground, ``url`` a link, ``aside`` a few words at its right end, with
    a link of their own.
    """

    text: str
    size: float
    bold: bool = False
    grey: int = BLACK
    tinted: bool = False
    url: str = ""
    aside: str = ""
    aside_url: str = ""
    aside_size: float = ASIDE_SIZE

    @property
    def height(self) -> float:
        """Millimetres down the page."""
        return self.size * MM_PER_POINT * LEADING


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """
    One visit, broken into lines; ``height`` is what it takes of the page.

    A halt has a ``place_in_route`` instead of a ``number``; ``is_set_off`` on a
    pale ground. ``grid`` is a piece of a load list, with nothing beside it;
    ``ribbon`` the way that leads here, above it all. ``is_kept`` stands on the page of
    what follows. ``has_narrow_badges`` where the first row has room beside the box to tick.
    """

    number: str
    eta: str
    times: tuple[Line, ...]
    lines: tuple[Line, ...]
    tasks: tuple[Line, ...] = ()
    badges: tuple[tuple[Badge, ...], ...] = ()
    place_in_route: str = ""
    is_set_off: bool = False
    grid: Grid = ()
    ribbon: Ribbon = ()
    is_kept: bool = False
    has_narrow_badges: bool = False

    @property
    def height(self) -> float:
        """Millimetres down the page, the line below included."""
        return ribbon_height(self.ribbon) + self.body_height

    @property
    def body_height(self) -> float:
        """The same without the way that leads here."""
        if self.grid:
            return grid_height(self.grid)
        if not self.number:
            return max(HALT_MM, sum(line.height for line in self.lines) + 6.0)
        times = 6.6 + sum(line.height for line in self.times)
        lines = sum(line.height for line in self.lines)
        return max(times, lines, self.tasks_mm + SIGN_MM, TICK_MM + 4.0) + 3.6

    @property
    def badges_top(self) -> float:
        """Where the rows of badges begin, below the top of the entry."""
        tasks = sum(line.height for line in self.tasks)
        return tasks + 0.8 if self.has_narrow_badges else max(tasks, TICK_MM) + 1.0

    @property
    def tasks_mm(self) -> float:
        """How high what is to be done is, above the line to sign on."""
        if not self.badges:
            return sum(line.height for line in self.tasks)
        return self.badges_top + BADGE_MM * len(self.badges) - 0.6


def text_mm(paper: Paper) -> float:
    """How wide the words of an entry are."""
    return paper.inner_mm - TEXT_MM - TASK_MM - GAP_MM


def badge_mm(paper: Paper, badge: Badge) -> float:
    """How wide a badge is."""
    tick = BADGE_TICK_MM if badge.has_tick else 0.0
    return paper.width(badge.text, size=badge.size, bold=True) + 3.0 + tick


def note_mm(paper: Paper) -> float:
    """How wide they may be where a ground is drawn behind them."""
    return text_mm(paper) - 2


def halt_mm(paper: Paper) -> float:
    """How wide those of a halt are, beside which nothing is to be done."""
    return paper.inner_mm - TEXT_MM


def entries_of(
    paper: Paper,
    plan: Plan,
    route: Route,
    stops: dict[str, Stop],
    turns: RouteTurns | None = None,
    above_mm: float = 0.0,
) -> list[Entry]:
    """
    Break all visits of a route, and the way home, into measured entries.

    ``above_mm`` is what stands above the first of them on its page.
    """
    loads = {load.trip: load for load in trip_loads(route, stops)}
    ways = turns.to_visits if turns else ((),) * len(route.visits)
    ends = shipment_ends(route, stops)
    on_foot = foot_texts(route, stops)
    entries: list[Entry] = []
    for visit, halt, way in zip(route.visits, halts_of(plan, route, stops), ways, strict=True):
        ribbon = lay_ribbon(paper, way)
        if halt is None:
            stop = stops[visit.stop_id or ""]
            told = on_foot.get(stop.stop_id, "")
            entry = _entry(paper, plan, visit, stop, ends.get(stop.stop_id, ""), told)
            entries.append(replace(entry, ribbon=ribbon))
            continue
        load = loads.get(visit.trip) if visit.kind is VisitKind.LOAD else None
        heading = replace(_halt(paper, plan, visit, halt, load), ribbon=ribbon)
        used = heading.height + (0.0 if entries else above_mm)
        grids = load_grids(load, stops, paper, used) if load else []
        entries.append(replace(heading, is_kept=bool(grids)))
        entries += [Entry(number="", eta="", times=(), lines=(), grid=grid) for grid in grids]
    if route.home is not None:
        what = f"Back at {depot_name(plan, route.home.depot_id)}"
        eta = plan.day.clock(route.home.arrive_s)
        ribbon = lay_ribbon(paper, turns.home if turns else ())
        lines = _halt_lines(paper, what)
        entries.append(Entry(number="", eta=eta, times=(), lines=lines, ribbon=ribbon))
    return entries


def _entry(
    paper: Paper, plan: Plan, visit: Visit, stop: Stop, other_end: str, on_foot: str
) -> Entry:
    badges = _badges(paper, stop, other_end, plan.currency)
    first_mm = sum(badge_mm(paper, badge) + BADGE_GAP_MM for badge in (badges or ((),))[0])
    return Entry(
        number=str(visit.sequence),
        eta=plan.day.clock(visit.arrive_s),
        times=_times(plan, visit, stop),
        lines=(*_foot_lines(paper, on_foot), *_lines(paper, visit, stop, plan.day)),
        tasks=_tasks(paper, stop),
        badges=badges,
        has_narrow_badges=first_mm <= TASK_MM - TICK_MM,
    )


def _halt(paper: Paper, plan: Plan, visit: Visit, halt: Halt, load: TripLoad | None) -> Entry:
    what = f"{halt.what}, until {plan.day.clock(visit.depart_s)}"
    goods = load_text(load.load) if load else ""
    below = paper.wrap(halt.where or goods or halt.goods, halt_mm(paper), size=11, max_lines=2)
    back = paper.wrap(back_words(load) if load else "", halt_mm(paper), size=9, max_lines=6)
    return Entry(
        number="",
        eta=plan.day.clock(visit.arrive_s),
        times=(),
        lines=(
            *_halt_lines(paper, what),
            *(Line(it, 11, grey=DARK) for it in below),
            *(Line(it, 9, grey=DARK) for it in back),
        ),
        place_in_route=str(visit.sequence) if visit.sequence else "",
        is_set_off=bool(visit.sequence),
    )


def _halt_lines(paper: Paper, what: str) -> tuple[Line, ...]:
    wrapped = paper.wrap(what, halt_mm(paper), size=12, bold=True, max_lines=2)
    return tuple(Line(it, 12, bold=True, grey=DARK) for it in wrapped)


def _times(plan: Plan, visit: Visit, stop: Stop) -> tuple[Line, ...]:
    windows = window_words(stop, plan.day, dash="–")[:3]
    lines = [Line(it, 10.5 if len(it) <= len("09:00–11:00") else 9) for it in windows]
    if minutes_text(visit.wait_s):
        lines.append(Line(f"wait {minutes_text(visit.wait_s)}", 9, grey=DARK))
    if visit.late_s:
        lines.append(Line(f"LATE {minutes_text(visit.late_s) or '1 min'}", 10.5, bold=True))
    return tuple(lines)


def _foot_lines(paper: Paper, on_foot: str) -> tuple[Line, ...]:
    """Where to park and how far to walk, above the door: it is read before the address."""
    wrapped = paper.wrap(on_foot, text_mm(paper) - 2, size=10.5, bold=True, max_lines=3)
    return tuple(Line(it, 10.5, bold=True, tinted=True) for it in wrapped)


def _lines(paper: Paper, visit: Visit, stop: Stop, day: ServiceDay) -> tuple[Line, ...]:
    def wrapped(text: str, size: float, most: int, *, bold: bool = False) -> list[str]:
        return paper.wrap(text, note_mm(paper), size=size, bold=bold, max_lines=most)

    address = stop.address
    written = ", ".join(it for it in (address.line1, address.line2) if it)
    mapped = mapped_text(stop)
    street = f"{written} (map: {mapped})" if mapped else written
    town = " ".join(part for part in (address.postal_code, address.city) if part)
    whole = ", ".join(part for part in (street, town) if part)
    streets = wrapped(whole or where_text(stop), 12, 3)
    place = geo_uri(visit.place)
    named = [Line(it, 13.5, bold=True) for it in wrapped(stop.name, 13.5, 3, bold=True)]
    doors = [Line(it, 12, url=place) for it in streets]
    order = _short_order(paper, stop)
    phone, number = stop.contact.phone, tel_uri(stop.contact.phone)
    told = ", ".join([*attempt_texts(stop, visit, day), *home_texts(stop)[1:]])
    return (
        *_with_aside(paper, named, order, size=ORDER_SIZE),
        *(_with_aside(paper, doors, phone, number) or _own_lines(paper, doors, phone, number)),
        *(Line(it, 10.5, bold=True) for it in wrapped(told, 10.5, 3, bold=True)),
        *(
            Line(it, NOTE_SIZE, tinted=True)
            for it in wrapped(stop.notes, NOTE_SIZE, MOST_NOTE_LINES)
        ),
    )


def _with_aside(
    paper: Paper, lines: list[Line], words: str, url: str = "", size: float = ASIDE_SIZE
) -> list[Line]:
    """Put words at the right end of the last line; nothing where it has no room for them."""
    if not lines or not words:
        return lines
    *others, last = lines
    needed = paper.width(last.text, size=last.size, bold=last.bold)
    needed += paper.width(words, size=size) + 5
    if needed > text_mm(paper) - 2:
        return []
    return [*others, replace(last, aside=words, aside_url=url, aside_size=size)]


def _own_lines(paper: Paper, lines: list[Line], words: str, url: str) -> list[Line]:
    told = paper.wrap(words, text_mm(paper) - 2, size=11, max_lines=1)
    return [*lines, *(Line(it, 11, url=url) for it in told)]


def _short_order(paper: Paper, stop: Stop) -> str:
    """The number on the parcels, where it is one and leaves room for the name; else nothing."""
    order = orders_text(stop)
    names = paper.wrap(stop.name, text_mm(paper) - 2, size=13.5, bold=True, max_lines=3)
    needed = paper.width(order, size=ORDER_SIZE) + 5
    needed += paper.width(names[-1], size=13.5, bold=True) if names else 0.0
    is_short = bool(names) and len(stop.order_ids) == 1 and needed <= text_mm(paper) - 2
    return order if is_short else ""


def _tasks(paper: Paper, stop: Stop) -> tuple[Line, ...]:
    """What to hand over in large letters, and the numbers on the parcels in small ones."""
    room = TASK_MM - TICK_MM - 2
    load = stop.load
    pieces = counted(load.parcels, "parcel") if load.parcels else ""
    sizes = [kg_text(load.weight_g)] if load.weight_g else []
    sizes += [f"{load.volume_ml / 1_000_000:.2f} m³"] if load.volume_ml >= 50_000 else []
    size_words = ", ".join(sizes)
    lines: list[Line] = []
    if pieces:
        left = paper.width(pieces, size=13, bold=True)
        is_short = left + paper.width(size_words, size=ASIDE_SIZE) + 3 <= room
        lines.append(Line(pieces, 13, bold=True, aside=size_words if is_short else ""))
        size_words = "" if is_short else size_words
    lines += [Line(size_words, 11)] if size_words else []
    told = "" if _short_order(paper, stop) else orders_text(stop)
    order = paper.wrap(told, room, size=8.5, max_lines=3)
    return (*lines, *(Line(it, 8.5, grey=DARK) for it in order))


def _badges(
    paper: Paper, stop: Stop, other_end: str, currency: str
) -> tuple[tuple[Badge, ...], ...]:
    """
    Return rows of words in boxes: what is not an ordinary delivery, and what to ask for.

    What to ask for has a small box to tick once it is done.
    """
    task = task_text(stop, other_end)
    words = [(word, False) for word in (task, *home_texts(stop)[:1]) if word]
    words += [(word, True) for word in requirement_texts(stop, currency)]
    rows: list[tuple[Badge, ...]] = []
    free = 0.0
    for word, has_tick in words[:8]:
        tick = BADGE_TICK_MM if has_tick else 0.0
        most = TASK_MM - 3 - tick
        size = paper.fitting_size(word.upper(), most, size=9, least=6.5, bold=True)
        text = "".join(paper.wrap(word.upper(), most, size=size, bold=True, max_lines=1))
        badge = Badge(text, has_tick, size)
        width = badge_mm(paper, badge) + BADGE_GAP_MM
        if rows and width <= free:
            rows[-1] = (*rows[-1], badge)
        else:
            rows.append((badge,))
            free = TASK_MM + BADGE_GAP_MM
        free -= width
    return tuple(rows)
