"""In which order to load a trip: what is delivered last goes in first, with running totals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lastmile_cli.domain.load import Load
from lastmile_cli.domain.plan import Route
from lastmile_cli.domain.stops import Stop
from lastmile_cli.outputs.in_home import back_text
from lastmile_cli.outputs.sheet import Column, Sheet
from lastmile_cli.outputs.trip_loads import TripLoad, trip_loads

HEADINGS = ("in", "for #", "order", "name", "parcels", "kg", "m³", "on board", "kg", "m³")
"""The cells of a line, see ``load_cells``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadLine:
    """
    One order to put on board, as the ``position``-th, for the visit with this ``sequence``.

    ``on_board`` is what lies in the vehicle once it is in.
    """

    position: int
    sequence: int
    stop_id: str
    order_id: str
    name: str
    load: Load
    on_board: Load


def list_load_lines(load: TripLoad, stops: Mapping[str, Stop]) -> list[LoadLine]:
    """List the orders of a trip in the order of loading: the reverse of that of delivery."""
    lines: list[LoadLine] = []
    on_board = Load()
    for visit in reversed(load.visits):
        stop = stops[visit.stop_id or ""]
        several = [(order.order_id, order.load) for order in reversed(stop.orders)]
        for order_id, its_load in several or [(stop.stop_id, stop.load)]:
            on_board += its_load
            lines.append(
                LoadLine(
                    position=len(lines) + 1,
                    sequence=visit.sequence,
                    stop_id=stop.stop_id,
                    order_id=order_id,
                    name=stop.name,
                    load=its_load,
                    on_board=on_board,
                )
            )
    return lines


def volume_text(volume_ml: int) -> str:
    """
    Cubic metres with as many decimals as tell a parcel.

    >>> volume_text(7_000), volume_text(0), volume_text(1_250_000)
    ('0.007', '', '1.250')
    """
    return f"{volume_ml / 1_000_000:.3f}" if volume_ml else ""


def load_sheets(route: Route, stops: Mapping[str, Stop]) -> list[Sheet]:
    """One table a trip that has anything to load, first in on top."""
    return [
        _sheet(route, load, list_load_lines(load, stops))
        for load in trip_loads(route, stops)
        if load.visits
    ]


def _sheet(route: Route, load: TripLoad, lines: list[LoadLine]) -> Sheet:
    trip = f", trip {load.trip}" if route.trips > 1 else ""
    return Sheet(
        title=f"Load sheet of {route.vehicle_id}{trip}: last in, first out",
        columns=(
            *(Column(heading, "right") for heading in HEADINGS[:2]),
            Column("order", ratio=2),
            Column("name", ratio=3),
            *(Column(heading, "right") for heading in HEADINGS[4:]),
        ),
        rows=tuple(map(load_cells, lines)),
        note=back_words(load),
    )


def back_words(load: TripLoad) -> str:
    """What comes home, by the numbers of the stops; empty on a trip that only brings."""
    if not load.back:
        return ""
    parts = [
        f"#{it.sequence} {'packaging' if it.what == 'packaging' else it.stop_id}"
        + (f" ({amount})" if (amount := back_text(it.load)) else "")
        for it in load.back
    ]
    total = back_text(sum((it.load for it in load.back), start=Load()))
    # The sum comes first: where the list is too long for the sheet, its end is cut.
    what = f"Comes back, {total} together: " if len(parts) > 1 and total else "Comes back: "
    return f"{what}{', '.join(parts)}."


def load_cells(line: LoadLine) -> tuple[str, ...]:
    """One line as text; all figures of a column have as many decimals."""
    return (
        str(line.position),
        str(line.sequence),
        line.order_id,
        line.name,
        *_amounts(line.load),
        *_amounts(line.on_board),
    )


def _amounts(load: Load) -> tuple[str, str, str]:
    weight = f"{load.weight_g / 1000:.1f}" if load.weight_g else ""
    return str(load.parcels or ""), weight, volume_text(load.volume_ml)
