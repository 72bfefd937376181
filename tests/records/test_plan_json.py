"""A plan survives its file: plan.json out and back, and what hand edits are told."""

from __future__ import annotations

import contextlib
import json
from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastmile_cli.domain.addresses import (
    Address,
    GeocodeCandidate,
    GeocodeResult,
    GeocodeStatus,
    Precision,
)
from lastmile_cli.domain.attempts import ChanceHours
from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.plan import Fix, FixKind, Plan
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.stops import Contact, DeliveryOption, SequenceWish, Stop, StopKind, Window
from lastmile_cli.domain.street_speeds import SpeedsFile
from lastmile_cli.records.plan_json import (
    content_id,
    plan_bytes,
    plan_from_bytes,
    plan_from_record,
    plan_to_record,
    with_identity,
)
from tests.plans import eur, provenance, small_plan

CLOCK_CHANGES = [date(2026, 3, 29), date(2026, 10, 25), date(2026, 6, 1)]


def same(one: Plan, other: Plan) -> bool:
    return all(getattr(one, it.name) == getattr(other, it.name) for it in fields(Plan))


def test_the_keys_stand_in_the_order_of_the_design():
    record = plan_to_record(small_plan())

    assert list(record) == [
        "schema_version",
        "plan_id",
        "created_at",
        "service_date",
        "timezone",
        "currency",
        "provenance",
        "config",
        "stops",
        "routes",
        "unassigned",
        "outsourced",
        "costs",
        "objective",
        "co2e_g",
        "totals",
        "notices",
    ]
    wanted = [
        "route_id",
        "vehicle_id",
        "driver",
        "depot_id",
        "start_at",
        "end_at",
        "trips",
        "distance_m",
        "drive_s",
        "service_s",
        "wait_s",
        "break_s",
        "load",
        "cost",
        "co2e_g",
        "geometry",
        "visits",
    ]
    assert [key for key in record["routes"][0] if key in wanted] == wanted
    wanted = [
        "sequence",
        "trip",
        "kind",
        "stop_id",
        "lat",
        "lon",
        "arrive_at",
        "start_at",
        "depart_at",
        "eta_low_at",
        "eta_high_at",
        "wait_s",
        "late_s",
        "drive_s",
        "distance_m",
        "cost",
        "co2e_g",
    ]
    assert [key for key in record["routes"][0]["visits"][1] if key in wanted] == wanted
    assert list(record["totals"]) == [
        "stops",
        "served",
        "unassigned",
        "outsourced",
        "routes",
        "distance_m",
        "drive_s",
        "service_s",
        "wait_s",
        "paid_s",
        "late_s",
    ]


def test_times_carry_the_local_offset_and_money_two_decimals():
    visit = plan_to_record(small_plan())["routes"][0]["visits"][1]

    assert visit["arrive_at"] == "2026-06-01T08:12:00+03:00"
    assert visit["cost"] == "11.22"
    assert plan_to_record(small_plan())["costs"]["total"] == "67.30"


def test_totals_are_added_up_from_the_routes():
    totals = plan_to_record(small_plan())["totals"]

    assert (totals["stops"], totals["served"], totals["unassigned"]) == (7, 6, 1)
    assert totals["distance_m"] == 6 * 600 + 2 * 1100
    assert totals["service_s"] == 6 * 180


def test_the_small_plan_comes_back_whole():
    plan = small_plan()

    assert same(plan_from_bytes(plan_bytes(plan)), plan)
    assert same(plan_from_record(plan_to_record(plan)), plan)


def test_files_of_street_speeds_come_back_and_are_named_only_where_there_are_some():
    plain = small_plan()
    files = (SpeedsFile(file="/srv/speeds.csv", sha256="a" * 64),)
    roads = replace(plain.provenance.roads, speeds=files)
    plan = replace(plain, provenance=replace(plain.provenance, roads=roads))

    again = plan_from_record(json.loads(json.dumps(plan_to_record(plan))))

    assert again.provenance.roads.speeds == files
    assert "speeds" not in plan_to_record(plain)["provenance"]["roads"]


def test_an_open_route_comes_back_without_a_way_home():
    plan = small_plan()
    plan = replace(plan, routes=(replace(plan.routes[0], home=None), plan.routes[1]))

    assert plan_from_bytes(plan_bytes(plan)).routes[0].home is None


