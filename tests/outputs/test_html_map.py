"""The map as one HTML file: what is in it, what is not, and what customers cannot do to it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.domain.closures import Closure
from lastmile_cli.domain.collection_points import CollectionPoint
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.plan import Outsourced
from lastmile_cli.domain.polyline import decode_polyline
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.stops import Window
from lastmile_cli.domain.travel import AreaTraffic, TrafficPeriod
from lastmile_cli.outputs.html_map.day_record import day_record
from lastmile_cli.outputs.html_map.page import Tiles, map_page
from lastmile_cli.outputs.html_map.schedule import moves_of
from lastmile_cli.outputs.html_map.street_sheet import street_sheet
from lastmile_cli.outputs.html_map.surroundings import ClosedLines, Surroundings
from tests.plans import DAY, HUB, eur, hauled_plan, loading, long_plan, place, small_plan

NOTHING = Surroundings()
AREA = ((60.0, 24.0), (60.1, 24.0), (60.1, 24.1))


class Page(HTMLParser):
    """A page read by a parser that is not ours: tags, scripts, styles and the policy."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.inside: dict[str, list[str]] = {"script": [], "style": []}
        self._in = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in self.inside:
            self._in = tag
            self.inside[tag].append("")

    def handle_endtag(self, tag):
        self._in = "" if tag == self._in else self._in

    def handle_data(self, data):
        if self._in:
            self.inside[self._in][-1] += data

    @property
    def day(self):
        return json.loads(self.inside["script"][0])

    @property
    def policy(self) -> dict[str, str]:
        (text,) = (
            attrs["content"]
            for tag, attrs in self.tags
            if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy"
        )
        return dict(rule.split(" ", 1) for rule in text.split("; "))


def page_of(plan, **how) -> Page:
    record = day_record(plan, plan.routes, NOTHING)
    return Page(map_page({**record, "streets": None}, **how))


def test_the_page_asks_nobody_for_anything():
    page = page_of(small_plan())

    for _, attrs in page.tags:
        assert "src" not in attrs
        assert not any(name.startswith("on") for name in attrs)
        assert "style" not in attrs
    links = {attrs["href"] for _, attrs in page.tags if "href" in attrs}
    assert links == {"#map", "data:,", "https://www.openstreetmap.org/copyright"}
    assert "url(" not in page.inside["style"][0]
    assert "sourceMappingURL" not in page.inside["script"][1]


def test_the_policy_allows_the_page_s_own_script_and_style_and_nothing_else():
    page = page_of(small_plan())

    def digest(text: str) -> str:
        raw = hashlib.sha256(text.encode()).digest()
        return f"'sha256-{base64.b64encode(raw).decode()}'"

    assert page.policy == {
        "default-src": "'none'",
        "script-src": digest(page.inside["script"][1]),
        "style-src": digest(page.inside["style"][0]),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert len(page.inside["script"]) == 2


def test_only_wanted_tiles_may_be_asked_for():
    tiles = Tiles(
        url="https://{s}.tiles.example/{z}/{x}/{y}.png",
        origin="https://*.tiles.example",
        credit="<b>Tile makers</b>",
    )
    record = day_record(small_plan(), small_plan().routes, NOTHING)
    text = map_page({**record, "streets": None}, tiles=tiles)

    assert Page(text).policy["img-src"] == "data: https://*.tiles.example"
    assert Page(text).day["tiles"]["host"] == "tiles.example"
    assert "· &lt;b&gt;Tile makers&lt;/b&gt;" in text


HOSTILE = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!--<script>",
    "]]>&amp;&lt;",
    "\u2028\u2029",
    "\u202e\u2066evil",
    "👩‍👩‍👧 مرحبا שלום",
    "{{script}}{{day}}",
    '"; alert(1); "',
]


@pytest.mark.parametrize("name", HOSTILE)
def test_what_customers_write_stays_text(name):
    plan = small_plan()
    stops = (replace(plan.stops[0], name=name, notes=name), *plan.stops[1:])
    route = replace(plan.routes[0], vehicle_id=name, driver_name=name)
    plan = replace(plan, stops=stops, routes=(route, plan.routes[1]))

    page, plain = page_of(plan), page_of(small_plan())

    assert [tag for tag, _ in page.tags] == [tag for tag, _ in plain.tags]
    assert page.inside["script"][1] == plain.inside["script"][1]
    told = page.day["routes"][0]["visits"][1]
    shown = re.sub("[\u202e\u2066]", "", name).replace("\u2028\u2029", "")
    assert told["t"] == (shown.strip() or "S-1")


