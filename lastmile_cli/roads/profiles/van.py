"""
A delivery van of 3.5 tonnes.

It moves as a car, and may also go where goods vehicles or deliveries are let in.
Size and axle load: Mercedes Sprinter and Ford Transit with high roof, rounded up; top
speed is the limiter usual in fleets (assumption).
"""

from __future__ import annotations

from dataclasses import replace

from lastmile_cli.roads.profiles.car import CAR

VAN = replace(
    CAR,
    name="van",
    access_keys=("goods", *CAR.access_keys),
    local_classes=CAR.local_classes | {"pedestrian"},
    oneway_keys=("oneway:goods", *CAR.oneway_keys),
    top_kmh=120,
    height_m=2.8,
    width_m=2.05,
    length_m=6.0,
    weight_kg=3_500,
    axle_kg=2_250,
    kinds=("goods",),
    restriction_keys=(*CAR.restriction_keys, "restriction:goods"),
    restriction_names=CAR.restriction_names | {"goods"},
)
