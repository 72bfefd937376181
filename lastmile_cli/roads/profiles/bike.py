"""
A cargo bike.

Speeds, surfaces and turn penalties are the figures of OSRM's bicycle profile
(osrm-backend, profiles/bicycle.lua, release 26.10, 2026); walking a bike over foot
streets at 4 km/h too. Steps and cycle barriers stop a cargo bike (assumption).
"""

from __future__ import annotations

from lastmile_cli.roads.profiles.profile import Profile, TurnCosts

BIKE = Profile(
    name="bike",
    speeds_kmh={
        "cycleway": 15,
        "primary": 15,
        "primary_link": 15,
        "secondary": 15,
        "secondary_link": 15,
        "tertiary": 15,
        "tertiary_link": 15,
        "residential": 15,
        "unclassified": 15,
        "living_street": 15,
        "service": 15,
        "track": 12,
        "path": 13,
        "footway": 4,
        "pedestrian": 4,
    },
    opened_kmh=15,
    pushed_classes=frozenset({"footway", "pedestrian"}),
    pushed_kmh=4,
    access_keys=("bicycle", "vehicle", "access"),
    closed=frozenset(["no", "private", "agricultural", "forestry", "use_sidepath"]),
    local=frozenset({"destination", "customers", "delivery", "permit", "residents"}),
    local_classes=frozenset(
        ["residential", "living_street", "unclassified", "service", "pedestrian"]
    ),
    oneway_keys=("oneway:bicycle", "oneway"),
    contraflow=True,
    maxspeed_factor=1.0,
    top_kmh=21,
    caps_kmh={
        "surface": {
            "wood": 10,
            "metal": 10,
            "cobblestone:flattened": 10,
            "paving_stones": 10,
            "compacted": 10,
            "cobblestone": 7,
            "unpaved": 6,
            "fine_gravel": 10,
            "gravel": 6,
            "pebblestone": 6,
            "grass_paver": 6,
            "ground": 10,
            "dirt": 8,
            "earth": 6,
            "laterite": 5,
            "grass": 6,
            "mud": 3,
            "sand": 3,
            "woodchips": 3,
            "sett": 9,
        },
        "smoothness": {"very_horrible": 3, "impassable": 0},
    },
    # A courier rides to the kerb and walks the last metres rather than push the bike there.
    no_stopping=frozenset({"footway"}),
    width_m=0.9,
    blocked_by=frozenset(
        [
            "yes",
            "wall",
            "fence",
            "hedge",
            "stile",
            "turnstile",
            "full-height_turnstile",
            "kissing_gate",
            "cycle_barrier",
            "debris",
            "jersey_barrier",
        ]
    ),
    restriction_keys=("restriction", "restriction:bicycle", "restriction:vehicle"),
    restriction_names=frozenset({"bicycle", "vehicle"}),
    turns=TurnCosts(turn_s=6.0, bias=1.4, u_turn_s=20.0, signal_s=2.0),
    feels_traffic=False,
    on_motorroads=False,
    family="muscle",
)
