"""Chosen hubs and lockers: record, CSV, tables and map."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.money import Money
from lastmile_cli.insight.fleet_mix import FleetMix, Mix, first_mix
from lastmile_cli.insight.hub_choice import Choice, HubAdvice, SiteUse
from lastmile_cli.outputs.charts.shapes import Chart
from lastmile_cli.outputs.charts.site_map import Spot, site_map
from lastmile_cli.outputs.csv_text import csv_text
from lastmile_cli.outputs.sheet import Column, Sheet
from lastmile_cli.records.bills import money_text
from lastmile_cli.records.notices import notice_to_record

HUBS_SCHEMA_VERSION = 1

_KEYS = (
    "site_id",
    "kind",
    "open",
    "lat",
    "lon",
    "fixed_per_day",
    "visits",
    "parcels",
    "peak_parcels",
    "capacity",
    "delivery_estimate",
)


def hubs_record(advice: HubAdvice) -> dict[str, Any]:
    """Lay out everything as JSON; the first choice is the one to take."""
    return {
        "schema_version": HUBS_SCHEMA_VERSION,
        "currency": advice.currency,
        "days": list(advice.days),
        "points": len(advice.points),
        "estimate": {
            "method": advice.tours.source,
            "vehicle_id": advice.vehicle_id,
            "stops_per_tour": round(advice.tours.stops, 2),
            "between_m": round(advice.tours.between_m),
            "between_s": round(advice.tours.between_s),
            "detour": round(advice.detour, 3),
        },
        "sites": [_site_item(advice, site.site_id) for site in advice.sites],
        "choices": [_choice_item(choice, advice.currency) for choice in advice.choices],
        "fleet": _fleet_item(advice),
        "notices": [notice_to_record(notice) for notice in advice.notices],
    }


def hubs_csv(advice: HubAdvice) -> str:
    """One line a candidate, as the best choice has it."""
    items = [_site_item(advice, site.site_id) for site in advice.sites]
    return csv_text(_KEYS, ([item[key] for key in _KEYS] for item in items))


def hubs_sheets(advice: HubAdvice) -> Iterator[Sheet]:
    """The choices side by side, the sites of the best, and the vehicles its days take."""
    yield _choices_sheet(advice)
    yield _sites_sheet(advice)
    if advice.best.days:
        yield _days_sheet(advice)
    if advice.fleet is not None:
        yield _fleet_sheet(advice)


def hubs_map(advice: HubAdvice) -> Chart:
    """Sites and doors of the best choice."""
    best = advice.best
    spots = [
        Spot(
            name=site.site_id,
            at=site.coordinate,
            is_open=site.site_id in best.names,
            is_locker=site.kind == "locker",
        )
        for site in advice.sites
        if site.coordinate is not None
    ]
    doors = [
        (point.coordinate, name)
        for point, name in zip(advice.points, best.served_from, strict=True)
    ]
    title = (
        f"{', '.join(best.names)}: {_text(best.estimated_micro, advice)} {advice.currency} a day"
    )
    return site_map(title, spots, doors, "Grey: closed. Estimated; lines are straight.")


def _choices_sheet(advice: HubAdvice) -> Sheet:
    rows = []
    for number, choice in enumerate(advice.choices, 1):
        planned = choice.planned_micro
        rows.append(
            (
                str(number),
                ", ".join(choice.names),
                _text(choice.fixed_micro, advice),
                _text(choice.delivery_micro, advice),
                _text(choice.estimated_micro, advice),
                "" if planned is None else _text(planned, advice),
                "" if planned is None else str(choice.left_out),
            )
        )
    tours = advice.tours
    size = counted(round(tours.stops), "stop")
    how = "as in the plans given" if tours.source == "plans" else "by Daganzo's formula"
    return Sheet(
        title=f"Hubs and lockers: {advice.currency} a day",
        columns=(
            Column("no."),
            Column("sites", ratio=1),
            Column("sites cost", "right"),
            Column("delivery ~", "right"),
            Column("estimate", "right"),
            Column("planned", "right"),
            Column("left out", "right"),
        ),
        rows=tuple(rows),
        note=f"~ ways, wages and vehicles alone, {how}: tours of {size}, "
        f"{tours.between_m:.0f} m apart, with {advice.vehicle_id}; planned: whole bills"
        + ("" if all(it.is_proven for it in advice.choices) else "; not proven to be cheapest"),
    )


def _sites_sheet(advice: HubAdvice) -> Sheet:
    return Sheet(
        title=f"What the sites of no. 1 do on an average day ({len(advice.points)} doors)",
        columns=(
            Column("site"),
            Column("kind"),
            Column("visits", "right"),
            Column("parcels", "right"),
            Column("most", "right"),
            Column("capacity", "right"),
            Column("delivery ~", "right"),
        ),
        rows=tuple(_use_row(use, advice) for use in advice.best.uses),
        note="most: parcels on the fullest day; what goes to a locker passes a hub",
    )


def _use_row(use: SiteUse, advice: HubAdvice) -> tuple[str, ...]:
    return (
        use.site.site_id,
        str(use.site.kind),
        f"{use.visits:.1f}",
        f"{use.parcels:.1f}",
        str(use.peak),
        "" if use.site.capacity is None else str(use.site.capacity),
        _text(use.delivery_micro, advice),
    )


def _days_sheet(advice: HubAdvice) -> Sheet:
    fleet = dict(first_mix(advice.best.days))
    rows = tuple(
        (
            day.history,
            str(day.served),
            str(day.left_out),
            money_text(Money.from_micro(day.cents * 10_000, advice.currency)),
            *(str(day.vehicles.get(kind, 0) or "") for kind in fleet),
        )
        for day in advice.best.days
    )
    return Sheet(
        title="The days as planned from no. 1, and the vehicles that they take",
        columns=(
            Column("day", ratio=1),
            Column("served", "right"),
            Column("left out", "right"),
            Column(advice.currency, "right"),
            *(Column(kind, "right") for kind in fleet),
        ),
        rows=rows,
        footer=("most", "", "", "", *(str(count) for count in fleet.values())),
    )


def _fleet_sheet(advice: HubAdvice) -> Sheet:
    mixes = advice.fleet.mixes if advice.fleet else ()
    return Sheet(
        title=f"Vehicles to keep for all {len(advice.days)} days"
        if len(advice.days) > 1
        else "Vehicles to keep for this day",
        columns=(
            Column("no."),
            Column("vehicles", ratio=1),
            Column(advice.currency, "right"),
            Column("of it idle", "right"),
            Column("left out", "right"),
        ),
        rows=tuple(
            (
                str(number),
                _mix_words(it.mix),
                _text(it.cents * 10_000, advice),
                _text(it.idle_cents * 10_000, advice),
                str(it.left_out),
            )
            for number, it in enumerate(mixes, 1)
        ),
        note="every day planned with each; idle: days on which a kept vehicle stands still",
    )


def _mix_words(mix: Mix) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in mix)


def _fleet_item(advice: HubAdvice) -> list[dict[str, Any]] | None:
    if advice.fleet is None:
        return None
    return [_mix_item(it, advice) for it in advice.fleet.mixes]


def _mix_item(it: FleetMix, advice: HubAdvice) -> dict[str, Any]:
    return {
        "vehicles": dict(it.mix),
        "cost": _text(it.cents * 10_000, advice),
        "idle_cost": _text(it.idle_cents * 10_000, advice),
        "left_out": it.left_out,
        "days": [
            {"history": day.history, "served": day.served, "vehicles": dict(day.vehicles)}
            for day in it.days
        ],
    }


def _text(micro: int, advice: HubAdvice) -> str:
    return money_text(Money.from_micro(micro, advice.currency).rounded())


def _site_item(advice: HubAdvice, site_id: str) -> dict[str, Any]:
    site = next(it for it in advice.sites if it.site_id == site_id)
    use = next((it for it in advice.best.uses if it.site.site_id == site_id), None)
    at = site.coordinate
    return {
        "site_id": site.site_id,
        "kind": str(site.kind),
        "open": use is not None,
        "lat": at.lat_deg if at else None,
        "lon": at.lon_deg if at else None,
        "fixed_per_day": _text(site.daily_micro, advice),
        "visits": round(use.visits, 3) if use else None,
        "parcels": round(use.parcels, 3) if use else None,
        "peak_parcels": use.peak if use else None,
        "capacity": site.capacity,
        "delivery_estimate": _text(use.delivery_micro, advice) if use else None,
    }


def _choice_item(choice: Choice, currency: str) -> dict[str, Any]:
    def text(micro: int | None) -> str | None:
        return None if micro is None else money_text(Money.from_micro(micro, currency).rounded())

    return {
        "sites": list(choice.names),
        "is_proven": choice.is_proven,
        "sites_cost": text(choice.fixed_micro),
        "delivery_estimate": text(choice.delivery_micro),
        "estimate": text(choice.estimated_micro),
        "planned": text(choice.planned_micro),
        "days": [
            {
                "history": day.history,
                "cost": text(day.cents * 10_000),
                "served": day.served,
                "left_out": day.left_out,
                "vehicles": dict(day.vehicles),
            }
            for day in choice.days
        ],
    }