def test_what_is_unpaid_comes_back_and_is_not_paid():
    plan = small_plan()
    rested = replace(plan.routes[0], break_s=1_800, unpaid_s=1_800)
    plan = replace(plan, routes=(rested, plan.routes[1]))
    record = plan_to_record(plan)

    assert same(plan_from_record(record), plan)
    assert record["routes"][0]["unpaid_s"] == 1_800
    assert record["routes"][0]["paid_s"] == rested.end_s - rested.start_s - 1_800
    assert record["totals"]["paid_s"] == sum(route.paid_s for route in plan.routes)


def test_straight_lines_are_said_to_be_only_where_they_are():
    straight = replace(small_plan(), provenance=provenance(is_straight=True))

    assert plan_from_record(plan_to_record(straight)).provenance.roads.is_straight
    assert "is_straight" not in plan_to_record(small_plan())["provenance"]["roads"]


def test_additions_to_the_schema_stand_only_where_they_say_something():
    record = plan_to_record(small_plan())

    assert not any("unpaid_s" in route for route in record["routes"])
    assert not any(
        {"group", "paired_with", "delivery_option", "collection_point"} & set(stop)
        for stop in record["stops"]
    )


def test_the_same_plan_gives_the_same_bytes_and_a_line_a_stop():
    content = plan_bytes(small_plan())

    assert content == plan_bytes(small_plan())
    assert content.endswith(b"}\n")
    assert sum(b'{"stop_id": "S-' in line for line in content.splitlines()) == 8
    assert "Łukasz Żółć".encode() in content


def test_the_identity_hashes_the_content_but_not_the_hour_of_birth():
    plan = with_identity(small_plan(), "2026-05-31T20:15:00+03:00")
    later = with_identity(small_plan(), "2026-05-31T21:00:00+03:00")
    dearer = with_identity(replace(plan, currency="EUR", stops=plan.stops[:-1]), plan.created_at)

    assert len(plan.plan_id) == 16
    assert plan.plan_id == later.plan_id == content_id(plan)
    assert later.created_at == "2026-05-31T21:00:00+03:00"
    assert dearer.plan_id != plan.plan_id


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
places = st.builds(
    Coordinate,
    lat_deg=st.floats(-90, 90, allow_nan=False),
    lon_deg=st.floats(-180, 180, allow_nan=False),
)
seconds = st.integers(-86_400, 4 * 86_400)
candidates = st.builds(
    GeocodeCandidate,
    coordinate=places,
    precision=st.sampled_from(Precision),
    score=st.floats(0, 1),
    matched=words,
    provider=words,
    differs=st.lists(words, max_size=2).map(tuple),
)
metres = st.none() | st.floats(0, 1e6)
hours_with_chances = st.builds(
    lambda start, length, ppm: ChanceHours(from_s=start, until_s=start + length, ppm=ppm),
    seconds,
    st.integers(1, 9_999),
    st.integers(0, 1_000_000),
)
stops = st.builds(
    Stop,
    stop_id=words.filter(bool),
    kind=st.sampled_from(StopKind),
    customer_id=words,
    name=words,
    address=st.builds(Address, line1=words, line2=words, city=words, country=words),
    coordinate=st.none() | places,
    geocode=st.none()
    | st.builds(
        GeocodeResult,
        status=st.sampled_from(GeocodeStatus),
        best=candidates,
        runner_up=st.none() | candidates,
        gap_m=metres,
        snap_m=metres,
        reason=words,
    ),
    contact=st.builds(Contact, phone=words, email=words, consent=st.frozensets(words, max_size=2)),
    windows=st.lists(st.tuples(seconds, seconds), max_size=3).map(
        lambda pairs: tuple(sorted(Window(min(pair), max(pair)) for pair in pairs))
    ),
    ready_s=st.none() | seconds,
    service_s=st.none() | st.integers(0, 10_000),
    load=st.builds(Load, weight_g=st.integers(0, 10**9), parcels=st.integers(0, 99)),
    priority=st.integers(0, 100),
    sequence=st.sampled_from(SequenceWish),
    skills=st.frozensets(words, max_size=2),
    notes=words,
    group=words,
    paired_with=words,
    delivery_option=st.sampled_from(DeliveryOption),
    collection_point=words,
    customer_type=words,
    tries=st.integers(0, 9),
    chance_hours=st.lists(hours_with_chances, max_size=2).map(tuple),
    cells=st.lists(st.tuples(words, words), max_size=4).map(tuple),
    row=st.none() | st.integers(1, 10**6),
)


