"""Checks of partners' rate cards: tiers that rise, zones that are somewhere, names that exist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import cast

from lastmile_cli.intake.fleet_checks import Sections
from lastmile_cli.intake.key_paths import KeyBook, KeyPath
from lastmile_cli.intake.near_miss import nearest, suggestion
from lastmile_cli.intake.noticing import shown
from lastmile_cli.intake.partner_models import PartnerModel, TierModel, ZoneRateModel
from lastmile_cli.intake.words import PROOFS


def check_lm1272_tiers(sections: Sections, book: KeyBook) -> None:
    """Each tier has a bound of its kind, above the one before, and begins where that ends."""
    for path, zone in _zones(sections):
        for key, unit, tiers in (
            ("weight_tiers", "kg", zone.weight_tiers),
            ("volume_tiers", "m3", zone.volume_tiers),
        ):
            _check_tiers((*path, key), unit, tiers, book)


def check_lm1273_zones(sections: Sections, book: KeyBook) -> None:
    """A partner has a zone; one that is drawn has three corners, and one of all comes last."""
    for index, partner in enumerate(_partners(sections)):
        path: KeyPath = ("partners", index)
        if not partner.zones and not partner.rates:
            problem = f"partner {shown(partner.id)} has no rate, so it takes nothing."
            hint = "add zones with their prices, or rates: FILE.csv."
            book.error("LM1273", path, problem, hint)
        if len(partner.max_parcel_cm) not in (0, 3):
            problem = "a parcel has three sides."
            hint = "write length, width and height in cm, as in [120, 60, 60]."
            book.error("LM1273", (*path, "max_parcel_cm"), problem, hint)
        for at, zone in enumerate(partner.zones):
            _check_place((*path, "zones", at), zone, book)
            if at + 1 < len(partner.zones) and is_everywhere(zone):
                problem = "this zone names no place and holds everywhere: those below never do."
                book.warning("LM1275", (*path, "zones", at), problem, "put it last.")


def check_lm1274_names(sections: Sections, book: KeyBook) -> None:
    """Depots, areas and what may be asked for at the door are known."""
    depots = {depot.id for depot in sections["depots"]}
    areas = sections["roads"].areas
    for index, partner in enumerate(_partners(sections)):
        path: KeyPath = ("partners", index)
        for at, name in enumerate(partner.depots):
            if name not in depots:
                problem = f"there is no depot {shown(name)}."
                book.error("LM1213", (*path, "depots", at), problem, suggestion(name, depots))
        for proof in partner.requires:
            if proof not in PROOFS:
                problem = f"{shown(proof)} is nothing that stops ask for at the door."
                hint = suggestion(proof, PROOFS)
                book.warning("LM1274", (*path, "requires", proof), problem, hint)
        for at, zone in enumerate(partner.zones):
            if zone.area and zone.area not in areas:
                problem = f"there is no area {shown(zone.area)} in roads.areas."
                hint = suggestion(zone.area, areas)
                book.error("LM1213", (*path, "zones", at, "area"), problem, hint)


def check_lm1274_seconds_at_the_door(sections: Sections, book: KeyBook) -> None:
    """Seconds for a word that nearly is one we know change nothing."""
    for word in sections["service"].requires_s:
        near = nearest(word, PROOFS)
        if word not in PROOFS and near is not None:
            problem = f"{shown(word)} is nothing that stops usually ask for at the door."
            path = ("service", "requires_s", word)
            book.warning("LM1274", path, problem, f"did you mean `{near}`?")


def check_lm1277_prices(sections: Sections, book: KeyBook) -> None:
    """A zone without any price hands stops over for nothing."""
    for path, zone in _zones(sections):
        prices = (zone.base, zone.per_parcel, zone.per_kg, zone.minimum)
        if not any(prices) and not zone.weight_tiers and not zone.volume_tiers:
            problem = "the zone has no price: its stops are handed over for nothing."
            hint = "add base, weight_tiers, per_parcel or minimum."
            book.warning("LM1277", path, problem, hint)


def is_everywhere(zone: ZoneRateModel) -> bool:
    """Whether a zone names no place."""
    return not (zone.postal_codes or zone.zones or zone.around or zone.area or zone.polygon)


def _check_place(path: KeyPath, zone: ZoneRateModel, book: KeyBook) -> None:
    if zone.polygon and len(set(zone.polygon)) < 3:
        problem = "the polygon has fewer than three corners that differ."
        book.error("LM1273", (*path, "polygon"), problem, "give each corner once, as [lat, lon].")
    if zone.polygon and zone.area:
        problem = "the zone has both an area and a polygon."
        book.error("LM1273", (*path, "area"), problem, "keep one of the two.")


def _check_tiers(path: KeyPath, unit: str, tiers: Sequence[TierModel], book: KeyBook) -> None:
    reached: Decimal | None = None
    for at, tier in enumerate(tiers):
        begins, ends = _bounds(tier, unit)
        other = "m3" if unit == "kg" else "kg"
        if ends is None or _bounds(tier, other) != (None, None):
            hint = f"write up_to_{unit}: up to and with so much the price holds."
            book.error("LM1272", (*path, at), f"the tier needs `up_to_{unit}`, in {unit}.", hint)
            continue
        before = Decimal(0) if reached is None else reached
        if reached is not None and ends <= reached:
            problem = f"up to {ends} {unit} overlaps with the tier before, up to {reached}."
            book.error("LM1272", (*path, at), problem, "let each tier end above the one before.")
        elif begins is not None and begins > before:
            problem = f"between {before} and {begins} {unit} there is no price."
            book.error("LM1272", (*path, at), problem, "begin where the tier before ends.")
        elif begins is not None and begins < before:
            problem = f"from {begins} {unit} on overlaps with the tier before, up to {before}."
            book.error("LM1272", (*path, at), problem, "begin where the tier before ends.")
        reached = ends


def _bounds(tier: TierModel, unit: str) -> tuple[Decimal | None, Decimal | None]:
    if unit == "kg":
        return tier.from_kg, tier.up_to_kg
    return tier.from_m3, tier.up_to_m3


def _partners(sections: Sections) -> list[PartnerModel]:
    return cast("list[PartnerModel]", sections["partners"])


def _zones(sections: Sections) -> Iterator[tuple[KeyPath, ZoneRateModel]]:
    for index, partner in enumerate(_partners(sections)):
        for at, zone in enumerate(partner.zones):
            yield ("partners", index, "zones", at), zone
