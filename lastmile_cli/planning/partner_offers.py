"""Who of the partners would take which stop, and what is odd about that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.partners import Partner
from lastmile_cli.domain.stops import Stop
from lastmile_cli.planning.partner_quotes import REFUSAL_WORDS, Quote, Refusal, quote_stop
from lastmile_cli.planning.posed import Offers

MOST_PLACES = 4
"""So many places without a rate are named in one notice."""

Quotes = Mapping[int, tuple[Quote, ...]]
"""Every partner's answer for each stop (by index), in the order of the configuration."""


def ask_partners(
    stops: Sequence[Stop], partners: Sequence[Partner], shipped: Collection[str] = ()
) -> Quotes:
    """Ask every partner about every stop; ``shipped`` are ends of shipments (``stop_id``)."""
    if not partners:
        return {}
    return {
        number: tuple(
            quote_stop(stop, partner, is_shipped=stop.stop_id in shipped) for partner in partners
        )
        for number, stop in enumerate(stops)
    }


def list_offers(quotes: Quotes) -> Offers:
    """Return the prices of those who would take a stop, cheapest first, then as configured."""
    return {
        number: tuple(sorted(found, key=lambda offer: offer[1]))
        for number, answers in quotes.items()
        if (
            found := [
                (it.partner_id, it.price_micro) for it in answers if it.price_micro is not None
            ]
        )
    }


def check_partners_take_stops(
    stops: Sequence[Stop], partners: Sequence[Partner], quotes: Quotes
) -> Iterator[Notice]:
    """Yield once a partner where it has no rate (LM1540), and why else it refuses (LM1541)."""
    for position, partner in enumerate(partners):
        answers = {number: found[position] for number, found in quotes.items()}
        nowhere = [stops[n] for n, it in answers.items() if it.refusal is Refusal.ZONE]
        if nowhere:
            yield check_lm1540_rate_for_the_zone(partner, nowhere)
        beyond = Counter(it.zone for it in answers.values() if it.refusal is Refusal.TIER)
        if beyond:
            yield check_lm1542_last_tier(partner, beyond)
        others: Counter[Refusal] = Counter(
            it.refusal
            for it in answers.values()
            if it.refusal and it.refusal not in (Refusal.ZONE, Refusal.TIER)
        )
        if others:
            yield check_lm1541_not_taken(partner, others)


def check_lm1540_rate_for_the_zone(partner: Partner, stops: Sequence[Stop]) -> Notice:
    """A partner without a rate for a zone does not take its stops."""
    where = Counter(_where(stop) for stop in stops)
    named = ", ".join(f"{place} ({count})" for place, count in where.most_common(MOST_PLACES))
    more = f" and {len(where) - MOST_PLACES} more places" if len(where) > MOST_PLACES else ""
    return _notice(
        "LM1540",
        Severity.WARNING,
        partner,
        f"there is no rate for {counted(len(stops), 'stop')}: {named}{more}.",
        "give a zone with these postal codes, or one without any place for all the rest.",
    )


def check_lm1541_not_taken(partner: Partner, reasons: Mapping[Refusal, int]) -> Notice:
    """What a partner does not take is told, so that nobody waits for it to."""
    told = ", ".join(f"{count} {REFUSAL_WORDS[reason]}" for reason, count in reasons.items())
    total = counted(sum(reasons.values()), "stop")
    problem = f"does not take {total}: {told}."
    return _notice("LM1541", Severity.INFO, partner, problem, "`lastmile explain` tells of each.")


def check_lm1542_last_tier(partner: Partner, zones: Mapping[str, int]) -> Notice:
    """Goods beyond the last tier have no price."""
    told = ", ".join(f"{zone or 'all zones'} ({count})" for zone, count in zones.items())
    problem = f"has no price for stops beyond the last tier: {told}."
    return _notice("LM1542", Severity.INFO, partner, problem, "add a tier, if it takes them.")


def _where(stop: Stop) -> str:
    code = stop.address.postal_code
    if stop.zone:
        return f"zone {stop.zone}"
    return code or stop.address.city or "no postal code"


def _notice(code: str, severity: Severity, partner: Partner, problem: str, hint: str) -> Notice:
    place = Place(column=f"partners {partner.partner_id}")
    return Notice(code=code, severity=severity, place=place, problem=problem, hint=hint)