@settings(max_examples=20, deadline=None)
@given(st.lists(stops, min_size=1, max_size=3, unique_by=lambda it: it.stop_id))
def test_what_is_brought_to_a_collection_point_comes_back_with_its_doors(found):
    doors = tuple(replace(stop, windows=(), ready_s=None) for stop in found)
    visit = Stop(
        stop_id=doors[0].stop_id,
        delivery_option=DeliveryOption.COLLECTION_POINT,
        collection_point="locker",
        doors=doors,
        orders=tuple(order for door in doors for order in door.own_orders),
        incentive_micro=1_500_000,
    )
    plan = replace(small_plan(), stops=(visit,), routes=(), unassigned=())

    assert same(plan_from_bytes(plan_bytes(plan)), plan)


@settings(max_examples=60, deadline=None)
@given(st.lists(stops, max_size=3, unique_by=lambda it: it.stop_id), st.sampled_from(CLOCK_CHANGES))
def test_any_stop_comes_back_to_the_second_even_when_the_clock_changes(found, on):
    day = ServiceDay(date=on, timezone="Europe/Helsinki")
    plan = replace(small_plan(), day=day, stops=tuple(found), routes=(), unassigned=())

    assert same(plan_from_bytes(plan_bytes(plan)), plan)


@settings(max_examples=60, deadline=None)
@given(
    st.tuples(seconds, seconds, seconds, seconds, seconds),
    st.integers(-(10**12), 10**12).map(lambda cents: eur(f"{cents // 100}.{cents % 100:02d}")),
    st.sampled_from(CLOCK_CHANGES),
    st.none() | st.integers(0, 1_000_000),
)
def test_any_visit_comes_back_to_the_second_and_the_cent(times, amount, on, ppm):
    plan = small_plan()
    names = ("arrive_s", "start_s", "depart_s", "eta_low_s", "eta_high_s")
    visit = replace(plan.routes[0].visits[1], cost=amount, **dict(zip(names, times, strict=True)))
    visit = replace(visit, failure_ppm=ppm)
    route = replace(plan.routes[0], visits=(visit,))
    day = ServiceDay(date=on, timezone="Europe/Helsinki")
    plan = replace(plan, day=day, routes=(route, plan.routes[1]))

    assert same(plan_from_bytes(plan_bytes(plan)), plan)


fixes = st.builds(
    Fix,
    kind=st.sampled_from([FixKind.CLOSE_LATER, FixKind.OPEN_EARLIER]),
    stop_id=words,
    vehicle_id=words,
    price=st.integers(-(10**6), 10**6).map(lambda cents: eur(f"{cents / 100:.2f}")),
    amounts=st.dictionaries(words, st.integers(0, 10**9), max_size=2).map(
        lambda d: tuple(d.items())
    ),
    window=st.integers(0, 3),
    skills=st.frozensets(words, max_size=2),
    instead_of=words,
)


@settings(max_examples=60, deadline=None)
@given(fixes)
def test_any_fix_comes_back(fix):
    plan = small_plan()
    left = replace(plan.unassigned[0], fix=fix, fix_cost=fix.price)
    plan = replace(plan, unassigned=(left,))

    assert same(plan_from_bytes(plan_bytes(plan)), plan)


def test_a_plan_of_before_there_were_fixes_is_read():
    record = plan_to_record(small_plan())
    del record["unassigned"][0]["fix"]

    assert plan_from_record(record).unassigned[0].fix is None


def refusal(content: bytes) -> InputRefusedError:
    with pytest.raises(InputRefusedError) as caught:
        plan_from_bytes(content, file="plan.json")
    return caught.value


def edited(edit) -> InputRefusedError:
    record = json.loads(plan_bytes(small_plan()))
    edit(record)
    return refusal(json.dumps(record).encode())


def visit_of(record):
    return record["routes"][0]["visits"][1]


