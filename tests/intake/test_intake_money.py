"""Wages, prices at doors, values and probabilities, read from a configuration and a stops file."""

from __future__ import annotations

from decimal import Decimal

import pytest
from intake_world import CONFIG, configure, read, stop_of

from lastmile_cli.domain.fleet import CostCategory, RateBasis
from lastmile_cli.domain.order_settings import OrderSettings, SameDoor
from lastmile_cli.intake.emission_factors import reference_factor

H = 3600
EURO = 1_000_000


def van_of(text):
    return configure(text).config_or_refuse().vehicles[0]


def rates(vehicle):
    return {(rate.category, rate.basis): rate for rate in vehicle.rates}


def with_costs(lines, van="", driver=""):
    text = CONFIG.replace("    skills:", van + "    skills:")
    text = text.replace("{id: aino}", f"{{id: aino{driver}}}")
    return text + f"costs: {{{lines}}}\n"


def test_a_drivers_own_wage_comes_before_the_groups_and_helpers_have_theirs():
    """Three on board: the driver at 25, two helpers at 18 each; all at half as much more later."""
    van = "    crew: 3\n    costs: {wage_per_hour: 22}\n"
    text = with_costs("helper_wage_per_hour: 18", van, ", wage_per_hour: {amount: 25, source: me}")

    found = rates(van_of(text))

    wages = found[CostCategory.WAGES, RateBasis.PER_PAID_HOUR]
    assert (wages.micro, wages.source) == (25 * EURO, "me")
    assert found[CostCategory.HELPERS, RateBasis.PER_PAID_HOUR].micro == 36 * EURO
    assert found[CostCategory.OVERTIME, RateBasis.PER_OVERTIME_HOUR].micro == 61 * EURO // 2


def test_without_a_wage_of_their_own_helpers_earn_what_a_driver_does():
    van = "    crew: 2\n    costs: {wage_per_hour: 22}\n"

    found = rates(van_of(with_costs("price_year: 2026", van, ", wage_per_hour: 25")))

    assert found[CostCategory.HELPERS, RateBasis.PER_PAID_HOUR].micro == 22 * EURO


@pytest.mark.parametrize("attempt", ["15.30", "0.25"])
def test_one_person_more_changes_wages_and_nothing_at_the_doors(attempt):
    """A further attempt and its call are two prices of one kind; neither grows with the crew."""
    lines = f'wage_per_hour: 20, failed_attempt: "{attempt}", failed_attempt_contact: "1.50"'

    more = van_of(with_costs(lines)).helper_rates

    assert {(it.category, it.basis): it.micro for it in more} == {
        (CostCategory.HELPERS, RateBasis.PER_PAID_HOUR): 20 * EURO,
        (CostCategory.OVERTIME, RateBasis.PER_OVERTIME_HOUR): 10 * EURO,
    }


@pytest.mark.parametrize(
    ("van", "worked", "after_h"),
    [
        ("    overtime_after_h: 8\n", "", 8),
        ("    overtime_after_week_h: 40\n", "", 40),
        ("    overtime_after_week_h: 40\n", ", hours_this_week: 34.5", 5.5),
        ("    overtime_after_h: 8\n    overtime_after_week_h: 40\n", ", hours_this_week: 34", 6),
        ("    overtime_after_h: 8\n    overtime_after_week_h: 40\n", ", hours_this_week: 30", 8),
        ("    overtime_after_h: 8\n    overtime_after_week_h: 40\n", ", hours_this_week: 44", 0),
    ],
)
def test_overtime_begins_by_the_day_or_by_the_week(van, worked, after_h):
    assert van_of(with_costs("", van, worked)).overtime_after_s == after_h * H


def test_a_minimum_of_hours_is_paid_like_the_hours_worked():
    van = "    crew: 2\n    min_paid_hours: 4\n"

    vehicle = van_of(with_costs("wage_per_hour: 20, helper_wage_per_hour: 17.5", van))

    assert vehicle.min_paid_s == 4 * H
    idle = rates(vehicle)[CostCategory.MINIMUM_PAY, RateBasis.PER_UNWORKED_HOUR]
    assert idle.micro == 37_500_000


def test_prices_at_the_door_are_everybodys():
    lines = (
        "picking_per_order: 0.6, picking_per_parcel: 0.15, packing_per_order: 0.25, "
        "packing_per_parcel: 0.3, returns_per_stop: 0.5, returns_per_parcel: 9.2, "
        "failed_attempt: 15.3, claims_percent_of_value: 0.3"
    )

    found = rates(van_of(with_costs(lines)))

    expected = {
        (CostCategory.PICKING, RateBasis.PER_SENT_ORDER): 600_000,
        (CostCategory.PICKING, RateBasis.PER_SENT_PARCEL): 150_000,
        (CostCategory.PACKING, RateBasis.PER_SENT_ORDER): 250_000,
        (CostCategory.PACKING, RateBasis.PER_SENT_PARCEL): 300_000,
        (CostCategory.RETURNS, RateBasis.PER_FETCHED_STOP): 500_000,
        (CostCategory.RETURNS, RateBasis.PER_FETCHED_PARCEL): 9_200_000,
        (CostCategory.FAILED_ATTEMPTS, RateBasis.PER_FAILURE): 15_300_000,
        (CostCategory.CLAIMS, RateBasis.PER_VALUE): 3_000,
    }
    assert {key: found[key].micro for key in expected} == expected


