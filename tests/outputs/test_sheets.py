"""What a dispatcher reads: boxes on a terminal, plain lines in a pipe, the same words in both."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pytest

from lastmile_cli.domain.addresses import (
    GeocodeCandidate,
    GeocodeResult,
    GeocodeStatus,
    Precision,
)
from lastmile_cli.domain.errors import UsageError
from lastmile_cli.domain.plan import Fix, FixKind, Outsourced, Plan, Unassigned, UnassignedClass
from lastmile_cli.domain.stops import Window
from lastmile_cli.outputs.costs import CostsBy, costs_sheet
from lastmile_cli.outputs.fleet_sheets import (
    fleet_sheet,
    notices_sheet,
    totals_line,
    unassigned_sheet,
)
from lastmile_cli.outputs.printer import Printer
from lastmile_cli.outputs.route_sheets import manifest_sheets, route_sheets
from lastmile_cli.outputs.selection import crew_of, profile_of, select_routes
from lastmile_cli.outputs.sheet import Column, Sheet
from lastmile_cli.outputs.wording import address_text, remarks
from tests.plans import EIGHT, bill, eur, provenance, small_plan

ANSI = re.compile(r"\x1b\[[0-9;]*m")

FLEET = """\
# Fleet on 2026-06-01
vehicle  driver       stops     load   km  drive  paid  from   to       EUR
van-1    Aino Mäkelä      3   7.5 kg  2.9   0:10  0:29  08:00  08:29  33.65
bike-2   Bo Ek            3   7.5 kg  2.9   0:10  0:29  08:30  08:59  33.65
total    -                6  15.0 kg  5.8   0:20  0:58  -      -      67.30
"""

FIRST_ROUTE = """\
# van-1, Aino Mäkelä, 3 stops, 2.9 km, 08:00-08:29, 33.65 EUR
vehicle  #  eta    window                   wait  name                         address                        stop  do
van-1    -  08:00  -                        -     Load at Hub Kaartinkaupunki  -                              -     -
van-1    1  08:12  08:00-11:00              -     Łukasz Żółć & Söhne <Αθήνα>  Unioninkatu 1, 00130 Helsinki  S-1   -
van-1    2  08:17  08:00-09:00 13:00-14:00  -     Москва Книги                 Unioninkatu 2, 00130 Helsinki  S-2   -
van-1    3  08:22  -                        -     =SUM(A1:A9)                  Unioninkatu 3, 00130 Helsinki  S-3   Pick up
van-1    -  08:29  -                        -     Back at Hub Kaartinkaupunki  -                              -     -
"""

FLEET_ON_80_COLUMNS = """\
Fleet on 2026-06-01

 vehicle    driver         stops    load   km  drive   paid  from   to       EUR
 ───────────────────────────────────────────────────────────────────────────
 van-1      Aino Mäkelä        3  7.5 kg  2.9   0:10   0:29  08:00  08:29  33.65
 bike-2     Bo Ek              3  7.5 kg  2.9   0:10   0:29  08:30  08:59  33.65

 total                         6  15.0 kg  5.8   0:20   0:58                67.30