@given(st.text(max_size=60))
def test_any_text_comes_back_as_it_was_shown(text):
    plan = small_plan()
    plan = replace(plan, stops=(replace(plan.stops[0], notes=text), *plan.stops[1:]))

    record = day_record(plan, plan.routes, NOTHING)
    raw = map_page({**record, "streets": None})
    (embedded,) = re.findall(r'<script type="application/json" id="day">(.*?)</script>', raw, re.S)

    assert "<" not in embedded
    assert ">" not in embedded
    assert json.loads(embedded)["routes"] == json.loads(json.dumps(record["routes"]))


def test_a_stop_tells_its_window_its_interval_its_load_and_its_notes():
    record = day_record(small_plan(), small_plan().routes, NOTHING)

    first = record["routes"][0]["visits"][1]
    facts = dict(first["f"])

    assert (first["n"], first["at"]) == (1, [60.1655, 24.94])
    assert facts["Window"] == "08:00–11:00"
    assert facts["Arrival"] == "08:12, likely 08:07–08:22"
    assert facts["Load"] == "1 parcel, 2.5 kg"
    assert facts["Ask for"] == "Check ID, Signature" or facts["Ask for"] == "Signature, Check ID"
    assert facts["Notes"] == "Ring twice; the door code is 12#34. Leave nothing outside."
    assert first["tel"] == "tel:+358401234567"


def test_a_van_is_where_its_hours_say():
    """Ten minutes loading, three doors two minutes apart with 600 m between, 1,100 m home."""
    (first, *_, home) = moves_of(small_plan().routes[0])
    eight = 8 * 3600

    assert first == (eight + 600, eight + 720, 0.0, round(600 / 2900, 6))
    assert home[2:] == (round(1800 / 2900, 6), 1.0)


def test_who_goes_nowhere_moves_nowhere():
    route = small_plan().routes[0]
    visits = tuple(replace(visit, distance_m=0) for visit in route.visits)

    assert moves_of(replace(route, visits=visits, home=None)) == []


def test_left_out_and_handed_on_are_told_with_their_reasons():
    plan = small_plan()
    handed = Outsourced(stop_id="S-6", partner_id="acme", price=eur("4.20"))
    plan = replace(plan, outsourced=(handed,))

    record = day_record(plan, plan.routes, NOTHING)

    (lost,) = record["unserved"]
    assert (lost["at"], lost["t"]) == (None, "[red]Nobody[/red]")
    assert dict(lost["f"])["Why"] == "The address could not be found on the map."
    (given_away,) = record["partners"]
    assert dict(given_away["f"])["Price"] == "4.20 EUR"
    assert given_away["at"] == [place(6).lat_deg, place(6).lon_deg]


def test_one_vehicle_s_map_tells_nothing_of_other_customers():
    plan = small_plan()

    text = map_page(
        {**day_record(plan, plan.routes[:1], NOTHING, whole_day=False), "streets": None}
    )

    assert "Customer S-4" not in text
    assert "Nobody" not in text.split('id="day">')[1].split("</script>")[0]
    assert "Москва Книги" in text