def test_a_price_on_emissions_is_one_per_km():
    """345.84 g a km at 100 a tonne are 3.4584 cents; at 50 that nobody pays 1.7292."""
    van = "    emission: diesel_van_class_3\n"
    text = with_costs("co2_per_tonne: 100", van) + "objective: {co2_price_per_tonne: 50}\n"

    vehicle = van_of(text)

    assert rates(vehicle)[CostCategory.CO2, RateBasis.PER_KM].micro == 34_584
    assert vehicle.weighed_km_micro == 17_292


def test_a_group_has_tolls_of_its_own_zone_by_zone():
    van = "    costs: {tolls_by_zone: {centre: 0, port: 2}}\n"
    text = with_costs("tolls_by_zone: {centre: 3, hill: 1}, tolls_per_km: 0.1", van)

    vehicle = van_of(text)

    assert {toll.zone: toll.micro for toll in vehicle.zone_tolls} == {
        "port": 2 * EURO,
        "hill": EURO,
    }
    assert rates(vehicle)[CostCategory.TOLLS, RateBasis.PER_KM].micro == 100_000


def test_general_figures_say_that_they_are_nobodys_own():
    wages = rates(van_of(CONFIG))[CostCategory.WAGES, RateBasis.PER_PAID_HOUR]

    assert wages.source.startswith("default: ")


def test_a_lorry_tells_empty_and_full_apart():
    emission = van_of(
        CONFIG.replace("    skills:", "    emission: diesel_rigid_7.5t\n    skills:")
    ).emission

    assert emission.ttw_laden == (Decimal("461.38"), Decimal("540.68"))
    assert emission.wtt_laden == (Decimal("110.27"), Decimal("129.44"))
    assert emission.ttw_g_per_km == Decimal("495.48")


def test_without_an_average_a_lorry_is_usually_half_full():
    factor = "{ttw_empty_g_per_km: 400, ttw_full_g_per_km: 600}"
    text = CONFIG.replace("    skills:", "    emission: mine\n    skills:")

    emission = van_of(text + f"emissions: {{factors: {{mine: {factor}}}}}\n").emission

    assert emission.ttw_g_per_km == 500


def test_the_reference_van_is_a_diesel_unless_somebody_says_so():
    name, factor = reference_factor({})

    assert (name, factor.ttw_g_per_km) == ("diesel_van_class_3", Decimal("278.78"))


@pytest.mark.parametrize(
    ("cell", "euros"),
    [
        ("49.90", "49.90"),
        ('"49,90 €"', "49.90"),
        ("EUR 49.90", "49.90"),
        ("1200", "1200"),
        ("50 eur", "50"),
        ("0", "0"),
        ("-", "0"),
    ],
)
def test_a_value_is_an_amount_with_or_without_its_currency(cell, euros):
    assert stop_of("value", cell).value_micro == int(Decimal(euros) * EURO)


@pytest.mark.parametrize(
    ("cell", "ppm"),
    [("0.05", 50_000), ("5 %", 50_000), ("5%", 50_000), ('"0,125"', 125_000), ("", None)],
)
def test_a_probability_is_a_share_or_per_cent(cell, ppm):
    assert stop_of("failure_probability", cell).failure_ppm == ppm


def test_items_of_one_order_add_their_values_and_a_total_counts_once():
    items = read("stop_id,address,value\nA,Katu 1,10\nA,Katu 1,5\n").stops
    totals = read("stop_id,address,parcels,Order total\nA,Katu 1,1,15\nA,Katu 1,2,15\n").stops

    assert [stop.value_micro for stop in items] == [15 * EURO]
    assert [stop.value_micro for stop in totals] == [15 * EURO]


def test_orders_of_one_door_add_their_values_and_fail_as_the_likeliest():
    text = "stop_id,name,address,value,failure_probability\nA,Aino,Katu 1,10,0.1\nB,Aino,Katu 1,5,0.2\n"

    (stop,) = read(text, orders=OrderSettings(same_door=SameDoor.CUSTOMER)).stops

    assert (stop.value_micro, stop.failure_ppm) == (15 * EURO, 200_000)


def test_a_value_nobody_understands_never_stops_a_plan():
    result = read("stop_id,address,value,failure_probability\nA,Katu 1,USD 12,often\n")

    assert [stop.stop_id for stop in result.stops] == ["A"]
    assert {notice.code for notice in result.notices} >= {"LM1180", "LM1182"}