"""

COSTS_BY_CATEGORY = """\
# Costs by category, EUR
category   cost     %
energy     6.30   9.4
wages     25.00  37.1
vehicle   36.00  53.5
total     67.30     -
"""


def printed(*sheets: Sheet, terminal: bool = False, columns: int = 80, colour: bool = False) -> str:
    stream = io.StringIO()
    environ = {"COLUMNS": str(columns)} | ({} if colour else {"NO_COLOR": "1"})
    printer = Printer(stream, environ=environ, is_terminal=terminal)
    for sheet in sheets:
        printer.sheet(sheet)
    return stream.getvalue()


def lines_of(text: str) -> list[str]:
    return [line.rstrip() for line in ANSI.sub("", text).rstrip().splitlines()]


def words_of(text: str) -> str:
    return " ".join(ANSI.sub("", text).split())


def all_sheets(plan) -> list[Sheet]:
    return [
        fleet_sheet(plan),
        *route_sheets(plan, plan.routes),
        *manifest_sheets(plan, plan.routes),
        *(costs_sheet(plan, by) for by in CostsBy),
        unassigned_sheet(plan),
        notices_sheet(plan),
    ]


def test_a_pipe_gets_aligned_lines_without_boxes():
    assert printed(fleet_sheet(small_plan())) == FLEET
    assert printed(route_sheets(small_plan(), small_plan().routes)[0]) == FIRST_ROUTE
    assert printed(costs_sheet(small_plan(), CostsBy.CATEGORY)) == COSTS_BY_CATEGORY


def test_a_terminal_of_80_columns_gets_the_fleet_on_one_line_a_vehicle():
    text = printed(fleet_sheet(small_plan()), terminal=True)

    assert [line.split() for line in lines_of(text)] == [
        line.split() for line in FLEET_ON_80_COLUMNS.rstrip().splitlines()
    ]


@pytest.mark.parametrize("columns", [80, 100, 160])
def test_every_table_fits_its_terminal_and_loses_no_name(columns):
    plan = small_plan()

    text = printed(*all_sheets(plan), terminal=True, columns=columns)

    assert max(map(len, lines_of(text))) <= columns
    if columns == 160:
        assert "Łukasz Żółć & Söhne <Αθήνα>" in words_of(text)


def test_every_plain_line_splits_into_as_many_fields_as_its_headings():
    """What the docstring promises to awk -F'  +'."""
    for table in printed(*all_sheets(small_plan())).strip().split("\n\n"):
        title, heading, *rows = [re.split(" {2,}", line.strip()) for line in table.splitlines()]
        assert title[0].startswith("# ")
        rows = [row for row in rows if not row[0].startswith("# ")]
        assert {len(row) for row in rows} == {len(heading)}, heading


def test_colour_is_for_terminals_that_want_it():
    assert "\x1b[" not in printed(*all_sheets(small_plan()))
    stream = io.StringIO()
    Printer(stream, environ={"NO_COLOR": "1"}, is_terminal=True).line("served", style="green")
    Printer(stream, environ={"TERM": "dumb"}, is_terminal=True).line("served", style="green")
    assert "\x1b[32m" not in stream.getvalue()
    Printer(stream, environ={"TERM": "xterm"}, is_terminal=True).line("served", style="green")
    assert "\x1b[32m" in stream.getvalue()


HOSTILE = [
    "[red]alarm[/red]",
    "[/]",
    "[link=file:///etc/passwd]x[/link]",
    ":boom:",
    "\x1b[2J\x1b]0;title\x07",
    "line\nbreak\ttab\r\x00",
    "\u202eevil",
    "x" * 300,
    "👩‍👩‍👧 中文",
]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("terminal", [True, False])
def test_what_a_customer_wrote_is_shown_and_never_obeyed(name, terminal):
    plan = small_plan()
    stops = (replace(plan.stops[0], name=name, notes=name), *plan.stops[1:])

    text = printed(*all_sheets(replace(plan, stops=stops)), terminal=terminal, columns=400)

    visible = ANSI.sub("", text) if terminal else text
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e]", visible)
    if name.isascii() and name.isprintable():
        assert name in visible


def test_text_that_the_stream_cannot_write_becomes_a_question_mark():
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")

    Printer(stream, is_terminal=False).sheet(fleet_sheet(small_plan()))
    stream.flush()

    assert b"Aino M?kel?" in raw.getvalue()


def test_the_totals_say_what_was_served_left_out_and_handed_on():
    plan = small_plan()
    handed = Outsourced(stop_id="S-7", partner_id="posti", price=eur("9.90"))

    assert totals_line(plan) == (
        "6 of 7 stops served, 1 left out; 2 routes, 5.8 km, 0:58 h paid; 67.30 EUR, 1.4 kg CO2e."
    )
    assert "1 handed to partners" in totals_line(replace(plan, outsourced=(handed,)))


def test_a_late_visit_is_told_instead_of_a_wait():
    plan = small_plan()
    visits = list(plan.routes[0].visits)
    visits[1] = replace(visits[1], late_s=300)
    visits[2] = replace(visits[2], wait_s=720)
    late = replace(plan, routes=(replace(plan.routes[0], visits=tuple(visits)),))

    text = printed(route_sheets(late, late.routes)[0])

    assert "late 5 min" in text
    assert "12 min" in text


def test_a_window_kept_by_a_hair_is_marked_for_the_dispatcher_and_not_for_the_driver():
    """S-1 begins at 08:12 and closes four minutes later."""
    plan = small_plan()
    closes = (Window(EIGHT, EIGHT + 16 * 60),)
    plan = replace(plan, stops=(replace(plan.stops[0], windows=closes), *plan.stops[1:]))

    for terminal in (True, False):
        routes = printed(*route_sheets(plan, plan.routes), terminal=terminal)
        manifest = printed(*manifest_sheets(plan, plan.routes), terminal=terminal)

        assert "08:00-08:16 !" in routes
        assert words_of(routes).count("a usual delay misses it") == 1
        assert words_of(routes).endswith("a usual delay misses it.")
        assert "!" not in manifest


def with_groups(plan: Plan, *groups: dict[str, object]) -> Plan:
    """The plan with these vehicle groups in its configuration."""
    return replace(plan, config={**plan.config, "vehicles": list(groups)})


@pytest.mark.parametrize("terminal", [True, False])
def test_a_manifest_names_its_day_its_orders_and_what_is_no_delivery(terminal):
    plan = small_plan()

    text = words_of(printed(*manifest_sheets(plan, plan.routes), terminal=terminal, columns=160))

    assert text.count("2026-06-01") == len(plan.routes)
    for visit in (visit for route in plan.routes for visit in route.stop_visits):
        assert f" {visit.stop_id} " in f"{text} "
    assert "Pick up" in text


def test_pickups_and_returns_are_told_on_the_dispatchers_terminal_too():
    text = printed(*route_sheets(small_plan(), small_plan().routes), terminal=True, columns=160)

    assert "Pick up: =SUM(A1:A9)" in text
    assert "Deliver" not in text


def test_a_crew_of_two_is_shown_and_its_hours_count_twice():
    """Both routes take 29 minutes; two people sit in bike-2, the second of its group."""
    plan = with_groups(
        small_plan(),
        {"id": "van-1", "count": 1, "crew": 1},
        {"id": "bike", "count": 2, "crew": 2},
    )

    assert "Bo Ek, crew of 2" in printed(fleet_sheet(plan))
    assert printed(route_sheets(plan, plan.routes)[1]).startswith("# bike-2, Bo Ek, crew of 2, 3")
    assert "0:58 h paid (1:27 person-hours);" in totals_line(plan)
    assert "crew" not in printed(route_sheets(plan, plan.routes)[0])


@pytest.mark.parametrize(
    ("vehicle_id", "profile"),
    [("bike", ""), ("bike-1", "bike"), ("bike-2", "bike"), ("bike-3", ""), ("van-1", "van")],
)
def test_a_vehicle_belongs_to_the_group_that_numbers_it(vehicle_id, profile):
    plan = with_groups(
        small_plan(),
        {"id": "bike", "count": 2, "profile": "bike"},
        {"id": "van-1", "count": 1, "profile": "van"},
    )

    assert profile_of(plan, vehicle_id) == profile


def test_a_profile_of_ones_own_moves_like_the_one_it_is_like():
    """So that a phone leads a special bike along cycleways."""
    plan = with_groups(small_plan(), {"id": "van-1", "profile": "trike"})
    roads = {"profiles": {"trike": {"like": "bike", "width_m": 1.1}}}
    named = replace(plan, config={**plan.config, "roads": roads})

    assert profile_of(named, "van-1") == "bike"


@pytest.mark.parametrize("groups", [None, "two", [7], [{}], [{"id": "van-1", "crew": "many"}]])
def test_a_configuration_edited_beyond_recognition_means_one_driver(groups):
    plan = replace(small_plan(), config={"vehicles": groups})

    assert crew_of(plan, "van-1") == 1


def test_a_window_open_on_one_side_is_said_as_people_say_it():
    plan = small_plan()
    windows = (Window(0, 9 * 3600), Window(10 * 3600, 86_399))
    plan = replace(plan, stops=(replace(plan.stops[0], windows=windows), *plan.stops[1:]))

    for sheets in (route_sheets(plan, plan.routes), manifest_sheets(plan, plan.routes)):
        assert "  until 09:00 from 10:00  " in printed(*sheets)
        assert "until 09:00" in printed(*sheets, terminal=True)
        assert "23:59" not in printed(*sheets, terminal=True)


def test_a_category_is_words_in_a_table():
    plan = replace(small_plan(), bill=bill(customer_service="1.00"))

    assert "customer service" in printed(costs_sheet(plan, CostsBy.CATEGORY))


def left_out(number: int, words: str, **changes: Any) -> Unassigned:
    plain = Unassigned(
        stop_id=f"HB-{number}",
        unassigned_class=UnassignedClass.IMPOSSIBLE,
        reason="shift_too_short",
        detail=f"bike-1, the closest, would be done after its day ends ({words}).",
        cheapest_fix=words,
    )
    return replace(plain, **changes)


def end_later(number: int, vehicle_id: str, minutes: int) -> Fix:
    return Fix(
        kind=FixKind.END_LATER,
        stop_id=f"HB-{number}",
        vehicle_id=vehicle_id,
        price=eur("4.00"),
        amounts=(("min", minutes),),
    )


def test_stops_left_out_alike_stand_on_one_line_with_the_largest_way_out():
    """Three want bike-1 longer, by 68 min at the most; one wants another bike."""
    wanted = [(9, "14:09"), (68, "15:08"), (62, "15:02")]
    left = [
        left_out(
            number,
            f"let bike-1 work until {time} ({minutes} min longer)",
            fix=end_later(number, "bike-1", minutes),
        )
        for number, (minutes, time) in enumerate(wanted)
    ]
    words = "let bike-2 work until 20:00 (9 min longer)"
    left.append(left_out(3, words, fix=end_later(3, "bike-2", 9)))
    sheet = unassigned_sheet(replace(small_plan(), unassigned=tuple(left)))

    first, second = sheet.rows
    assert first[:3] == ("3", "HB-0, HB-1, HB-2", "cannot be served")
    assert first[3].startswith("For example: bike-1, the closest")
    assert first[4] == "At most: let bike-1 work until 15:08 (68 min longer)"
    assert second[0] == "1"
    assert second[4] == words


def test_stops_that_would_each_take_the_place_of_another_stand_on_one_line():
    left = tuple(
        left_out(
            number,
            f"leave out HB-9{number} instead, which bike-{number} visits now",
            fix=Fix(
                kind=FixKind.DROP_STOP,
                stop_id=f"HB-{number}",
                vehicle_id=f"bike-{number}",
                price=eur(f"{number}.00"),
                instead_of=f"HB-9{number}",
            ),
            fix_cost=eur(f"{number}.00"),
        )
        for number in range(3)
    )

    (row,) = unassigned_sheet(replace(small_plan(), unassigned=left)).rows

    assert row[4:] == (
        "For example: leave out HB-92 instead, which bike-2 visits now",
        "≤ 2.00",
    )


def test_a_pipe_gets_every_stop_that_was_left_out_on_its_own_line():
    left = tuple(left_out(number, f"let bike-1 work until 15:{number}") for number in range(10, 40))

    text = printed(unassigned_sheet(replace(small_plan(), unassigned=left)))

    assert [f"HB-{number}" for number in range(10, 40)] == re.findall(r"^HB-\d+", text, re.M)
    assert "impossible" not in text


def test_sixty_stops_for_sixty_reasons_are_a_handful_of_lines():
    left = tuple(
        left_out(number, "", reason=f"reason {number}", fix_cost=eur("1.00"))
        for number in range(60)
    )

    rows = unassigned_sheet(replace(small_plan(), unassigned=left)).rows

    assert len(rows) == 6
    assert rows[-1][:2] == ("55", "HB-5, HB-6, HB-7 and 52 more")
    assert sum(int(row[0]) for row in rows) == 60


def test_what_many_stops_would_cost_is_told_as_the_dearest_of_them():
    sacrificed = UnassignedClass.SACRIFICED
    left = tuple(
        left_out(
            n,
            f"raise objective.unserved_price to {price} EUR",
            unassigned_class=sacrificed,
            fix_cost=eur(price),
            fix=Fix(
                kind=FixKind.RAISE_WORTH,
                stop_id=f"HB-{n}",
                vehicle_id=f"bike-{n}",
                price=eur(price),
                amounts=(("unserved_micro", int(float(price) * 1_000_000)),),
            ),
        )
        for n, price in enumerate(["9.90", "31.20"])
    )

    (row,) = unassigned_sheet(replace(small_plan(), unassigned=left)).rows

    assert row[2] == "could not fit"
    assert row[4:] == ("At most: raise objective.unserved_price to 31.20 EUR", "≤ 31.20")


def test_the_dearest_is_the_example_where_the_way_out_is_the_same():
    left = tuple(
        left_out(n, "give the search more", detail=f"could go for {price}", fix_cost=eur(price))
        for n, price in enumerate(["3.03", "5.31", "4.00"])
    )

    (row,) = unassigned_sheet(replace(small_plan(), unassigned=left)).rows

    assert row[3:] == ("For example: could go for 5.31", "give the search more", "≤ 5.31")


def test_an_estimate_is_labelled():
    assert remarks(small_plan()) == []
    assert "estimates" in remarks(replace(small_plan(), provenance=provenance(is_estimate=True)))[0]
    assert "matrix" in remarks(replace(small_plan(), provenance=provenance(is_straight=True)))[0]
    unrepeatable = replace(small_plan().provenance, repeatable=False)
    assert "repeated" in remarks(replace(small_plan(), provenance=unrepeatable))[0]


def test_a_vehicle_without_a_route_is_named_with_those_that_have_one():
    plan = small_plan()

    assert [it.vehicle_id for it in select_routes(plan)] == ["van-1", "bike-2"]
    assert [it.vehicle_id for it in select_routes(plan, "bike-2")] == ["bike-2"]
    with pytest.raises(UsageError) as near:
        select_routes(plan, "van1")
    with pytest.raises(UsageError) as far:
        select_routes(plan, "ship")
    assert near.value.hint == "did you mean 'van-1'?"
    assert "van-1, bike-2" in far.value.hint


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Unionkatu 1", "Unionkatu 1, 00130 Helsinki (map: Unioninkatu 1)"),
        ("UNIONINKATU 1", "UNIONINKATU 1, 00130 Helsinki"),
        ("Unioninkatu 12", "Unioninkatu 12, 00130 Helsinki (map: Unioninkatu 1)"),
    ],
)
def test_a_driver_reads_the_street_as_it_is_written_on_its_sign(written, shown):
    """The customer's own spelling stands there too: it is what they say at the door."""
    stop = small_plan().stops[0]
    best = GeocodeCandidate(
        coordinate=stop.coordinate, precision=Precision.HOUSE, score=0.95,
        matched="Unioninkatu 1, 00130 Helsinki", provider="map", differs=("street",),
    )  # fmt: skip
    found = replace(
        stop,
        address=replace(stop.address, line1=written),
        geocode=GeocodeResult(status=GeocodeStatus.ACCEPT, best=best),
    )

    assert address_text(found) == shown


def test_an_empty_day_prints_its_headings():
    empty = replace(small_plan(), stops=(), routes=(), unassigned=(), notices=())

    text = printed(*all_sheets(empty)) + printed(*all_sheets(empty), terminal=True)

    assert "# Left out: 0" in text


def test_two_forms_of_a_sheet_are_told_apart_by_the_stream():
    plain = Sheet(title="t", columns=(Column("long"),), rows=(("all in one line",),))
    sheet = Sheet(title="t", columns=(Column("short"),), rows=(("a\nb",),), plain_form=plain)

    assert "all in one line" in printed(sheet)
    assert "short" in printed(sheet, terminal=True)
