"""The way to each door, in the words and signs a driver reads."""

from __future__ import annotations

import csv
import io
import itertools

import pytest

from lastmile_cli.domain.turns import RouteTurns, Side, Step, StepKind
from lastmile_cli.outputs.manifest_json import manifest_record
from lastmile_cli.outputs.pdf.entries import entries_of
from lastmile_cli.outputs.pdf.manifest import manifest_pdf
from lastmile_cli.outputs.pdf.paper import Paper
from lastmile_cli.outputs.pdf.turn_ribbon import LEFT_MM, MOST_LINES, lay_ribbon
from lastmile_cli.outputs.route_sheets import manifest_sheets
from lastmile_cli.outputs.routes_csv import routes_csv
from lastmile_cli.outputs.selection import stops_by_id
from lastmile_cli.outputs.turn_words import step_text
from tests.outputs.test_pdf import page_count, text_of
from tests.outputs.test_sheets import lines_of, printed
from tests.plans import long_plan, small_plan

WAY = (
    Step(kind=StepKind.DEPART, street="Yrjönkatu", distance_m=118, heading_deg=315),
    Step(kind=StepKind.LEFT, street="Bulevardi", distance_m=304),
    Step(kind=StepKind.ROUNDABOUT, street="Łódzka", exit_number=2, distance_m=1240),
    Step(kind=StepKind.RIGHT, road_class="service", distance_m=12),
    Step(kind=StepKind.ARRIVE, door_side=Side.LEFT, walk_m=34),
)
HOME = (
    Step(kind=StepKind.U_TURN, street="Bulevardi", distance_m=300),
    Step(kind=StepKind.ARRIVE, walk_m=2),
)


def turns(plan) -> dict[str, RouteTurns]:
    """The same way to every stop of every route, none to the loading."""
    return {
        route.vehicle_id: RouteTurns(
            to_visits=tuple(WAY if visit.stop_id else () for visit in route.visits), home=HOME
        )
        for route in plan.routes
    }


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (WAY[0], "start north-west on Yrjönkatu, 120 m"),
        (WAY[1], "left into Bulevardi, 300 m"),
        (WAY[2], "roundabout, second exit into Łódzka, 1.2 km"),
        (WAY[3], "right into a service road, 10 m"),
        (WAY[4], "arrive: door on the left, 35 m on foot"),
        (HOME[0], "U-turn on Bulevardi, 300 m"),
        (HOME[1], "arrive: door ahead"),
        (Step(kind=StepKind.ARRIVE), "arrive: door here"),
        (Step(kind=StepKind.ROUNDABOUT, distance_m=40), "into the roundabout, 40 m"),
        (Step(kind=StepKind.STRAIGHT, street="Y", over="X", distance_m=70), "straight on over X into Y, 70 m"),
        (Step(kind=StepKind.KEEP_LEFT, road_class="trunk_link", distance_m=400), "keep left into a slip road, 400 m"),
        (Step(kind=StepKind.STRAIGHT, street="Vaxholm", road_class="ferry", distance_m=2_000), "take Vaxholm, 2.0 km"),
        (Step(kind=StepKind.STRAIGHT, road_class="ferry", distance_m=2_000), "take the ferry, 2.0 km"),
        (Step(kind=StepKind.LEFT, road_class="steps", distance_m=20), "left into steps, 20 m"),
        (Step(kind=StepKind.LEFT, road_class="tertiary", distance_m=20), "left into a road without a name, 20 m"),
        (Step(kind=StepKind.LEFT, street="\x1b[2J\u202eevil", distance_m=20), "left into �[2Jevil, 20 m"),
    ],
)  # fmt: skip
def test_every_instruction_is_a_phrase(step, words):
    assert step_text(step) == words


def test_on_a_terminal_the_way_stands_above_its_stop_a_line_a_turn():
    plan = small_plan()
    sheets = manifest_sheets(plan, plan.routes[:1], turns(plan))

    told = [
        " ".join(line.split()) for line in lines_of(printed(*sheets, terminal=True, columns=120))
    ]

    begin = told.index("start north-west on Yrjönkatu, 120 m")
    assert told[begin + 1 : begin + 5] == [
        "left into Bulevardi, 300 m",
        "roundabout, second exit into Łódzka, 1.2 km",
        "right into a service road, 10 m",
        "arrive: door on the left, 35 m on foot",
    ]
    assert told[begin + 5].startswith("1 08:12")
    assert any("Back at" in line for line in told[told.index("U-turn on Bulevardi, 300 m") :])