HAND_EDITS = {
    "a missing key": (
        lambda r: visit_of(r).pop("wait_s"),
        "LM1601",
        "routes[0].visits[1].wait_s",
        "",
    ),
    "a misspelt key": (
        lambda r: visit_of(r).update(arive_at=visit_of(r).pop("arrive_at")),
        "LM1601",
        "routes[0].visits[1].arrive_at",
        "arive_at",
    ),
    "text where a number belongs": (
        lambda r: visit_of(r).update(distance_m="600"),
        "LM1602",
        "routes[0].visits[1].distance_m",
        "",
    ),
    "true where a number belongs": (
        lambda r: visit_of(r).update(distance_m=True),
        "LM1602",
        "routes[0].visits[1].distance_m",
        "",
    ),
    "metres driven backwards": (
        lambda r: visit_of(r).update(distance_m=-1),
        "LM1602",
        "routes[0].visits[1].distance_m",
        "at least 0",
    ),
    "a number without end": (
        lambda r: visit_of(r).update(distance_m=10**30),
        "LM1602",
        "routes[0].visits[1].distance_m",
        "",
    ),
    "a list that is none": (lambda r: r.update(stops={}), "LM1602", "stops", "list"),
    "a visit that is none": (
        lambda r: r["routes"][0]["visits"].append(7),
        "LM1602",
        "routes[0].visits[4]",
        "object",
    ),
    "a config that is none": (lambda r: r.update(config=[]), "LM1602", "config", "object"),
    "half a character": (
        lambda r: r["stops"][0].update(name="\ud83d"),
        "LM1602",
        "stops[0].name",
        "",
    ),
    "a cell without its header": (
        lambda r: r["stops"][0]["cells"].append(["x"]),
        "LM1602",
        "stops[0].cells[3]",
        "header",
    ),
    "a time without its offset": (
        lambda r: visit_of(r).update(start_at="2026-06-01T08:12:00"),
        "LM1603",
        "routes[0].visits[1].start_at",
        "2026-06-01T09:00:00+03:00",
    ),
    "half past noon in words": (
        lambda r: visit_of(r).update(start_at="12:30 pm"),
        "LM1603",
        "routes[0].visits[1].start_at",
        "",
    ),
    "a time in another year": (
        lambda r: visit_of(r).update(start_at="2062-06-01T08:12:00+03:00"),
        "LM1603",
        "routes[0].visits[1].start_at",
        "",
    ),
    "the end of all time": (
        lambda r: visit_of(r).update(start_at="9999-12-31T23:59:59-12:00"),
        "LM1603",
        "routes[0].visits[1].start_at",
        "",
    ),
    "money as a number": (
        lambda r: visit_of(r).update(cost=2.4),
        "LM1604",
        "routes[0].visits[1].cost",
        '"12.34"',
    ),
    "money in words": (
        lambda r: r["costs"]["lines"][0].update(amount="12,50"),
        "LM1604",
        "costs.lines[0].amount",
        "",
    ),
    "money of a thousand digits": (
        lambda r: r["costs"]["lines"][0].update(amount="9" * 1000),
        "LM1604",
        "costs.lines[0].amount",
        "",
    ),
    "a day that is none": (
        lambda r: r.update(service_date="2026-02-30"),
        "LM1605",
        "service_date",
        "",
    ),
    "a zone that is none": (lambda r: r.update(timezone="Mars/Base"), "LM1605", "service_date", ""),
    "a zone outside its folder": (
        lambda r: r.update(timezone="../../etc/passwd"),
        "LM1605",
        "service_date",
        "",
    ),
    "the first day of all": (
        lambda r: r.update(service_date="0001-01-01"),
        "LM1605",
        "service_date",
        "",
    ),
    "a kind nobody knows": (
        lambda r: visit_of(r).update(kind="stopp"),
        "LM1606",
        "routes[0].visits[1].kind",
        "stop",
    ),
    "a latitude on no globe": (
        lambda r: visit_of(r).update(lat=124.9),
        "LM1607",
        "routes[0].visits[1]",
        "",
    ),
    "a stop without a name of its own": (
        lambda r: r["stops"][6].update(stop_id=""),
        "LM1607",
        "stops[6]",
        "",
    ),
    "a window turned around": (
        lambda r: r["stops"][0]["windows"][0].update(closes_at="2026-06-01T06:00:00+03:00"),
        "LM1607",
        "stops[0].windows[0]",
        "",
    ),
    "a currency that is none": (lambda r: r.update(currency="euro"), "LM1607", "", ""),
    "geometry cut off": (
        lambda r: r["routes"][0].update(geometry="_p~iF~ps|"),
        "LM1607",
        "routes[0].geometry",
        "",
    ),
    "a stop nobody asked for": (
        lambda r: visit_of(r).update(stop_id="S-11"),
        "LM1608",
        "routes[0].visits[1].stop_id",
        "'S-1'",
    ),
    "a stop visit without its stop": (
        lambda r: visit_of(r).update(stop_id=None),
        "LM1608",
        "routes[0].visits[1].stop_id",
        "",
    ),
    "an id twice": (lambda r: r["stops"][1].update(stop_id="S-1"), "LM1609", "stops", ""),
}


