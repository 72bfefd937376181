"""Small drawings of turns, as on a road sign: a shaft and its head, or a circle with a number."""

from __future__ import annotations

import itertools
import math

from lastmile_cli.domain.turns import Step, StepKind
from lastmile_cli.outputs.pdf.paper import BLACK, WHITE, Paper

SIGN_MM = 3.9
"""Side of the square a drawing fills."""

_STROKE = 0.115
_HEAD = 0.36

Shaft = tuple[tuple[float, float], ...]
"""Points in a square of side 1, from the top left corner; the last one is the tip of the arrow."""

_LEFT: dict[StepKind, Shaft] = {
    StepKind.STRAIGHT: ((0.5, 1.0), (0.5, 0.0)),
    StepKind.KEEP_LEFT: ((0.66, 1.0), (0.66, 0.62), (0.22, 0.08)),
    StepKind.LEFT: ((0.68, 1.0), (0.68, 0.4), (0.02, 0.4)),
    StepKind.SHARP_LEFT: ((0.76, 1.0), (0.76, 0.3), (0.14, 0.88)),
    StepKind.U_TURN: ((0.8, 1.0), (0.8, 0.3), (0.62, 0.1), (0.38, 0.1), (0.2, 0.3), (0.2, 0.95)),
}
_MIRRORED = {
    StepKind.KEEP_RIGHT: StepKind.KEEP_LEFT,
    StepKind.RIGHT: StepKind.LEFT,
    StepKind.SHARP_RIGHT: StepKind.SHARP_LEFT,
}


def draw_sign(paper: Paper, step: Step, x: float, y: float) -> None:
    """Draw what to do in the square whose top left corner is (x, y)."""
    if step.kind is StepKind.ROUNDABOUT:
        _draw_circle(paper, step.exit_number, x, y)
    elif step.kind is StepKind.ARRIVE:
        _draw_mark(paper, x, y)
    elif step.kind is StepKind.DEPART:
        _draw_needle(paper, step.heading_deg or 0, x, y)
    else:
        _draw_arrow(paper, _shaft(step.kind), x, y)


def _shaft(kind: StepKind) -> Shaft:
    if kind in _MIRRORED:
        return tuple((1 - x, y) for x, y in _LEFT[_MIRRORED[kind]])
    return _LEFT[kind]


def _draw_arrow(paper: Paper, shaft: Shaft, x: float, y: float) -> None:
    (from_x, from_y), (tip_x, tip_y) = shaft[-2], shaft[-1]
    length = math.hypot(tip_x - from_x, tip_y - from_y)
    ahead_x, ahead_y = (tip_x - from_x) / length, (tip_y - from_y) / length
    neck = (tip_x - 0.8 * _HEAD * ahead_x, tip_y - 0.8 * _HEAD * ahead_y)
    back_x, back_y = tip_x - _HEAD * ahead_x, tip_y - _HEAD * ahead_y
    half = 0.62 * _HEAD
    corners = (
        (tip_x, tip_y),
        (back_x - half * ahead_y, back_y + half * ahead_x),
        (back_x + half * ahead_y, back_y - half * ahead_x),
    )

    def at(point: tuple[float, float]) -> tuple[float, float]:
        return x + SIGN_MM * point[0], y + SIGN_MM * point[1]

    points = [at(point) for point in (*shaft[:-1], neck)]
    for start, end in itertools.pairwise(points):
        paper.line(*start, *end, grey=BLACK, weight=_STROKE * SIGN_MM)
    paper.triangle([at(corner) for corner in corners], fill=BLACK, line=BLACK)


def _draw_circle(paper: Paper, exit_number: int, x: float, y: float) -> None:
    middle = SIGN_MM / 2
    paper.disc(x + middle, y + middle, middle * 0.92, fill=WHITE, line=BLACK)
    if exit_number:
        text = str(exit_number)
        paper.text(x + middle, y + middle + 1.0, text, size=8, bold=True, align="centre")


def _draw_needle(paper: Paper, heading_deg: int, x: float, y: float) -> None:
    """A compass: nobody should take the first direction for a turn."""
    middle = SIGN_MM / 2
    paper.disc(x + middle, y + middle, middle, fill=WHITE, line=BLACK)
    angle = math.radians(heading_deg)
    east, south = math.sin(angle) * middle, -math.cos(angle) * middle
    centre_x, centre_y = x + middle, y + middle
    corners = [
        (centre_x + 0.85 * east, centre_y + 0.85 * south),
        (centre_x - 0.62 * east - 0.5 * south, centre_y - 0.62 * south + 0.5 * east),
        (centre_x - 0.28 * east, centre_y - 0.28 * south),
        (centre_x - 0.62 * east + 0.5 * south, centre_y - 0.62 * south - 0.5 * east),
    ]
    paper.triangle(corners, fill=BLACK, line=BLACK)


def _draw_mark(paper: Paper, x: float, y: float) -> None:
    """A dot in a ring: where the vehicle stops."""
    middle = SIGN_MM / 2
    paper.disc(x + middle, y + middle, middle * 0.8, fill=WHITE, line=BLACK)
    paper.disc(x + middle, y + middle, middle * 0.38, fill=BLACK)
