"""What a partner needs of the stops it takes: a row a parcel, with all that stands on a label."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from lastmile_cli.domain.errors import UsageError
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.stops import Order, Stop
from lastmile_cli.outputs.csv_text import csv_text
from lastmile_cli.outputs.selection import stops_by_id
from lastmile_cli.outputs.sheet import Column, Sheet
from lastmile_cli.outputs.wording import MINIMUM, load_text, requirement_texts, where_text
from lastmile_cli.records.bills import money_text
from lastmile_cli.records.parts import time_text

PARTNER_SCHEMA_VERSION = 1

LABEL_HEADER = (
    *("order_id", "parcel", "parcels", "barcode", "recipient", "address", "address2"),
    *("postal_code", "city", "state", "country", "phone", "email", "weight_kg", "volume_m3"),
    *("cash_on_delivery", "value", "currency", "service", "window_from", "window_to", "notes"),
    *("stop_id", "price"),
)
"""Columns of the CSV; amounts of an order stand in the row of its first parcel."""

Label = dict[str, Any]


def partner_ids(plan: Plan) -> list[str]:
    """Every partner that takes something, in the order of their first stop."""
    return list(dict.fromkeys(handed.partner_id for handed in plan.outsourced))


def select_partner(plan: Plan, partner_id: str) -> str:
    """
    Return the partner's id.

    Raises
    ------
    UsageError
        It takes nothing in this plan; the hint names those that do.
    """
    known = partner_ids(plan)
    if partner_id in known:
        return partner_id
    close = difflib.get_close_matches(partner_id, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"partners in this plan: {', '.join(known)}"
    msg = f"Partner {partner_id!r} takes nothing in this plan."
    raise UsageError(msg, hint=hint if known else "no stop of the plan is handed to a partner")


def list_labels(plan: Plan, partner_id: str) -> list[Label]:
    """
    List a partner's parcels, a label each; weights of an order add up to its own.

    An order of which nobody counted the parcels has one. Barcodes are ASCII
    and distinct: the order's number and the parcel's.
    """
    stops, taken = stops_by_id(plan), set[str]()
    labels: list[Label] = []
    for handed in plan.outsourced:
        if handed.partner_id != partner_id:
            continue
        stop = stops[handed.stop_id]
        orders = stop.orders or (_whole(stop),)
        for number, order in enumerate(orders):
            price = money_text(handed.price) if number == 0 else ""
            labels += order_labels(plan, stop, order, price, taken)
    return labels


def partner_csv(plan: Plan, partner_id: str) -> str:
    """
    Write a partner's labels as CSV text; its prices add up to what it bills.

    What is owed up to its minimum of the day stands in a last row without a parcel.
    """
    labels = list_labels(plan, partner_id)
    for fee in plan.partner_fees:
        if fee.partner_id == partner_id:
            told = {"notes": MINIMUM, "currency": plan.currency, "price": money_text(fee.amount)}
            labels.append(dict.fromkeys(LABEL_HEADER, "") | told)
    return csv_text(LABEL_HEADER, ([label[name] for name in LABEL_HEADER] for label in labels))


def partner_record(plan: Plan, partner_id: str) -> dict[str, Any]:
    """Lay out the same for programs, with what the partner bills."""
    handed = [it for it in plan.outsourced if it.partner_id == partner_id]
    zero = Money.zero(plan.currency)
    stops = sum((it.price for it in handed), start=zero)
    fees = (fee.amount for fee in plan.partner_fees if fee.partner_id == partner_id)
    fee = sum(fees, start=zero)
    return {
        "schema_version": PARTNER_SCHEMA_VERSION,
        "plan_id": plan.plan_id,
        "service_date": plan.day.date.isoformat(),
        "currency": plan.currency,
        "partner_id": partner_id,
        "stops": len(handed),
        "prices": money_text(stops),
        "up_to_daily_minimum": money_text(fee),
        "total": money_text(stops + fee),
        "labels": list_labels(plan, partner_id),
    }


def partner_sheet(plan: Plan, partner_id: str) -> Sheet:
    """List a partner's orders for people: who, where, how much, what to ask for."""
    stops = stops_by_id(plan)
    record = partner_record(plan, partner_id)
    rows = []
    for handed in plan.outsourced:
        if handed.partner_id != partner_id:
            continue
        stop = stops[handed.stop_id]
        rows.append(
            (
                " + ".join(stop.order_ids),
                stop.name,
                where_text(stop),
                load_text(stop.load),
                ", ".join(requirement_texts(stop, plan.currency)),
                money_text(handed.price),
            )
        )
    if record["up_to_daily_minimum"] != "0.00":
        rows.append(("", MINIMUM, "", "", "", record["up_to_daily_minimum"]))
    return Sheet(
        title=f"Manifest of partner {partner_id}, {plan.day.date.isoformat()}",
        columns=(
            Column("order", ratio=2),
            Column("name", ratio=3),
            Column("address", ratio=4),
            Column("load", ratio=2),
            Column("ask for", ratio=2),
            Column(plan.currency, "right"),
        ),
        rows=tuple(rows),
        footer=("total", "", "", "", "", record["total"]),
    )


