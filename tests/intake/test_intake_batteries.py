"""Batteries and chargers of a configuration, and what is odd about them."""

from decimal import Decimal
from pathlib import Path

import pytest
from intake_world import CONFIG, codes, configure

from lastmile_cli.domain.battery import NO_POWER_LIMIT, Battery, Plug
from lastmile_cli.intake.config import config_from_mapping

ELECTRIC = "energy: {kind: electric, kwh_per_100km: 20}"
BATTERY = "{capacity_kwh: 40, charge_kw: 50}"
CHARGER = "chargers: [{id: here, lat: 60.1719, lon: 24.9473%s}]\n"


def config_with(battery: str, *, energy: str = ELECTRIC, service: str = "", rest: str = "") -> str:
    text = CONFIG.replace("  - id: van\n", f"  - id: van\n    battery: {battery}\n")
    assert "energy: {kind: diesel, l_per_100km: 8.4}" in text
    text = text.replace("energy: {kind: diesel, l_per_100km: 8.4}", energy)
    if service:
        assert "service: {" in text
        text = text.replace("service: {", f"service: {{{service}, ")
    return text + rest


def battery_of(text: str) -> Battery:
    battery = configure(text).config_or_refuse().vehicles[0].battery
    assert battery is not None
    return battery


def test_a_battery_is_read_in_milliwatt_hours():
    """20 kWh per 100 km are 0.2 Wh a metre; 3 % of it per 100 kg."""
    battery = battery_of(
        config_with(
            "{capacity_kwh: 40, reserve_percent: 15, start_percent: 90, charge_kw: 50, "
            "more_per_100kg_percent: 3, taper: [{above_percent: 80, kw: 22}]}"
        )
    )

    assert (battery.capacity_mwh, battery.reserve_mwh) == (40_000_000, 6_000_000)
    assert battery.start_mwh == 36_000_000
    assert (battery.per_m_nwh, battery.per_m_g_nwh) == (200_000_000, 60)
    assert battery.takes == ((32_000_000, 50_000), (40_000_000, 22_000))


def test_the_cold_makes_every_kilometre_dearer_on_the_bill_as_well():
    """Half way between 0 and 20 degrees: half of 20 per cent."""
    keys = "{capacity_kwh: 40, charge_kw: 50, temperatures: [{at_c: 0, more_percent: 20}, {at_c: 20, more_percent: 0}]}"
    mild, cold = (
        configure(config_with(keys, service=f"temperature_c: {at}")).config_or_refuse().vehicles[0]
        for at in (20, 10)
    )

    assert cold.battery.per_m_nwh * 10 == mild.battery.per_m_nwh * 11
    energy = [
        next(rate.micro for rate in van.rates if rate.category == "energy") for van in (mild, cold)
    ]
    assert Decimal(energy[1]) / energy[0] == Decimal("1.1")


def test_a_plan_reads_back_the_very_same_battery():
    """What the plan keeps of the configuration has the consumption as it was written."""
    text = config_with(
        "{capacity_kwh: 40, charge_kw: 50, temperatures: [{at_c: 0, more_percent: 20}]}",
        service="temperature_c: -5",
    )
    config = configure(text).config_or_refuse()

    again = config_from_mapping(config.effective, base=Path())

    assert again.vehicles[0].battery == config.vehicles[0].battery


def test_a_charger_gives_power_takes_time_and_has_a_price():
    rest = CHARGER % ', power_kw: 22, plug_min: 2.5, price_per_kwh: "0.59"'
    (charger,) = configure(config_with(BATTERY, rest=rest)).config_or_refuse().chargers

    assert charger.plug == Plug(watts=22_000, plug_s=150, per_kwh_micro=590_000)


def test_a_charger_without_a_word_gives_as_much_as_is_taken():
    (charger,) = configure(config_with(BATTERY, rest=CHARGER % "")).config_or_refuse().chargers

    assert charger.plug == Plug(watts=NO_POWER_LIMIT)


