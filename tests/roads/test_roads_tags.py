"""Tags to verdicts, row by row."""

from __future__ import annotations

import pytest

from lastmile_cli.domain.errors import UsageError
from lastmile_cli.domain.settings import OwnProfile
from lastmile_cli.roads.node_rules import Sign, judge_node
from lastmile_cli.roads.profiles.catalogue import PROFILES, with_own
from lastmile_cli.roads.restriction_tags import is_timed_only, read_restriction
from lastmile_cli.roads.speed_limits import parse_speed_kmh
from lastmile_cli.roads.tags import parse_duration_s, parse_kilograms, parse_metres
from lastmile_cli.roads.way_rules import judge_way

CAR, VAN, TRUCK, BIKE, FOOT, EBIKE, CART = PROFILES
FIVE = PROFILES[:5]
"""Those that differ by the ways they may use; an e-bike goes where a bike goes."""


@pytest.mark.parametrize(
    ("value", "kmh"),
    [
        ("50", 50), ("30 mph", 48.28), ("30mph", 48.28), ("FI:urban", 50), ("FI:rural", 80),
        ("DE:motorway", None), ("DE:zone:30", 30), ("FR:zone30", 30), ("walk", 7), ("none", 140),
        ("50; 40", 50), ("signals", None), ("variable", None), ("", None), (None, None),
        ("XX:nonsense", None), ("implicit", None), ("GB:nsl_dual", 112.65), ("5.5", 5.5),
        ("CH:rural", 80), ("PT:motorway", 120), ("XX:rural", 90), ("de:living_street", 7),
        ("FR:30", 30), ("DE:bicycle_road", 30), ("PL:rural", 90), ("50 km/h", 50),
        ("8 knots", 14.82), ("sign", None), ("UK:urban", 48.28), ("GB:nsl_restricted", 48.28),
    ],
)  # fmt: skip
def test_speed_limits(value, kmh):
    assert parse_speed_kmh(value) == (None if kmh is None else pytest.approx(kmh, abs=0.01))


@pytest.mark.parametrize(
    ("value", "metres"),
    [("3.5", 3.5), ("3,5 m", 3.5), ("12'6\"", 3.81), ("10 ft", 3.048), ("default", 4.5),
     ("low", None), (None, None), ("'", None), ("350 cm", 3.5), ("13 ft 6 in", 4.1148),
     ("6'", 1.8288), ('90"', 2.286), ("12' 6''", 3.81)],
)  # fmt: skip
def test_sizes(value, metres):
    assert parse_metres(value) == (None if metres is None else pytest.approx(metres))


@pytest.mark.parametrize(
    ("value", "kg"),
    [("7.5", 7500), ("7.5 t", 7500), ("800kg", 800), ("none", None), (None, None),
     ("8 st", pytest.approx(7257.5, abs=0.1)), ("10 lt", pytest.approx(10160.5, abs=0.1)),
     ("5000 lb", pytest.approx(2267.96, abs=0.01)), ("12 T", 12000)],
)  # fmt: skip
def test_weights(value, kg):
    assert parse_kilograms(value) == kg


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("10", 600), ("0:10", 600), ("01:00:30", 3630), ("PT30M", 1800), ("PT", None), ("0", None),
     ("soon", None), ("1:2:3:4", None), (None, None)],
)  # fmt: skip
def test_ferry_durations(value, seconds):
    assert parse_duration_s(value) == seconds


