"""What there is to say about one stop of a plan: as tables, and as a record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lastmile_cli.domain.counting import span_text
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import Plan, Visit
from lastmile_cli.domain.stops import Stop
from lastmile_cli.outputs.attempts import attempt_record, attempt_texts, chance_text
from lastmile_cli.outputs.in_home import home_text
from lastmile_cli.outputs.on_foot import foot_record, foot_texts
from lastmile_cli.outputs.point_words import point_record, point_rows
from lastmile_cli.outputs.selection import stops_by_id
from lastmile_cli.outputs.sheet import Column, Sheet
from lastmile_cli.outputs.transfers import goods_record, goods_rows
from lastmile_cli.outputs.wording import OUTCOMES, windows_text
from lastmile_cli.planning.explanation import Proof, ToldFix, WhyHanded, WhyLeftOut, WhyThere
from lastmile_cli.planning.partner_quotes import REFUSAL_WORDS, Quote
from lastmile_cli.planning.point_advice import Advice
from lastmile_cli.records.bills import money_text
from lastmile_cli.records.leftovers import (
    fix_to_record,
    outsourced_to_record,
    unassigned_to_record,
)
from lastmile_cli.records.parts import time_text

EXPLAIN_SCHEMA_VERSION = 1


def left_out_sheets(plan: Plan, why: WhyLeftOut) -> list[Sheet]:
    """Tell why nobody comes: the reason, what would help, and what is in each vehicle's way."""
    left, name = why.told, stops_by_id(plan)[why.told.stop_id].name
    who = f"{left.stop_id} {name}".strip()
    sheets = [
        Sheet(
            title=f"{who}: {OUTCOMES[left.unassigned_class]} ({left.reason})",
            columns=(Column("why", ratio=1),),
            rows=((left.detail or left.reason,),),
        )
    ]
    fixes = [(it.sentence, it.fix.vehicle_id, money_text(it.fix.price)) for it in why.fixes]
    if not fixes and left.cheapest_fix:
        fixes = [(left.cheapest_fix, "", "")]
    columns = (Column("one of these would help", ratio=1), Column("by"), _money(plan))
    if fixes:
        sheets.append(Sheet(title="Ways out, best first", columns=columns, rows=tuple(fixes)))
    if why.proofs:
        sheets.append(_proofs_sheet(plan, why.proofs))
    return sheets


def there_sheet(plan: Plan, stop_id: str, why: WhyThere, lockers: Sequence[Advice] = ()) -> Sheet:
    """Tell how firmly a stop that is served stands in its place."""
    stop, day = stops_by_id(plan)[stop_id], plan.day
    visit = _visit_of(plan, stop_id)
    elsewhere = _nobody_else(why)
    if why.next_price is not None:
        elsewhere = (
            f"{why.next_vehicle_id}, whose route would cost {money_text(why.next_price)} more"
        )
    rows = (
        ("vehicle", why.vehicle_id),
        ("arrives", day.clock(visit.arrive_s)),
        *_parking_row(visit),
        *_foot_row(plan, stop_id),
        ("service", f"{day.clock(visit.start_s)}-{day.clock(visit.depart_s)}"),
        *_parts_row(why.service_parts_s),
        ("window", windows_text(stop, day) or "any time"),
        *_home_rows(plan, stop, visit),
        *_attempt_rows(plan, stop, visit),
        ("could begin earlier by", _minutes(why.slack_before_s)),
        ("could arrive later by", _minutes(why.slack_after_s)),
        (f"its share, {plan.currency}", money_text(visit.cost) if visit.cost else ""),
        (f"saved without it, {plan.currency}", money_text(why.saves)),
        ("next best", elsewhere),
        *((f"partner {it.partner_id}", quote_words(it, plan.currency)) for it in why.quotes),
        *goods_rows(plan, stop),
        *point_rows(stop, plan, lockers),
    )
    title = f"{stop.stop_id} {stop.name}".strip()
    return Sheet(
        title=f"{title}: served", columns=(Column("what"), Column("how", ratio=1)), rows=rows
    )


