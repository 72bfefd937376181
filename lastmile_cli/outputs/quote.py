"""Prices for orders that are not in a plan yet: tables, CSV, record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from lastmile_cli.domain.counting import counted, span_text
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Plan, Unassigned
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.stops import Stop, Window
from lastmile_cli.outputs.csv_text import csv_text
from lastmile_cli.outputs.explain import quote_words
from lastmile_cli.outputs.sheet import Column, Sheet
from lastmile_cli.planning.partner_quotes import Quote
from lastmile_cli.records.bills import money_text
from lastmile_cli.records.leftovers import unassigned_to_record
from lastmile_cli.records.parts import time_text
from lastmile_cli.replanning.quote import Offer, OrderQuote, Squeezed, WindowQuote

QUOTE_SCHEMA_VERSION = 1

MOST_SHOWN = 3
"""So many windows are told to a person, the best."""

_KEYS = (
    "stop_id",
    "rank",
    "asked",
    "opens_at",
    "closes_at",
    "possible",
    "price",
    "vehicle_id",
    "arrive_at",
    "start_at",
    "position",
    "margin_s",
    "added_m",
    "added_paid_s",
    "added_co2e_g",
    "others_later",
    "others_later_s",
    "customers_to_tell",
    "tightest_stop_id",
    "tightest_before_s",
    "tightest_after_s",
    "partner_id",
    "partner_price",
    "reason",
)

Refused = Sequence[tuple[Stop, str]]
"""Orders that could not be priced, and why."""


def quote_sheets(plan: Plan, quote: OrderQuote, *, shows_all: bool = False) -> list[Sheet]:
    """Lay out one order: the windows that suit the plan best, and why there is none."""
    who = " ".join(filter(None, (quote.stop.stop_id, quote.stop.name, str(quote.stop.address))))
    rows = [_row(plan, name, one) for name, one in _shown(plan.day, quote, shows_all=shows_all)]
    sheet = Sheet(
        title=f"{who}: {_sentence(plan, quote)}",
        columns=(
            Column("window"),
            Column(plan.currency, "right"),
            Column("vehicle"),
            Column("comes"),
            Column("spare", "right"),
            Column("g CO2e", "right"),
            Column("others", ratio=1),
        ),
        rows=tuple(rows),
        note="spare: from the begin of service to the end of the window; others: who is served "
        "later, who must be told, and the promise with the least slack left",
    )
    sheets = [sheet] if rows else []
    if quote.refusal is not None:
        sheets.append(_refusal_sheet(plan, quote.refusal))
    return sheets


def quotes_sheet(plan: Plan, quotes: Sequence[OrderQuote], refused: Refused = ()) -> Sheet:
    """Lay out many orders, a line each with its three best windows."""
    day = plan.day
    rows = []
    for quote in quotes:
        asked = [quote.asked] if quote.asked else []
        found = [one for one in (*asked, *quote.best) if one.offer is not None]
        cells = [f"{_window(day, one.windows)} {_price(one.offer)}" for one in found[:MOST_SHOWN]]
        cells += [""] * (MOST_SHOWN - len(cells))
        if not found and quote.any_time.offer is not None:
            cells[0] = f"any time {_price(quote.any_time.offer)}"
        first = quote.first_choice
        partner = _cheaper_partner(quote.asked or quote.any_time, plan.currency)
        why = quote.refusal.detail or quote.refusal.reason if quote.refusal else ""
        rows.append((quote.stop.stop_id, *cells, first.vehicle_id if first else "", partner or why))
    rows += [(stop.stop_id, "", "", "", "", why) for stop, why in refused]
    return Sheet(
        title=f"Quotes for {counted(len(quotes) + len(refused), 'order')}, "
        f"{day.date.isoformat()}, {plan.currency}",
        columns=(
            Column("order"),
            Column("first", ratio=2),
            Column("second", ratio=2),
            Column("third", ratio=2),
            Column("vehicle", ratio=2),
            Column("remark", ratio=3),
        ),
        rows=tuple(rows),
    )


def quotes_record(
    plan: Plan, quotes: Sequence[OrderQuote], refused: Refused = (), *, together: bool = False
) -> dict[str, Any]:
    """Lay out the same for programs, every window of every order."""
    return {
        "schema_version": QUOTE_SCHEMA_VERSION,
        "plan_id": plan.plan_id,
        "service_date": plan.day.date.isoformat(),
        "currency": plan.currency,
        "together": together,
        "orders": [_order_record(plan, quote) for quote in quotes],
        "refused": [{"stop_id": stop.stop_id, "reason": why} for stop, why in refused],
    }


def quotes_csv(plan: Plan, quotes: Sequence[OrderQuote], refused: Refused = ()) -> str:
    """One line an order and window, cheapest first, those without a place last."""
    lines = [line for quote in quotes for line in _lines(plan, quote)]
    lines += [{"stop_id": stop.stop_id, "possible": "no", "reason": why} for stop, why in refused]
    return csv_text(_KEYS, ([_cell(line.get(key)) for key in _KEYS] for line in lines))


def _shown(
    day: ServiceDay, quote: OrderQuote, *, shows_all: bool
) -> Iterator[tuple[str, WindowQuote]]:
    """What is asked for, the best windows or all, and any time where no window will do."""
    if quote.asked is not None:
        yield f"asked {_window(day, quote.asked.windows)}", quote.asked
    for one in quote.offered if shows_all else quote.best[:MOST_SHOWN]:
        yield _window(day, one.windows), one
    if shows_all or not quote.best:
        yield "any time", quote.any_time


def _sentence(plan: Plan, quote: OrderQuote) -> str:
    first = quote.first_choice
    if first is None:
        return "no place in the plan as it stands"
    window = _window(plan.day, first.windows) if first.windows else "at any time"
    partner = _cheaper_partner(quote.asked or quote.any_time, plan.currency)
    more = f"; {partner}" if partner else ""
    return f"{_price(first)} {plan.currency} {window} with {first.vehicle_id}{more}"


def _cheaper_partner(one: WindowQuote, currency: str) -> str:
    """Name the partner who would do it for less, where one would."""
    partner, offer = one.partner, one.offer
    if partner is None or partner.price_micro is None:
        return ""
    if offer is not None and offer.price.amount * 1_000_000 <= partner.price_micro:
        return ""
    price = money_text(Money.from_micro(partner.price_micro, currency))
    return f"partner {partner.partner_id} would take it for {price}"


def _row(plan: Plan, name: str, one: WindowQuote) -> tuple[str, ...]:
    offer = one.offer
    if offer is None:
        told = f"partner {one.partner.partner_id} " if one.partner else ""
        words = told + quote_words(one.partner, plan.currency) if one.partner else ""
        return (name, "no", "", "", "", "", words)
    vehicle = f"{offer.vehicle_id} (stays at home now)" if offer.opens_vehicle else offer.vehicle_id
    return (
        name,
        _price(offer),
        vehicle,
        plan.day.clock(offer.start_s),
        "" if offer.margin_s is None else _minutes(offer.margin_s),
        str(offer.added_g),
        "; ".join(_others(offer)),
    )


def _others(offer: Offer) -> Iterator[str]:
    for late in offer.made_late:
        yield f"{late.stop_id} {_minutes(late.late_s)} late"
    if offer.later:
        told = f", {offer.told} to tell" if offer.told else ""
        yield f"{offer.later} later by up to {_minutes(offer.latest_s)}{told}"
    elif offer.told:
        yield f"{offer.told} to tell"
    if (tight := offer.squeezed) is not None and tight.after_s < tight.before_s:
        yield f"{tight.stop_id} has {_minutes(tight.after_s)} left of {_minutes(tight.before_s)}"
    if not offer.opens_vehicle and not offer.later and not offer.told:
        yield "nobody later"


def _refusal_sheet(plan: Plan, refusal: Unassigned) -> Sheet:
    fix = refusal.cheapest_fix or "no single change makes room"
    cost = f"{money_text(refusal.fix_cost)} {plan.currency}" if refusal.fix_cost else ""
    return Sheet(
        title=f"Why not ({refusal.reason})",
        columns=(Column("what", ratio=0), Column("how", ratio=1)),
        rows=(
            ("reason", refusal.detail or refusal.reason),
            ("nearest way out", " for ".join(filter(None, (fix, cost)))),
        ),
    )


def _order_record(plan: Plan, quote: OrderQuote) -> dict[str, Any]:
    best = [one.windows for one in quote.best]
    return {
        "stop_id": quote.stop.stop_id,
        "name": quote.stop.name,
        "address": str(quote.stop.address),
        "lat": quote.stop.coordinate.lat_deg if quote.stop.coordinate else None,
        "lon": quote.stop.coordinate.lon_deg if quote.stop.coordinate else None,
        "possible": quote.first_choice is not None,
        "asked": quote.asked and _window_record(plan, quote.asked),
        "any_time": _window_record(plan, quote.any_time),
        "windows": [
            {
                "rank": best.index(one.windows) + 1 if one.windows in best else None,
                **_window_record(plan, one),
            }
            for one in quote.offered
        ],
        "refusal": quote.refusal and unassigned_to_record(quote.refusal),
    }


def _window_record(plan: Plan, one: WindowQuote) -> dict[str, Any]:
    day, offer, partner = plan.day, one.offer, one.partner
    record: dict[str, Any] = {
        "windows": [
            {"opens_at": time_text(it.opens_s, day), "closes_at": time_text(it.closes_s, day)}
            for it in one.windows
        ],
        "possible": offer is not None,
        "partner": partner and _partner_record(partner, plan.currency),
    }
    return record if offer is None else {**record, **_offer_record(offer, day)}


def _offer_record(offer: Offer, day: ServiceDay) -> dict[str, Any]:
    return {
        "price": money_text(offer.price),
        "lines": [{"category": name, "amount": money_text(it)} for name, it in offer.lines],
        "vehicle_id": offer.vehicle_id,
        "opens_vehicle": offer.opens_vehicle,
        "position": offer.position,
        "after_stop_id": offer.after or None,
        "arrive_at": time_text(offer.arrive_s, day),
        "start_at": time_text(offer.start_s, day),
        "depart_at": time_text(offer.depart_s, day),
        "margin_s": offer.margin_s,
        "added_m": offer.added_m,
        "added_paid_s": offer.added_paid_s,
        "added_co2e_g": offer.added_g,
        "others": {
            "later": offer.later,
            "later_by_s": offer.latest_s,
            "customers_to_tell": offer.told,
            "tightest": offer.squeezed and _squeezed_record(offer.squeezed),
            "made_late": [_squeezed_record(one) for one in offer.made_late],
        },
    }


def _squeezed_record(one: Squeezed) -> dict[str, Any]:
    return {
        "stop_id": one.stop_id,
        "slack_before_s": one.before_s,
        "slack_after_s": one.after_s,
        "late_s": one.late_s,
    }


def _partner_record(partner: Quote, currency: str) -> dict[str, Any]:
    price = Money.from_micro(partner.price_micro or 0, currency)
    return {"partner_id": partner.partner_id, "price": money_text(price), "zone": partner.zone}


def _lines(plan: Plan, quote: OrderQuote) -> Iterator[dict[str, Any]]:
    best = quote.best
    without = [one for one in quote.offered if one.offer is None]
    asked = [quote.asked] if quote.asked else []
    for rank, one in enumerate([*asked, *best, *without, quote.any_time]):
        record = _window_record(plan, one)
        windows = record["windows"] or [{}]
        others = record.get("others") or {}
        tightest, partner = others.get("tightest") or {}, record["partner"] or {}
        is_ranked = one.offer is not None and one in best
        yield {
            **record,
            "stop_id": quote.stop.stop_id,
            "rank": rank + 1 - len(asked) if is_ranked else None,
            "asked": one is quote.asked,
            "opens_at": windows[0].get("opens_at"),
            "closes_at": windows[-1].get("closes_at"),
            "others_later": others.get("later"),
            "others_later_s": others.get("later_by_s"),
            "customers_to_tell": others.get("customers_to_tell"),
            "tightest_stop_id": tightest.get("stop_id"),
            "tightest_before_s": tightest.get("slack_before_s"),
            "tightest_after_s": tightest.get("slack_after_s"),
            "partner_id": partner.get("partner_id"),
            "partner_price": partner.get("price"),
            "reason": quote.refusal.reason if quote.refusal and one.offer is None else None,
        }


def _window(day: ServiceDay, windows: Sequence[Window]) -> str:
    return " ".join(f"{day.clock(it.opens_s)}-{day.clock(it.closes_s)}" for it in windows)


def _price(offer: Offer | None) -> str:
    return "" if offer is None else money_text(offer.price)


def _minutes(seconds: int) -> str:
    return span_text(seconds // 60 * 60) if seconds >= 60 else f"{seconds} s"


def _cell(value: object) -> object:
    return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
