"""Tables, legs and stands against what can be read off a drawing: no array of ours in between."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.travel import FREE_FLOW, TravelMode
from lastmile_cli.roads.embedded import EmbeddedSource, open_map
from lastmile_cli.roads.habits import Habits
from lastmile_cli.roads.profiles.car import CAR
from lastmile_cli.roads.profiles.profile import TurnCosts
from tests.roads.plain_town import PlainTown, extra, random_plain_town

NO_TURN_COSTS = Habits(profiles=(replace(CAR, turns=TurnCosts()),))
SHARE = 0.4
"""Where on a way its stop lies, from its first letter."""


def opened_town(tmp_path: Path, seed: int) -> tuple[PlainTown, EmbeddedSource]:
    town = random_plain_town(random.Random(seed))
    try:
        source = open_map(town.drawn.write(tmp_path / "town.osm.pbf"), habits=NO_TURN_COSTS)
    except InputRefusedError:
        pytest.skip("nobody may turn anywhere in this town")
    return town, source


def stop_on(town: PlainTown, way: str) -> Coordinate:
    a, b = town.drawn.at(way[0]), town.drawn.at(way[1])
    return Coordinate(
        lat_deg=a.lat_deg + SHARE * (b.lat_deg - a.lat_deg),
        lon_deg=a.lon_deg + SHARE * (b.lon_deg - a.lon_deg),
    )


def seconds_to_stop(way: str, edge: tuple[str, str]) -> float:
    return (30 + extra(edge)) * (SHARE if edge[0] == way[0] else 1 - SHARE)


@pytest.mark.parametrize("seed", range(30))
def test_vehicles_stop_and_drive_as_the_drawing_says(tmp_path: Path, seed: int):
    town, source = opened_town(tmp_path, seed)
    main = town.main_part()
    if not main:
        pytest.skip("no part of this town is larger than all others")
    comes = {state[-1] for state in town.reached(main)}
    leaves = {edge for edge in town.edges if town.reached({(edge,)}) & main}
    both = {way: {(way[0], way[1]), (way[1], way[0])} for way in town.ways}
    usable = [way for way in town.ways if both[way] & comes and both[way] & leaves]
    stops = {way: stop_on(town, way) for way in town.ways}
    snaps = source.snap([*stops.values()], "car")
    walks = {w: snap and snap.walk_m for w, snap in zip(stops, snaps, strict=True)}

    assert {way for way, walk_m in walks.items() if walk_m is not None and walk_m < 1} == set(
        usable
    )

    pairs = [(a, b) for a in usable for b in usable if a != b]
    legs = source.legs(
        [(stops[a], stops[b]) for a, b in pairs], TravelMode(profile="car"), FREE_FLOW
    )
    table = source.travel([stops[way] for way in usable], [TravelMode(profile="car")], FREE_FLOW)
    for (a, b), leg in zip(pairs, legs, strict=True):
        starts = {e: 30 + extra(e) - seconds_to_stop(a, e) for e in both[a] & leaves}
        expected = town.seconds(starts, {e: seconds_to_stop(b, e) for e in both[b] & comes}, main)
        in_table = table.durations_s(0, usable.index(a), usable.index(b))[0]
        assert expected is not None, (a, b)
        assert leg.duration_s[0] == pytest.approx(expected, abs=1.1), (a, b)
        assert in_table == pytest.approx(expected, abs=2.1), (a, b)
        assert leg.distance_m == pytest.approx(10 * expected, abs=3), (a, b)