def _nobody_else(why: WhyThere) -> str:
    """Say why nobody else could take the stop: no room, or nobody else is there."""
    off = "; ".join(f"{name}: {why_off}" if why_off else name for name, why_off in why.off)
    told = "nobody else has room as planned" if why.others else "no other vehicle works that day"
    return f"{told} (off: {off})" if off else told


def handed_sheet(plan: Plan, why: WhyHanded) -> Sheet:
    """Tell which partner takes the stop for how much, and what it would cost oneself."""
    handed = why.handed
    own = why.own_detail or "nobody looked"
    if why.own_price is not None:
        own = f"{why.own_vehicle_id} would add {money_text(why.own_price)}"
    others = [it for it in why.quotes if it.partner_id != handed.partner_id]
    rows = [
        ("partner", f"{handed.partner_id}, for {money_text(handed.price)}"),
        ("own vehicles", own),
        *((f"partner {it.partner_id}", quote_words(it, plan.currency)) for it in others),
    ]
    if why.own_price is not None and why.own_price.amount > handed.price.amount:
        rows.append((f"saved, {plan.currency}", money_text(why.own_price - handed.price)))
    title = f"{handed.stop_id} {stops_by_id(plan)[handed.stop_id].name}".strip()
    return Sheet(
        title=f"{title}: handed to a partner",
        columns=(Column("what"), Column("how", ratio=1)),
        rows=tuple(rows),
    )


def quote_words(quote: Quote, currency: str) -> str:
    """Say what a partner would ask for a stop, or why it would not take it."""
    if quote.price_micro is None:
        return f"does not take it: {REFUSAL_WORDS[quote.refusal]}" if quote.refusal else ""
    zone = f" ({quote.zone})" if quote.zone else ""
    return f"would ask {money_text(Money.from_micro(quote.price_micro, currency))}{zone}"


def explain_record(
    plan: Plan,
    stop_id: str,
    *,
    there: WhyThere | None = None,
    left_out: WhyLeftOut | None = None,
    handed: WhyHanded | None = None,
    lockers: Sequence[Advice] = (),
) -> dict[str, Any]:
    """Lay out the same for programs; one of the three is given."""
    record: dict[str, Any] = {
        "schema_version": EXPLAIN_SCHEMA_VERSION,
        "plan_id": plan.plan_id,
        "stop_id": stop_id,
        "currency": plan.currency,
    }
    if there is not None:
        served = _there_record(plan, stop_id, there)
        stop = stops_by_id(plan)[stop_id]
        told = {**goods_record(plan, stop), **point_record(stop, lockers)}
        return {**record, "outcome": "served", "served": served, **told}
    if handed is not None:
        return {**record, "outcome": "outsourced", **_handed_record(plan, handed)}
    assert left_out is not None
    return {
        **record,
        "outcome": "unassigned",
        "unassigned": unassigned_to_record(left_out.told),
        "fixes": [_fix_record(told) for told in left_out.fixes],
        "vehicles": [_proof_record(proof) for proof in left_out.proofs],
    }


def _proofs_sheet(plan: Plan, proofs: tuple[Proof, ...]) -> Sheet:
    rows = [
        (
            proof.vehicle_id,
            proof.alone or "could",
            proof.as_planned.sentence if proof.as_planned else "no single change is enough",
            money_text(proof.as_planned.fix.price) if proof.as_planned else "",
        )
        for proof in proofs
    ]
    return Sheet(
        title=f"Every vehicle tried: {len(rows)}",
        columns=(
            Column("vehicle", ratio=2),
            Column("alone", ratio=4),
            Column("as planned it would take", ratio=5),
            _money(plan),
        ),
        rows=tuple(rows),
    )


