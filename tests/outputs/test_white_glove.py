"""What people and programs read of service inside homes, and of what comes back."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from dataclasses import replace

import pytest

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.in_home import InHome
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.proposal import Proposal, ProposedRoute
from lastmile_cli.domain.stops import DeliveryOption, StopKind
from lastmile_cli.outputs.explain import explain_record, there_sheet
from lastmile_cli.outputs.load_sheet import load_sheets
from lastmile_cli.outputs.manifest_json import manifest_record
from lastmile_cli.outputs.pdf.manifest import manifest_pdf
from lastmile_cli.outputs.route_sheets import manifest_sheets, route_sheets
from lastmile_cli.outputs.routes_csv import routes_csv
from lastmile_cli.outputs.selection import stops_by_id
from lastmile_cli.planning.assemble import assemble
from lastmile_cli.planning.explanation import why_there
from lastmile_cli.records.plan_json import plan_bytes, plan_from_bytes
from tests.days import DAY, PROVENANCE, drawn_day

HOME = InHome(
    items=2,
    floors=3,
    crew=2,
    sets_up=True,
    told_s=7_200,
    back_per_item=Load(weight_g=2_000, volume_ml=100_000),
)
DONE = (
    "White glove, 2 items, 3 floors up, no lift, set up, "
    "take packaging back (4 kg, 0.20 m³), crew of 2"
)
STOPS = {
    "A": {
        "in_home": HOME,
        "delivery_option": DeliveryOption.WHITE_GLOVE,
        "load": Load(weight_g=50_000, parcels=2),
    },
    "R": {"kind": StopKind.RETURN, "load": Load(weight_g=1_000, parcels=1)},
    "C": {"load": Load(parcels=1)},
}
DRAWN = drawn_day("D.A.R.C", stops=STOPS, vans=[{"crew": 2}])
POSED = DRAWN.posed()
PROPOSAL = Proposal(routes=(ProposedRoute(vehicle=0, trips=((0, 1, 2),)),), unserved=())
PLAN = assemble(POSED, PROPOSAL, DRAWN.config, {}, day=DAY, provenance=PROVENANCE)
PLAN = replace(PLAN, plan_id="glove", created_at="2026-05-31T20:15:00+03:00")
ROUTE = PLAN.routes[0]


def test_the_driver_reads_what_is_to_be_done_and_the_dispatcher_what_it_is():
    [manifest, _] = manifest_sheets(PLAN, PLAN.routes)
    [route] = route_sheets(PLAN, PLAN.routes)

    assert DONE in manifest.plain()
    assert "White glove" in route.plain()
    assert "3 floors up" not in route.plain()


def test_the_load_sheet_ends_with_what_comes_back():
    [sheet] = load_sheets(ROUTE, stops_by_id(PLAN))

    assert sheet.note == (
        "Comes back, 1 parcel, 5 kg, 0.20 m³ together: #1 packaging (4 kg, 0.20 m³), "
        "#2 R (1 parcel, 1 kg)."
    )


def test_a_trip_that_only_brings_has_no_such_line():
    plan = replace(
        PLAN, stops=tuple(replace(it, in_home=None) for it in PLAN.stops if it.stop_id != "R")
    )

    [sheet] = load_sheets(ROUTE, stops_by_id(plan))

    assert sheet.note == ""


def test_the_manifest_for_programs_has_it_all():
    [record] = manifest_record(PLAN, PLAN.routes)["manifests"]
    visit = next(it for it in record["visits"] if it["stop_id"] == "A")
    plain = next(it for it in record["visits"] if it["stop_id"] == "C")

    assert visit["in_home"]["items"] == 2
    assert visit["in_home"]["back"] == {"weight_g": 4_000, "volume_ml": 200_000, "parcels": 0}
    assert visit["in_home"]["what"] == DONE
    assert {"eta_low_at", "eta_high_at"} <= visit.keys()
    assert not {"in_home", "eta_low_at"} & plain.keys()
    assert [(it["stop_id"], it["what"]) for it in record["loads"][0]["back"]] == [
        ("A", "packaging"),
        ("R", "goods"),
    ]


def test_the_routes_table_has_a_column_of_it():
    rows = {row["stop_id"]: row for row in csv.DictReader(io.StringIO(routes_csv(PLAN)))}

    assert rows["A"]["white_glove"] == DONE
    assert rows["C"]["white_glove"] == ""


def test_the_plan_keeps_it():
    again = plan_from_bytes(plan_bytes(PLAN))

    assert again.stops == PLAN.stops


def test_a_home_that_was_edited_by_hand_is_told_by_its_path():
    text = plan_bytes(PLAN).replace(b'"items": 2', b'"items": 0')

    with pytest.raises(InputRefusedError) as refused:
        plan_from_bytes(text)

    assert any("in_home" in str(it.place) for it in refused.value.notices)


def test_explain_adds_up_the_time_and_tells_the_interval():
    why = why_there(POSED, PROPOSAL, 0, DRAWN.config)
    told = dict(there_sheet(PLAN, "A", why).rows)
    record = explain_record(PLAN, "A", there=why)["served"]

    # A minute at the door here; five an item and one a floor by default.
    assert told["made up of"] == (
        "at the door 1 min, 2 items 10 min, 2 items up 3 floors by stairs 6 min"
    )
    assert told["white glove"] == DONE
    low, high = told["told to the customer"].split("-")
    assert (int(high[:2]) - int(low[:2])) * 60 + int(high[3:]) - int(low[3:]) == 120
    assert sum(part["service_s"] for part in record["service_parts"]) == 17 * 60


def test_an_ordinary_stop_is_explained_as_ever():
    why = why_there(POSED, PROPOSAL, 2, DRAWN.config)

    told = dict(there_sheet(PLAN, "C", why).rows)

    assert not {"made up of", "white glove", "told to the customer"} & told.keys()


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext reads the page back")
def test_the_paper_says_so_too(tmp_path):
    path = tmp_path / "manifest.pdf"
    path.write_bytes(manifest_pdf(PLAN, ROUTE))

    text = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, check=True
    ).stdout
    words = " ".join(text.decode().split())

    assert "WHITE GLOVE" in words
    assert "3 floors up, no lift" in words
    assert "together: #1 packaging (4 kg, 0.20 m³)" in words
