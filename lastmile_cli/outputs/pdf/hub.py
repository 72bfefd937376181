"""A hub's day on paper: departures by door, what comes in, the sort list, a load sheet a trip."""

from __future__ import annotations

from collections.abc import Sequence

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.plan import Plan
from lastmile_cli.outputs.hub_day import Arrival, Departure, list_arrivals, list_departures
from lastmile_cli.outputs.load_sheet import back_words
from lastmile_cli.outputs.parcels import Parcel, list_parcels
from lastmile_cli.outputs.pdf.door_chart import door_chart_mm, draw_doors
from lastmile_cli.outputs.pdf.facts import draw_facts
from lastmile_cli.outputs.pdf.load_list import LIST_TOP_MM, draw_grid, grid_height, load_grids
from lastmile_cli.outputs.pdf.paper import BLACK, DARK, GREY, MARGIN_MM, PALE, Paper
from lastmile_cli.outputs.pdf.sizes import A4, PaperSize
from lastmile_cli.outputs.pdf.sort_list import draw_sort_list
from lastmile_cli.outputs.selection import depot_address, depot_name, stops_by_id
from lastmile_cli.outputs.wording import kg_text, load_text

ROW_MM, TITLE_MM = 13.5, 9.5
TICK_MM = 7.0
_TIMES, _DOOR, _WHO, _GOODS = 11.0, 34.5, 51.0, 112.0
"""Where the columns of a departure begin, from the left."""


def hub_pdf(plan: Plan, depot_id: str, size: PaperSize = A4) -> bytes:
    """
    Print what the people of a hub need: the day sheet, the sort list, and each trip's load sheet.

    The load sheets are in the order of departure, each on a page of its own.
    """
    date = plan.day.date.isoformat()
    name = depot_name(plan, depot_id)
    footer = f"{name} · {date} · plan {plan.plan_id}"[:110]
    departures = list_departures(plan, depot_id)
    parcels = list_parcels(plan, depot_id)
    with Paper(plan, title=f"Hub {name} {date}", footer=footer, size=size) as paper:
        paper.add_page()
        y = _draw_header(paper, plan, depot_id, departures, parcels)
        y = _draw_doors(paper, plan, departures, y)
        y = _draw_departures(paper, plan, depot_id, departures, y)
        y = _draw_arrivals(paper, plan, list_arrivals(plan, depot_id), y)
        _draw_partners(paper, plan, parcels, y)
        draw_sort_list(paper, f"{name} · sort list", date, parcels)
        for departure in departures:
            _draw_load_sheet(paper, plan, departure)
        return paper.bytes()


def _draw_header(
    paper: Paper, plan: Plan, depot_id: str, departures: Sequence[Departure], parcels: list[Parcel]
) -> float:
    date_mm = paper.text(
        paper.right_mm, 20, plan.day.date.isoformat(), size=17, bold=True, align="right"
    )
    weekday = plan.day.date.strftime("%A")
    paper.text(paper.right_mm, 26, weekday, size=11, grey=DARK, align="right")
    name = depot_name(plan, depot_id)
    fit = paper.inner_mm - date_mm - 8
    paper.text(MARGIN_MM, 21, name, size=24, least=13, bold=True, fit=fit)
    paper.text(MARGIN_MM, 27.5, depot_address(plan, depot_id), size=11, grey=DARK, fit=fit)
    paper.rule(31, grey=BLACK, weight=0.6)
    clock = plan.day.clock
    loaded = sum((it.goods.load for it in departures), start=Load())
    handed = sum(parcel.departure is None for parcel in parcels)
    facts = [("departures", str(len(departures)))]
    if departures:
        facts += [
            ("loading from", clock(departures[0].from_s)),
            ("first leaves", clock(min(it.leaves_s for it in departures))),
            ("last leaves", clock(max(it.leaves_s for it in departures))),
        ]
    facts += [("parcels", str(loaded.parcels)), ("load", kg_text(loaded.weight_g))]
    facts += [("parcels to partners", str(handed))] if handed else []
    draw_facts(paper, facts, 31)
    paper.rule(46, grey=BLACK, weight=0.6)
    return 48.0


