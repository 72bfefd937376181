"""What a driver is told on the way, on maps small enough to drive with a finger."""

from __future__ import annotations

import pytest

from lastmile_cli.domain.travel import FREE_FLOW, TravelMode
from lastmile_cli.domain.turns import Side, StepKind
from lastmile_cli.roads.habits import Habits
from tests.roads.drawn_map import DrawnMap

CROSS = """
...N...
.......
.......
W..X..E
.......
.......
...S...
"""


@pytest.fixture
def told(opened):
    """Drive from one place to another and write down what is said, one tuple a step."""

    def steps(town: DrawnMap, start, end, language: str = "", profile: str = "car"):
        source = opened(town, Habits(tells_turns=True, language=language))
        places = [town.at(p) if isinstance(p, str) else p for p in (start, end)]
        leg = source.legs([tuple(places)], TravelMode(profile=profile), FREE_FLOW)[0]
        assert sum(step.distance_m for step in leg.steps) == leg.distance_m
        return leg.steps

    return steps


def words(steps) -> list[tuple]:
    """Kind, street and metres of each step."""
    return [(step.kind.value, step.street, step.distance_m) for step in steps]


def crossing(**names: str) -> DrawnMap:
    """Four streets that meet at X, each 300 m long."""
    town = DrawnMap(CROSS)
    for letter in "NESW":
        town.way(letter + "X", name=names.get(letter, f"{letter} Street"))
    return town


@pytest.mark.parametrize(
    ("start", "end", "kind"),
    [
        ("S", "W", "left"),
        ("S", "E", "right"),
        ("S", "N", "straight"),
        ("N", "W", "right"),
        ("E", "S", "left"),
        ("W", "E", "straight"),
    ],
)
def test_a_turn_is_named_by_its_side_and_its_street(told, start, end, kind):
    assert words(told(crossing(), start, end)) == [
        ("depart", f"{start} Street", 300),
        (kind, f"{end} Street", 300),
        ("arrive", f"{end} Street", 0),
    ]


def test_who_departs_is_told_the_direction_on_the_compass(told):
    headings = [told(crossing(), start, "X")[0].heading_deg for start in "SWNE"]

    assert headings == [0, 90, 180, 270]


def test_a_crossing_on_the_same_street_is_not_worth_a_word(told):
    town = crossing(S="Main Street", N="Main Street")

    assert words(told(town, "S", "N")) == [
        ("depart", "Main Street", 600),
        ("arrive", "Main Street", 0),
    ]


def test_the_street_that_is_crossed_is_named_where_the_own_one_changes_its_name(told):
    town = crossing(W="High Street", E="High Street")

    straight_on = told(town, "S", "N")[1]

    assert (straight_on.kind, straight_on.street) == (StepKind.STRAIGHT, "N Street")
    assert straight_on.over == "High Street"


def test_a_mere_bend_is_not_worth_a_word(told):
    town = DrawnMap("A..B\n   .\n   C..D")
    town.way("AB", name="Bent Street")
    town.way("BC", name="Bent Street")
    town.way("CD", name="Bent Street")

    assert [step.kind for step in told(town, "A", "D")] == [StepKind.DEPART, StepKind.ARRIVE]


def test_a_street_that_turns_off_while_another_goes_straight_on_is(told):
    town = crossing(S="Main Street", E="Main Street")

    assert words(told(town, "S", "E"))[1] == ("right", "Main Street", 300)


def test_a_yard_that_goes_straight_on_does_not_make_a_bend_a_turn(told):
    town = DrawnMap("A..B..Y\n   .\n   C")
    town.way("ABC", name="Bent Street")
    town.way("BY", highway="service")

    assert [step.kind for step in told(town, "A", "C")] == [StepKind.DEPART, StepKind.ARRIVE]


def test_a_fork_says_which_side_to_keep(told):
    town = DrawnMap("......N\nA..B...\n......S")
    town.way("AB", name="Stem")
    town.way("BN", name="North Branch")
    town.way("BS", name="South Branch")

    assert told(town, "A", "N")[1].kind == StepKind.KEEP_LEFT
    assert told(town, "A", "S")[1].kind == StepKind.KEEP_RIGHT


