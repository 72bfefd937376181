"""Ranges and chargers of a configuration, and what is odd about them."""

from pathlib import Path

import pytest
from intake_world import CONFIG, codes, configure

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.intake.config import config_from_mapping

CHARGERS = "chargers:\n  - {id: kaisaniemi, name: Fast charger, lat: 60.1719, lon: 24.9473}\n"


def config_with(*keys: str, chargers: str = CHARGERS) -> str:
    lines = "".join(f"    {key}\n" for key in keys)
    return CONFIG.replace("  - id: van\n", f"  - id: van\n{lines}") + chargers


def test_a_range_and_its_chargers_are_read_in_metres_and_seconds():
    text = config_with("range_km: 92.5", "recharge_min: 40", "charges_at_depot: true")

    config = configure(text).config_or_refuse()

    (van,), (charger,) = config.vehicles, config.chargers
    assert (van.range_m, van.recharge_s, van.charges_at_depot) == (92_500, 2_400, True)
    assert (charger.charger_id, charger.name) == ("kaisaniemi", "Fast charger")
    assert charger.coordinate == Coordinate(lat_deg=60.1719, lon_deg=24.9473)
    assert config.used_chargers == config.chargers


def test_without_a_word_there_is_no_range_and_no_charger():
    config = configure().config_or_refuse()

    assert config.vehicles[0].range_m is None
    assert config.chargers == ()


@pytest.mark.parametrize(
    ("keys", "chargers", "code", "column"),
    [
        (("range_km: 0", "recharge_min: 5"), CHARGERS, "LM1219", "vehicles[0].range_km"),
        (("range_km: -3", "recharge_min: 5"), CHARGERS, "LM1218", "vehicles[0].range_km"),
        (("range_km: 90", "recharge_min: -1"), CHARGERS, "LM1218", "vehicles[0].recharge_min"),
        (("range_km: far", "recharge_min: 5"), CHARGERS, "LM1207", "vehicles[0].range_km"),
        (("range_km: 90",), CHARGERS, "LM1243", "vehicles[0]"),
        (("range_km: 90", "charges_at_depot: true"), "", "LM1243", "vehicles[0]"),
        (("recharge_min: 5",), "", "LM1244", "vehicles[0].recharge_min"),
        (("charges_at_depot: true",), "", "LM1244", "vehicles[0].charges_at_depot"),
        ((), CHARGERS, "LM1244", "chargers"),
        (
            ("range_km: 90", "recharge_min: 5"),
            "chargers: [{id: far, lat: 24.9473, lon: 60.1719}]\n",
            "LM1245",
            "chargers[0].lat",
        ),
        (
            ("range_km: 90", "recharge_min: 5"),
            "chargers: [{id: a, lat: 60.1, lon: 24.9}, {id: a, lat: 60.2, lon: 24.9}]\n",
            "LM1212",
            "chargers[1].id",
        ),
        (
            ("range_km: 90", "recharge_min: 5"),
            "chargers: [{id: a, lat: 60.1}]\n",
            "LM1206",
            "chargers[0].lon",
        ),
        (
            ("range_km: 90", "recharge_min: 5"),
            "chargers: [{id: a, lat: 60.1, lon: 24.9, volts: 400}]\n",
            "LM1205",
            "chargers[0].volts",
        ),
    ],
)
def test_what_is_odd_is_told_where_it_stands_with_a_way_out(keys, chargers, code, column):
    result = configure(config_with(*keys, chargers=chargers))

    found = {notice.code: notice for notice in result.notices}
    assert code in found, codes(result)
    assert column in str(found[code].place)
    assert found[code].hint or code == "LM1207"


def test_a_range_that_is_refused_is_not_called_missing():
    result = configure(config_with("range_km: 0", "recharge_min: 5"))

    assert [notice.code for notice in result.notices if notice.code == "LM1244"] == []


def test_a_range_without_anything_to_recharge_at_needs_no_time_for_it():
    assert codes(configure(config_with("range_km: 90", chargers=""))) == codes(configure())


def test_the_effective_configuration_reads_back_to_the_same_ranges():
    text = config_with("range_km: 92.5", "recharge_min: 40")
    config = configure(text).config_or_refuse()

    again = config_from_mapping(config.effective, base=Path())

    assert (again.vehicles, again.chargers) == (config.vehicles, config.chargers)
