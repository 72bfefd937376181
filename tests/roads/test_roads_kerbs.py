"""Wide roads are not crossed on foot: the van stops on the side of the door."""

from __future__ import annotations

import pytest

from lastmile_cli.domain.travel import FREE_FLOW, TravelMode
from lastmile_cli.domain.turns import Side
from lastmile_cli.roads.habits import PLAIN, Habits
from lastmile_cli.roads.snapping import KerbRule
from tests.roads.drawn_map import RING, DrawnMap

CAR = TravelMode(profile="car")
WIDE = Habits(kerbs=KerbRule(classes=frozenset({"primary"})))
WIDE_ON_THE_LEFT = Habits(kerbs=KerbRule(classes=frozenset({"primary"}), drives_left=True))


def avenue(**tags: str) -> DrawnMap:
    """A block of 300 by 200 m whose north side is an avenue."""
    town = DrawnMap(RING)
    town.way("AB", **{"highway": "primary", "name": "Avenue"} | tags)
    town.way("BDCA", name="Lane")
    town.way("DX")
    return town


def leg_m(source, start, end) -> int:
    """Metres of a leg, after checking that the table says the same."""
    metres = source.legs([(start, end)], CAR, FREE_FLOW)[0].distance_m
    table = source.travel([start, end], [CAR], FREE_FLOW)
    assert table.leg_m(0, 0, 1) == pytest.approx(metres, abs=3)
    return metres


def test_a_van_goes_round_the_block_to_have_the_door_on_its_right(opened):
    """Coming from the west the north side is on the left; the way round is 800 m long."""
    town = avenue()
    corner, door = town.at("A", north_m=-100), town.at("A", east_m=100, north_m=15)

    assert leg_m(opened(town), corner, door) == 100 + 100
    assert leg_m(opened(town, WIDE), corner, door) == 100 + 300 + 200 + 200


def test_a_door_on_the_right_is_reached_straight_away(opened):
    town = avenue()
    corner, door = town.at("A", north_m=-100), town.at("A", east_m=100, north_m=-15)

    assert leg_m(opened(town, WIDE), corner, door) == 200


def test_where_one_drives_on_the_left_the_door_is_on_the_left(opened):
    town = avenue()
    corner = town.at("A", north_m=-100)
    north, south = (town.at("A", east_m=100, north_m=aside) for aside in (15, -15))
    source = opened(town, WIDE_ON_THE_LEFT)

    assert leg_m(source, corner, north) == 200
    assert leg_m(source, corner, south) == 800


def test_a_van_leaves_as_it_stands(opened):
    """At the north kerb it points west, so that the east is reached round the block."""
    town = avenue()
    door, corner = town.at("A", east_m=100, north_m=15), town.at("B", north_m=-100)

    assert leg_m(opened(town), door, corner) == 200 + 100
    assert leg_m(opened(town, WIDE), door, corner) == 100 + 200 + 300 + 100


def test_two_doors_across_the_avenue_are_not_one_place(opened):
    """From the south kerb to the north one: to the end, round the block, and back west."""
    town = avenue()
    south, north = (town.at("A", east_m=100, north_m=aside) for aside in (-15, 15))
    source = opened(town, WIDE)

    # On to B, round the block to A, and to the end of the stub at X to turn: never shorter than that.
    assert leg_m(opened(town), south, north) == 0
    assert leg_m(source, south, north) > 800
    assert leg_m(source, north, south) > 800
    assert leg_m(source, south, south) == 0


@pytest.mark.parametrize(
    ("tags", "aside_m"),
    [({"highway": "secondary"}, 15), ({"oneway": "yes"}, 15), ({}, 1)],
    ids=["another class", "one way only", "a door in the middle"],
)
def test_where_there_is_no_choice_nothing_changes(opened, tags, aside_m):
    town = avenue(**tags)
    corner, door = town.at("A", north_m=-100), town.at("A", east_m=100, north_m=aside_m)

    assert leg_m(opened(town, WIDE), corner, door) == 200


def test_the_same_question_under_another_rule_gets_another_answer(opened):
    """Tables are remembered on disk: the rule belongs to the question."""
    town = avenue()
    points = [town.at("A", north_m=-100), town.at("A", east_m=100, north_m=15)]

    answers = [
        opened(town, habits).travel(points, [CAR], FREE_FLOW).leg_m(0, 0, 1)
        for habits in (PLAIN, WIDE, WIDE_ON_THE_LEFT, PLAIN)
    ]

    assert answers == [200, 800, 200, 200]


@pytest.mark.parametrize(
    ("north_m", "side"), [(20, Side.LEFT), (-20, Side.RIGHT), (1, None)], ids=str
)
def test_a_snap_says_on_which_side_of_the_street_the_door_is(opened, north_m, side):
    town = DrawnMap("A..B")
    town.way("AB", name="Eastward Street")

    snap = opened(town).snap([town.at("A", east_m=150, north_m=north_m)], "car")[0]

    assert snap.door_side == side
    assert snap.heading_deg == pytest.approx(90, abs=0.1)


def test_a_door_beyond_the_end_of_a_street_is_on_neither_side(opened):
    town = DrawnMap("A..B")
    town.way("AB")

    assert opened(town).snap([town.at("B", east_m=40, north_m=3)], "car")[0].door_side is None