def test_a_street_without_a_name_is_told_by_its_class(told):
    town = DrawnMap("A..B..D\n   .\n   C")
    town.way("ABD", name="Main Street")
    town.way("BC", highway="service")

    turn = told(town, "A", "C")[1]

    assert (turn.kind, turn.street, turn.road_class) == (StepKind.RIGHT, "", "service")


def test_names_are_in_the_language_asked_for_where_the_map_has_them(told):
    town = DrawnMap("A..B\n   .\n   C")
    town.way("AB", name="Aleksanterinkatu", name__sv="Alexandersgatan", name__left="Oikea")
    town.way("BC", name="Unioninkatu")

    swedish = [step.street for step in told(town, "A", "C", language="sv")]
    usual = [step.street for step in told(town, "A", "C")]

    assert swedish == ["Alexandersgatan", "Unioninkatu", "Unioninkatu"]
    assert usual == ["Aleksanterinkatu", "Unioninkatu", "Unioninkatu"]


ROUND = """
....N....
.........
....n....
W..w.e..E
....s....
.........
....S....
"""


def roundabout() -> DrawnMap:
    """Four streets around a circle, driven against the clock."""
    town = DrawnMap(ROUND)
    town.way("senws", junction="roundabout")
    for outer, inner in ("Ss", "Ee", "Nn", "Ww"):
        town.way(outer + inner, name=f"{outer} Street")
    return town


@pytest.mark.parametrize(("end", "exit_number"), [("E", 1), ("N", 2), ("W", 3)])
def test_a_roundabout_counts_the_exits(told, end, exit_number):
    steps = told(roundabout(), "S", end)

    assert [step.kind.value for step in steps] == ["depart", "roundabout", "arrive"]
    assert (steps[1].exit_number, steps[1].street) == (exit_number, f"{end} Street")


def test_an_exit_nobody_may_drive_is_not_counted(told):
    town = DrawnMap(ROUND)
    town.way("senws", junction="roundabout")
    town.way("Ss", name="S Street")
    town.way("eE", highway="footway")
    town.way("Nn", name="N Street")

    assert told(town, "S", "N")[1].exit_number == 1


def test_a_way_that_ends_inside_a_roundabout_has_no_exit(told):
    town = roundabout()

    last = told(town, "S", town.at("n", east_m=-50, north_m=-50))[-2]

    assert (last.kind, last.exit_number) == (StepKind.ROUNDABOUT, 0)


def test_who_must_turn_round_at_a_dead_end_is_told_so(told):
    """A street that may not be entered from the west is reached from the other side."""
    town = DrawnMap("A..B..X\n   .\n   C")
    first = town.way("AB", name="Main Street")
    town.way("BX", name="Main Street")
    side = town.way("BC", name="Side Street")
    town.restrict("no_right_turn", first, "B", side)

    assert words(told(town, "A", "C")) == [
        ("depart", "Main Street", 600),
        ("u_turn", "Main Street", 300),
        ("left", "Side Street", 200),
        ("arrive", "Side Street", 0),
    ]


def test_turning_over_the_median_of_a_dual_carriageway_is_one_u_turn(told):
    """North along one carriageway, 20 m over the median, south along the other."""
    far = ". .\n" * 29
    town = DrawnMap(f"N.M\n{far}B.A\n{far}S.T", cell_m=10)
    town.way("TAM", name="Avenue", oneway="yes")
    town.way("NBS", name="Avenue", oneway="yes")
    town.way("AB")
    town.way("MN")
    town.way("ST", oneway="yes")
    start, end = town.at("T", north_m=10), town.at("S", north_m=10)

    assert words(told(town, start, end)) == [
        ("depart", "Avenue", 290),
        ("u_turn", "Avenue", 20 + 290),
        ("arrive", "Avenue", 0),
    ]


