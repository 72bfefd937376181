"""The doors of a hub over the hours: who stands at which one when."""

from __future__ import annotations

from collections.abc import Sequence

from lastmile_cli.domain.plan import Plan
from lastmile_cli.outputs.hub_day import Departure
from lastmile_cli.outputs.pdf.paper import DARK, GREY, LIGHT, MARGIN_MM, WHITE, Paper

NAME_MM, HOURS_MM, ROW_MM, BAR_MM = 18.0, 6.0, 8.0, 6.0
_STEPS_S = (900, 1800, 3600, 7200)
LEAST_STEP_MM = 12.0
LEAST_NAME_MM = 6.0
"""In a narrower bar no name can be read: the list below has it."""


def door_chart_mm(count: int) -> float:
    """How high so many doors are, the hours included."""
    return HOURS_MM + ROW_MM * count


def draw_doors(
    paper: Paper, plan: Plan, departures: Sequence[Departure], doors: Sequence[int], y: float
) -> float:
    """Draw a row a door with its top at ``y``; return where they end."""
    shown = [it for it in departures if it.door is not None]
    first = min(it.from_s for it in shown) // 900 * 900
    last = max(-(-max(it.leaves_s for it in shown) // 900) * 900, first + 3600)
    left = MARGIN_MM + NAME_MM
    scale = (paper.right_mm - left) / (last - first)
    fitting = [step for step in _STEPS_S if step * scale >= LEAST_STEP_MM]
    step = fitting[0] if fitting else _STEPS_S[-1]
    top = y + HOURS_MM
    bottom = top + ROW_MM * len(doors)
    for second in range(-(-first // step) * step, last + 1, step):
        x = left + (second - first) * scale
        paper.line(x, top - 1.0, x, bottom, grey=LIGHT, weight=0.15)
        clock = plan.day.clock(second)
        half = paper.width(clock, size=8) / 2
        x = min(max(x - half, left), paper.right_mm - 2 * half)
        paper.text(x, y + 3.8, clock, size=8, grey=DARK)
    for row, door in enumerate(doors):
        line = top + ROW_MM * row
        paper.text(MARGIN_MM, line + 5.4, f"door {door}", size=10, bold=True)
        paper.rule(line + ROW_MM, grey=LIGHT)
        here = [it for it in shown if it.door == door]
        begins = [left + (it.from_s - first) * scale for it in here]
        for departure, x, following in zip(
            here, begins, [*begins[1:], paper.right_mm], strict=True
        ):
            width = (departure.leaves_s - departure.from_s) * scale
            paper.box(x, line + 1, width, BAR_MM, fill=GREY, line=WHITE, weight=0.3)
            _draw_name(paper, departure, x, line + 5.2, width, following - x - width)
    return bottom


def _draw_name(
    paper: Paper, departure: Departure, x: float, baseline: float, width: float, free: float
) -> None:
    """Write who it is behind the bar where it has no room in it but there; else small, or cut."""
    route = departure.route
    name = f"{route.vehicle_id} {departure.trip}" if route.trips > 1 else route.vehicle_id
    needed = paper.width(name, size=8, bold=True)
    if width < needed + 2 <= free:
        paper.text(x + width + 1, baseline, name, size=8, bold=True)
    elif width > LEAST_NAME_MM:
        paper.text(
            x + 1, baseline, name, size=8, least=5, bold=True, grey=WHITE, fit=width - 2
        )  # fmt: skip
