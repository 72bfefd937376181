"""Which column of a file of speeds holds what: by its header, or as OSRM lays such files out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lastmile_cli.intake.naming import normalised
from lastmile_cli.intake.near_miss import nearest
from lastmile_cli.intake.noticing import NoticeBook, listed, shown

FROM, TO, SPEED, DAYS, SINCE, UNTIL = (
    "from_osm_node",
    "to_osm_node",
    "speed_kmh",
    "days",
    "from",
    "until",
)
NEEDED = (FROM, TO, SPEED)

ALIASES = {
    FROM: ("from_osm_node", "from_osm_id", "from_node", "from_osm", "from_id", "source_osm_id"),
    TO: ("to_osm_node", "to_osm_id", "to_node", "to_osm", "to_id", "target_osm_id"),
    SPEED: ("speed_kmh", "edge_speed_in_km_h", "speed", "kmh", "km_h"),
    DAYS: ("days", "weekdays", "day"),
    SINCE: ("from", "from_time", "start", "since"),
    UNTIL: ("until", "until_time", "end"),
    "rate": ("rate", "edge_rate", "weight"),
}
"""What a header may call each column; the rate that OSRM weighs with is not needed here."""

OSRM_COLUMNS = 4
"""From, to, speed and rate, in a file without a header."""

_BY_NAME = {normalised(alias): name for name, group in ALIASES.items() for alias in group}


def is_speed_header(name: str) -> bool:
    """Whether a cell names a column of a file of speeds."""
    return normalised(name) in _BY_NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedColumns:
    """Where each column stands, how many cells a row has, and whether the first is a header."""

    position: dict[str, int]
    width: int
    has_header: bool


def find_columns(first: Sequence[str], book: NoticeBook) -> SpeedColumns | None:
    """Find the columns from the first row; ``None`` after a notice that needed ones are missing."""
    cells = [cell.strip() for cell in first]
    if not any(is_speed_header(cell) for cell in cells) and _is_data(cells):
        return _of_osrm(cells, book)
    position: dict[str, int] = {}
    unknown: list[str] = []
    for at, cell in enumerate(cells):
        name = _BY_NAME.get(normalised(cell))
        if name is None or name in position:
            unknown += [cell] if cell else []
        else:
            position[name] = at
    missing = [name for name in NEEDED if name not in position]
    if missing:
        near = [nearest(name, unknown) for name in missing]
        meant = f"is {shown(near[0])} the first of them? " if near[0] else ""
        hint = f"{meant}write the header {','.join(NEEDED)}, or none, as OSRM has it."
        book.error("LM1454", f"the header names no {' and no '.join(missing)}.", hint, row=1)
        return None
    if unknown:
        hint = "leave them, or correct their names."
        book.warning("LM1458", f"not read: {listed(map(shown, unknown))}.", hint, row=1)
    width = max(at for at, cell in enumerate(cells) if cell) + 1
    return SpeedColumns(position=position, width=width, has_header=True)


def _is_data(cells: Sequence[str]) -> bool:
    """Whether a first row without a known header is one of numbers."""
    return bool(cells) and (cells[0].casefold() == "way" or cells[0].lstrip("-").isdigit())


def _of_osrm(cells: Sequence[str], book: NoticeBook) -> SpeedColumns | None:
    if len([cell for cell in cells if cell]) > OSRM_COLUMNS:
        book.error(
            "LM1454",
            f"{len(cells)} columns without a header.",
            f"write a header, such as {','.join([*NEEDED, DAYS, SINCE, UNTIL])}.",
            row=1,
        )
        return None
    return SpeedColumns(position={FROM: 0, TO: 1, SPEED: 2}, width=OSRM_COLUMNS, has_header=False)