def _draw_doors(paper: Paper, plan: Plan, departures: Sequence[Departure], y: float) -> float:
    doors = sorted({it.door for it in departures if it.door is not None})
    if not doors:
        return y
    paper.text(MARGIN_MM, y + 6, "Doors", size=13, bold=True)
    if y + TITLE_MM + door_chart_mm(len(doors)) > paper.bottom_mm:
        return y
    return draw_doors(paper, plan, departures, doors, y + TITLE_MM) + 3.0


def _draw_departures(
    paper: Paper, plan: Plan, depot_id: str, departures: Sequence[Departure], y: float
) -> float:
    y = _title(paper, "Departures", y, ROW_MM)
    for departure in departures:
        if y + ROW_MM > paper.bottom_mm:
            y = _next_page(paper, plan, depot_name(plan, depot_id))
        _draw_departure(paper, plan, depot_id, departure, y)
        y += ROW_MM
    return y + 3.0


def _draw_departure(
    paper: Paper, plan: Plan, depot_id: str, departure: Departure, y: float
) -> None:
    """Draw a row: a box to tick, hours, the door, who, what, and when it is back."""
    left, clock = MARGIN_MM, plan.day.clock
    paper.box(left, y + 2.6, TICK_MM, TICK_MM, weight=0.5)
    paper.text(left + _TIMES, y + 8.2, clock(departure.leaves_s), size=18, bold=True)
    paper.text(left + _TIMES, y + 12.2, f"load {clock(departure.from_s)}", size=8.5, grey=DARK)
    if departure.door is not None:
        paper.box(left + _DOOR, y + 2.2, 13.0, 9.6, weight=0.4, round_mm=1.2)
        paper.text(left + _DOOR + 6.5, y + 5.4, "door", size=7, grey=DARK, align="centre")
        number = str(departure.door)
        paper.text(left + _DOOR + 6.5, y + 10.8, number, size=15, bold=True, align="centre")
    who = left + _WHO
    room = _GOODS - _WHO - 3.0
    route = departure.route
    trip = f" · trip {departure.trip} of {route.trips}" if route.trips > 1 else ""
    paper.text(who, y + 6.8, f"{route.vehicle_id}{trip}", size=13, least=8, bold=True, fit=room)
    people = departure.people or "no driver named"
    paper.text(who, y + 11.6, people, size=10.5, least=7, grey=DARK, fit=room)
    goods = left + _GOODS
    stops = counted(departure.stop_count, "stop")
    load = load_text(departure.goods.load) or "nothing to load"
    right = paper.right_mm
    back_mm = max(0.0, right - goods) * 0.38
    fit = right - goods - back_mm
    paper.text(goods, y + 6.8, stops, size=11, bold=True, fit=fit)
    paper.text(goods, y + 11.6, load, size=10, least=6.5, grey=DARK, fit=fit)
    if departure.back_s is not None:
        there = (
            "" if departure.back_at == depot_id else f" at {depot_name(plan, departure.back_at)}"
        )
        told = f"back {clock(departure.back_s)}{there}"
        paper.text(right - back_mm + 2, y + 6.8, told, size=11, least=6.5, fit=back_mm - 2)
    if departure.goods.back:
        comes = departure.comes_back
        amount = counted(comes.parcels, "parcel") if comes.parcels else kg_text(comes.weight_g)
        told = f"with {amount if any(comes.as_tuple()) else 'goods'}"
        paper.text(right - back_mm + 2, y + 11.6, told, size=9, least=6, grey=DARK, fit=back_mm - 2)
    paper.rule(y + ROW_MM)


def _draw_arrivals(paper: Paper, plan: Plan, arrivals: Sequence[Arrival], y: float) -> float:
    if not arrivals:
        return y
    y = _title(paper, "Trucks that come in", y, 8.0)
    for arrival in arrivals:
        if y + 8.0 > paper.bottom_mm:
            y = _next_page(paper, plan, "Trucks that come in")
        paper.box(MARGIN_MM, y + 1.6, 4.8, 4.8, weight=0.4)
        at = f"{plan.day.clock(arrival.arrive_s)}–{plan.day.clock(arrival.depart_s)}"
        paper.text(MARGIN_MM + 11, y + 5.6, at, size=13, bold=True)
        who = ", ".join(it for it in (arrival.vehicle_id, arrival.people) if it)
        told = " · ".join(it for it in (who, load_text(arrival.load), arrival.notes) if it)
        paper.text(MARGIN_MM + 42, y + 5.6, told, size=11, least=7, fit=paper.inner_mm - 42)
        paper.rule(y + 8.0)
        y += 8.0
    return y + 3.0


