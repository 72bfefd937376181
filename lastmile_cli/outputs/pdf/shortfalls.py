"""What paper cannot show of what customers wrote: letters no font has, notes too long for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lastmile_cli.domain.plan import Plan, Route
from lastmile_cli.domain.stops import Stop
from lastmile_cli.outputs.pdf.entries import MOST_NOTE_LINES, NOTE_SIZE, note_mm
from lastmile_cli.outputs.pdf.paper import Paper
from lastmile_cli.outputs.pdf.sizes import PaperSize
from lastmile_cli.outputs.selection import stops_by_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfalls:
    """Ids of stops with letters that print as a stand-in, those letters, and ids with cut notes."""

    unprintable: tuple[str, ...] = ()
    letters: str = ""
    cut: tuple[str, ...] = ()


def find_shortfalls(plan: Plan, routes: Iterable[Route], size: PaperSize) -> Shortfalls:
    """Look for them in all that the manifests of these routes say."""
    stops = stops_by_id(plan)
    shown = [
        stop
        for route in routes
        for visit in route.stop_visits
        if (stop := stops.get(visit.stop_id or "")) is not None
    ]
    with Paper(plan, title="", footer="", size=size) as paper:
        missing = {stop.stop_id: paper.missing(_texts(stop)) for stop in shown}
        cut = tuple(stop.stop_id for stop in shown if _is_cut(paper, stop))
    letters = dict.fromkeys(letter for found in missing.values() for letter in found)
    return Shortfalls(
        unprintable=tuple(stop_id for stop_id, found in missing.items() if found),
        letters="".join(letters),
        cut=cut,
    )


def _texts(stop: Stop) -> str:
    parts = (stop.name, str(stop.address), stop.contact.phone, stop.notes, *stop.order_ids)
    return " ".join(parts)


def _is_cut(paper: Paper, stop: Stop) -> bool:
    if len(stop.notes) < MOST_NOTE_LINES:
        return False
    lines = paper.wrap(
        stop.notes, note_mm(paper), size=NOTE_SIZE, max_lines=MOST_NOTE_LINES + 1
    )  # fmt: skip
    return len(lines) > MOST_NOTE_LINES