@pytest.mark.parametrize("case", HAND_EDITS)
def test_a_hand_edit_gone_wrong_is_named_with_its_path(case):
    edit, code, path, hint = HAND_EDITS[case]

    error = edited(edit)

    matching = [it for it in error.notices if it.code == code and it.place.column == path]
    assert matching, [str(it) for it in error.notices]
    assert hint in f"{matching[0].problem} {matching[0].hint}"
    assert error.exit_code == 3


def test_every_problem_is_told_at_once():
    def edit(record):
        visit_of(record).pop("wait_s")
        visit_of(record)["cost"] = 1
        record["unassigned"][0]["class"] = "maybe"

    assert [it.code for it in edited(edit).notices] == ["LM1601", "LM1604", "LM1606"]


def test_keys_of_later_versions_are_passed_over():
    record = plan_to_record(small_plan())
    record["weather"] = "rain"
    record["routes"][0]["visits"][0]["mood"] = 3
    del record["routes"][0]["home"]

    plan = plan_from_record(record)

    assert plan.routes[0].home is None
    assert plan.routes[1] == small_plan().routes[1]


NO_PLANS = {
    "empty": (b"", "LM1610", 1),
    "blank": (b" \n \n", "LM1610", 1),
    "not JSON": (b'{"a": 1,\n "b": oops}', "LM1610", 2),
    "Latin-1": ('{\n"a": "Mäki"}'.encode("latin-1"), "LM1610", 2),
    "two documents": (b"{}\n{}", "LM1610", 2),
    "no number": (b'{"schema_version": NaN}', "LM1610", None),
    "a number of 5000 digits": (b'{"schema_version": ' + b"9" * 5000 + b"}", "LM1610", None),
    "a tower": (b"[" * 100_000 + b"]" * 100_000, "LM1611", None),
    "a small tower": (b"[" * 100 + b"]" * 100, "LM1611", None),
    "a list": (b"[]", "LM1612", None),
    "no version": (b"{}", "LM1612", None),
    "the next version": (b'{"schema_version": 2}', "LM1612", None),
    "true as version": (b'{"schema_version": true}', "LM1612", None),
}


@pytest.mark.parametrize("case", NO_PLANS)
def test_what_is_no_plan_is_refused_with_its_line(case):
    content, code, line = NO_PLANS[case]

    (notice,) = refusal(content).notices

    assert (notice.code, notice.place.row) == (code, line)
    assert notice.hint


@pytest.mark.parametrize("content", [b"stop_id,address\nA,Katu 1\n", b"%PDF-1.7", b"<html>"])
def test_a_file_that_is_something_else_is_told_to_be_no_plan(content):
    (notice,) = refusal(content).notices

    assert (notice.code, notice.problem) == ("LM1610", "this is no plan.")
    assert "plan -o" in notice.hint


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_off_anywhere_is_refused(share):
    content = plan_bytes(small_plan())

    error = refusal(content[: int(len(content) * share)])

    assert error.notices[0].code == "LM1610"


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_damage_to_a_value_makes_the_reader_stumble(data):
    """Any value of the document is replaced by any other JSON value: refused or read, no crash."""
    record = json.loads(plan_bytes(small_plan()))
    junk = st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False)
        | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        ),
        max_leaves=4,
    )
    here = record
    while True:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        key = data.draw(st.sampled_from(keys))
        inner = here[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            here[key] = data.draw(junk)
            break
        here = inner
    with contextlib.suppress(InputRefusedError):
        assert plan_from_record(record).routes is not None
