"""A stop as a record and back: the accepted input row, and all that was made of it."""

from __future__ import annotations

from dataclasses import fields as fields_of
from typing import Any

from lastmile_cli.domain.addresses import Address
from lastmile_cli.domain.attempts import ChanceHours
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.stops import (
    Contact,
    DeliveryOption,
    SequenceWish,
    Stop,
    StopKind,
    Window,
)
from lastmile_cli.records.fields import Fields
from lastmile_cli.records.geocodes import geocode_from_record, geocode_to_record
from lastmile_cli.records.in_home import in_home_from_record, in_home_to_record
from lastmile_cli.records.orders import (
    MONEY,
    boxes_from_record,
    cells_from_record,
    order_to_record,
    orders_from_records,
)
from lastmile_cli.records.parts import load_from_record, load_to_record, time_text
from lastmile_cli.records.supply import (
    goods_from_records,
    goods_to_records,
    supply_from_record,
    supply_to_record,
)

_ADDRESS_PARTS = tuple(field.name for field in fields_of(Address))
_AMOUNTS = (*MONEY, "incentive_micro")
_LATER = ("group", "paired_with", "collection_point", "customer_type")
"""Additions to the schema, written only where they say something."""


def stop_to_record(stop: Stop, day: ServiceDay) -> dict[str, Any]:
    """Lay out one stop; sets are sorted, ``cells`` are (header, text) pairs as they were read."""
    return {
        "stop_id": stop.stop_id,
        "type": stop.kind.value,
        "customer_id": stop.customer_id,
        "name": stop.name,
        "address": {part: getattr(stop.address, part) for part in _ADDRESS_PARTS},
        "lat": stop.coordinate.lat_deg if stop.coordinate else None,
        "lon": stop.coordinate.lon_deg if stop.coordinate else None,
        "geocode": geocode_to_record(stop.geocode) if stop.geocode else None,
        "contact": {
            "phone": stop.contact.phone,
            "email": stop.contact.email,
            "language": stop.contact.language,
            "consent": sorted(stop.contact.consent),
        },
        "windows": [_window_to_record(window, day) for window in stop.windows],
        "ready_at": time_text(stop.ready_s, day) if stop.ready_s is not None else None,
        "service_s": stop.service_s,
        "load": load_to_record(stop.load),
        "priority": stop.priority,
        "sequence": stop.sequence.value,
        "skills": sorted(stop.skills),
        "vehicle_id": stop.vehicle_id,
        "driver_id": stop.driver_id,
        "depot_id": stop.depot_id,
        "zone": stop.zone,
        "requires": sorted(stop.requires),
        "notes": stop.notes,
        "cells": [list(cell) for cell in stop.cells],
        "row": stop.row,
        **{name: getattr(stop, name) for name in _LATER if getattr(stop, name)},
        **{name: getattr(stop, name) for name in _AMOUNTS if getattr(stop, name)},
        **({"boxes_mm": [list(box) for box in stop.boxes_mm]} if stop.boxes_mm else {}),
        **({"failure_ppm": stop.failure_ppm} if stop.failure_ppm is not None else {}),
        **_attempts_to_record(stop, day),
        **_option_to_record(stop.delivery_option),
        **({"doors": [stop_to_record(door, day) for door in stop.doors]} if stop.doors else {}),
        **({"in_home": in_home_to_record(stop.in_home)} if stop.in_home else {}),
        **({"goods": goods_to_records(stop.goods)} if stop.goods else {}),
        **({"supply": supply_to_record(stop.supply, day)} if stop.supply else {}),
        **({"orders": [order_to_record(order) for order in stop.orders]} if stop.orders else {}),
    }


