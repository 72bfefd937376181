"""The sheet in a driver's hand: every stop on it, no stop cut in two, nothing over anything else."""

from __future__ import annotations

import itertools
import math
import re
import shutil
import subprocess
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.plan import Fix, FixKind, Route
from lastmile_cli.domain.stops import DeliveryOption, StopKind, Window
from lastmile_cli.outputs.pdf.entries import entries_of
from lastmile_cli.outputs.pdf.fleet import fleet_pdf
from lastmile_cli.outputs.pdf.load_list import LIST_TOP_MM
from lastmile_cli.outputs.pdf.manifest import manifest_map_bounds, manifest_pdf
from lastmile_cli.outputs.pdf.paper import Paper
from lastmile_cli.outputs.pdf.placement import place_markers
from lastmile_cli.outputs.pdf.projection import Frame, fit, scale_bar_m
from lastmile_cli.outputs.selection import stops_by_id
from tests.plans import HUB, eur, loading, long_plan, provenance, small_plan

STREETS = [
    ([(60.1650, 24.9380), (60.1650, 24.9540)], "primary", "Esplanadi"),
    ([(60.1650, 24.9400), (60.1740, 24.9400)], "residential", "Łódzka [b] &amp; <i>"),
    ([(60.1700, 24.9300), (60.1700, 24.9600)], "motorway_link", ""),
    ([(60.1700, 24.9400)], "residential", "a street of one point"),
    ([(10.0, 10.0), (10.1, 10.1)], "residential", "far away"),
    ([(60.1660, 24.9420), (60.1662, 24.9425), (60.1668, 24.9424)], "no_such_class", "Kuja"),
]


