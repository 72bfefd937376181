"""What each partner asks for a stop, to the cent, or why it does not take it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from lastmile_cli.costing.bill import CENT_MICRO, cents
from lastmile_cli.domain.geo import Coordinate, great_circle_m
from lastmile_cli.domain.in_home import WHITE_GLOVE
from lastmile_cli.domain.partners import PERCENT, Partner, Tier, ZoneRate
from lastmile_cli.domain.stops import Stop
from lastmile_cli.planning.locks import all_fit


class Refusal(StrEnum):
    """Why a partner does not take a stop; the first one in the way is told."""

    FIXED = "fixed"
    COLLECTION_POINT = "collection_point"
    SHIPMENT = "shipment"
    KIND = "kind"
    SKILLS = "skills"
    PROOF = "proof"
    DEPOT = "depot"
    CUT_OFF = "cut_off"
    WINDOW = "window"
    SIZE = "size"
    VALUE = "value"
    ZONE = "zone"
    TIER = "tier"
    TRANSFER = "transfer"


REFUSAL_WORDS = {
    Refusal.FIXED: "fixed to a vehicle or driver",
    Refusal.COLLECTION_POINT: "for a collection point of your own",
    Refusal.SHIPMENT: "an end of a shipment",
    Refusal.KIND: "not of a type it takes",
    Refusal.SKILLS: "asks for skills it does not have",
    Refusal.PROOF: "asks for something at the door that it does not do",
    Refusal.DEPOT: "from a depot where it does not collect",
    Refusal.CUT_OFF: "ready after its cut-off",
    Refusal.WINDOW: "a window narrower than it promises",
    Refusal.SIZE: "too heavy, too bulky or too many parcels",
    Refusal.VALUE: "worth more than it carries",
    Refusal.ZONE: "in no zone that it has a rate for",
    Refusal.TIER: "beyond the last tier of its rate",
    Refusal.TRANSFER: "with goods that another hub must send first",
}
"""The same for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """
    A partner's answer for one stop: a price in whole cents, or a refusal.

    ``zone`` is the rate's that holds there, empty where none has a name.
    """

    partner_id: str
    price_micro: int | None = None
    refusal: Refusal | None = None
    zone: str = ""


def quote_stop(stop: Stop, partner: Partner, *, is_shipped: bool = False) -> Quote:
    """
    Ask one partner about one stop.

    Freight is the zone's base, the dearer of the two tiers, so much a parcel and
    a kilogram, at least the zone's minimum; fuel is a share of that. Surcharges at
    the door and insurance come on top, and the whole is at least the partner's
    minimum a stop, rounded half up to the cent once.

    >>> bare = Partner(partner_id="acme", zones=(ZoneRate(base_micro=3_000_000),), fuel_share=8_500)
    >>> quote_stop(Stop(stop_id="A"), bare).price_micro
    3260000
    """
    refusal = _refusal(stop, partner, is_shipped=is_shipped)
    if refusal is not None:
        return Quote(partner_id=partner.partner_id, refusal=refusal)
    rate = next((rate for rate in partner.zones if holds_stop(rate, stop)), None)
    if rate is None:
        return Quote(partner_id=partner.partner_id, refusal=Refusal.ZONE)
    freight_micro = _freight_micro(stop, partner, rate)
    if freight_micro is None:
        return Quote(partner_id=partner.partner_id, refusal=Refusal.TIER, zone=rate.name)
    price_micro = freight_micro * (1 + Fraction(partner.fuel_share, PERCENT))
    price_micro += sum(price for proof, price in partner.proofs if proof in stop.requires)
    insured_micro = max(0, stop.value_micro - partner.insured_free_micro)
    price_micro += Fraction(insured_micro * partner.insurance_share, PERCENT)
    price_micro = max(price_micro, Fraction(partner.stop_minimum_micro))
    return Quote(
        partner_id=partner.partner_id,
        price_micro=cents(price_micro) * CENT_MICRO,
        zone=rate.name,
    )


def holds_stop(rate: ZoneRate, stop: Stop) -> bool:
    """Whether a stop is in a zone, by any of what the zone names."""
    if rate.is_everywhere:
        return True
    code = plain_code(stop.address.postal_code)
    if code and any(_is_between(code, *codes) for codes in rate.postal_codes):
        return True
    if stop.zone and stop.zone in rate.stop_zones:
        return True
    at = stop.coordinate
    if at is None:
        return False
    if rate.middle is not None and great_circle_m(rate.middle, at) <= rate.radius_m:
        return True
    return _is_inside(at, rate.ring)