def _there_record(plan: Plan, stop_id: str, why: WhyThere) -> dict[str, Any]:
    visit, day = _visit_of(plan, stop_id), plan.day
    windows = stops_by_id(plan)[stop_id].windows
    price = why.next_price
    return {
        "vehicle_id": why.vehicle_id,
        "arrive_at": time_text(visit.arrive_s, day),
        "start_at": time_text(visit.start_s, day),
        "depart_at": time_text(visit.depart_s, day),
        "windows": [
            {"opens_at": time_text(it.opens_s, day), "closes_at": time_text(it.closes_s, day)}
            for it in windows
        ],
        "slack_before_s": why.slack_before_s,
        "slack_after_s": why.slack_after_s,
        **attempt_record(stops_by_id(plan)[stop_id], visit),
        **({"parking_s": visit.parking_s} if visit.parking_s else {}),
        **foot_record(visit, _told_on_foot(plan, stop_id)),
        "service_parts": [{"what": what, "service_s": it} for what, it in why.service_parts_s],
        "cost": money_text(visit.cost) if visit.cost else None,
        "saves": money_text(why.saves),
        "next_best": price and {"vehicle_id": why.next_vehicle_id, "price": money_text(price)},
        **(
            {"partners": [_quote_record(quote, plan.currency) for quote in why.quotes]}
            if why.quotes
            else {}
        ),
    }


def _handed_record(plan: Plan, why: WhyHanded) -> dict[str, Any]:
    own = None
    if why.own_price is not None:
        own = {"vehicle_id": why.own_vehicle_id, "price": money_text(why.own_price)}
    return {
        "outsourced": outsourced_to_record(why.handed),
        "own": own,
        "own_detail": why.own_detail,
        "partners": [_quote_record(quote, plan.currency) for quote in why.quotes],
    }


def _quote_record(quote: Quote, currency: str) -> dict[str, Any]:
    price = quote.price_micro
    return {
        "partner_id": quote.partner_id,
        "price": None if price is None else money_text(Money.from_micro(price, currency)),
        "refusal": quote.refusal.value if quote.refusal else None,
        "zone": quote.zone,
    }


def _proof_record(proof: Proof) -> dict[str, Any]:
    return {
        "vehicle_id": proof.vehicle_id,
        "could_alone": not proof.reason,
        "reason": proof.reason or None,
        "detail": proof.alone,
        "excesses": [
            {"reason": it.reason, "needs": it.needs, "limit": it.limit} for it in proof.excesses
        ],
        "as_planned": _fix_record(proof.as_planned) if proof.as_planned else None,
    }


def _fix_record(told: ToldFix) -> dict[str, Any]:
    return {**fix_to_record(told.fix), "sentence": told.sentence}


def _parking_row(visit: Visit) -> list[tuple[str, str]]:
    if not visit.parking_s:
        return []
    return [("of the way there", f"{visit.parking_s} s to park and walk to the door")]


def _told_on_foot(plan: Plan, stop_id: str) -> dict[str, str]:
    """What a driver is told of the round on foot that a stop is a door of."""
    stops = stops_by_id(plan)
    mine = (it for it in plan.routes if any(v.stop_id == stop_id for v in it.stop_visits))
    return {name: text for route in mine for name, text in foot_texts(route, stops).items()}


def _foot_row(plan: Plan, stop_id: str) -> list[tuple[str, str]]:
    told = _told_on_foot(plan, stop_id).get(stop_id)
    return [("on foot", told)] if told else []


def _parts_row(parts_s: tuple[tuple[str, int], ...]) -> list[tuple[str, str]]:
    """What the time at the door is made up of, where that is more than one thing."""
    if len(parts_s) < 2:
        return []
    return [("made up of", ", ".join(f"{what} {span_text(part_s)}" for what, part_s in parts_s))]


def _home_rows(plan: Plan, stop: Stop, visit: Visit) -> list[tuple[str, str]]:
    if stop.in_home is None:
        return []
    told = f"{plan.day.clock(visit.eta_low_s)}-{plan.day.clock(visit.eta_high_s)}"
    return [("white glove", home_text(stop)), ("told to the customer", told)]


def _attempt_rows(plan: Plan, stop: Stop, visit: Visit) -> list[tuple[str, str]]:
    told = ", ".join(attempt_texts(stop, visit, plan.day))
    return [
        *([("attempt", told)] if told else []),
        *([("nobody there", f"{chance_text(visit)} at that hour")] if chance_text(visit) else []),
    ]


def _visit_of(plan: Plan, stop_id: str) -> Visit:
    visits = (visit for route in plan.every_route for visit in route.stop_visits)
    return next(visit for visit in visits if visit.stop_id == stop_id)


def _minutes(seconds: int) -> str:
    return span_text(seconds // 60 * 60)


def _money(plan: Plan) -> Column:
    return Column(plan.currency, "right")