def askew(*, west_name: str, kink_m: float) -> DrawnMap:
    """Hill Street comes from the south to X; Mill Lane leads the few metres on to Y."""
    town = DrawnMap("W" + "." * 40 + "Y" + "." * 40 + "E\n" + " " * 41 + "X\n" * 1, cell_m=kink_m)
    town._places["S"] = (41 * kink_m, -41 * kink_m)
    town._places["Z"] = (41 * kink_m + 3 * kink_m, -kink_m)
    town.way("SX", name="Hill Street")
    town.way("XY", name="Mill Lane")
    town.way("XZ", name="Back Lane")
    town.way("WY", name=west_name)
    town.way("YE", name="Mill Road")
    return town


def test_a_kink_of_a_few_metres_is_part_of_the_turn_whatever_it_is_called(told):
    """Mill Lane is 5 m long: nobody looks for its sign."""
    steps = words(told(askew(west_name="Mill Road", kink_m=5.0), "S", "W"))

    assert steps == [
        ("depart", "Hill Street", 200),
        ("left", "Mill Road", 210),
        ("arrive", "Mill Road", 0),
    ]


def test_a_street_of_its_own_between_two_turns_is_told(told):
    """Mill Lane is 20 m long: there is a sign, and it must be found."""
    steps = words(told(askew(west_name="Mill Road", kink_m=20.0), "S", "W"))

    assert [step[1] for step in steps[:-1]] == ["Hill Street", "Mill Lane", "Mill Road"]


@pytest.mark.parametrize(
    ("link", "depart_m"), [("Side Street", 50), ("Bridge Street", 30), ("", 50)]
)
def test_a_left_turn_over_the_first_carriageway_is_one_left_turn(told, link, depart_m):
    """Eastward over 20 m of junction, whose middle has a name of its own, then left and north."""
    far = "......  \n" * 29
    town = DrawnMap(f"...n.N\n{far}W..a.b\n{far}...s.S", cell_m=10)
    town.way("Wa", name="Side Street")
    town.way("ab", name=link)
    town.way("nas", name="Avenue", oneway="yes")
    town.way("SbN", name="Avenue", oneway="yes")
    town.way("sS")
    town.way("nN")

    assert words(told(town, "W", town.at("b", north_m=100))) == [
        ("depart", "Side Street", depart_m),
        ("left", "Avenue", 150 - depart_m),
        ("arrive", "Avenue", 0),
    ]


@pytest.mark.parametrize(
    ("start", "north_m", "side"),
    [("A", 30, Side.LEFT), ("A", -30, Side.RIGHT), ("B", 30, Side.RIGHT), ("A", 0, None)],
)
def test_arrival_tells_the_side_of_the_door_as_one_comes_and_the_walk(told, start, north_m, side):
    town = DrawnMap("A..B")
    town.way("AB", name="Main Street")

    arrival = told(town, start, town.at("A", east_m=200, north_m=north_m))[-1]

    assert (arrival.kind, arrival.door_side, arrival.walk_m) == (
        StepKind.ARRIVE,
        side,
        abs(north_m),
    )


def test_next_door_one_only_arrives(told):
    town = DrawnMap("A..B")
    town.way("AB", name="Main Street")

    steps = told(town, "A", town.at("A", north_m=20))

    assert [(step.kind, step.walk_m) for step in steps] == [(StepKind.ARRIVE, 20)]


def test_a_door_without_a_way_is_told_nothing(told):
    town = DrawnMap("A..B")
    town.way("AB")

    assert told(town, "A", town.at("A", north_m=60_000)) == ()


def test_a_ferry_is_boarded_even_under_the_name_of_the_street(told):
    town = DrawnMap("A..B..C..D")
    town.way("AB", name="Harbour Street")
    town.way("BC", highway="", route="ferry", name="Harbour Street")
    town.way("CD", name="Harbour Street")

    assert [step.road_class for step in told(town, "A", "D")] == [
        "residential", "ferry", "residential", "residential",
    ]  # fmt: skip


def test_who_did_not_ask_for_turns_is_told_none(opened):
    town = crossing()
    leg = opened(town).legs([(town.at("S"), town.at("W"))], TravelMode(profile="car"), FREE_FLOW)[0]

    assert leg.steps == ()
    assert leg.distance_m == 600
