"""A chart as SVG text or PNG bytes."""

from __future__ import annotations

import io
from html import escape
from pathlib import Path

from lastmile_cli.domain.errors import UsageError
from lastmile_cli.outputs.charts.shapes import Box, Chart, Line, Words, font_of

SHARPNESS = 2
"""Pixels a point."""

ENDINGS = (".svg", ".png")


def chart_bytes(chart: Chart, name: str) -> bytes:
    """Write a chart in the format that a file's name asks for; see ``check_chart_name``."""
    return chart_png(chart) if Path(name).suffix.lower() == ".png" else chart_svg(chart).encode()


def check_chart_name(name: str) -> None:
    """
    Refuse a file name whose ending is no format of ours.

    Raises
    ------
    UsageError
        It is neither ``.svg`` nor ``.png``.
    """
    if Path(name).suffix.lower() not in ENDINGS:
        raise UsageError(
            f"--chart {name}: charts are written as SVG or PNG.",
            hint="end the name in .svg or .png",
        )


def chart_svg(chart: Chart) -> str:
    """Write a chart as SVG; text stays text."""
    size = f'width="{chart.width:.0f}" height="{chart.height:.0f}"'
    box = f'viewBox="0 0 {chart.width:.0f} {chart.height:.0f}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} role="img" '
        'font-family="Roboto, Helvetica, Arial, sans-serif">',
        f"<title>{escape(chart.title)}</title>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        *(_svg(shape) for shape in chart.shapes),
        "</svg>",
    ]
    return "\n".join([*lines, ""])


def _svg(shape: Box | Line | Words) -> str:
    if isinstance(shape, Line):
        ends = f'x1="{shape.x:.1f}" y1="{shape.y:.1f}" x2="{shape.to_x:.1f}" y2="{shape.to_y:.1f}"'
        return f'<line {ends} stroke="{shape.colour}" stroke-width="{shape.width:g}"/>'
    if isinstance(shape, Box):
        size = f'width="{shape.width:.1f}" height="{shape.height:.1f}"'
        return f'<rect x="{shape.x:.1f}" y="{shape.y:.1f}" {size} fill="{shape.colour}"/>'
    anchor = "" if shape.anchor == "start" else f' text-anchor="{shape.anchor}"'
    bold = ' font-weight="bold"' if shape.is_bold else ""
    return (
        f'<text x="{shape.x:.1f}" y="{shape.y:.1f}" font-size="{shape.size:g}"{anchor}{bold} '
        f'fill="{shape.colour}">{escape(shape.text)}</text>'
    )


def chart_png(chart: Chart) -> bytes:
    """Draw a chart as PNG, sharp enough for print."""
    from PIL import Image, ImageDraw

    size = (round(chart.width * SHARPNESS), round(chart.height * SHARPNESS))
    image = Image.new("RGB", size, "#ffffff")
    pen = ImageDraw.Draw(image)
    for shape in chart.shapes:
        at = (shape.x * SHARPNESS, shape.y * SHARPNESS)
        if isinstance(shape, Line):
            end = (shape.to_x * SHARPNESS, shape.to_y * SHARPNESS)
            pen.line((at, end), fill=shape.colour, width=round(shape.width * SHARPNESS) or 1)
        elif isinstance(shape, Box):
            corner = (
                at[0] + max(1.0, shape.width * SHARPNESS) - 1,
                at[1] + max(1.0, shape.height * SHARPNESS) - 1,
            )
            pen.rectangle((at, corner), fill=shape.colour)
        else:
            font = font_of(round(shape.size * SHARPNESS), is_bold=shape.is_bold)
            anchor = {"start": "ls", "end": "rs", "middle": "ms"}[shape.anchor]
            pen.text(at, shape.text, fill=shape.colour, font=font, anchor=anchor)
    buffer = io.BytesIO()
    image.save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()