@pytest.mark.parametrize(
    ("tags", "who"),
    [
        ({"highway": "residential"}, "car van truck bike foot"),
        ({"highway": "motorway"}, "car van truck"),
        ({"highway": "footway"}, "bike foot"),
        ({"highway": "footway", "access": "permissive"}, "bike foot"),
        ({"highway": "pedestrian", "motor_vehicle": "delivery"}, "van truck bike foot"),
        ({"highway": "pedestrian", "motor_vehicle": "yes"}, "car van truck bike foot"),
        ({"highway": "steps"}, "foot"),
        ({"highway": "cycleway"}, "bike foot"),
        ({"highway": "track", "motor_vehicle": "agricultural"}, "bike foot"),
        ({"highway": "track", "motor_vehicle": "yes"}, "car van truck bike foot"),
        (
            {"highway": "service", "motorcar": "no", "goods": "destination", "hgv": "no"},
            "van bike foot",
        ),
        ({"highway": "residential", "access": "no", "foot": "yes"}, "foot"),
        ({"highway": "residential", "vehicle": "no"}, "foot"),
        ({"highway": "residential", "access": "private"}, "car van truck"),
        ({"highway": "residential", "motor_vehicle": "no;destination"}, "car van truck bike foot"),
        ({"highway": "residential", "area": "yes"}, ""),
        ({"highway": "construction"}, ""),
        ({"highway": "residential", "construction": "minor"}, "car van truck bike foot"),
        ({"highway": "residential", "oneway": "reversible"}, "foot"),
        ({"highway": "primary", "motorroad": "yes"}, "car van truck"),
        (
            {
                "highway": "residential",
                "maxweight": "3.5",
                "maxweight:conditional": "none @ delivery",
            },
            "car van truck bike foot",
        ),
        ({"highway": "residential", "maxweightrating:hgv": "7.5"}, "car van bike foot"),
        ({"highway": "residential", "maxaxleload": "2"}, "car bike foot"),
        ({"highway": "residential", "maxaxleload": "8"}, "car van truck bike foot"),
        ({"highway": "residential", "maxheight": "9'6\""}, "car van bike foot"),
        ({"highway": "residential", "maxheight": "9'"}, "car bike foot"),
        ({"highway": "residential", "maxlength": "8"}, "car van bike foot"),
        ({"highway": "residential", "maxweight": "4 st"}, "car van bike foot"),
        ({"highway": "residential", "narrow": "yes"}, "car van bike foot"),
        ({"highway": "residential", "est_width": "2"}, "car bike foot"),
        ({"highway": "residential", "hgv": "no"}, "car van bike foot"),
        ({"highway": "residential", "hgv:conditional": "no @ (weight>7.5)"}, "car van bike foot"),
        (
            {"highway": "residential", "hgv:conditional": "no @ (weight>40)"},
            "car van truck bike foot",
        ),
        (
            {"highway": "residential", "motor_vehicle:conditional": "no @ (10:00-18:00)"},
            "car van truck bike foot",
        ),
        (
            {"highway": "pedestrian", "motor_vehicle": "no", "goods:conditional": "yes @ delivery"},
            "van bike foot",
        ),
        ({"route": "shuttle_train"}, "car van truck"),
        ({"highway": "residential", "maxweight": "3.5"}, "car van bike foot"),
        ({"highway": "residential", "maxwidth": "2"}, "car bike foot"),
        ({"highway": "residential", "smoothness": "impassable"}, "foot"),
        ({"highway": "residential", "bicycle": "use_sidepath"}, "car van truck foot"),
        ({"route": "ferry"}, "car van truck bike foot"),
        ({"route": "ferry", "motor_vehicle": "no"}, "bike foot"),
        ({"route": "bus"}, ""),
        ({"building": "yes"}, ""),
    ],
)
def test_who_may_use_a_way(tags, who):
    open_to = [p.name for p in FIVE if judge_way(tags, p).along_kmh > 0]
    assert " ".join(open_to) == who