def test_in_a_pipe_the_way_is_one_cell_of_its_stop():
    plan = small_plan()
    rows = printed(*manifest_sheets(plan, plan.routes[:1], turns(plan))).splitlines()

    assert rows[1].split()[-1] == "turns"
    assert rows[2].endswith(" -")
    assert rows[3].endswith(
        "right into a service road, 10 m; arrive: door on the left, 35 m on foot"
    )


def test_without_turns_nothing_changes():
    plan = small_plan()

    assert "turns" not in printed(*manifest_sheets(plan, plan.routes))
    assert "turns" not in routes_csv(plan)
    assert "turns" not in str(manifest_record(plan, plan.routes))


def test_csv_tells_the_way_to_each_visit_and_home():
    plan = small_plan()
    rows = list(csv.DictReader(io.StringIO(routes_csv(plan, plan.routes, turns(plan)))))

    assert [row["turns"] for row in rows if row["kind"] == "load"] == ["", ""]
    assert {row["turns"].count("; ") for row in rows if row["kind"] == "stop"} == {4}
    assert {row["turns"] for row in rows if row["kind"] == "home"} == {
        "U-turn on Bulevardi, 300 m; arrive: door ahead"
    }


def test_json_has_each_step_as_data_and_in_words():
    plan = small_plan()
    manifest = manifest_record(plan, plan.routes, turns(plan))["manifests"][0]

    assert manifest["visits"][0]["turns"] == []
    assert manifest["visits"][1]["turns"][2] == {
        "kind": "roundabout",
        "street": "Łódzka",
        "road_class": "",
        "distance_m": 1240,
        "over": "",
        "exit_number": 2,
        "heading_deg": None,
        "door_side": None,
        "walk_m": None,
        "text": "roundabout, second exit into Łódzka, 1.2 km",
    }
    assert manifest["visits"][1]["turns"][-1]["door_side"] == "left"
    assert [step["kind"] for step in manifest["home"]["turns"]] == ["u_turn", "arrive"]


def test_on_paper_every_street_of_the_way_can_be_read():
    plan = small_plan()

    text = text_of(manifest_pdf(plan, plan.routes[0], turns=turns(plan)["van-1"]))

    for words in ("Yrjönkatu", "north-west, 120 m", "Łódzka", "1.2 km", "service road"):
        assert text.count(words) == 3, words
    assert text.count("door on the left, 35 m on foot") == 3
    assert text.count("door ahead") == 1


@pytest.mark.parametrize("count", [1, 25, 60])
def test_turns_cost_no_stop_its_place(count):
    plan = long_plan(count)
    told = turns(plan)[plan.routes[0].vehicle_id]

    with Paper(plan, title="t", footer="f") as paper:
        entries = entries_of(paper, plan, plan.routes[0], stops_by_id(plan), told)

    assert sum(bool(entry.number) for entry in entries) == count
    assert page_count(manifest_pdf(plan, plan.routes[0], turns=told)) <= 4 + count // 5


@pytest.mark.parametrize(
    "street", ["Short", "Very Long Street of the Unknown Soldiers " * 4, "W" * 300]
)
def test_no_chip_leaves_the_page_or_lies_on_its_neighbour(street):
    steps = tuple(
        Step(kind=kind, street=street, distance_m=123_456, over="O" * 20)
        for kind in list(StepKind) * 3
    )
    with Paper(small_plan(), title="t", footer="f") as paper:
        ribbon = lay_ribbon(paper, steps)
        for line in ribbon:
            ends = [chip.x + 5.2 + chip.street_mm + chip.tail_mm for chip in line]
            starts = [chip.x for chip in line]
            assert all(end < start for end, start in zip(ends, starts[1:], strict=False))
            assert LEFT_MM + ends[-1] <= paper.right_mm


def test_a_way_of_hundreds_of_turns_fits_on_a_page_and_says_what_it_leaves_out():
    plan = small_plan()
    steps = tuple(itertools.chain(WAY[:-1] * 100, WAY[-1:]))
    told = RouteTurns(to_visits=(steps,) * len(plan.routes[0].visits), home=steps)

    with Paper(plan, title="t", footer="f") as paper:
        entries = entries_of(paper, plan, plan.routes[0], stops_by_id(plan), told)
        ribbon = lay_ribbon(paper, steps)

    assert len(ribbon) == MOST_LINES
    assert "more turns: door on the left" in ribbon[-1][-1].tail
    assert max(entry.height for entry in entries) < paper.bottom_mm - 24


def test_a_step_cannot_be_negative():
    with pytest.raises(ValueError, match="negative"):
        Step(kind=StepKind.LEFT, distance_m=-1)
