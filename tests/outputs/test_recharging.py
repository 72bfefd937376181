"""Recharging stops, as people and programs read them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.proposal import Proposal, ProposedCharge, ProposedRoute
from lastmile_cli.outputs.fleet_sheets import fleet_sheet
from lastmile_cli.outputs.geojson import geojson_record
from lastmile_cli.outputs.gpx import gpx_bytes
from lastmile_cli.outputs.manifest_json import manifest_record
from lastmile_cli.outputs.navigation import navigation_chunks
from lastmile_cli.outputs.pdf.manifest import manifest_pdf
from lastmile_cli.outputs.route_sheets import route_sheets
from lastmile_cli.outputs.routes_csv import routes_csv
from lastmile_cli.planning.assemble import assemble
from tests.days import DAY, PROVENANCE, drawn_day
from tests.outputs.test_pdf import text_of


def charged_plan() -> Plan:
    """D to A at 3 km, recharging at C for 20 minutes, B at 9 km, home."""
    van = {"range_m": 12_000, "recharge_s": 1_200}
    day = drawn_day("D..A..C..B", vans=[van], chargers="C")
    route = ProposedRoute(
        vehicle=0, trips=((0, 1),), charges=(ProposedCharge(before=1, charger=0),)
    )
    effective = {"chargers": [{"id": "C", "name": "Fast charger"}]}
    return replace(
        assemble(
            day.posed(),
            Proposal(routes=(route,), unserved=()),
            replace(day.config, effective=effective),
            {},
            day=DAY,
            provenance=PROVENANCE,
        ),
        plan_id="0123456789abcdef",
        created_at="2026-05-31T20:15:00+03:00",
    )


PLAN = charged_plan()


def test_the_routes_table_names_the_charger_the_minutes_and_the_kilometres_before():
    (sheet,) = route_sheets(PLAN, PLAN.routes)

    (row,) = [row for row in sheet.rows if any("Recharge" in cell for cell in row)]
    assert "Recharge at Fast charger, 20 min" in row
    assert "after 6.0 km" in row
    assert "20 min recharging" in sheet.title


def test_the_fleet_has_a_column_for_it_on_days_that_have_any():
    sheet = fleet_sheet(PLAN)

    assert "charge" in [column.heading for column in sheet.columns]


def test_the_routes_csv_has_a_line_of_kind_charge_so_that_km_add_up():
    lines = list(csv.DictReader(io.StringIO(routes_csv(PLAN))))

    (charge,) = [line for line in lines if line["kind"] == "charge"]
    assert charge["name"] == "Recharge at Fast charger, 20 min"
    assert sum(float(line["km"]) for line in lines) == 18.0


def test_json_and_geojson_say_which_charger_and_what_was_driven_since_full():
    manifest = json.dumps(manifest_record(PLAN, PLAN.routes))
    geojson = json.dumps(geojson_record(PLAN))

    for text in (manifest, geojson):
        assert '"charger_id": "C", "since_full_m": 6000' in text


def test_the_phone_is_led_to_the_charger():
    gpx = gpx_bytes(PLAN, PLAN.routes[0]).decode()
    (chunk,) = navigation_chunks(PLAN.routes[0])
    place = PLAN.routes[0].visits[2].place

    assert "02 Recharge at Fast charger, 20 min" in gpx
    assert f"{place.lat_deg:g},{place.lon_deg:g}" in chunk.url.replace("%7C", "|")


def test_the_manifest_on_paper_is_printed():
    text = text_of(manifest_pdf(PLAN, PLAN.routes[0]))

    assert "Recharge at Fast charger, 20 min, until 08:27" in text
    assert "after 6.0 km" in text
