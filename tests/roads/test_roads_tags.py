"""Tags to verdicts, row by row."""

from __future__ import annotations

import pytest

from lastmile_cli.roads.node_rules import Sign, judge_node
from lastmile_cli.roads.profiles.catalogue import PROFILES
from lastmile_cli.roads.restriction_tags import read_restriction
from lastmile_cli.roads.speed_limits import parse_speed_kmh
from lastmile_cli.roads.tags import parse_duration_s, parse_kilograms, parse_metres
from lastmile_cli.roads.way_rules import judge_way

CAR, VAN, TRUCK, BIKE, FOOT = PROFILES


@pytest.mark.parametrize(
    ("value", "kmh"),
    [
        ("50", 50), ("30 mph", 48.28), ("30mph", 48.28), ("FI:urban", 50), ("FI:rural", 80),
        ("DE:motorway", None), ("DE:zone:30", 30), ("FR:zone30", 30), ("walk", 7), ("none", 140),
        ("50; 40", 50), ("signals", None), ("variable", None), ("", None), (None, None),
        ("XX:nonsense", None), ("implicit", None), ("GB:nsl_dual", 112.65), ("5.5", 5.5),
    ],
)  # fmt: skip
def test_speed_limits(value, kmh):
    assert parse_speed_kmh(value) == (None if kmh is None else pytest.approx(kmh, abs=0.01))


@pytest.mark.parametrize(
    ("value", "metres"),
    [("3.5", 3.5), ("3,5 m", 3.5), ("12'6\"", 3.81), ("10 ft", 3.048), ("default", 4.5),
     ("low", None), (None, None), ("'", None)],
)  # fmt: skip
def test_sizes(value, metres):
    assert parse_metres(value) == (None if metres is None else pytest.approx(metres))


@pytest.mark.parametrize(
    ("value", "kg"), [("7.5", 7500), ("7.5 t", 7500), ("800kg", 800), ("none", None), (None, None)]
)
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
        ({"highway": "residential", "oneway": "reversible"}, ""),
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
    open_to = [p.name for p in PROFILES if judge_way(tags, p).along_kmh > 0]
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
        ({"highway": "footway", "bicycle": "designated"}, BIKE, 4),
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
        ({"barrier": "toll_booth"}, ""),
        ({"highway": "crossing", "access": "no"}, ""),
    ],
)
def test_who_is_stopped_at_a_node(tags, blocked):
    verdict = judge_node(tags, PROFILES)
    stopped = [
        p.name for p, is_blocked in zip(PROFILES, verdict.blocked, strict=True) if is_blocked
    ]
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
        ({"restriction": "give_way"}, ""),
    ],
)
def test_whom_a_restriction_binds(tags, bound):
    found = read_restriction(tags, MEMBERS, PROFILES)
    names = [p.name for p, b in zip(PROFILES, found.binds, strict=True) if b] if found else []
    assert " ".join(names) == bound


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_a_restriction_without_one_of_its_members_is_left_out(missing):
    members = [member for i, member in enumerate(MEMBERS) if i != missing]

    assert read_restriction({"restriction": "no_left_turn"}, members, PROFILES) is None
