"""The bill and the carbon, from the two files that ``init`` writes to the last cent."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.e2e.conftest import Shell

COSTS = """
  price_year: 2026
  helper_wage_per_hour: 18
  tolls_per_km: 0.12
  tolls_by_zone: {centre: 3}
  picking_per_order: 0.6
  packing_per_parcel: 0.3
  returns_per_stop: 0.5
  returns_per_parcel: 9.2
  failed_attempt: 15.3
  claims_percent_of_value: 0.3
  co2_per_tonne: 75
objective: {co2_price_per_tonne: 50}
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Shell:
    """A day with every kind of price on, planned."""
    shell = Shell(tmp_path_factory.mktemp("shop"))
    assert shell("init", ".").code == 0
    config = shell.at("config.yaml")
    text = config.read_text(encoding="utf-8").rstrip() + COSTS
    text = text.replace("    max_hours: 9", "    max_hours: 8\n    crew: 2\n    min_paid_hours: 5")
    config.write_text(text.replace("country: FI", "country: FI\n  failure_probability: 0.1"))
    stops = shell.at("stops.csv")
    head, *rows = stops.read_text(encoding="utf-8").splitlines()
    more = (("value,zone,type", "120,centre,delivery", ",centre,return"), ("60,,delivery",) * 99)
    cells = [more[0][0], *more[0][1:], *more[1]]
    lines = [f"{line},{cell}" for line, cell in zip([head, *rows], cells, strict=False)]
    stops.write_text("\n".join(lines) + "\n", encoding="utf-8")
    ran = shell("plan", "stops.csv", "-c", "config.yaml", "-o", "plan.json", "--iterations", "50")
    assert ran.code == 0, ran.err
    return shell


def test_the_referee_reckons_the_same(shop):
    ran = shop("verify", "plan.json")

    assert ran.code == 0, ran.out


def test_every_line_is_on_the_bill(shop):
    record = shop("costs", "plan.json", "--json").json()

    assert record["price_year"] == 2026
    assert {item["category"] for item in record["items"]} >= {
        "energy", "maintenance", "wages", "helpers", "minimum_pay", "vehicle", "picking", "packing",
        "packaging", "technology", "insurance", "customer_service", "tolls", "zone_tolls",
        "failed_attempts", "returns", "claims", "co2",
    }  # fmt: skip
    assert "maintenance" in record["assumptions"]
    assert "picking" not in record["assumptions"]


@pytest.mark.parametrize("by", ["category", "route", "vehicle", "trip", "stop", "customer"])
def test_every_cut_adds_up(shop, by):
    record = shop("costs", "plan.json", "--by", by, "--json").json()

    key = {"category": "amount", "route": "total", "vehicle": "total"}.get(by, "cost")
    assert sum(Decimal(item[key]) for item in record["items"]) == Decimal(record["total"])
    if by in ("trip", "stop", "customer"):
        for item in record["items"]:
            assert sum(map(Decimal, item["lines"].values())) == Decimal(item["cost"])


@pytest.mark.parametrize("by", ["route", "trip", "stop", "customer"])
def test_what_leaving_out_would_save_is_told_beside(shop, by):
    record = shop("costs", "plan.json", "--by", by, "--method", "marginal", "--json").json()

    assert record["method"] == "marginal"
    for item in record["items"]:
        if by == "route":
            assert item["saves"] == item["total"]
        assert Decimal(item["saves"]) <= Decimal(record["total"])


@pytest.mark.parametrize("by", ["route", "stop", "leg"])
def test_every_cut_of_the_carbon_adds_up(shop, by):
    record = shop("carbon", "plan.json", "--by", by, "--json").json()

    for key in ("ttw_g", "wtt_g", "co2e_g"):
        assert sum(item[key] for item in record["items"]) == record[key]
    assert record["ttw_g"] + record["wtt_g"] == record["co2e_g"]
    assert "ISO 14083" in record["method"]
    assert "certified" not in record["method"]


def test_emissions_nobody_pays_for_are_weighed_beside_the_bill(shop):
    assert "emissions at their price" in shop("costs", "plan.json").out


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("co2_per_tonne: 75", "co2_per_tonne: USD 75", "LM1280"),
        ("claims_percent_of_value: 0.3", "claims_percent_of_value: 300", "LM1281"),
        ("failed_attempt: 15.3", "failed_attempt: -15.3", "LM1218"),
        ("failed_attempt: 15.3", "faild_attempt: 15.3", "LM1205"),
        ("failure_probability: 0.1", "failure_probability: 1.1", "LM1219"),
    ],
)
def test_bad_prices_are_refused_with_place_and_way_out(shop, old, new, code):
    text = shop.at("config.yaml").read_text(encoding="utf-8")
    assert old in text
    shop.at("bad.yaml").write_text(text.replace(old, new), encoding="utf-8")

    ran = shop("check", "stops.csv", "-c", "bad.yaml")

    assert ran.code == 3
    told = ran.out + ran.err
    assert code in told
    assert "bad.yaml:" in told
    assert "Try: " in told


def test_a_category_cannot_be_left_out(shop):
    assert shop("costs", "plan.json", "--method", "marginal").code == 2


def test_carbon_of_no_plan_is_refused(shop):
    assert shop("carbon", "stops.csv").code == 3
