"""The day as a strip: every second of it once, what is on board, and letters that tell it."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.domain.load import Load
from lastmile_cli.outputs.day_board import DayBoard
from lastmile_cli.outputs.day_strip import (
    Doing,
    Piece,
    fill_at,
    fill_of,
    on_board,
    pieces_of,
    share_of,
    span_of,
)
from lastmile_cli.outputs.printer import Printer
from lastmile_cli.outputs.selection import stops_by_id
from lastmile_cli.outputs.sparks import LEVELS, falling, spark
from tests.outputs.rich_day import rich_plan
from tests.plans import EIGHT, small_plan

PLAN = rich_plan()
VAN, OTHER = PLAN.routes
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def told(plan, seconds: int) -> str:
    return plan.day.clock(seconds)


def test_a_day_is_told_from_loading_to_the_way_home():
    """Load, a minute at A, lunch and a minute at B, load again, a minute each at P and C."""
    pieces = [(it.doing, told(PLAN, it.from_s), told(PLAN, it.to_s)) for it in pieces_of(VAN)]

    assert pieces == [
        (Doing.LOAD, "07:50", "08:00"),
        (Doing.DRIVE, "08:00", "08:04"),
        (Doing.SERVE, "08:04", "08:05"),
        (Doing.DRIVE, "08:05", "08:07"),
        (Doing.BREAK, "08:07", "08:37"),
        (Doing.SERVE, "08:37", "08:38"),
        (Doing.DRIVE, "08:38", "08:44"),
        (Doing.LOAD, "08:44", "08:54"),
        (Doing.DRIVE, "08:54", "08:58"),
        (Doing.SERVE, "08:58", "08:59"),
        (Doing.DRIVE, "08:59", "09:01"),
        (Doing.SERVE, "09:01", "09:02"),
        (Doing.DRIVE, "09:02", "09:08"),
    ]


@pytest.mark.parametrize("route", [*PLAN.routes, *small_plan().routes])
def test_no_second_of_a_route_is_told_twice_or_not_at_all(route):
    pieces = pieces_of(route)
    edges = [it.from_s for it in pieces] + [pieces[-1].to_s]

    assert (edges[0], edges[-1]) == (route.start_s, route.end_s)
    assert [it.to_s for it in pieces] == edges[1:]


def test_waiting_at_a_door_is_waiting():
    plan = small_plan()
    late = replace(plan.routes[0].visits[1], start_s=EIGHT + 800, depart_s=EIGHT + 900)
    route = replace(plan.routes[0], visits=(plan.routes[0].visits[0], late))

    waits = [it for it in pieces_of(route) if it.doing is Doing.WAIT]
    assert (waits[0].from_s, waits[0].to_s) == (late.arrive_s, late.start_s)


def test_goods_leave_at_doors_and_a_shipment_is_on_board_between_its_ends():
    """Two parcels each for A and B; P hands over two, which C gets."""
    held = [(told(PLAN, at), load.parcels) for at, load in on_board(VAN, stops_by_id(PLAN))]

    assert held == [
        ("07:50", 0),
        ("08:00", 4),
        ("08:05", 2),
        ("08:37", 2),
        ("08:38", 0),
        ("08:54", 0),
        ("08:59", 2),
        ("09:02", 0),
    ]


def test_a_vehicle_is_as_full_as_what_is_scarcest():
    """5 kg of 50 are a tenth, 4 parcels of 5 are more."""
    room = {"weight_kg": 50, "parcels": 5}
    vehicles = [{"id": "van", "count": 2, "capacity": room}]
    plan = replace(PLAN, config={**PLAN.config, "vehicles": vehicles})

    fill = fill_of(plan, VAN, stops_by_id(plan))

    assert (fill.is_of_room, fill.most, fill.most_text) == (True, 0.8, "4 parcels")
    assert fill_at(fill, EIGHT + 60) == 0.8
    assert fill_at(fill, EIGHT + 6 * 60) == 0.4
    assert fill_at(fill, 0) == 0.0


def test_where_no_room_is_known_the_most_of_the_day_is_the_measure():
    fill = fill_of(PLAN, VAN, stops_by_id(PLAN))

    assert (fill.is_of_room, fill.most, fill.most_text) == (False, 1.0, "5 kg")


def test_a_short_stop_is_seen_though_most_of_its_time_is_driven():
    day = [
        Piece(doing=Doing.DRIVE, from_s=0, to_s=420),
        Piece(doing=Doing.SERVE, from_s=420, to_s=600),
    ]

    assert share_of(day, 0, 600) is Doing.SERVE
    assert share_of(day, 0, 420) is Doing.DRIVE
    assert share_of(day, 590, 650) is None, "most of it is after the day"


def test_a_pipe_gets_a_word_a_vehicle_and_what_its_letters_mean():
    assert DayBoard(plan=PLAN, routes=PLAN.routes).sheet().plain() == (
        "# The day, 07:00 to 10:00, a letter is 5 min:"
        " L loading, - driving, # at a door, B break\n"
        "vehicle  day                                   fullest\n"
        "van-1    ..........LL#BBBBBBBLLL##-..........  5 kg\n"
        "van-2    ..........LL#.......................  2.5 kg\n"
    )


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_a_terminal_gets_strips_as_wide_as_it_is(columns):
    text = board_text(PLAN, columns)
    strips = [line for line in text.splitlines() if line.startswith("van-")]

    assert max(map(len, text.splitlines())) <= columns
    assert len(strips) == 2
    assert "L" in strips[0]
    assert "B" in strips[0]
    assert ("4 stops" in strips[0]) == (columns >= 120)


def test_no_colour_means_no_colour():
    assert "\x1b[3" not in board_text(PLAN, 80, raw=True, NO_COLOR="1")
    assert "\x1b[32m" in board_text(PLAN, 80, raw=True)


def test_a_terminal_of_the_c_locale_gets_ascii():
    plan = replace(small_plan(), routes=(replace(small_plan().routes[0], vehicle_id="Łódź–1"),))
    text = board_text(plan, 80, LC_ALL="C")

    assert text.isascii()
    assert "Lodz-1" in text
    assert "#" in text


def board_text(plan, columns: int, *, raw: bool = False, **environ: str) -> str:
    stream = io.StringIO()
    told = {"COLUMNS": str(columns), "LANG": "C.UTF-8", "TERM": "xterm-256color", **environ}
    Printer(stream, environ=told, is_terminal=True).board(DayBoard(plan=plan, routes=plan.routes))
    return stream.getvalue() if raw else ANSI.sub("", stream.getvalue())


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=200), st.integers(1, 40))
def test_a_curve_never_rises_where_the_cost_only_falls(costs, width):
    curve = falling(sorted(costs, reverse=True), width)

    assert 1 <= len(curve) <= width
    heights = [LEVELS.index(letter) for letter in curve]
    assert heights == sorted(heights, reverse=True)


@given(st.lists(st.floats(0, 1), max_size=50))
def test_only_nothing_is_drawn_as_nothing(shares):
    drawn = spark(shares)

    assert len(drawn) == len(shares)
    assert [letter == " " for letter in drawn] == [share == 0 for share in shares]


def test_the_hours_of_a_strip_hold_all_routes():
    assert span_of(PLAN.routes) == (7 * 3600, 10 * 3600)
    assert span_of([]) == (0, 3600)
    assert fill_of(PLAN, replace(OTHER, visits=()), {}).most == 0.0
    assert Load() == on_board(replace(OTHER, visits=()), {})[0][1]