def plain_code(text: str) -> str:
    """
    Strip a postal code of all that is written in different ways.

    >>> plain_code("sw1a 1aa"), plain_code("00-950")
    ('SW1A1AA', '00950')
    """
    return "".join(letter for letter in text.upper() if letter.isalnum())


def chargeable_g(stop: Stop, partner: Partner) -> int:
    """Grams that a partner charges for: the weight, or what the volume stands for if more."""
    bulky_g = -(-stop.load.volume_ml * partner.grams_per_litre // 1_000)
    return max(stop.load.weight_g, bulky_g)


def _refusal(stop: Stop, partner: Partner, *, is_shipped: bool) -> Refusal | None:
    load = stop.load
    pieces = max(1, load.parcels)
    depot_ids = partner.depot_ids
    in_the_way = (
        (bool(stop.vehicle_id or stop.driver_id), Refusal.FIXED),
        (stop.is_at_point, Refusal.COLLECTION_POINT),
        (is_shipped, Refusal.SHIPMENT),
        (stop.kind not in partner.kinds, Refusal.KIND),
        (not stop.skills <= partner.skills, Refusal.SKILLS),
        (stop.in_home is not None and WHITE_GLOVE not in partner.skills, Refusal.SKILLS),
        (not stop.requires <= {proof for proof, _ in partner.proofs}, Refusal.PROOF),
        (bool(depot_ids and stop.depot_id) and stop.depot_id not in depot_ids, Refusal.DEPOT),
        (stop.supply is not None and bool(stop.supply.transfers), Refusal.TRANSFER),
        (
            stop.supply is not None and bool(depot_ids) and not depot_ids & stop.supply.depot_ids,
            Refusal.DEPOT,
        ),
        (
            None not in (partner.cut_off_s, stop.ready_s)
            and (stop.ready_s or 0) > (partner.cut_off_s or 0),
            Refusal.CUT_OFF,
        ),
        (_widest_s(stop, partner.least_window_s) < partner.least_window_s, Refusal.WINDOW),
        (not partner.largest.holds(load), Refusal.SIZE),
        (
            partner.max_parcel_g is not None and load.weight_g > partner.max_parcel_g * pieces,
            Refusal.SIZE,
        ),
        (not all_fit(stop.boxes_mm, partner.max_parcel_mm), Refusal.SIZE),
        (
            partner.max_value_micro is not None and stop.value_micro > partner.max_value_micro,
            Refusal.VALUE,
        ),
    )
    return next((refusal for is_so, refusal in in_the_way if is_so), None)


def _freight_micro(stop: Stop, partner: Partner, rate: ZoneRate) -> Fraction | None:
    """Freight before fuel; ``None`` beyond the last tier."""
    weight_g, volume_ml = chargeable_g(stop, partner), stop.load.volume_ml
    # A delivery whose parcels nobody counted has one.
    parcels = max(1, stop.load.parcels)
    pieces = parcels if partner.tiers_by_parcel else 1
    steps = [
        _step_micro(tiers, -(-amount // pieces))
        for tiers, amount in ((rate.weight_tiers, weight_g), (rate.volume_tiers, volume_ml))
    ]
    if None in steps:
        return None
    freight_micro = Fraction(rate.base_micro + pieces * max(step or 0 for step in steps))
    freight_micro += rate.per_parcel_micro * parcels
    freight_micro += Fraction(rate.per_kg_micro * weight_g, 1_000)
    return max(freight_micro, Fraction(rate.minimum_micro))


def _step_micro(tiers: Sequence[Tier], amount: int) -> int | None:
    if not tiers:
        return 0
    return next((tier.micro for tier in tiers if amount <= tier.up_to), None)


def _widest_s(stop: Stop, any_time_s: int) -> int:
    """Seconds of the widest window; a stop without one bears any."""
    widths = (window.closes_s - window.opens_s for window in stop.windows)
    return max(widths, default=any_time_s)


def _is_between(code: str, first: str, last: str) -> bool:
    return first <= code[: len(first)] and code[: len(last)] <= last


def _is_inside(at: Coordinate, ring: Sequence[Coordinate]) -> bool:
    """Whether a ray to the east crosses the polygon's edge an odd number of times."""
    inside = False
    for one, other in zip(ring, (*ring[1:], *ring[:1]), strict=True):
        if (one.lat_deg > at.lat_deg) is not (other.lat_deg > at.lat_deg):
            up = (at.lat_deg - one.lat_deg) / (other.lat_deg - one.lat_deg)
            inside ^= at.lon_deg < one.lon_deg + up * (other.lon_deg - one.lon_deg)
    return inside
