"""What a partner asks for: every rule of a rate card, on numbers to count on fingers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastmile_cli.domain.addresses import Address
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.load import Capacity, Load
from lastmile_cli.domain.partners import Partner, Tier, ZoneRate
from lastmile_cli.domain.stops import Stop, StopKind, Window
from lastmile_cli.planning.partner_quotes import Refusal, holds_stop, quote_stop
from tests.strategies import story
from tests.worlds import EURO

KG = 1_000
DOOR = Stop(
    stop_id="A", address=Address(postal_code="00120"), load=Load(weight_g=3 * KG, parcels=2)
)
TIERS = (Tier(2 * KG, 4 * EURO), Tier(5 * KG, 6 * EURO), Tier(30 * KG, 9 * EURO))
PLAIN = Partner(partner_id="acme", zones=(ZoneRate(base_micro=3 * EURO),))


def partner(zone=None, **changes):
    zones = (ZoneRate(**({"base_micro": 3 * EURO} | (zone or {}))),)
    return replace(PLAIN, zones=zones, **changes)


def euros(stop, of):
    """Price in euros, as printed."""
    price = quote_stop(stop, of).price_micro
    return None if price is None else f"{price / EURO:.2f}"


def refusal(stop, of):
    return quote_stop(stop, of).refusal


def test_a_base_and_so_much_a_parcel_and_a_kilogram():
    of = partner({"per_parcel_micro": EURO // 2, "per_kg_micro": EURO // 10})
    assert euros(DOOR, of) == "4.30"


def test_a_delivery_whose_parcels_nobody_counted_has_one():
    bare = replace(DOOR, load=Load(weight_g=KG))
    assert euros(bare, partner({"per_parcel_micro": EURO})) == "4.00"


@pytest.mark.parametrize(
    ("weight_g", "price"), [(0, "7.00"), (2_000, "7.00"), (2_001, "9.00"), (30_000, "12.00")]
)
def test_a_tier_holds_up_to_and_with_its_bound(weight_g, price):
    stop = replace(DOOR, load=Load(weight_g=weight_g))
    assert euros(stop, partner({"weight_tiers": TIERS})) == price


def test_beyond_the_last_tier_there_is_no_price():
    stop = replace(DOOR, load=Load(weight_g=30_001))
    assert refusal(stop, partner({"weight_tiers": TIERS, "name": "centre"})) is Refusal.TIER


def test_of_weight_and_volume_the_dearer_tier_counts():
    bulky = replace(DOOR, load=Load(weight_g=KG, volume_ml=90_000))
    volumes = (Tier(50_000, EURO), Tier(100_000, 8 * EURO))
    assert euros(bulky, partner({"weight_tiers": TIERS, "volume_tiers": volumes})) == "11.00"


def test_bulky_goods_weigh_what_their_volume_stands_for():
    """20 litres at 200 kg a cubic metre weigh 4 kg."""
    bulky = replace(DOOR, load=Load(weight_g=KG, volume_ml=20_000))
    assert euros(bulky, partner({"weight_tiers": TIERS}, grams_per_litre=200)) == "9.00"
    assert euros(bulky, partner({"weight_tiers": TIERS})) == "7.00"


def test_tiers_by_the_parcel_take_all_of_a_stop_to_be_alike():
    """Two parcels of 1.5 kg: twice the first tier, not once the second."""
    of = partner({"weight_tiers": TIERS}, tiers_by_parcel=True)
    assert euros(DOOR, of) == "11.00"


def test_fuel_is_on_the_freight_and_surcharges_and_insurance_are_beside_it():
    """3.00 and 10 % of it, 2.50 for the cash, 1 % of the 100.00 above 50.00."""
    of = replace(
        PLAIN,
        proofs=(("cash", 2_500_000),),
        fuel_share=10_000,
        insurance_share=1_000,
        insured_free_micro=50 * EURO,
    )
    stop = replace(DOOR, requires=frozenset({"cash"}), value_micro=150 * EURO)
    assert euros(stop, of) == "6.80"
    assert euros(replace(stop, value_micro=40 * EURO), of) == "5.80"


def test_minimums_of_the_zone_hold_before_fuel_and_of_the_stop_after_all():
    assert euros(DOOR, partner({"minimum_micro": 5 * EURO}, fuel_share=10_000)) == "5.50"
    assert euros(DOOR, partner(fuel_share=10_000, stop_minimum_micro=5 * EURO)) == "5.00"


def test_the_whole_is_rounded_half_up_to_the_cent_once():
    assert euros(DOOR, partner({"base_micro": 3_005_000})) == "3.01"
    assert euros(DOOR, partner({"base_micro": 1_004_000, "per_parcel_micro": 2_000})) == "1.01"


def test_the_first_zone_that_holds_the_stop_gives_the_price():
    zones = (
        ZoneRate(name="west", postal_codes=(("002", "002"),), base_micro=EURO),
        ZoneRate(name="south", postal_codes=(("00120", "00150"),), base_micro=2 * EURO),
        ZoneRate(name="rest", base_micro=9 * EURO),
    )
    of = replace(PLAIN, zones=zones)
    codes = {"00200": "1.00", "00120": "2.00", "00150": "2.00", "00151": "9.00", "00 120": "2.00"}
    asked = {code: euros(replace(DOOR, address=Address(postal_code=code)), of) for code in codes}
    assert asked == codes
    assert refusal(DOOR, replace(PLAIN, zones=zones[:1])) is Refusal.ZONE


def test_a_zone_by_name_by_radius_or_by_polygon():
    at = Coordinate(lat_deg=60.17, lon_deg=24.94)
    stop = replace(DOOR, address=Address(), zone="kallio", coordinate=at)
    near = Coordinate(lat_deg=60.175, lon_deg=24.94)  # 556 m
    square = tuple(
        Coordinate(lat_deg=lat, lon_deg=lon)
        for lat, lon in ((60.16, 24.93), (60.16, 24.95), (60.18, 24.95), (60.18, 24.93))
    )
    assert holds_stop(ZoneRate(stop_zones=frozenset({"kallio"})), stop)
    assert not holds_stop(ZoneRate(stop_zones=frozenset({"töölö"})), stop)
    assert holds_stop(ZoneRate(middle=near, radius_m=600), stop)
    assert not holds_stop(ZoneRate(middle=near, radius_m=500), stop)
    assert holds_stop(ZoneRate(ring=square), stop)
    away = replace(stop, coordinate=Coordinate(lat_deg=60.17, lon_deg=24.96))
    assert not holds_stop(ZoneRate(ring=square), away)
    assert not holds_stop(ZoneRate(ring=square), replace(stop, coordinate=None))


REFUSED = [
    (Refusal.FIXED, {"vehicle_id": "van-1"}, {}),
    (Refusal.KIND, {"kind": StopKind.RETURN}, {}),
    (Refusal.SKILLS, {"skills": frozenset({"white_glove"})}, {}),
    (Refusal.PROOF, {"requires": frozenset({"cash"})}, {"proofs": (("signature", 0),)}),
    (Refusal.DEPOT, {"depot_id": "east"}, {"depot_ids": frozenset({"west"})}),
    (Refusal.CUT_OFF, {"ready_s": 36_001}, {"cut_off_s": 36_000}),
    (Refusal.WINDOW, {"windows": (Window(0, 3_600),)}, {"least_window_s": 7_200}),
    (Refusal.SIZE, {}, {"largest": Capacity(parcels=1)}),
    (Refusal.SIZE, {}, {"max_parcel_g": 1_499}),
    (Refusal.SIZE, {"boxes_mm": ((2_100, 50, 50),)}, {"max_parcel_mm": (2_000, 800, 600)}),
    (Refusal.VALUE, {"value_micro": 11 * EURO}, {"max_value_micro": 10 * EURO}),
]


@pytest.mark.parametrize(("why", "stop", "of"), REFUSED)
def test_what_a_partner_does_not_take_it_says_so(why, stop, of):
    asked, told = replace(DOOR, **stop), replace(PLAIN, **of)
    assert refusal(asked, told) is why
    assert refusal(DOOR, PLAIN) is None


ALLOWED = [
    ({"ready_s": 36_000}, {"cut_off_s": 36_000}),
    ({"ready_s": None}, {"cut_off_s": 0}),
    ({"windows": (Window(0, 3_600), Window(9_000, 20_000))}, {"least_window_s": 7_200}),
    ({"windows": ()}, {"least_window_s": 7_200}),
    ({"depot_id": ""}, {"depot_ids": frozenset({"west"})}),
    ({"boxes_mm": ((1_900, 50, 50),)}, {"max_parcel_mm": (2_000, 800, 600)}),
    ({}, {"max_parcel_g": 1_500}),
]


@pytest.mark.parametrize(("stop", "of"), ALLOWED)
def test_what_is_just_within_is_taken(stop, of):
    assert refusal(replace(DOOR, **stop), replace(PLAIN, **of)) is None


def test_an_end_of_a_shipment_stays_with_its_other_end():
    assert quote_stop(DOOR, PLAIN, is_shipped=True).refusal is Refusal.SHIPMENT


rising = st.lists(st.tuples(st.integers(1, 40_000), st.integers(0, 20 * EURO)), min_size=1,
    max_size=6, unique_by=lambda pair: pair[0])  # fmt: skip


@settings(story)
@given(rising, st.integers(0, 40_000), st.integers(0, 40_000), st.integers(0, 400),
    st.integers(0, 30_000), st.booleans(), st.integers(0, 5))  # fmt: skip
def test_a_price_in_whole_cents_never_falls_with_the_weight(
    steps, one_g, other_g, grams_per_litre, fuel_share, by_parcel, parcels
):
    """Tiers that rise with the weight make prices that do; so does everything on top."""
    bounds, prices = sorted(bound for bound, _ in steps), sorted(price for _, price in steps)
    tiers = tuple(Tier(*pair) for pair in zip(bounds, prices, strict=True))
    of = partner(
        {"weight_tiers": tiers, "per_kg_micro": 123_457},
        grams_per_litre=grams_per_litre,
        fuel_share=fuel_share,
        tiers_by_parcel=by_parcel,
    )
    less, more = (
        quote_stop(
            replace(DOOR, load=Load(weight_g=weight_g, volume_ml=7_000, parcels=parcels)), of
        ).price_micro
        for weight_g in sorted((one_g, other_g))
    )
    assert more is None or (less is not None and less <= more)
    assert all(price is None or price % 10_000 == 0 for price in (less, more))