def _draw_partners(paper: Paper, plan: Plan, parcels: Sequence[Parcel], y: float) -> None:
    handed: dict[str, list[Parcel]] = {}
    for parcel in parcels:
        if parcel.partner_id:
            handed.setdefault(parcel.partner_id, []).append(parcel)
    if not handed:
        return
    y = _title(paper, "Handed to partners", y, 9.0)
    for partner_id, its in handed.items():
        if y + 9.0 > paper.bottom_mm:
            y = _next_page(paper, plan, "Handed to partners")
        paper.box(MARGIN_MM, y + 2.0, 4.8, 4.8, weight=0.4)
        used = paper.text(MARGIN_MM + 11, y + 6.2, partner_id, size=13, bold=True, fit=60)
        orders = counted(len({parcel.order_id for parcel in its}), "order")
        told = f"{counted(len(its), 'parcel')} of {orders}, see the sort list"
        paper.text(MARGIN_MM + 15 + used, y + 6.2, told, size=11)
        right = paper.right_mm
        paper.line(right - 55, y + 7.0, right, y + 7.0, grey=DARK, weight=0.3)
        paper.text(right - 55, y + 6.2, "× taken over", size=8, grey=GREY)
        paper.rule(y + 9.0)
        y += 9.0


def _draw_load_sheet(paper: Paper, plan: Plan, departure: Departure) -> None:
    """One trip on its own pages: who, from which door, and a line an order, first in on top."""
    if not departure.goods.visits:
        return
    route, clock = departure.route, plan.day.clock
    trip = f", trip {departure.trip}" if route.trips > 1 else ""
    title = f"{route.vehicle_id}{trip} · load sheet"
    top = _next_page(paper, plan, title)
    door = f"door {departure.door}, " if departure.door is not None else ""
    when = f"{door}load {clock(departure.from_s)}, leaves {clock(departure.leaves_s)}"
    load = load_text(departure.goods.load)
    paper.box(MARGIN_MM, top, paper.inner_mm, 15.5, fill=PALE, line=None)
    paper.text(MARGIN_MM + 3, top + 6.5, when, size=15, bold=True)
    people = ", ".join(it for it in (departure.people, load) if it)
    paper.text(MARGIN_MM + 3, top + 12.5, people, size=11, least=7, fit=paper.inner_mm - 64)
    for number, what in enumerate(("loaded", "checked")):
        x = paper.right_mm - 60 + 31 * number
        paper.line(x, top + 12.6, x + 27, top + 12.6, grey=DARK, weight=0.3)
        paper.text(x, top + 11.8, f"× {what}", size=8, grey=GREY)
    y = top + 18.5
    for line in paper.wrap(back_words(departure.goods), paper.inner_mm, size=9.5, max_lines=8):
        paper.text(MARGIN_MM, y + 2.5, line, size=9.5, grey=DARK)
        y += 4.4
    grids = load_grids(departure.goods, stops_by_id(plan), paper, y - LIST_TOP_MM)
    for number, grid in enumerate(grids):
        if number:
            y = _next_page(paper, plan, title)
        draw_grid(paper, grid, y)
        y += grid_height(grid)


def _title(paper: Paper, text: str, y: float, least_mm: float) -> float:
    """Write a heading, on a new page where nothing would fit below it; return where it ends."""
    if y + TITLE_MM + least_mm > paper.bottom_mm:
        paper.add_page()
        y = MARGIN_MM
    paper.text(MARGIN_MM, y + 6, text, size=13, bold=True)
    paper.rule(y + TITLE_MM - 1.0, grey=BLACK, weight=0.4)
    return y + TITLE_MM


def _next_page(paper: Paper, plan: Plan, title: str) -> float:
    paper.add_page()
    date = plan.day.date.isoformat()
    width = paper.text(paper.right_mm, 18, date, size=12, bold=True, align="right")
    paper.text(MARGIN_MM, 18, title, size=13, least=8, bold=True, fit=paper.inner_mm - width - 6)
    paper.rule(LIST_TOP_MM - 2.5, grey=BLACK, weight=0.6)
    return LIST_TOP_MM