@pytest.mark.parametrize(
    ("tags", "profile", "kmh"),
    [
        ({"highway": "primary"}, CAR, 65),
        ({"highway": "primary", "maxspeed": "50"}, CAR, 40),
        ({"highway": "residential", "maxspeed": "100"}, CAR, 80),
        ({"highway": "residential", "maxspeed": "100", "surface": "cobblestone"}, CAR, 30),
        ({"highway": "motorway", "maxspeed": "none"}, TRUCK, 90),
        ({"highway": "residential", "maxspeed": "10"}, BIKE, 10),
        ({"highway": "residential", "maxspeed": "50"}, BIKE, 15),
        ({"highway": "residential", "maxspeed": "3"}, FOOT, 5),
        ({"highway": "footway", "surface": "mud"}, FOOT, 2.5),
        ({"highway": "footway"}, BIKE, 4),
        ({"highway": "footway"}, EBIKE, 4),
        ({"highway": "footway", "bicycle": "designated"}, BIKE, 15),
        ({"highway": "path", "bicycle": "dismount"}, BIKE, 4),
        ({"highway": "residential"}, EBIKE, 20),
        ({"highway": "residential", "surface": "cobblestone"}, EBIKE, 7),
        ({"highway": "residential"}, CART, 4),
        ({"highway": "steps"}, CART, 0),
        ({"highway": "residential", "zone:maxspeed": "DE:30"}, CAR, 24),
        ({"highway": "residential", "maxspeed": "signals", "source:maxspeed": "FI:urban"}, CAR, 40),
        ({"highway": "residential", "zone:traffic": "FR:rural"}, CAR, 64),
        ({"highway": "secondary", "maxspeed": "80", "maxspeed:hgv": "60"}, TRUCK, 48),
        ({"highway": "secondary", "maxspeed": "80", "maxspeed:hgv": "60"}, VAN, 64),
        ({"highway": "secondary", "bridge": "movable"}, VAN, 5),
        ({"highway": "pedestrian", "motor_vehicle": "delivery"}, VAN, 10),
    ],
)
def test_how_fast_a_way_is(tags, profile, kmh):
    assert judge_way(tags, profile).along_kmh == pytest.approx(kmh)


@pytest.mark.parametrize(
    ("tags", "blocked"),
    [
        ({"barrier": "bollard"}, "car van truck"),
        ({"barrier": "bollard", "bollard": "rising"}, ""),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, ""),
        ({"barrier": "gate"}, ""),
        ({"barrier": "gate", "access": "no"}, "car van truck bike foot"),
        ({"barrier": "gate", "access": "private"}, "bike foot"),
        ({"barrier": "kerb", "kerb": "lowered"}, ""),
        ({"barrier": "height_restrictor", "maxheight": "2.2"}, "van truck"),
        ({"barrier": "cycle_barrier"}, "car van truck bike"),
        ({"barrier": "block"}, "car van truck"),
        ({"barrier": "width_restrictor", "maxwidth": "2.0"}, "van truck"),
        ({"barrier": "width_restrictor"}, "car van truck"),
        ({"barrier": "gate", "maxweight": "3.5"}, "truck"),
        (
            {
                "barrier": "gate",
                "motor_vehicle": "no",
                "motor_vehicle:conditional": "yes @ delivery",
            },
            "",
        ),
        ({"barrier": "toll_booth"}, ""),
        ({"highway": "crossing", "access": "no"}, ""),
    ],
)
def test_who_is_stopped_at_a_node(tags, blocked):
    verdict = judge_node(tags, FIVE)
    stopped = [p.name for p, is_blocked in zip(FIVE, verdict.blocked, strict=True) if is_blocked]
    assert " ".join(stopped) == blocked


def test_signs_face_a_direction():
    signal = judge_node(
        {"highway": "traffic_signals", "traffic_signals:direction": "backward"}, PROFILES
    )
    stop = judge_node({"highway": "stop", "direction": "forward"}, PROFILES)

    assert (signal.sign, signal.faces) == (Sign.SIGNAL, -1)
    assert (stop.sign, stop.faces) == (Sign.STOP, 1)
    assert not judge_node({"highway": "crossing"}, PROFILES).matters


MEMBERS = [("from", "w", 1), ("via", "n", 2), ("to", "w", 3)]


@pytest.mark.parametrize(
    ("tags", "bound"),
    [
        ({"restriction": "no_left_turn"}, "car van truck bike"),
        ({"restriction": "no_left_turn", "except": "bicycle; hgv"}, "car van"),
        ({"restriction:hgv": "no_left_turn"}, "truck"),
        ({"restriction:conditional": "no_left_turn @ (07:00-09:00)"}, ""),
        ({"restriction:conditional": "no_left_turn @ (weight>7.5)"}, "truck"),
        ({"restriction": "no_left_turn", "hour_on": "07:00", "hour_off": "09:00"}, ""),
        ({"restriction": "give_way"}, ""),
    ],
)
def test_whom_a_restriction_binds(tags, bound):
    found = read_restriction(tags, MEMBERS, FIVE)
    names = [p.name for p, b in zip(FIVE, found.binds, strict=True) if b] if found else []
    assert " ".join(names) == bound


