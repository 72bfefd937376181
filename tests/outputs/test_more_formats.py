"""KML, links for phones, VROOM's JSON, what OptimoRoute and Circuit import: all read back."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from lastmile_cli.domain.fleet import Depot
from lastmile_cli.domain.plan import Outsourced, Visit
from lastmile_cli.domain.polyline import decode_polyline
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.settings import ServiceSettings
from lastmile_cli.domain.stops import StopKind, Window
from lastmile_cli.domain.travel import UNREACHABLE_S, Travel, TravelMode, TravelTable
from lastmile_cli.intake.config import config_from_mapping
from lastmile_cli.intake.sources import Source
from lastmile_cli.intake.stops import read_stops
from lastmile_cli.outputs.import_elsewhere import circuit_csv, optimoroute_csv
from lastmile_cli.outputs.kml import KML_NAMESPACE, kml_bytes
from lastmile_cli.outputs.phone_page import links_csv, phone_page
from lastmile_cli.outputs.vroom import VroomDay
from lastmile_cli.outputs.vroom_matrices import VroomTravel
from lastmile_cli.planning.places import index_places
from tests.plans import EIGHT, HUB, eur, hauled_plan, loading, place, small_plan

KML = {"k": KML_NAMESPACE}
HOSTILE = [
    "</name><script>",
    "]]>",
    "&lol;",
    "\x00\x1b",
    "\ufffe",
    "👩‍👩‍👧 مرحبا",
    "=SUM(A1)",
    "<b>x</b>",
]


def named(plan, name):
    return replace(plan, stops=(replace(plan.stops[0], name=name, notes=name), *plan.stops[1:]))


def read(text, day=date(2026, 6, 1)):
    """What our own importer makes of a file."""
    service = ServiceSettings(timezone="Europe/Helsinki", currency="EUR", country="FI")
    source = Source(file="stops.csv", content=text.encode())
    return read_stops(source, service=service, default_date=day)


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_kml_has_a_folder_a_vehicle_with_its_way_and_its_stops():
    plan = small_plan()

    root = ET.fromstring(kml_bytes(plan, plan.routes))

    assert root.tag == f"{{{KML_NAMESPACE}}}kml"
    folders = root.findall("k:Document/k:Folder", KML)
    assert [it.findtext("k:name", "", KML) for it in folders] == ["van-1", "bike-2", "Left out"]
    way = folders[0].findtext("k:Placemark/k:LineString/k:coordinates", "", KML).split()
    assert way[0] == "24.942780,60.165148"
    marks = folders[0].findall("k:Placemark", KML)
    assert marks[2].findtext("k:name", "", KML) == "01 Łukasz Żółć & Söhne <Αθήνα>"
    assert marks[2].findtext("k:Point/k:coordinates", "", KML) == "24.940000,60.165500"
    assert marks[2].findtext("k:TimeSpan/k:begin", "", KML) == "2026-06-01T08:12:00+03:00"
    assert "Window: 08:00–11:00" in marks[2].findtext("k:description", "", KML)
    styles = {it.get("id") for it in root.iter(f"{{{KML_NAMESPACE}}}Style")}
    used = {it.text.removeprefix("#") for it in root.iter(f"{{{KML_NAMESPACE}}}styleUrl")}
    assert used <= styles
    assert "OpenStreetMap" in root.findtext("k:Document/k:description", "", KML)


@pytest.mark.parametrize("name", HOSTILE)
def test_kml_stays_well_formed_and_its_descriptions_hold_no_markup(name):
    plan = named(small_plan(), name)

    root = ET.fromstring(kml_bytes(plan, plan.routes))

    told = [it.text or "" for it in root.iter(f"{{{KML_NAMESPACE}}}description")]
    assert not any("<" in text or "&" in text for text in told)


class Links(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.hrefs: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.hrefs += [value for key, value in attrs if key == "href"]


def test_a_driver_s_page_leads_to_every_stop_in_every_app():
    plan = small_plan()

    page = Links(phone_page(plan, plan.routes[0]).decode())

    google, *others = page.hrefs
    assert parse_qs(urlsplit(google).query)["destination"] == ["60.16515,24.94278"]
    assert [url for url in others if "waze.com" in url] == [
        f"https://waze.com/ul?ll={at}&navigate=yes"
        for at in ("60.1655,24.94", "60.1658,24.9433", "60.1661,24.9466")
    ]
    assert sum("maps.apple.com" in url for url in others) == 3
    assert "tel:+358401234567" in others
    assert {"script", "img", "iframe"} & set(page.tags) == set()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_driver_s_page_holds_no_markup_of_customers(name):
    plan = small_plan()

    page, plain = (
        Links(phone_page(it, plan.routes[0]).decode()) for it in (named(plan, name), plan)
    )

    assert page.tags.count("p") <= plain.tags.count("p")
    assert set(page.tags) == set(plain.tags)
    assert page.hrefs == plain.hrefs


def test_a_bike_gets_no_link_to_an_app_for_cars():
    plan = small_plan()
    group = {"id": "bike", "count": 2, "profile": "bike"}
    plan = replace(plan, config={**plan.config, "vehicles": [group]})

    rows = table(links_csv(plan, plan.routes))

    assert {row["app"] for row in rows if row["vehicle"] == "van-1"} == {
        "google",
        "apple",
        "waze",
        "geo",
    }
    assert {row["app"] for row in rows if row["vehicle"] == "bike-2"} == {"google", "apple", "geo"}
    apple = [row["url"] for row in rows if row["vehicle"] == "bike-2" and row["app"] == "apple"]
    assert all(url.endswith("dirflg=b") for url in apple)


def test_what_optimoroute_imports_our_own_importer_understands_as_well():
    """On the fifteenth: on the first nobody could tell day and month of its dates apart."""
    fifteenth = ServiceDay(date=date(2026, 6, 15), timezone="Europe/Helsinki")
    plan = replace(small_plan(), day=fifteenth)

    text = optimoroute_csv(plan, plan.routes)
    found = read(text, fifteenth.date)

    rows = table(text)
    assert [row["Order ID"] for row in rows] == ["S-1", "S-2", "S-3", "S-4", "S-5", "S-6", "S-7"]
    assert (rows[0]["Time window from"], rows[0]["Time window to"]) == ("08:00", "11:03")
    assert (rows[0]["Date"], rows[0]["Duration"], rows[1]["Priority"]) == ("15/06/2026", "3", "C")
    assert (rows[2]["Order type"], rows[2]["Location Name"]) == ("P", "'=SUM(A1:A9)")
    assert rows[0]["Phone"] == "+358401234567"
    by_id = {stop.stop_id: stop for stop in found.stops}
    assert by_id["S-1"].windows == (Window(EIGHT, EIGHT + 3 * 3600 + 180),)
    assert by_id["S-3"].kind is StopKind.PICKUP
    assert by_id["S-1"].load.weight_g == 2500
    assert by_id["S-2"].priority >= 90


def test_what_circuit_imports_our_own_importer_understands_as_well():
    plan = small_plan()

    text = circuit_csv(plan, plan.routes)
    found = {stop.stop_id: stop for stop in read(text).stops}

    assert list(found) == ["S-1", "S-2", "S-3", "S-4", "S-5", "S-6", "S-7"]
    assert found["S-1"].windows == (Window(EIGHT, EIGHT + 3 * 3600 + 180),)
    assert found["S-1"].service_s == 180
    assert (found["S-1"].address.line1, found["S-1"].address.city) == ("Unioninkatu 1", "Helsinki")
    assert (found["S-1"].contact.phone, found["S-1"].load.parcels) == ("+358401234567", 1)


def test_who_must_be_done_by_the_end_of_the_window_is_told_so():
    plan = small_plan()
    config = {**plan.config, "service": {**plan.config["service"], "time_window_rule": "finish"}}

    (row, *_) = table(circuit_csv(replace(plan, config=config), plan.routes))

    assert row["Latest Time"] == "11:00"


def test_the_window_of_the_planned_hour_is_the_one_that_is_told():
    """S-2 may be served 08:00 to 09:00 or 13:00 to 14:00; here it is planned for the afternoon."""
    plan = small_plan()
    visit = replace(
        plan.routes[0].visits[2], start_s=EIGHT + 5 * 3600, depart_s=EIGHT + 5 * 3600 + 60
    )
    route = replace(plan.routes[0], visits=(plan.routes[0].visits[0], visit))

    (row,) = table(circuit_csv(plan, (route,), whole_day=False))

    assert (row["Earliest Time"], row["Latest Time"]) == ("13:00", "14:01")


def vroom_day(plan, travel=None, **more) -> VroomDay:
    vehicles = [
        {"id": "van-1", "capacity": {"weight_kg": 500, "parcels": 80}, "skills": ["white_glove"],
         "shift": {"start": "07:00", "end": "18:00"}, "depot": "hub-1", "max_stops": 40,
         "breaks": [{"minutes": 30, "between": ["11:00", "13:00"]}], "energy": ENERGY},
        {"id": "bike-2", "profile": "bike", "shift": {"start": "07:00", "end": "18:00"},
         "depot": "hub-1", "open_route": True, "energy": ENERGY},
    ]  # fmt: skip
    depots = [{"id": "hub-1", "lat": HUB.lat_deg, "lon": HUB.lon_deg}]
    roads = {"source": "great_circle"}
    service = {"timezone": "Europe/Helsinki", "currency": "EUR", "country": "FI"}
    mapping = {"service": service, "roads": roads, "depots": depots, "vehicles": vehicles, **more}
    return VroomDay(plan, config_from_mapping(mapping, base=Path()), travel)


ENERGY = {"kind": "diesel", "l_per_100km": 8}


def unix(clock: str) -> int:
    """Helsinki is three hours ahead of UTC on the first of June."""
    hour, minute = map(int, clock.split(":"))
    return int(datetime(2026, 6, 1, hour - 3, minute, tzinfo=UTC).timestamp())


def test_vroom_gets_the_problem_as_its_api_reads_it():
    problem = vroom_day(small_plan()).problem()

    assert json.loads(json.dumps(problem)) == problem
    van, bike = problem["vehicles"]
    assert (van["id"], van["description"], van["profile"]) == (1, "van-1", "car")
    assert van["start"] == van["end"] == [24.94278, 60.165148]
    assert van["capacity"] == [500_000, 2**31 - 1, 80]
    assert van["time_window"] == [unix("07:00"), unix("18:00")]
    assert van["breaks"] == [
        {"id": 1, "service": 1800, "time_windows": [[unix("11:00"), unix("13:00")]]}
    ]
    assert van["max_tasks"] == 40
    assert (bike["profile"], "end" in bike) == ("bike", False)
    jobs = {job["description"]: job for job in problem["jobs"]}
    assert sorted(jobs) == ["S-1", "S-2", "S-3", "S-4", "S-5", "S-6"]
    assert jobs["S-1"]["time_windows"] == [[unix("08:00"), unix("11:00")]]
    assert jobs["S-1"]["delivery"] == [2500, 12_000, 1]
    assert jobs["S-3"]["pickup"] == [2500, 12_000, 1]
    assert "delivery" not in jobs["S-3"]
    assert len({job["id"] for job in problem["jobs"]}) == 6
    assert set(jobs["S-1"]["skills"]) <= set(van["skills"])
    assert not set(jobs["S-1"]["skills"]) <= set(bike["skills"])
    # S-2 is fixed to van-1, to aino, who drives nothing here, and to hub-1.
    assert len(set(jobs["S-2"]["skills"]) - set(van["skills"])) == 1


def test_a_shipment_is_one_to_vroom_and_what_a_partner_takes_is_none():
    plan = small_plan()
    stops = list(plan.stops)
    stops[2] = replace(stops[2], paired_with="S-4")
    stops[3] = replace(stops[3], paired_with="S-3")
    handed = Outsourced(stop_id="S-6", partner_id="acme", price=eur("1.00"))

    problem = vroom_day(replace(plan, stops=tuple(stops), outsourced=(handed,))).problem()

    (shipment,) = problem["shipments"]
    assert shipment["pickup"]["description"] == "S-3"
    assert shipment["delivery"]["description"] == "S-4"
    assert shipment["amount"] == [2500, 12_000, 1]
    assert sorted(job["description"] for job in problem["jobs"]) == ["S-1", "S-2", "S-5"]


def test_our_plan_reads_as_a_solution_of_vroom():
    plan = small_plan()
    day = vroom_day(plan)
    ids = {job["description"]: job["id"] for job in day.problem()["jobs"]}

    solution = day.solution(plan.routes)

    assert solution["code"] == 0
    assert solution["summary"]["routes"] == 2
    first = solution["routes"][0]
    assert [step["type"] for step in first["steps"]] == ["start", "job", "job", "job", "end"]
    assert [step["id"] for step in first["steps"][1:4]] == [ids["S-1"], ids["S-2"], ids["S-3"]]
    assert [step["arrival"] for step in first["steps"][:2]] == [unix("08:10"), unix("08:12")]
    assert [step["load"][2] for step in first["steps"]] == [2, 1, 0, 1, 1]
    assert first["steps"][-1]["distance"] == first["distance"] == plan.routes[0].distance_m
    assert first["steps"][-1]["duration"] == first["duration"] == plan.routes[0].drive_s
    assert decode_polyline(first["geometry"], 5)[0] == (60.16515, 24.94278)
    assert solution["summary"]["distance"] == sum(route.distance_m for route in plan.routes)
    assert solution["summary"]["delivery"] == [12_500, 60_000, 5]


def test_loading_again_is_a_halt_that_fills_the_van():
    plan = small_plan()
    visits: list[Visit] = list(plan.routes[0].visits)
    visits[3] = replace(visits[3], trip=2)
    visits.insert(3, loading(2, EIGHT + 3600, 3))
    route = replace(plan.routes[0], visits=tuple(visits), trips=2)

    (written,) = vroom_day(plan).solution((route,))["routes"]

    assert [step["type"] for step in written["steps"]] == [
        "start", "job", "job", "break", "job", "end",
    ]  # fmt: skip
    assert written["steps"][3]["description"] == "load"
    assert [step["load"][2] for step in written["steps"]] == [2, 1, 0, 0, 1, 1]


def test_places_are_longitude_first_in_everything_that_wants_it_so():
    job = vroom_day(small_plan()).problem()["jobs"][0]

    assert job["location"] == [place(0).lon_deg, place(0).lat_deg]


def test_trucks_have_a_way_and_links_and_no_place_among_orders_to_import():
    plan = hauled_plan()
    routes = plan.every_route

    folders = ET.fromstring(kml_bytes(plan, routes)).findall("k:Document/k:Folder", KML)
    truck = routes[0].vehicle_id
    loads = {stop.stop_id for stop in plan.line_haul.stops}

    assert folders[0].findtext("k:name", "", KML) == truck
    assert truck in {row["vehicle"] for row in table(links_csv(plan, routes))}
    assert not loads & {row["External ID"] for row in table(circuit_csv(plan, routes))}


def drawn_travel(plan, seconds) -> VroomTravel:
    """Every way takes ``seconds`` in each of the hours from 8, 9 and 10 on, and is 500 m long."""
    stops = [stop for stop in plan.stops if stop.coordinate]
    places = index_places([Depot(depot_id="hub-1", coordinate=HUB)], stops)
    count = len(places.points)
    duration_s = np.stack([np.full((count, count), it, dtype=np.int32) for it in seconds])
    metres = np.full((count, count), 500, dtype=np.int32)
    modes = (TravelMode(profile="van"), TravelMode(profile="bike"))
    tables = tuple(TravelTable(mode=it, duration_s=duration_s, distance_m=metres) for it in modes)
    travel = Travel(period_starts_s=(0, 9 * 3600, 10 * 3600)[: len(seconds)], tables=tables)
    return VroomTravel(places=places, travel=travel, hours=Window(8 * 3600, 12 * 3600))


def test_with_our_own_travel_times_vroom_needs_no_router():
    plan = small_plan()

    problem = vroom_day(plan, drawn_travel(plan, [100])).problem()

    van, bike = problem["vehicles"]
    size = len(problem["matrices"]["van"]["durations"])
    assert (van["profile"], bike["profile"]) == ("van", "bike")
    assert set(problem["matrices"]) == {"van", "bike"}
    assert (van["start_index"], van["end_index"], "end_index" in bike) == (0, 0, False)
    assert [job["location_index"] for job in problem["jobs"]] == list(range(1, size))
    assert json.loads(json.dumps(problem)) == problem


def test_vroom_gets_the_mean_of_the_hours_as_long_as_each_lasts():
    """An hour of 100 s, one of 200 s, two of 400 s: (100 + 200 + 2 × 400) / 4."""
    plan = small_plan()

    square = drawn_travel(plan, [100, 200, 400]).matrices()["van"]

    assert square["durations"][0][1] == 275
    assert square["distances"][0][1] == 500


def test_a_way_that_is_closed_for_a_while_counts_in_the_other_hours():
    plan = small_plan()

    for seconds, mean in (([100, UNREACHABLE_S, 400], 300), ([UNREACHABLE_S] * 3, UNREACHABLE_S)):
        square = drawn_travel(plan, seconds).matrices()["van"]
        assert square["durations"][0][1] == mean
