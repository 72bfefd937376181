"""What is told of one place on the map: pairs of a word and what there is to know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lastmile_cli.domain.attempts import PPM
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.plan import Outsourced, Plan, Unassigned, Visit
from lastmile_cli.domain.stops import Stop
from lastmile_cli.outputs.navigation import tel_uri
from lastmile_cli.outputs.wording import (
    OUTCOMES,
    address_text,
    load_text,
    minutes_text,
    orders_text,
    printable,
    requirement_texts,
    task_text,
    window_words,
)
from lastmile_cli.records.bills import money_text

Facts = list[tuple[str, str]]


def place_record(at: Coordinate | None) -> list[float] | None:
    """Latitude and longitude, to the decimetre."""
    return None if at is None else [round(at.lat_deg, 6), round(at.lon_deg, 6)]


def visit_facts(plan: Plan, visit: Visit, stop: Stop, told: Mapping[str, str]) -> Facts:
    """What a dispatcher asks of a stop that is served; only what there is."""
    clock = plan.day.clock
    chance = visit.failure_ppm
    return _filled(
        ("Address", address_text(stop)),
        ("Window", ", ".join(window_words(stop, plan.day, "–")) or "any time"),
        ("Arrival", f"{clock(visit.arrive_s)}, likely {_between(plan, visit)}"),
        ("At the door", f"{clock(visit.start_s)}–{clock(visit.depart_s)}"),
        ("Waits", minutes_text(visit.wait_s)),
        ("Late", f"{-(-visit.late_s // 60)} min" if visit.late_s else ""),
        *_common(plan, stop),
        ("On foot", told.get(stop.stop_id, "")),
        ("Nobody there", f"{100 * chance / PPM:.1f} % likely" if chance else ""),
        ("Cost", f"{money_text(visit.cost)} {plan.currency}" if visit.cost else ""),
        ("Notes", _notes(stop)),
    )


def left_out_facts(plan: Plan, left: Unassigned, stop: Stop | None) -> Facts:
    """Why nobody serves a stop, and what would help."""
    price = f" ({money_text(left.fix_cost)} {plan.currency})" if left.fix_cost else ""
    return _filled(
        ("Why", left.detail or left.reason),
        ("Verdict", OUTCOMES[left.unassigned_class]),
        ("Way out", f"{left.cheapest_fix}{price}" if left.cheapest_fix else ""),
        *_asked(plan, stop),
    )


def partner_facts(plan: Plan, handed: Outsourced, stop: Stop | None) -> Facts:
    """Who takes a stop for us, and for how much."""
    return _filled(
        ("Partner", handed.partner_id),
        ("Price", f"{money_text(handed.price)} {plan.currency}"),
        *_asked(plan, stop),
    )


def door_record(stop: Stop) -> dict[str, Any]:
    """Title and number to call."""
    tel = tel_uri(stop.contact.phone)
    return {"t": printable(stop.name) or stop.stop_id, **({"tel": tel} if tel else {})}


def _asked(plan: Plan, stop: Stop | None) -> Facts:
    if stop is None:
        return []
    return [
        ("Address", address_text(stop)),
        ("Window", ", ".join(window_words(stop, plan.day, "–")) or "any time"),
        *_common(plan, stop),
        ("Notes", _notes(stop)),
    ]


def _common(plan: Plan, stop: Stop) -> Facts:
    return [
        ("Load", load_text(stop.load)),
        ("To do", task_text(stop, stop.paired_with)),
        ("Ask for", ", ".join(requirement_texts(stop, plan.currency))),
        ("Orders", orders_text(stop)),
        ("Phone", stop.contact.phone),
    ]


def _notes(stop: Stop) -> str:
    """Notes of all orders at the door, each once."""
    return " · ".join(dict.fromkeys(filter(None, [stop.notes, *(it.notes for it in stop.orders)])))


def _between(plan: Plan, visit: Visit) -> str:
    return f"{plan.day.clock(visit.eta_low_s)}–{plan.day.clock(visit.eta_high_s)}"


def _filled(*facts: tuple[str, str]) -> Facts:
    """Facts that say something, on one line each and safe to show."""
    return [(word, clean) for word, text in facts if (clean := printable(text))]
