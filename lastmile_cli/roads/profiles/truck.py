"""
A rigid truck of 12 tonnes.

Size limits: 4.0 m and 2.55 m are the legal bounds of EU Directive 96/53/EC, which
most such trucks reach; 90 km/h is the speed limiter of EU Directive 92/6/EEC. 8 t on
the driven axle and slower turns are assumptions.
"""

from __future__ import annotations

from dataclasses import replace

from lastmile_cli.roads.profiles.car import CAR

TRUCK = replace(
    CAR,
    name="truck",
    access_keys=("hgv", *CAR.access_keys),
    local_classes=CAR.local_classes | {"pedestrian"},
    oneway_keys=("oneway:hgv", *CAR.oneway_keys),
    top_kmh=90,
    height_m=4.0,
    width_m=2.55,
    length_m=10.0,
    weight_kg=12_000,
    axle_kg=8_000,
    kinds=("hgv", "goods"),
    restriction_keys=(*CAR.restriction_keys, "restriction:hgv", "restriction:goods"),
    restriction_names=CAR.restriction_names | {"hgv", "goods"},
    turns=replace(CAR.turns, turn_s=10.0, u_turn_s=60.0),
)