def test_hubs_lockers_closures_and_jams_lie_around():
    closure = Closure(
        closure_id="works",
        streets=("Unioninkatu",),
        from_at=DAY.instant(9 * 3600),
        until_at=DAY.instant(10 * 3600),
        note="rails",
    )
    point = CollectionPoint(
        point_id="locker", name="Locker", coordinate=HUB, windows=(Window(0, 3600),)
    )
    busy = TrafficPeriod(
        name="noon, closed: works",
        start_s=11 * 3600,
        default_factor=0.8,
        speed_factors={"primary": 0.4},
        areas=(AreaTraffic(area="market", ring=AREA, speed_factors={}),),
    )
    periods = (
        TrafficPeriod(name="free flow", start_s=0, speed_factors={}),
        busy,
        replace(busy, start_s=12 * 3600, name="noon"),
        TrafficPeriod(name="free flow", start_s=13 * 3600, speed_factors={}),
    )
    line = [(60.1, 24.1), (60.2, 24.1)]
    around = Surroundings(
        points=(point,), closed=(ClosedLines(closure=closure, lines=(line,)),), periods=periods
    )

    record = day_record(small_plan(), small_plan().routes, around)

    (shut,) = record["closures"]
    assert shut["span"] == [9 * 3600, 10 * 3600]
    assert decode_polyline(shut["lines"][0], 5) == line
    (jam,) = record["traffic"]
    assert (jam["name"], jam["span"]) == ("noon", [11 * 3600, 13 * 3600])
    assert (jam["default"], jam["speed"], jam["areas"][0]["name"]) == (
        0.8,
        {"primary": 0.4},
        "market",
    )
    assert record["points"][0]["f"] == [
        ("Open", "00:00–01:00"),
        ("Today", "nothing is brought there"),
    ]
    assert [hub["t"] for hub in record["depots"]] == ["Hub Kaartinkaupunki"]


def test_the_clock_of_the_page_knows_the_night_it_changes():
    """On 29 March 2026 Helsinki goes from 03:00 to 04:00; the route begins at second 0."""
    plan = small_plan()
    day = ServiceDay(date=date(2026, 3, 29), timezone="Europe/Helsinki")
    routes = tuple(replace(route, start_s=0) for route in plan.routes)

    record = day_record(replace(plan, day=day, routes=routes), routes, NOTHING)

    assert record["clock"] == [[0, 0], [3 * 3600, 3600]]


def test_a_trip_of_its_own_and_a_route_without_a_line_are_drawn():
    plan = small_plan()
    route = plan.routes[0]
    again = (*route.visits[:2], loading(2, 9 * 3600, 9), *route.visits[2:])
    route = replace(route, visits=again, geometry="", trips=2)

    record = day_record(replace(plan, routes=(route,)), (route,), NOTHING)

    (drawn,) = record["routes"]
    assert drawn["straight"]
    assert [visit["k"] for visit in drawn["visits"]] == ["load", "stop", "load", "stop", "stop"]
    assert len(decode_polyline(drawn["line"], 5)) > 2


def test_a_plan_without_routes_is_a_page_too():
    plan = replace(small_plan(), routes=())

    page = page_of(plan)

    assert page.day["span"] == [0, 0]
    assert page.day["routes"] == []
    assert len(page.day["clock"]) == 1


def test_three_hundred_stops_with_long_notes_stay_below_a_megabyte():
    """Streets take what is left: 60,000 here, of which most must go."""
    plan = long_plan(300)
    stops = tuple(replace(it, notes="x" * 300, load=Load(parcels=2)) for it in plan.stops)
    plan = replace(plan, stops=stops)
    record = day_record(plan, plan.routes, NOTHING)
    bare = len(map_page({**record, "streets": None}).encode())
    streets = (
        (
            [(60 + i / 500, 24 + j / 97), (60 + i / 500, 24 + (j + 1) / 97)],
            "residential",
            f"{i}-{j}",
        )
        for i in range(300)
        for j in range(200)
    )

    sheet = street_sheet(streets, [[(60.1, 24.5)]], 1_000_000 - bare)
    page = map_page({**record, "streets": sheet.record})

    assert sheet.is_thinned
    assert 0 < sheet.count < 60_000
    assert len(page.encode()) < 1_000_000


def test_coordinates_are_kept_to_the_decimetre():
    plan = small_plan()
    at = Coordinate(lat_deg=60.12345678, lon_deg=24.98765432)
    visits = (plan.routes[0].visits[0], replace(plan.routes[0].visits[1], place=at))
    route = replace(plan.routes[0], visits=visits)

    record = day_record(plan, (route,), NOTHING)

    assert record["routes"][0]["visits"][1]["at"] == [60.123457, 24.987654]


def test_trucks_that_supply_the_hubs_are_drawn_first():
    plan = hauled_plan()

    record = day_record(plan, plan.every_route, NOTHING)

    trucks = [route.vehicle_id for route in plan.line_haul.routes]
    assert [route["id"] for route in record["routes"]][: len(trucks)] == trucks
    stops = [
        visit for route in record["routes"] for visit in route["visits"] if visit["k"] == "stop"
    ]
    assert all(visit["t"] for visit in stops)
