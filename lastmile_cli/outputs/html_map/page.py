"""The page itself: one HTML file with its styles, scripts and data inside."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import Any

from lastmile_cli.outputs.html_policy import content_policy

SCRIPTS = (
    "core.js",
    "looks.js",
    "streets.js",
    "routes.js",
    "popups.js",
    "layers.js",
    "panel.js",
    "main.js",
)
"""Parts of the page's own script, in the order in which they need each other."""

_IMAGES = re.compile(r"[^{}]*\{[^{}]*url\([^{}]*\}")
_COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)
_SLOT = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiles:
    """
    Somebody's map tiles, where they are wanted.

    ``url`` holds ``{z}``, ``{x}`` and ``{y}``; ``origin`` is what the page may ask for
    images; ``credit`` is who must be named beside OpenStreetMap, or nothing.
    """

    url: str
    origin: str
    credit: str = ""

    @property
    def host(self) -> str:
        """Who is asked."""
        return self.origin.partition("//")[2].removeprefix("*.")


def map_page(
    record: Mapping[str, Any], *, remark: str = "", streets: str = "", tiles: Tiles | None = None
) -> str:
    """
    Put the page together.

    ``record`` is what ``day_record`` lays out, with ``streets`` of a ``StreetSheet``;
    ``remark`` is shown above the vehicles, ``streets`` says what is drawn of them.
    """
    day = {**record, "tiles": {"url": tiles.url, "host": tiles.host} if tiles else None}
    script, style = _script(), _style()
    heading = f"{record['weekday']}, {record['date']}"
    slots = {
        "policy": content_policy(style=style, script=script, images=tiles.origin if tiles else ""),
        "title": escape(f"lastmile {record['date']}"),
        "style": style,
        "heading": escape(heading),
        "plan": escape(str(record["plan_id"])[:12]),
        "remark": f'<p id="remark" class="warn">{escape(remark)}</p>' if remark else "",
        "streets": escape(streets),
        "licence": escape(_read("leaflet-licence.txt").strip()),
        "credit": f" · {escape(tiles.credit)}" if tiles and tiles.credit else "",
        "day": _json(day),
        "script": script,
    }
    return _SLOT.sub(lambda slot: slots[slot[1]], _read("page.html"))


def _json(record: Mapping[str, Any]) -> str:
    """Write JSON in which nothing ends a script or begins a comment."""
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _script() -> str:
    own = "\n".join(_read(name) for name in SCRIPTS)
    return f'{_leaflet("leaflet.js")}\n(() => {{\n"use strict";\n{own}}})();\n'


def _style() -> str:
    return f"{_leaflet_style()}\n{_read('page.css')}"


def _leaflet_style() -> str:
    """Leaflet's style without its pictures: they would be asked for from outside."""
    return _IMAGES.sub("", _COMMENTS.sub("", _leaflet("leaflet.css")))


def _leaflet(name: str) -> str:
    text = files("xstatic.pkg.leaflet").joinpath("data", name).read_text(encoding="utf-8")
    return _SOURCE_MAP.sub("", text)


def _read(name: str) -> str:
    return files(__package__).joinpath("page", name).read_text(encoding="utf-8")