def stop_from_record(fields: Fields, day: ServiceDay) -> Stop | None:
    """Read one stop back; ``None`` when it cannot be one, which the notices then say."""
    address, contact = fields.inside("address"), fields.inside("contact")
    geocode = fields.inside_or_none("geocode")
    values: dict[str, Any] = {
        "stop_id": fields.text("stop_id"),
        "kind": fields.word("type", StopKind),
        "customer_id": fields.text("customer_id"),
        "name": fields.text("name"),
        "address": Address(**{part: address.text(part) for part in _ADDRESS_PARTS}),
        "coordinate": fields.coordinate_or_none(),
        "geocode": geocode_from_record(geocode) if geocode else None,
        "contact": Contact(
            phone=contact.text("phone"),
            email=contact.text("email"),
            language=contact.text("language"),
            consent=frozenset(contact.texts("consent")),
        ),
        "windows": _windows_from_records(fields, day),
        "ready_s": fields.second_or_none("ready_at", day),
        "service_s": fields.count_or_none("service_s"),
        "load": load_from_record(fields.inside("load")),
        "priority": fields.count("priority"),
        "sequence": fields.word("sequence", SequenceWish),
        "skills": frozenset(fields.texts("skills")),
        "vehicle_id": fields.text("vehicle_id"),
        "driver_id": fields.text("driver_id"),
        "depot_id": fields.text("depot_id"),
        "zone": fields.text("zone"),
        "requires": frozenset(fields.texts("requires")),
        "notes": fields.text("notes"),
        "cells": cells_from_record(fields),
        "row": fields.count_or_none("row"),
        **{name: fields.text(name) for name in _LATER if fields.has(name)},
        **{name: fields.count(name) for name in _AMOUNTS if fields.has(name)},
        "boxes_mm": boxes_from_record(fields) if fields.has("boxes_mm") else (),
        "failure_ppm": fields.count("failure_ppm") if fields.has("failure_ppm") else None,
        "chance_hours": _hours_from_records(fields, day),
        "tries": fields.count("tries") if fields.has("tries") else 0,
        "delivery_option": (
            fields.word("delivery_option", DeliveryOption)
            if fields.has("delivery_option")
            else DeliveryOption.DOOR
        ),
        "doors": _doors_from_records(fields, day) if fields.has("doors") else (),
        "in_home": in_home_from_record(fields.inside("in_home")) if fields.has("in_home") else None,
        "goods": goods_from_records(fields) if fields.has("goods") else (),
        "supply": supply_from_record(fields.inside("supply"), day)
        if fields.has("supply")
        else None,
        "orders": orders_from_records(fields) if fields.has("orders") else (),
    }
    return fields.build(lambda: Stop(**values)) if fields.has("stop_id") else None


def _doors_from_records(fields: Fields, day: ServiceDay) -> tuple[Stop, ...]:
    found = (stop_from_record(item, day) for item in fields.objects("doors"))
    return tuple(stop for stop in found if stop is not None)


def _attempts_to_record(stop: Stop, day: ServiceDay) -> dict[str, Any]:
    hours = [
        {
            "from_at": time_text(one.from_s, day),
            "until_at": time_text(one.until_s, day),
            "failure_ppm": one.ppm,
        }
        for one in stop.chance_hours
    ]
    return {
        **({"chance_hours": hours} if hours else {}),
        **({"tries": stop.tries} if stop.tries else {}),
    }


def _hours_from_records(fields: Fields, day: ServiceDay) -> tuple[ChanceHours, ...]:
    hours: list[ChanceHours] = []
    for item in fields.objects("chance_hours") if fields.has("chance_hours") else ():
        from_s, until_s = item.second("from_at", day), item.second("until_at", day)
        ppm = item.count("failure_ppm")
        one = item.build(
            lambda a=from_s, b=until_s, c=ppm: ChanceHours(from_s=a, until_s=b, ppm=c)  # type: ignore[misc]
        )
        hours.extend([one] if one else [])
    return tuple(hours)


def _option_to_record(option: DeliveryOption) -> dict[str, str]:
    return {} if option is DeliveryOption.DOOR else {"delivery_option": option.value}


def _window_to_record(window: Window, day: ServiceDay) -> dict[str, str]:
    return {
        "opens_at": time_text(window.opens_s, day),
        "closes_at": time_text(window.closes_s, day),
    }


def _windows_from_records(fields: Fields, day: ServiceDay) -> tuple[Window, ...]:
    windows: list[Window] = []
    for item in fields.objects("windows"):
        opens_s, closes_s = item.second("opens_at", day), item.second("closes_at", day)
        window = item.build(lambda a=opens_s, b=closes_s: Window(a, b))  # type: ignore[misc]
        windows.extend([window] if window else [])
    return tuple(windows)
