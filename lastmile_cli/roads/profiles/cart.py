"""
A courier on foot with a hand cart.

As on foot, but for steps and barriers that no cart passes; 4 km/h is an assumption.
"""

from __future__ import annotations

from dataclasses import replace

from lastmile_cli.roads.profiles.foot import FOOT

CART = replace(
    FOOT,
    name="cart",
    speeds_kmh={road: 4.0 for road in FOOT.speeds_kmh if road != "steps"},
    opened_kmh=4,
    top_kmh=4,
    caps_kmh={"surface": dict.fromkeys(FOOT.caps_kmh["surface"], 2.5)},
    width_m=0.8,
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
            "block",
            "log",
        ]
    ),
)
