"""The whole day on paper for the dispatcher: strips, routes, money, carbon, what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from lastmile_cli.domain.plan import Plan, Route
from lastmile_cli.outputs.cost_items import CostsBy, cost_items
from lastmile_cli.outputs.costs import weighed_sheet
from lastmile_cli.outputs.fleet_sheets import (
    fleet_sheet,
    outsourced_sheet,
    totals_line,
    unassigned_sheet,
)
from lastmile_cli.outputs.pdf.bar_rows import Bar, bars_mm, draw_bars
from lastmile_cli.outputs.pdf.day_chart import day_chart_mm, draw_day, row_mm_of
from lastmile_cli.outputs.pdf.facts import draw_facts
from lastmile_cli.outputs.pdf.paper import BLACK, DARK, MARGIN_MM, Paper
from lastmile_cli.outputs.pdf.sizes import A4, PaperSize
from lastmile_cli.outputs.pdf.tables import draw_sheet
from lastmile_cli.outputs.transfers import has_transfers, transfers_sheet
from lastmile_cli.outputs.wording import hours_text, km_text, remarks
from lastmile_cli.records.bills import money_text
from lastmile_cli.records.totals import plan_totals

MAX_IDS_LETTERS = 900
MOST_IDS = 80
"""Paper has more room for ids than a terminal, and nobody can click on it."""
MOST_BARS = 24
"""More rows than this beside the costs would be wallpaper: the rest stands together."""
TITLE_MM = 9.0
GAP_MM = 8.0


def fleet_pdf(plan: Plan, size: PaperSize = A4) -> bytes:
    """Print the summary of a day: strips, routes, costs and carbon, and what was left out."""
    date = plan.day.date.isoformat()
    footer = f"Fleet · {date} · plan {plan.plan_id}"[:110]
    with Paper(plan, title=f"Fleet {date}", footer=footer, size=size) as paper:
        paper.pdf.set_auto_page_break(auto=True, margin=size.height_mm - paper.bottom_mm)
        paper.add_page()
        _draw_header(paper, plan)
        _draw_strips(paper, plan, plan.every_route)
        if plan.line_haul is not None and plan.line_haul.routes:
            draw_sheet(paper, fleet_sheet(plan.line_haul, "Line-haul"), "Line-haul")
        draw_sheet(paper, fleet_sheet(plan), "Routes")
        _draw_charts(paper, plan)
        weighed = weighed_sheet(plan)
        if weighed is not None:
            draw_sheet(paper, weighed, weighed.title)
        if plan.outsourced:
            handed = outsourced_sheet(plan)
            draw_sheet(paper, handed, handed.title)
        if has_transfers(plan):
            moved = transfers_sheet(plan)
            draw_sheet(paper, moved, moved.title)
        if plan.unassigned:
            left_out = unassigned_sheet(plan, MOST_IDS)
            draw_sheet(paper, left_out, left_out.title, MAX_IDS_LETTERS)
        return paper.bytes()


def _draw_header(paper: Paper, plan: Plan) -> None:
    paper.text(MARGIN_MM, 21, f"Fleet {plan.day.date.isoformat()}", size=24, bold=True)
    weekday = plan.day.date.strftime("%A")
    paper.text(paper.right_mm, 21, weekday, size=13, grey=DARK, align="right")
    paper.rule(25, grey=BLACK, weight=0.6)
    draw_facts(paper, _facts(plan), 25)
    paper.rule(40, grey=BLACK, weight=0.6)
    y = 45.5
    for sentence in (totals_line(plan), *remarks(plan)):
        for line in paper.wrap(sentence, paper.inner_mm, size=10, max_lines=4):
            paper.text(MARGIN_MM, y, line, size=10, grey=DARK)
            y += 4.7
    paper.pdf.set_y(y)


def _facts(plan: Plan) -> list[tuple[str, str]]:
    totals = plan_totals(plan)
    served = totals["served"] + totals["outsourced"]
    facts = [
        ("stops", f"{served} of {totals['stops']}" if served < totals["stops"] else f"{served}")
    ]
    facts += [("by partners", str(totals["outsourced"]))] if totals["outsourced"] else []
    facts += [("left out", str(totals["unassigned"]))] if totals["unassigned"] else []
    facts += [
        ("routes", str(totals["routes"])),
        ("km", km_text(totals["distance_m"])),
        ("hours paid", hours_text(totals["paid_s"])),
        (plan.currency, money_text(plan.bill.total)),
    ]
    if served:
        each = plan.bill.total.amount / served
        facts.append((f"{plan.currency} a stop", f"{each:.2f}"))
    return [*facts, ("kg CO2e", f"{plan.co2e_g / 1000:.1f}")]


def _draw_strips(paper: Paper, plan: Plan, routes: Sequence[Route]) -> None:
    """All strips have the same hours, on as many pages as it takes."""
    pdf = paper.pdf
    row_mm = row_mm_of(len(routes))
    room = paper.bottom_mm - MARGIN_MM - TITLE_MM - day_chart_mm(0, row_mm)
    a_page = int(room / row_mm)
    for begin in range(0, len(routes), a_page):
        shown = routes[begin : begin + a_page]
        if pdf.get_y() + TITLE_MM + day_chart_mm(len(shown), row_mm) > paper.bottom_mm:
            paper.add_page()
            pdf.set_y(MARGIN_MM)
        paper.text(MARGIN_MM, pdf.get_y() + 6, "The day", size=13, bold=True)
        pdf.set_y(draw_day(paper, plan, shown, pdf.get_y() + 8.5, routes))


def _draw_charts(paper: Paper, plan: Plan) -> None:
    """Costs on the left; on the right whom they are for, and the grams."""
    columns = [[_cost_bars(plan)], [_route_cost_bars(plan), _carbon_bars(plan)]]
    needed = max(sum(bars_mm(len(bars)) for _, bars in column) for column in columns)
    pdf = paper.pdf
    if pdf.get_y() + needed > paper.bottom_mm:
        paper.add_page()
        pdf.set_y(MARGIN_MM)
    width = (paper.inner_mm - GAP_MM) / 2
    top = pdf.get_y() + 3
    ends = []
    for number, column in enumerate(columns):
        y = top
        for title, bars in column:
            y = draw_bars(paper, title, bars, MARGIN_MM + number * (width + GAP_MM), y, width)
        ends.append(y)
    pdf.set_y(max(ends))


def _cost_bars(plan: Plan) -> tuple[str, list[Bar]]:
    total = plan.bill.total
    amounts = [(str(line.category), line.amount.amount) for line in plan.bill.lines]
    most = max([amount for _, amount in amounts], default=total.amount)
    bars = [
        Bar(
            name=name.replace("_", " "),
            share=float(amount / most) if most > 0 else 0.0,
            text=f"{amount:.2f}",
            more=_percent(amount, total.amount),
        )
        for name, amount in amounts
    ]
    last = Bar(name="total", share=0.0, text=money_text(total), more="100.0 %", is_sum=True)
    return f"Costs, {plan.currency}", [*bars, last]


def _percent(amount: Decimal, whole: Decimal) -> str:
    return f"{amount * 100 / whole:.1f} %" if whole else ""


def _route_cost_bars(plan: Plan) -> tuple[str, list[Bar]]:
    found = []
    for item in cost_items(plan, CostsBy.ROUTE):
        name = str(item.facts.get("vehicle_id") or item.facts.get("partner_id") or item.key)
        amount = float(item.total.amount) if item.total else 0.0
        stops = len(item.stop_ids)
        each = f"{amount / stops:.2f} a stop" if stops else ""
        found.append((name, amount, f"{amount:.2f}", each))
    return f"Costs by route, {plan.currency}", _ranked(found)


def _carbon_bars(plan: Plan) -> tuple[str, list[Bar]]:
    found = []
    for route in plan.every_route:
        kg = route.co2e_g / 1000
        stops = len(route.stop_visits)
        each = f"{route.co2e_g / stops:.0f} g a stop" if stops else ""
        found.append((route.vehicle_id, kg, f"{kg:.2f}", each))
    return "CO2e by route, kg", _ranked(found)


def _ranked(
    found: list[tuple[str, float, str, str]],
) -> list[Bar]:
    """Rows in the order of the routes; beyond ``MOST_BARS`` the smallest stand together."""
    kept = found
    if len(found) > MOST_BARS:
        least = sorted(found, key=lambda it: -it[1])[MOST_BARS - 1][1]
        kept = [it for it in found if it[1] > least][: MOST_BARS - 1]
        rest = [it for it in found if it not in kept]
        amount = sum(it[1] for it in rest)
        kept = [*kept, (f"{len(rest)} others", amount, f"{amount:.2f}", "")]
    most = max([it[1] for it in found], default=0.0)
    return [
        Bar(
            name=name,
            share=amount / most if most > 0 else 0.0,
            text=text,
            more=each,
        )
        for name, amount, text, each in kept
    ]
