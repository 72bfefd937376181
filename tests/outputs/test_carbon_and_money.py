"""Shares that are of their own row, and money that nobody has to pay told as what it is."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from lastmile_cli.costing.carbon_book import CarbonBook, CarbonRoute, Grams
from lastmile_cli.domain.plan import Bill, BillLine
from lastmile_cli.outputs.carbon import CarbonBy, carbon_record, carbon_sheets
from lastmile_cli.outputs.costs import weighed_sheet
from lastmile_cli.outputs.fleet_sheets import fleet_sheet
from lastmile_cli.outputs.pdf.manifest import _facts
from tests.plans import eur, small_plan


def driven(vehicle_id, kind, grams, reference):
    return CarbonRoute(
        route_id=vehicle_id,
        vehicle_id=vehicle_id,
        kind=kind,
        distance_m=1_000,
        tonne_m=Fraction(0),
        grams=Grams(ttw_g=grams),
        reference=Grams(ttw_g=reference),
        source="by hand",
        legs=(),
        stops=(),
    )


BOOK = CarbonBook(
    routes=(driven("van-1", "diesel", 300, 300), driven("bike-2", "bike", 10, 100)),
    reference="diesel_van",
    reference_source="by hand",
)


def test_what_a_kind_of_vehicle_saves_is_told_of_what_the_van_would_emit_in_its_place():
    """The bike saves 90 of 100 grams, 90 %; of all 400 grams of the day that would be 22.5."""
    measures = carbon_record(small_plan(), BOOK, CarbonBy.ROUTE)["measures"]
    sheet = carbon_sheets(small_plan(), BOOK, CarbonBy.ROUTE)[-1]

    assert [it["share_percent"] for it in measures] == ["0.0", "90.0"]
    assert sheet.footer[-1] == "22.5"


@pytest.mark.parametrize(
    ("objective", "told", "total"),
    [({}, "no price", "67.70"), ({"unserved_price": "60.00"}, "222747.00", "222814.70")],
)
def test_a_stop_that_must_be_served_has_no_price(objective, told, total):
    """Its price is made up by the search; only one that the configuration names is money."""
    plan = small_plan()
    plan = replace(
        plan,
        config={**plan.config, "objective": objective},
        objective=Bill(
            currency="EUR",
            lines=(
                *plan.bill.lines,
                BillLine(category="unserved", amount=eur("222747.00")),
                BillLine(category="zones", amount=eur("0.40")),
            ),
        ),
    )

    sheet = weighed_sheet(plan)

    assert sheet is not None
    assert sheet.rows == (("stops left out", told), ("changes of zone", "0.40"))
    assert sheet.footer == ("bill and weighed", total)


def test_dispatcher_and_driver_read_the_same_time_at_the_wheel():
    """Ten minutes on the way, three of them to park: as plan.json says, parking is a part of it."""
    plan = small_plan()
    home = replace(plan.routes[0].home, drive_s=0) if plan.routes[0].home else None
    first, *others = (replace(it, drive_s=0, parking_s=0) for it in plan.routes[0].visits)
    visits = (first, replace(others[0], drive_s=600, parking_s=180), *others[1:])
    route = replace(plan.routes[0], visits=visits, home=home)
    plan = replace(plan, routes=(route, *plan.routes[1:]))

    table, facts = fleet_sheet(plan), dict(_facts(plan, route))

    column = [column.heading for column in table.columns].index("drive")
    assert table.rows[0][column] == "0:10"
    assert facts["driving"] == "0:10 h"
    assert facts["of it parking"] == "0:03 h"
