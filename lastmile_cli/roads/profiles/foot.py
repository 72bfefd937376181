"""
A courier on foot.

5 km/h and the slow surfaces are the figures of OSRM's foot profile (osrm-backend,
profiles/foot.lua, release 26.10, 2026); 3 km/h on steps is an assumption.
"""

from __future__ import annotations

from lastmile_cli.roads.profiles.profile import Profile, TurnCosts

FOOT = Profile(
    name="foot",
    speeds_kmh={
        **dict.fromkeys(
            [
                "primary",
                "primary_link",
                "secondary",
                "secondary_link",
                "tertiary",
                "tertiary_link",
                "unclassified",
                "residential",
                "living_street",
                "service",
                "track",
                "path",
                "pedestrian",
                "footway",
                "cycleway",
                "platform",
                "corridor",
                "pier",
            ],
            5.0,
        ),
        "steps": 3.0,
    },
    opened_kmh=5,
    access_keys=("foot", "access"),
    closed=frozenset(["no", "private", "agricultural", "forestry", "use_sidepath"]),
    oneway_keys=("oneway:foot",),
    implied_oneways=False,
    top_kmh=5,
    caps_kmh={
        "surface": {
            "fine_gravel": 3.75,
            "gravel": 3.75,
            "pebblestone": 3.75,
            "mud": 2.5,
            "sand": 2.5,
        }
    },
    blocked_by=frozenset(["yes", "wall", "fence", "hedge"]),
    turns=TurnCosts(signal_s=2.0),
    feels_traffic=False,
    on_motorroads=False,
    family="muscle",
)