@pytest.mark.parametrize(
    ("battery", "change", "code", "column"),
    [
        (BATTERY, {"energy": "energy: {kind: diesel, l_per_100km: 8}"}, "LM1309", "vehicles[0].battery"),
        ("{capacity_kwh: 40, charge_kw: 50}\n    range_km: 90", {}, "LM1309", "vehicles[0].range_km"),
        ("{capacity_kwh: 0, charge_kw: 50}", {}, "LM1219", "vehicles[0].battery.capacity_kwh"),
        ("{capacity_kwh: 40, charge_kw: 0}", {}, "LM1219", "vehicles[0].battery.charge_kw"),
        ("{capacity_kwh: 40}", {}, "LM1206", "vehicles[0].battery.charge_kw"),
        ("{capacity_kwh: 40, charge_kw: 50, reserve_percent: 130}", {}, "LM1219", "vehicles[0].battery.reserve_percent"),
        ("{capacity_kwh: 40, charge_kw: 50, reserve_percent: 30, start_percent: 30}", {}, "LM1316", "vehicles[0].battery.start_percent"),
        ("{capacity_kwh: 40, charge_kw: 50, taper: [{above_percent: 80, kw: 60}]}", {}, "LM1316", "vehicles[0].battery.taper"),
        ("{capacity_kwh: 40, charge_kw: 50, taper: [{above_percent: 90, kw: 20}, {above_percent: 80, kw: 10}]}", {}, "LM1316", "vehicles[0].battery.taper"),
        ("{capacity_kwh: 40, charge_kw: 50, temperatures: [{at_c: 0, more_percent: 9}]}", {}, "LM1317", "vehicles[0].battery.temperatures"),
        (BATTERY, {"service": "temperature_c: 3"}, "LM1317", "service.temperature_c"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_battery_is_told_with_its_place(battery, change, code, column):
    found = configure(config_with(battery, **change)).notices

    assert (code, column) in [(notice.code, notice.place.column) for notice in found]


@pytest.mark.parametrize(
    ("levels", "column"),
    [
        ("reserve_percent: 100", "vehicles[0].battery.reserve_percent"),
        ("reserve_percent: 95, start_percent: 90", "vehicles[0].battery.start_percent"),
        ("taper: [{above_percent: 80, kw: 20}, {above_percent: 80, kw: 10}]", "vehicles[0].battery.taper"),
    ],
)  # fmt: skip
def test_levels_that_contradict_each_other_are_told_once_where_they_stand(levels, column):
    found = configure(config_with(f"{{capacity_kwh: 40, charge_kw: 50, {levels}}}")).notices

    assert [it.place.column for it in found if it.code == "LM1316"] == [column]


@pytest.mark.parametrize(("day_c", "is_told"), [(-60, True), (-35, False), (35, False), (36, True)])
def test_a_day_far_colder_or_hotter_than_the_table_is_doubted(day_c, is_told):
    cold = "temperatures: [{at_c: -20, more_percent: 40}, {at_c: 20, more_percent: 0}]"
    battery = f"{{capacity_kwh: 40, charge_kw: 50, {cold}}}"

    found = codes(configure(config_with(battery, service=f"temperature_c: {day_c}")))

    assert ("LM1335" in found) == is_told


def test_power_without_a_battery_changes_nothing():
    text = CONFIG + CHARGER % ", power_kw: 22, plug_min: 2"

    assert codes(configure(text)).count("LM1318") == 2


def test_a_charger_stronger_than_its_connection_is_told():
    text = config_with(BATTERY).replace("{id: hub,", "{id: hub, charger_kw: 11, power_kw: 4,")

    assert "LM1319" in codes(configure(text))


@pytest.mark.parametrize(
    "key", ["capacity_kwh: 0.000000001, charge_kw: 50", "capacity_kwh: 40, charge_kw: 0.0001"]
)
def test_numbers_that_round_to_nothing_are_no_bug_of_ours(key):
    assert "LM1316" in codes(configure(config_with(f"{{{key}}}")))