def _whole(stop: Stop) -> Order:
    return Order(
        order_id=stop.stop_id,
        load=stop.load,
        notes=stop.notes,
        cash_micro=stop.cash_micro,
        value_micro=stop.value_micro,
    )


def order_labels(
    plan: Plan, stop: Stop, order: Order, price: str, taken: set[str]
) -> Iterator[Label]:
    """
    Yield a label for each parcel of an order; its code is one that is not yet ``taken``.

    Amounts stand on that of the first parcel.
    """
    pieces = max(1, order.load.parcels)
    code = _barcode(order.order_id, taken)
    first = stop.windows[0] if stop.windows else None
    last = stop.windows[-1] if stop.windows else None
    for number, share in enumerate(_shares(order.load, pieces), 1):
        is_first = number == 1
        yield {
            "order_id": order.order_id,
            "parcel": number,
            "parcels": pieces,
            "barcode": f"{code}-{number:03d}",
            "recipient": stop.name,
            "address": stop.address.line1,
            "address2": stop.address.line2,
            "postal_code": stop.address.postal_code,
            "city": stop.address.city,
            "state": stop.address.state,
            "country": stop.address.country or _country(plan),
            "phone": stop.contact.phone,
            "email": stop.contact.email,
            "weight_kg": _decimal(share.weight_g, 3),
            "volume_m3": _decimal(share.volume_ml, 6),
            "cash_on_delivery": _amount(order.cash_micro, plan) if is_first else "",
            "value": _amount(order.value_micro, plan) if is_first else "",
            "currency": plan.currency,
            "service": " ".join(sorted(stop.requires)),
            "window_from": time_text(first.opens_s, plan.day) if first else "",
            "window_to": time_text(last.closes_s, plan.day) if last else "",
            "notes": order.notes or stop.notes,
            "stop_id": stop.stop_id,
            "price": price if is_first else "",
        }


def _shares(load: Load, pieces: int) -> Iterator[Load]:
    """Cut a load into pieces as even as whole grams and millilitres allow, the larger first."""
    for number in range(pieces):
        yield Load(
            weight_g=load.weight_g // pieces + (number < load.weight_g % pieces),
            volume_ml=load.volume_ml // pieces + (number < load.volume_ml % pieces),
            parcels=1,
        )


def _barcode(order_id: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", order_id).encode("ascii", "ignore").decode()
    code = "".join(
        letter if letter.isalnum() or letter in "-." else "-" for letter in plain.upper()
    )
    code = code.strip("-.") or "ORDER"
    unique, number = code, 1
    while unique in taken:
        number += 1
        unique = f"{code}.{number}"
    taken.add(unique)
    return unique


def _amount(micro: int, plan: Plan) -> str:
    return money_text(Money.from_micro(micro, plan.currency)) if micro else ""


def _country(plan: Plan) -> str:
    service = plan.config.get("service")
    country = service.get("country") if isinstance(service, Mapping) else None
    return country if isinstance(country, str) else ""


def _decimal(amount: int, places: int) -> str:
    text = f"{amount // 10**places}.{amount % 10**places:0{places}d}".rstrip("0").rstrip(".")
    return "" if text == "0" else text
