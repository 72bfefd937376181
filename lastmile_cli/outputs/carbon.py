"""The grams of a day by route, stop or leg: records, CSV and tables."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from lastmile_cli.costing.carbon_book import CarbonBook, CarbonRoute, Grams
from lastmile_cli.domain.plan import Plan
from lastmile_cli.outputs.csv_text import csv_text
from lastmile_cli.outputs.sheet import Column, Sheet
from lastmile_cli.outputs.wording import km_text

CARBON_SCHEMA_VERSION = 1

METHOD = (
    "prepared in line with ISO 14083: well to wheel, per leg with the load on board, shared among "
    "stops by tonne-km over the direct way"
)


class CarbonBy(StrEnum):
    """How the grams are cut."""

    ROUTE = "route"
    STOP = "stop"
    LEG = "leg"


def carbon_record(plan: Plan, book: CarbonBook, by: CarbonBy) -> dict[str, Any]:
    """Lay out the grams as JSON; the items of every cut add up to the day's."""
    return {
        "schema_version": CARBON_SCHEMA_VERSION,
        "plan_id": plan.plan_id,
        "service_date": plan.day.date.isoformat(),
        "by": by.value,
        "method": METHOD,
        **_grams(book.grams),
        "items": _items(book, by),
        "sources": sorted({route.source for route in book.routes}),
        "reference": {
            "van": book.reference,
            "source": book.reference_source,
            "meaning": "the same km driven by the reference van",
        },
        "measures": _measures(book),
    }


def carbon_csv(plan: Plan, book: CarbonBook, by: CarbonBy) -> str:
    """One line an item."""
    items = carbon_record(plan, book, by)["items"]
    header = [key for key, _ in _SHEETS[by]]
    return csv_text(header, ([item.get(key) for key in header] for item in items))


def carbon_sheets(plan: Plan, book: CarbonBook, by: CarbonBy) -> list[Sheet]:
    """The same as tables: the items, and what each kind of vehicle saves."""
    items = carbon_record(plan, book, by)["items"]
    keys = _SHEETS[by]
    sums = {key: str(value) for key, value in _grams(book.grams).items()}
    if by is not CarbonBy.STOP:
        sums["km"] = km_text(sum(route.distance_m for route in book.routes))
    first = keys[0][0]
    sheet = Sheet(
        title=f"Grams of CO2e by {by.value}",
        columns=tuple(column for _, column in keys),
        rows=tuple(tuple(_text(item.get(key)) for key, _ in keys) for item in items),
        footer=tuple("total" if key == first else sums.get(key, "") for key, _ in keys),
        note=METHOD,
    )
    return [sheet, _measures_sheet(book)]


def _items(book: CarbonBook, by: CarbonBy) -> list[dict[str, Any]]:
    if by is CarbonBy.LEG:
        return [
            {
                "vehicle_id": leg.vehicle_id,
                "trip": leg.trip,
                "from": leg.start,
                "to": leg.end,
                "distance_m": leg.distance_m,
                "km": km_text(leg.distance_m),
                "load_kg": _kg(leg.load_g),
                **_grams(leg.grams),
            }
            for route in book.routes
            for leg in route.legs
        ]
    if by is CarbonBy.STOP:
        return [
            {
                "stop_id": stop.stop_id,
                "name": stop.name,
                "vehicle_id": stop.vehicle_id,
                "sequence": stop.sequence,
                "weight_kg": _kg(stop.weight_g),
                **_grams(stop.grams),
            }
            for route in book.routes
            for stop in route.stops
        ]
    return [_route_item(route) for route in book.routes]


def _route_item(route: CarbonRoute) -> dict[str, Any]:
    tonne_km = route.tonne_m / 1_000
    return {
        "route_id": route.route_id,
        "vehicle_id": route.vehicle_id,
        "kind": route.kind,
        "distance_m": route.distance_m,
        "km": km_text(route.distance_m),
        "tonne_km": f"{float(tonne_km):.2f}",
        **_grams(route.grams),
        "source": route.source,
    }


def _measures(book: CarbonBook) -> list[dict[str, Any]]:
    """By kind of vehicle: what it emits, and what the reference van would on the same km."""
    measures = []
    for kind in dict.fromkeys(route.kind for route in book.routes):
        routes = [route for route in book.routes if route.kind == kind]
        reference = _sum(route.reference for route in routes)
        saved_g = reference.total_g - _sum(route.grams for route in routes).total_g
        metres = sum(route.distance_m for route in routes)
        share = f"{100 * saved_g / reference.total_g:.1f}" if reference.total_g else None
        measures.append(
            {
                "kind": kind,
                "routes": len(routes),
                "distance_m": metres,
                "km": km_text(metres),
                "co2e_g": _sum(route.grams for route in routes).total_g,
                "reference_g": reference.total_g,
                "saved_g": saved_g,
                "share_percent": share,
            }
        )
    return measures


def _measures_sheet(book: CarbonBook) -> Sheet:
    measures = _measures(book)
    whole = {
        key: sum(it[key] for it in measures) for key in ("distance_m", "co2e_g", "reference_g")
    }
    saved_g = whole["reference_g"] - whole["co2e_g"]
    share = f"{100 * saved_g / whole['reference_g']:.1f}" if whole["reference_g"] else ""
    keys = ("kind", "km", "co2e_g", "reference_g", "saved_g", "share_percent")
    return Sheet(
        title=f"Against the same km driven by the reference van, {book.reference}",
        columns=(
            Column("vehicles", ratio=2),
            *(Column(text, "right") for text in ("km", "g CO2e", "g reference", "g saved", "%")),
        ),
        rows=tuple(tuple(_text(it[key]) for key in keys) for it in measures),
        footer=(
            "total",
            km_text(whole["distance_m"]),
            *(str(it) for it in (whole["co2e_g"], whole["reference_g"], saved_g)),
            share,
        ),
        note="another fleet would drive other routes: that is not counted here",
    )


_VEHICLE = ("vehicle_id", Column("vehicle", ratio=2))
_KM = ("km", Column("km", "right"))
_GRAMS = (
    ("ttw_g", Column("g TTW", "right")),
    ("wtt_g", Column("g WTT", "right")),
    ("co2e_g", Column("g CO2e", "right")),
)
_SHEETS: dict[CarbonBy, tuple[tuple[str, Column], ...]] = {
    CarbonBy.ROUTE: (
        _VEHICLE,
        ("kind", Column("kind", ratio=2)),
        _KM,
        ("tonne_km", Column("tonne-km", "right")),
        *_GRAMS,
    ),
    CarbonBy.STOP: (
        ("stop_id", Column("stop")),
        ("name", Column("name", ratio=2)),
        ("vehicle_id", Column("vehicle")),
        ("sequence", Column("#", "right")),
        ("weight_kg", Column("kg", "right")),
        *_GRAMS,
    ),
    CarbonBy.LEG: (
        _VEHICLE,
        ("trip", Column("trip", "right")),
        ("from", Column("from")),
        ("to", Column("to")),
        _KM,
        ("load_kg", Column("kg on board", "right")),
        *_GRAMS,
    ),
}


def _grams(grams: Grams) -> dict[str, int]:
    return {"ttw_g": grams.ttw_g, "wtt_g": grams.wtt_g, "co2e_g": grams.total_g}


def _sum(parts: Iterable[Grams]) -> Grams:
    return sum(parts, start=Grams())


def _kg(weight_g: int) -> str:
    return f"{weight_g / 1000:.1f}"


def _text(value: object) -> str:
    return "" if value is None else str(value)
