"""
A cargo bike with a motor that helps up to 25 km/h (EU Regulation 168/2013, article 2).

It goes where a bike goes; 20 km/h on good streets is an assumption.
"""

from __future__ import annotations

from dataclasses import replace

from lastmile_cli.roads.profiles.bike import BIKE

FASTER = 20 / 15
"""Against a bike, where it rides."""

EBIKE = replace(
    BIKE,
    name="ebike",
    speeds_kmh={
        road: speed if road in BIKE.pushed_classes else speed * FASTER
        for road, speed in BIKE.speeds_kmh.items()
    },
    opened_kmh=BIKE.opened_kmh * FASTER,
    top_kmh=25,
)
