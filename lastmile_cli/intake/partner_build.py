"""Checked sections about partners to partners of the house, in exact units."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.load import Capacity
from lastmile_cli.domain.money import MICRO
from lastmile_cli.domain.partners import Partner, Tier, ZoneRate
from lastmile_cli.intake.config_types import Position
from lastmile_cli.intake.partner_models import PartnerModel, TierModel, ZoneRateModel

GRAMS, MILLILITRES, MILLIMETRES = 1_000, 1_000_000, 10
SHARES_A_PERCENT = 1_000

_RANGE = re.compile(r"\s*([0-9A-Za-z ]+?)\s*[-–]\s*([0-9A-Za-z ]+?)\s*")


def make_partner(
    model: PartnerModel, areas: Mapping[str, Sequence[tuple[Decimal, Decimal]]]
) -> Partner:
    """Build a partner; ``areas`` are the polygons of ``roads.areas``."""
    limit = model.capacity
    return Partner(
        partner_id=model.id,
        name=model.name,
        zones=tuple(_zone(zone, areas) for zone in model.zones),
        kinds=frozenset(model.types),
        skills=frozenset(model.skills),
        proofs=tuple((proof, _micro(price)) for proof, price in sorted(model.requires.items())),
        depot_ids=frozenset(model.depots),
        weekdays=frozenset(model.days or range(7)),
        cut_off_s=model.cut_off,
        least_window_s=_whole(model.min_window_min, 60),
        grams_per_litre=_whole(model.kg_per_m3, 1),
        tiers_by_parcel=model.tiers_per == "parcel",
        fuel_share=_whole(model.fuel_percent, SHARES_A_PERCENT),
        insurance_share=_whole(model.insurance_percent, SHARES_A_PERCENT),
        insured_free_micro=_micro(model.insured_free),
        max_value_micro=None if model.max_value is None else _micro(model.max_value),
        largest=Capacity(
            weight_g=_scaled(model.max_weight_kg, GRAMS),
            volume_ml=_scaled(model.max_volume_m3, MILLILITRES),
            parcels=model.max_parcels,
        ),
        max_parcel_g=_scaled(model.max_parcel_kg, GRAMS),
        max_parcel_mm=sides_mm(model.max_parcel_cm),
        stop_minimum_micro=_micro(model.minimum_per_stop),
        minimum_micro=_micro(model.minimum_per_day),
        max_stops=limit.stops,
        a_day=Capacity(
            weight_g=_scaled(limit.weight_kg, GRAMS),
            volume_ml=_scaled(limit.volume_m3, MILLILITRES),
            parcels=limit.parcels,
        ),
    )


def code_range(text: str) -> tuple[str, str]:
    """
    Read a beginning of postal codes, or from one to another of the same length.

    >>> code_range("001"), code_range("00100-00199"), code_range("00-950"), code_range("EC1 - EC4")
    (('001', '001'), ('00100', '00199'), ('00950', '00950'), ('EC1', 'EC4'))
    """
    match = _RANGE.fullmatch(text)
    if match and len(_plain(match[1])) == len(_plain(match[2])):
        return _plain(match[1]), _plain(match[2])
    return _plain(text), _plain(text)


def sides_mm(sides_cm: Sequence[Decimal]) -> tuple[int, int, int] | None:
    """Three sides in millimetres, the longest first; ``None`` where none are given."""
    if len(sides_cm) != 3:
        return None
    longest, middle, shortest = sorted((_whole(it, MILLIMETRES) for it in sides_cm), reverse=True)
    return longest, middle, shortest


def _zone(model: ZoneRateModel, areas: Mapping[str, Sequence[tuple[Decimal, Decimal]]]) -> ZoneRate:
    around = model.around
    corners: Sequence[Position] = model.polygon or areas.get(model.area, ())
    middle = None
    if around is not None:
        middle = Coordinate(lat_deg=float(around.lat), lon_deg=float(around.lon))
    return ZoneRate(
        name=model.name,
        postal_codes=tuple(code_range(text) for text in model.postal_codes),
        stop_zones=frozenset(model.zones),
        middle=middle,
        radius_m=float(around.radius_km) * 1_000 if around else 0.0,
        ring=tuple(Coordinate(lat_deg=float(lat), lon_deg=float(lon)) for lat, lon in corners),
        base_micro=_micro(model.base),
        per_parcel_micro=_micro(model.per_parcel),
        per_kg_micro=_micro(model.per_kg),
        weight_tiers=tuple(_tier(tier, tier.up_to_kg, GRAMS) for tier in model.weight_tiers),
        volume_tiers=tuple(_tier(tier, tier.up_to_m3, MILLILITRES) for tier in model.volume_tiers),
        minimum_micro=_micro(model.minimum),
    )


def _tier(model: TierModel, bound: Decimal | None, factor: int) -> Tier:
    return Tier(_whole(bound or Decimal(0), factor), _micro(model.price))


def _plain(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter.isalnum())


def _micro(price: Decimal) -> int:
    return _whole(price, MICRO)


def _scaled(amount: Decimal | None, factor: int) -> int | None:
    return None if amount is None else _whole(amount, factor)


def _whole(amount: Decimal, factor: int) -> int:
    return int((amount * factor).to_integral_value(ROUND_HALF_UP))