def page_count(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def text_of(pdf: bytes) -> str:
    """Let poppler read the text, an independent pair of eyes."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    command = ["pdftotext", "-layout", "-enc", "UTF-8", "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def test_the_manifest_says_who_goes_where_when_and_with_what():
    plan = small_plan()

    text = text_of(manifest_pdf(plan, plan.routes[0], STREETS))

    for words in (
        "van-1",
        "Aino Mäkelä",
        "2026-06-01",
        "From Hub Kaartinkaupunki (Kasarmikatu 25, Helsinki) and back",
        "08:12",
        "08:00–11:00",
        "Łukasz Żółć & Söhne <Αθήνα>",
        "Москва Книги",
        "=SUM(A1:A9)",
        "Unioninkatu 1",
        "+358 40 123 4567",
        "door code is 12#34",
        "SIGNATURE",
        "CHECK ID",
        "PICK UP",
        "1 parcel",
        "2.5 kg",
        "Stops 1–3 + home",
        "© OpenStreetMap contributors",
        "Esplanadi",
        "Page 1 of 2",
        "Page 2 of 2",
    ):
        assert words in text, words


def test_the_same_plan_prints_the_same_bytes():
    plan = small_plan()

    assert manifest_pdf(plan, plan.routes[0], STREETS) == manifest_pdf(
        plan, plan.routes[0], STREETS
    )
    assert fleet_pdf(plan) == fleet_pdf(plan)


@pytest.mark.parametrize("count", [1, 25, 60, 130])
def test_every_stop_of_a_long_route_is_loaded_last_first_and_printed_in_order(count):
    plan = long_plan(count)

    pdf = manifest_pdf(plan, plan.routes[0])

    assert page_count(pdf) <= 4 + count // 7
    names = re.findall(r"Customer (L-\d+)", text_of(pdf))
    in_order = [stop.stop_id for stop in plan.stops]
    assert names == [*reversed(in_order), *in_order], "the load sheet, then the doors"


def test_no_entry_is_taller_than_a_page_whatever_a_customer_wrote():
    plan = small_plan()
    long = replace(
        plan.stops[0],
        name="W" * 300,
        notes="note " * 2000,
        address=replace(plan.stops[0].address, line1="W" * 300, line2="x " * 300),
        requires=frozenset(f"{number}" * 40 for number in range(30)),
        windows=tuple(Window(number, number + 1) for number in range(30)),
    )
    plan = replace(plan, stops=(long, *plan.stops[1:]))

    with Paper(plan, title="t", footer="f") as paper:
        entries = entries_of(paper, plan, plan.routes[0], stops_by_id(plan))

    assert max(entry.height for entry in entries) < (paper.bottom_mm - LIST_TOP_MM) / 2


HOSTILE = [
    "<b>bold</b> &amp; </html>",
    "[red]x[/red] **md** --md-- __md__",
    "=cmd|' /C calc'!A0",
    "\u202eevil\u202c שלום عربى",
    "👩‍👩‍👧‍👦🚚",
    "中文书店",
    "x" * 300,
    "e\u0301 nfd",
    "{nb} ⁂⁂⁂",
    "\x00\x07\x1b[31m\r\n\t",
    "(\\) Tj ET endstream",
    "",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_breaks_the_paper(name):
    plan = small_plan()
    stops = tuple(
        replace(
            stop,
            name=name,
            notes=name,
            contact=replace(stop.contact, phone=name),
            address=replace(stop.address, line1=name, city=name),
            requires=frozenset({name}),
        )
        for stop in plan.stops
    )
    route = replace(plan.routes[0], vehicle_id=name or "v", driver_name=name, depot_id=name)
    plan = replace(plan, stops=stops, routes=(route,))

    manifest = manifest_pdf(plan, route, STREETS)

    assert page_count(manifest) == 2
    assert page_count(fleet_pdf(plan)) == 1
    assert "Page 2 of 2" in text_of(manifest)
    if name.isascii() and name.isprintable() and 0 < len(name) < 40:
        assert name in text_of(manifest)


def test_letters_the_font_lacks_leave_a_visible_mark_and_no_other_letter_is_lost():
    with Paper(small_plan(), title="t", footer="f") as paper:
        assert paper.clean("Łódź Москва Ωμέγα ½ €") == "Łódź Москва Ωμέγα ½ €"
        assert paper.clean("中A👩\u200d👩") == "�A��"
        assert paper.clean("e\u0301") == "é"


def test_a_route_of_straight_lines_says_that_it_is_an_estimate():
    plan = replace(small_plan(), provenance=provenance(is_estimate=True))
    route = replace(plan.routes[0], geometry="")

    text = text_of(manifest_pdf(plan, route))

    assert "estimates" in text
    assert "OpenStreetMap" not in text
    assert "estimates" in text_of(fleet_pdf(plan))


def test_a_route_from_a_matrix_says_that_its_lines_are_straight_though_it_has_some():
    plan = replace(small_plan(), provenance=provenance(is_straight=True))

    text = text_of(manifest_pdf(plan, plan.routes[0]))

    assert "Lines are straight" in text
    assert "estimates" not in text
    assert "OpenStreetMap" not in text


def test_second_trips_open_ends_and_empty_routes_print_too():
    plan = small_plan()
    first = plan.routes[0]
    again = replace(
        first,
        trips=2,
        home=None,
        visits=(*first.visits[:2], loading(2, 9 * 3600, 2), *first.visits[2:]),
    )
    empty = replace(first, visits=(), home=None, geometry="")

    text = text_of(manifest_pdf(plan, again))

    assert "ends at the last stop" in text
    assert "Load at Hub Kaartinkaupunki, trip 1" in text
    assert "Load again at Hub Kaartinkaupunki, trip 2" in text
    assert page_count(manifest_pdf(plan, empty)) == 1


def test_the_fleet_summary_has_routes_costs_and_what_was_left_out():
    text = text_of(fleet_pdf(small_plan()))

    for words in ("Routes", "bike-2", "33.65", "Costs", "wages", "67.30", "Left out: 1", "S-7"):
        assert words in text, words


def test_sixty_stops_left_out_alike_take_less_than_a_page_and_are_all_named():
    plan = small_plan()
    left = tuple(
        replace(
            plan.unassigned[0],
            stop_id=f"HB-{number}",
            cheapest_fix=f"let bike-1 work until 15:{number % 60:02d}",
            fix=Fix(
                kind=FixKind.END_LATER,
                stop_id=f"HB-{number}",
                vehicle_id="bike-1",
                price=eur("1.00"),
                amounts=(("min", 1 + number % 60),),
            ),
        )
        for number in range(10_100, 10_160)
    )

    pdf = fleet_pdf(replace(plan, unassigned=left))

    assert page_count(pdf) == 1
    assert len(set(re.findall(r"HB-101\d\d", text_of(pdf)))) == 60
    assert "15:59" in text_of(pdf)


def test_a_manifest_says_until_when_where_the_door_is_open_from_the_morning():
    plan = small_plan()
    stops = (replace(plan.stops[0], windows=(Window(0, 16 * 3600),)), *plan.stops[1:])
    plan = replace(plan, stops=stops)

    text = text_of(manifest_pdf(plan, plan.routes[0]))

    assert "until 16:00" in text
    assert "00:00" not in text


def test_a_fleet_of_a_hundred_vehicles_goes_over_several_pages():
    plan = small_plan()
    routes: tuple[Route, ...] = tuple(
        replace(plan.routes[0], vehicle_id=f"van-{number}") for number in range(100)
    )

    text = text_of(fleet_pdf(replace(plan, routes=routes)))

    assert "Page 7 of 7" in text
    assert all(f"van-{number}" in text for number in range(100))


def test_the_map_bounds_hold_the_whole_route():
    route = small_plan().routes[0]

    box = manifest_map_bounds(route)

    assert all(box.contains(visit.place) for visit in route.visits)
    assert box.contains(HUB)


FRAME = Frame(x=12, y=60, width=186, height=180)


@pytest.mark.parametrize("count", [1, 2, 25, 60])
def test_markers_never_cover_each_other_and_stay_inside_the_frame(count):
    places = [(100 + 12 * math.sin(k * 2.4), 150 + 9 * math.cos(k * 1.7)) for k in range(count)]

    markers = place_markers(places, 2.2, FRAME)

    for one, other in itertools.combinations(markers, 2):
        assert math.dist(one.centre, other.centre) >= 4.4
    assert all(FRAME.contains(marker.centre) for marker in markers)
    assert [marker.place for marker in markers] == places


def test_a_lonely_marker_stands_where_it_belongs_and_a_doubled_one_steps_aside():
    lonely, first, second = place_markers([(50, 100), (120, 100), (120, 100)], 2.2, FRAME)

    assert not lonely.is_moved
    assert not first.is_moved
    assert second.is_moved
    assert math.dist(second.centre, second.place) < 8


def test_the_depot_is_not_covered():
    (marker,) = place_markers([(100, 100)], 2.2, FRAME, obstacles=[(100, 100)])

    assert math.dist(marker.centre, (100, 100)) >= 4.4


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(-80, 80), st.floats(-179, 179)), min_size=1, max_size=5))
def test_any_places_fit_into_the_frame(places):
    projection = fit(places, FRAME)

    assert all(FRAME.contains(projection.to_sheet(place)) for place in places)
    assert scale_bar_m(projection.metres_per_mm) / projection.metres_per_mm <= 40


def test_a_single_door_is_shown_with_its_neighbourhood():
    door = Coordinate(lat_deg=60.17, lon_deg=24.94)

    projection = fit([(door.lat_deg, door.lon_deg)], FRAME)

    assert projection.metres_per_mm * FRAME.height >= 399


def test_a_return_is_told_from_a_delivery():
    plan = small_plan()
    stops = (replace(plan.stops[0], kind=StopKind.RETURN), *plan.stops[1:])
    plan = replace(plan, stops=stops)

    assert "TAKE BACK" in text_of(manifest_pdf(plan, plan.routes[0]))


LONG_VAN = "refrigerated-cargo-van-with-tail-lift-and-a-very-long-name"
LONG_DRIVER = "Maximilian-Alexander von und zu Hohenstaufen-Wittelsbach-Königsmarck"


def test_long_names_stand_in_the_header_in_full():
    """In smaller letters, not cut: whose sheet it is must be read at a glance."""
    plan = small_plan()
    route = replace(plan.routes[0], vehicle_id=LONG_VAN, driver_name=LONG_DRIVER)
    head = text_of(manifest_pdf(plan, route)).partition("Route")[0]

    assert LONG_VAN in head
    assert LONG_DRIVER in head


def test_the_way_and_the_cash_go_over_two_lines_where_the_hub_has_a_long_name():
    plan = small_plan()
    name = "Keskuslogistiikka ja jakelukeskus Helsinki Etelä, Laivasillankadun terminaali 3"
    depots = [{"id": plan.routes[0].depot_id, "name": f"{name}, {name}"}]
    stops = tuple(replace(it, cash_micro=1_249_500_000) for it in plan.stops)
    plan = replace(plan, stops=stops, config={**plan.config, "depots": depots})

    head = " ".join(text_of(manifest_pdf(plan, plan.routes[0])).partition("Route")[0].split())

    assert f"From {name}, {name} and back" in head.replace("2026-06-01", "")
    assert re.search(r"cash 3748\.50 EUR at 3", head)


def test_a_badge_is_written_small_rather_than_cut():
    plan = small_plan()
    stops = tuple(
        replace(it, delivery_option=DeliveryOption.COLLECTION_POINT, doors=(it,))
        for it in plan.stops
    )
    plan = replace(plan, stops=stops)

    assert "DROP AT THE COLLECTION POINT" in text_of(manifest_pdf(plan, plan.routes[0]))


def test_a_long_order_number_keeps_both_its_ends_on_the_load_list():
    name = "ORDER-2026-11-23-000000000000000001-A"
    plan = small_plan()
    with Paper(plan, title="", footer="") as paper:
        paper.add_page()
        wide = paper.text(10, 10, name, size=9, fit=30, least=6.5)
        text = text_of(paper.bytes())

    assert wide <= 30
    assert re.search(r"ORDER-2026\S*…\S*001-A", text)


def test_a_long_word_is_ended_behind_a_mark_where_it_has_one():
    with Paper(small_plan(), title="", footer="") as paper:
        assert paper.wrap(LONG_VAN, 40, size=12, max_lines=9)[0].endswith("-")
        assert "".join(paper.wrap(LONG_VAN, 40, size=12, max_lines=9)) == LONG_VAN


@settings(deadline=None)
@given(st.text(min_size=1, max_size=80), st.floats(8, 190), st.floats(5, 28))
def test_whatever_is_to_fit_fits(text, fit, size):
    with Paper(small_plan(), title="", footer="") as paper:
        paper.add_page()

        # A line of two letters and the mark between them is the least there is.
        assert paper.text(0, 10, text, size=size, fit=fit, least=5) <= max(fit, size * 1.5)


def test_the_lines_of_a_halt_are_printed_as_wide_as_they_were_broken():
    """Ten returns: the list of what comes back goes over lines, and none of them is cut."""
    plan = long_plan(10)
    stops = tuple(replace(it, kind=StopKind.RETURN) for it in plan.stops)
    plan = replace(plan, stops=stops)

    text = text_of(manifest_pdf(plan, plan.routes[0]))
    told = text[text.index("Comes back") :].partition("\n\n")[0]

    assert "…" not in told
    assert "#10 " in told
