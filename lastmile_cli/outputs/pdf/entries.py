"""The stop list of a manifest: one entry a visit, measured first, so that no page cuts one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

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
from lastmile_cli.outputs.pdf.load_list import Grid, draw_grid, grid_height, load_grids
from lastmile_cli.outputs.pdf.paper import (
    BLACK,
    DARK,
    GREY,
    INNER_MM,
    MARGIN_MM,
    MM_PER_POINT,
    PALE,
    WHITE,
    Paper,
)
from lastmile_cli.outputs.pdf.turn_ribbon import Ribbon, draw_ribbon, lay_ribbon, ribbon_height
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

TIME_X, TEXT_X, TASK_X = MARGIN_MM + 15.0, MARGIN_MM + 41.0, MARGIN_MM + 139.0
TEXT_WIDTH = TASK_X - TEXT_X - 4.0
TASK_WIDTH = MARGIN_MM + INNER_MM - TASK_X
HALT_MM = 11.0
HALT_WIDTH = TEXT_WIDTH + 4.0 + TASK_WIDTH
SIGN_MM = 8.5
TICK_MM = 9.0
BADGE_MM = 6.2
BADGE_TICK_MM = 3.6


class Badge(NamedTuple):
    """Words in a box, with a small box to tick before them or not."""

    text: str
    has_tick: bool
    size: float = 9


@dataclass(frozen=True, slots=True)
class Line:
    """A line of type: its text and how it is set; ``tinted`` on a pale ground, ``url`` a link."""

    text: str
    size: float
    bold: bool = False
    grey: int = BLACK
    tinted: bool = False
    url: str = ""

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
    ``ribbon`` the way that leads here, above it all.
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
        times = 7.5 + sum(line.height for line in self.times)
        lines = sum(line.height for line in self.lines)
        tasks = sum(line.height for line in self.tasks) + BADGE_MM * len(self.badges)
        return max(times, lines, max(tasks, TICK_MM) + SIGN_MM) + 4.5


def entries_of(
    paper: Paper,
    plan: Plan,
    route: Route,
    stops: dict[str, Stop],
    turns: RouteTurns | None = None,
) -> list[Entry]:
    """Break all visits of a route, and the way home, into measured entries."""
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
        entries.append(replace(_halt(paper, plan, visit, halt, load), ribbon=ribbon))
        grids = load_grids(load, stops) if load else []
        entries += [Entry(number="", eta="", times=(), lines=(), grid=grid) for grid in grids]
    if route.home is not None:
        what = f"Back at {depot_name(plan, route.home.depot_id)}"
        eta = plan.day.clock(route.home.arrive_s)
        ribbon = lay_ribbon(paper, turns.home if turns else ())
        lines = _halt_lines(paper, what)
        entries.append(Entry(number="", eta=eta, times=(), lines=lines, ribbon=ribbon))
    return entries


def draw_entry(paper: Paper, entry: Entry, y: float) -> None:
    """Draw one entry with its top at ``y``."""
    paper.rule(y + entry.height)
    if entry.ribbon:
        draw_ribbon(paper, entry.ribbon, y)
        y += ribbon_height(entry.ribbon)
    if entry.grid:
        draw_grid(paper, entry.grid, y)
        return
    if not entry.number:
        if entry.is_set_off:
            paper.box(MARGIN_MM, y + 0.3, INNER_MM, entry.body_height - 0.5, fill=PALE, line=None)
        centre = MARGIN_MM + 6.0
        paper.text(centre, y + 7.2, entry.place_in_route, size=11, grey=GREY, align="centre")
        paper.text(TIME_X, y + 7.2, entry.eta, size=13, bold=True, grey=DARK)
        _draw_lines(paper, entry.lines, TEXT_X, y + 3.0, HALT_WIDTH)
        return
    top = y + 2.5
    size = {1: 21, 2: 19}.get(len(entry.number), 15)
    paper.disc(MARGIN_MM + 6.0, top + 6.2, 6.0, fill=BLACK)
    baseline = top + 6.2 + size * 0.126
    paper.text(
        MARGIN_MM + 6.0, baseline, entry.number, size=size, bold=True, grey=WHITE, align="centre"
    )
    paper.text(TIME_X, top + 6.0, entry.eta, size=18, bold=True)
    _draw_lines(paper, entry.times, TIME_X, top + 8.0, TEXT_X - TIME_X)
    _draw_lines(paper, entry.lines, TEXT_X, top, TEXT_WIDTH)
    _draw_tasks(paper, entry, top)
    _draw_signature(paper, y + entry.body_height - 2.5)


def _entry(
    paper: Paper, plan: Plan, visit: Visit, stop: Stop, other_end: str, on_foot: str
) -> Entry:
    return Entry(
        number=str(visit.sequence),
        eta=plan.day.clock(visit.arrive_s),
        times=_times(plan, visit, stop),
        lines=(*_foot_lines(paper, on_foot), *_lines(paper, visit, stop, plan.day)),
        tasks=_tasks(paper, stop),
        badges=_badges(paper, stop, other_end, plan.currency),
    )


def _halt(paper: Paper, plan: Plan, visit: Visit, halt: Halt, load: TripLoad | None) -> Entry:
    what = f"{halt.what}, until {plan.day.clock(visit.depart_s)}"
    goods = load_text(load.load) if load else ""
    below = paper.wrap(halt.where or goods or halt.goods, HALT_WIDTH, size=11, max_lines=2)
    back = paper.wrap(back_words(load) if load else "", HALT_WIDTH, size=9, max_lines=6)
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
    wrapped = paper.wrap(what, HALT_WIDTH, size=12, bold=True, max_lines=2)
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
    wrapped = paper.wrap(on_foot, TEXT_WIDTH - 2, size=10.5, bold=True, max_lines=3)
    return tuple(Line(it, 10.5, bold=True, tinted=True) for it in wrapped)


def _lines(paper: Paper, visit: Visit, stop: Stop, day: ServiceDay) -> tuple[Line, ...]:
    def wrapped(text: str, size: float, most: int, *, bold: bool = False) -> list[str]:
        return paper.wrap(text, TEXT_WIDTH - 2, size=size, bold=bold, max_lines=most)

    address = stop.address
    town = " ".join(part for part in (address.postal_code, address.city) if part)
    written = ", ".join(it for it in (address.line1, address.line2) if it)
    mapped = mapped_text(stop)
    streets = wrapped(f"{written} (map: {mapped})" if mapped else written, 12.5, 2)
    towns = wrapped(town or where_text(stop) * (not streets), 11, 1)
    place = geo_uri(visit.place)
    lines = [Line(it, 13.5, bold=True) for it in wrapped(stop.name, 13.5, 3, bold=True)]
    lines += [Line(it, 12.5, url=place) for it in streets]
    lines += [Line(it, 11, grey=DARK, url=place) for it in towns]
    phone = wrapped(stop.contact.phone, 11.5, 1)
    lines += [Line(f"Tel. {it}", 11.5, url=tel_uri(stop.contact.phone)) for it in phone]
    told = ", ".join([*attempt_texts(stop, visit, day), *home_texts(stop)[1:]])
    lines += [Line(it, 10.5, bold=True) for it in wrapped(told, 10.5, 3, bold=True)]
    lines += [Line(it, 10.5, tinted=True) for it in wrapped(stop.notes, 10.5, 9)]
    return tuple(lines)


def _tasks(paper: Paper, stop: Stop) -> tuple[Line, ...]:
    load = stop.load
    lines = []
    if load.parcels:
        lines.append(
            Line(f"{load.parcels} parcel{'' if load.parcels == 1 else 's'}", 13, bold=True)
        )
    sizes = [kg_text(load.weight_g)] if load.weight_g else []
    sizes += [f"{load.volume_ml / 1_000_000:.2f} m³"] if load.volume_ml >= 50_000 else []
    lines += [Line(", ".join(sizes), 11)] if sizes else []
    order = paper.wrap(orders_text(stop), TASK_WIDTH - TICK_MM - 2, size=8.5, max_lines=3)
    return (*lines, *(Line(it, 8.5, grey=GREY) for it in order))


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
        most = TASK_WIDTH - 3 - tick
        size = paper.fitting_size(word.upper(), most, size=9, least=6.5, bold=True)
        text = "".join(paper.wrap(word.upper(), most, size=size, bold=True, max_lines=1))
        badge = Badge(text, has_tick, size)
        width = paper.width(text, size=size, bold=True) + 4.2 + tick
        if rows and width <= free:
            rows[-1] = (*rows[-1], badge)
        else:
            rows.append((badge,))
            free = TASK_WIDTH + 1.2
        free -= width
    return tuple(rows)


def _draw_lines(paper: Paper, lines: tuple[Line, ...], x: float, top: float, width: float) -> None:
    y = top
    for line in lines:
        if line.tinted:
            paper.box(x - 1.2, y, width, line.height + 0.05, fill=PALE, line=None)
            paper.box(x - 1.2, y, 0.7, line.height + 0.05, fill=BLACK, line=None)
        baseline = y + line.height * 0.78
        indent = 0.8 if line.tinted else 0.0
        fit = width - indent
        used = paper.text(
            x + indent, baseline, line.text, size=line.size, bold=line.bold, grey=line.grey, fit=fit
        )
        if line.url:
            paper.link(x, y, used, line.height, line.url)
        y += line.height


def _draw_tasks(paper: Paper, entry: Entry, top: float) -> None:
    tick_x = MARGIN_MM + INNER_MM - TICK_MM
    _draw_lines(paper, entry.tasks, TASK_X, top, TASK_WIDTH - TICK_MM - 1)
    paper.box(tick_x, top + 0.6, TICK_MM, TICK_MM, weight=0.5)
    y = top + max(sum(line.height for line in entry.tasks), TICK_MM) + 1.0
    for row in entry.badges:
        x = TASK_X
        for badge in row:
            tick = BADGE_TICK_MM if badge.has_tick else 0.0
            width = paper.width(badge.text, size=badge.size, bold=True) + 3 + tick
            paper.box(x, y, width, 5.0, line=BLACK, weight=0.4, round_mm=1.0)
            if badge.has_tick:
                paper.box(x + 1.3, y + 1.2, 2.6, 2.6, line=BLACK, weight=0.3)
            paper.text(x + 1.5 + tick, y + 3.6, badge.text, size=badge.size, bold=True)
            x += width + 1.2
        y += BADGE_MM


def _draw_signature(paper: Paper, bottom: float) -> None:
    right = MARGIN_MM + INNER_MM
    paper.line(TASK_X, bottom, right, bottom, grey=GREY, weight=0.25)
    paper.text(TASK_X, bottom - 0.8, "×", size=9, grey=GREY)