@pytest.mark.parametrize(
    ("tags", "is_timed"),
    [
        ({"restriction:conditional": "no_left_turn @ (07:00-09:00)"}, True),
        ({"restriction": "no_left_turn", "day_on": "Monday"}, True),
        ({"restriction:conditional": "no_left_turn @ (weight>7.5)"}, False),
        ({"restriction": "no_left_turn"}, False),
    ],
)
def test_restrictions_at_certain_hours_are_told_apart(tags, is_timed):
    assert is_timed_only(tags) is is_timed


@pytest.mark.parametrize(
    ("tags", "profile", "local"),
    [
        ({"highway": "service", "service": "driveway"}, VAN, True),
        ({"highway": "service", "service": "parking_aisle"}, VAN, True),
        ({"highway": "service", "service": "driveway"}, BIKE, False),
        ({"highway": "service", "service": "alley"}, VAN, False),
        ({"highway": "service", "access": "private"}, VAN, True),
        ({"highway": "residential", "access": "destination"}, VAN, True),
        ({"highway": "residential", "hgv": "delivery"}, TRUCK, True),
        ({"highway": "residential", "hgv": "delivery"}, VAN, False),
        (
            {
                "highway": "residential",
                "maxweight": "7.5",
                "maxweight:conditional": "none @ (destination)",
            },
            TRUCK,
            True,
        ),
        ({"highway": "motorway", "hov": "designated"}, VAN, True),
    ],
)
def test_whose_way_through_it_is_not(tags, profile, local):
    verdict = judge_way(tags, profile)

    assert verdict.along_kmh > 0
    assert verdict.along_local is local


@pytest.mark.parametrize(
    ("tags", "along", "against"),
    [
        ({"oneway": "yes", "oneway:bicycle": "no"}, True, True),
        ({"oneway": "yes", "cycleway:left": "lane", "cycleway:left:oneway": "no"}, True, True),
        ({"oneway": "yes", "bicycle:backward": "yes"}, True, True),
        ({"oneway": "-1", "cycleway": "opposite"}, True, True),
        ({"oneway": "-1"}, False, True),
        ({"oneway": "yes"}, True, False),
        ({"oneway:bicycle": "yes"}, True, False),
        ({"junction": "circular"}, True, False),
        ({"junction": "circular", "oneway": "no"}, True, True),
    ],
)
def test_which_way_bikes_go(tags, along, against):
    verdict = judge_way({"highway": "residential", **tags}, BIKE)

    assert (verdict.along_kmh > 0, verdict.against_kmh > 0) == (along, against)


def test_a_profile_of_ones_own_has_its_own_size():
    own = OwnProfile(name="seven-tonner", like="truck", height_m=3.2, weight_kg=7500, top_kmh=200)
    *_, mine = with_own([own])

    under = {"highway": "residential", "maxheight": "3.5", "maxweight": "7.5"}
    assert judge_way(under, TRUCK).along_kmh == 0
    assert judge_way(under, mine).along_kmh > 0
    assert judge_way({"highway": "residential", "hgv": "no"}, mine).along_kmh == 0
    assert mine.top_kmh == TRUCK.top_kmh


def test_a_profile_like_none_of_ours_is_refused_by_name():
    with pytest.raises(UsageError, match="'lorry'") as refused:
        with_own([OwnProfile(name="mine", like="lorry")])

    assert "truck" in refused.value.hint


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_a_restriction_without_one_of_its_members_is_left_out(missing):
    members = [member for i, member in enumerate(MEMBERS) if i != missing]

    assert read_restriction({"restriction": "no_left_turn"}, members, PROFILES) is None
