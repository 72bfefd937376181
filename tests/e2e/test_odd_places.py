"""Places that look wrong although each was found: told by `check`, each with a way out."""

from __future__ import annotations

import csv

import pytest

from tests.e2e.conftest import CONFIG, DAY

CHECK = ("check", "few.csv", "-c", CONFIG, "--date", DAY)
HOME = "Unioninkatu 20,00130,Helsinki"


def told(desk, *rows):
    """Add rows "address, postcode, town, lat, lon" to a dozen good ones; the notices of these."""
    path = desk.at("few.csv")
    lines = [f"X-{i},Somebody,{row}" + "," * 13 for i, row in enumerate(rows)]
    path.write_text(path.read_text() + "".join(f"{line}\n" for line in lines))
    notices = desk(*CHECK, "--json").json()["notices"]
    return {notice["code"]: notice for notice in notices if (notice["place"]["row"] or 0) > 13}


@pytest.mark.parametrize(
    ("code", "row", "said"),
    [
        ("LM1422", ",,,60.1625,24.938", "a walk of"),
        ("LM1421", ",,,60.1625,24.931", "cannot be reached"),
        ("LM1308", ",,,60.25,24.95", "outside the map"),
        ("LM1306", f"{HOME},60.176,24.938", "1.3 km from its own address"),
        ("LM1116", f"{HOME},24.9499,60.1661", "swapped"),
        ("LM1302", "Annankatu 13,00170,Tampere,,", "00170 is really 00120"),
        ("LM1303", "Annankatu 13,00170,Helsinki,,", "00170 is really 00120"),
        ("LM1302", "Postfach 12 Annankatu 13,00120,Helsinki,,", "no door to deliver to"),
        ("LM1301", "Postfach 12,00120,Helsinki,,", "no door to deliver to"),
    ],
)
def test_one_odd_place_is_told_with_a_way_out(desk, code, row, said):
    notices = told(desk, row)
    assert code in notices
    assert said in notices[code]["problem"]
    assert notices[code]["hint"] or code == "LM1303"


def test_one_pin_for_two_addresses_is_told(desk):
    notices = told(
        desk, "Annankatu 13,00120,Helsinki,60.169,24.94", "Bulevardi 5,00120,Helsinki,60.169,24.94"
    )
    assert "has the same place as Annankatu 13" in notices["LM1305"]["problem"]


def test_ambiguity_names_the_runner_up_and_how_far_it_is(desk):
    """Keskuskatu 5 stands on the map at two ends of a block."""
    told(desk, "Keskuskatu 5,00100,Helsinki,,")
    ran = desk("geocode", "few.csv", "-c", CONFIG, "--date", DAY, "-o", "review.csv")
    assert ran.code in {0, 3}, ran.err
    with desk.at("review.csv").open(encoding="utf-8-sig", newline="") as file:
        row = list(csv.DictReader(file))[-1]
    assert row["geocode_status"] == "review"
    assert row["geocode_runner_up"].startswith("Keskuskatu 5")
    assert 100 < float(row["geocode_gap_m"]) < 300
    assert "m apart" in row["geocode_reason"]
