"""
A passenger car.

Speeds, surface caps, access values, barriers and turn penalties are the figures
of OSRM's car profile (osrm-backend, profiles/car.lua, release 26.10, 2026), so
that both agree on how long a trip takes. Drives and car park aisles are nobody's way
through: OSRM makes them unattractive instead, which durations alone cannot.
"""

from __future__ import annotations

from lastmile_cli.roads.profiles.profile import Profile, TurnCosts

CAR = Profile(
    name="car",
    speeds_kmh={
        "motorway": 90,
        "motorway_link": 45,
        "trunk": 85,
        "trunk_link": 40,
        "primary": 65,
        "primary_link": 30,
        "secondary": 55,
        "secondary_link": 25,
        "tertiary": 40,
        "tertiary_link": 20,
        "unclassified": 25,
        "residential": 25,
        "living_street": 10,
        "service": 15,
        "winter_road": 20,
        "ice_road": 15,
    },
    opened_kmh=10,
    access_keys=("motorcar", "motor_vehicle", "vehicle", "access"),
    closed=frozenset(
        [
            "no",
            "agricultural",
            "forestry",
            "emergency",
            "psv",
            "taxi",
            "share_taxi",
            "minibus",
            "bus",
            "foot",
            "emergency_vehicle",
            "restricted",
            "military",
            "official",
        ]
    ),
    local=frozenset(
        ["private", "delivery", "destination", "customers", "permit", "residents", "unknown"]
    ),
    local_classes=frozenset(
        [
            "motorway",
            "motorway_link",
            "trunk",
            "trunk_link",
            "primary",
            "primary_link",
            "secondary",
            "secondary_link",
            "tertiary",
            "tertiary_link",
            "residential",
            "living_street",
            "unclassified",
            "service",
            "winter_road",
            "ice_road",
        ]
    ),
    local_services=frozenset({"driveway", "parking_aisle", "drive-through", "drive-thru"}),
    oneway_keys=("oneway:motorcar", "oneway:motor_vehicle", "oneway:vehicle", "oneway"),
    maxspeed_factor=0.8,
    caps_kmh={
        "surface": {
            "cement": 80,
            "compacted": 80,
            "fine_gravel": 80,
            "paving_stones": 60,
            "metal": 60,
            "bricks": 60,
            "grass": 40,
            "wood": 40,
            "sett": 40,
            "grass_paver": 40,
            "gravel": 40,
            "unpaved": 40,
            "ground": 40,
            "dirt": 40,
            "pebblestone": 40,
            "tartan": 40,
            "cobblestone": 30,
            "clay": 30,
            "earth": 20,
            "stone": 20,
            "rocky": 20,
            "sand": 20,
            "laterite": 15,
            "mud": 10,
            "ice": 20,
            "snow": 30,
        },
        "tracktype": {"grade1": 60, "grade2": 40, "grade3": 30, "grade4": 25, "grade5": 20},
        "smoothness": {
            "intermediate": 80,
            "bad": 40,
            "very_bad": 20,
            "horrible": 10,
            "very_horrible": 5,
            "impassable": 0,
        },
    },
    carried_kmh={"ferry": 5, "shuttle_train": 10},
    movable_bridge_kmh=5,
    height_m=2.0,
    width_m=1.9,
    length_m=4.8,
    weight_kg=2_000,
    axle_kg=1_000,
    passes=frozenset(
        [
            "cattle_grid",
            "border_control",
            "toll_booth",
            "sally_port",
            "no",
            "entrance",
            "arch",
            "height_restrictor",
            "gate",
            "lift_gate",
        ]
    ),
    gates=frozenset({"gate", "lift_gate"}),
    restriction_keys=(
        "restriction",
        "restriction:motorcar",
        "restriction:motor_vehicle",
        "restriction:vehicle",
    ),
    restriction_names=frozenset({"motorcar", "motor_vehicle", "vehicle"}),
    turns=TurnCosts(
        turn_s=7.5,
        bias=1.075,
        oncoming_s=2.0,
        u_turn_s=20.0,
        signal_s=2.0,
        stop_s=2.0,
        give_way_s=1.0,
        gate_s=60.0,
    ),
    no_stopping=frozenset({"motorway", "motorway_link", "trunk_link"}),
)
