"""Milliseconds, metres and ways of the embedded roads as the port gives them out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.ports import Snap
from lastmile_cli.domain.street_speeds import SpeedsFile
from lastmile_cli.domain.travel import (
    UNREACHABLE_S,
    ExactLeg,
    TrafficPeriod,
    TravelMode,
    TravelTable,
)
from lastmile_cli.domain.turns import Step
from lastmile_cli.roads.graph import RoadGraph
from lastmile_cli.roads.network import PeriodNetwork
from lastmile_cli.roads.path_rows import NO_WAY
from lastmile_cli.roads.snapping import Stand
from lastmile_cli.roads.ways import Way, geometry

IntTable = npt.NDArray[np.int32]

Tell = Callable[[Way], tuple[Step, ...]]
"""Puts a way into words."""


def snap_of(graph: RoadGraph, stand: Stand | None) -> Snap | None:
    """Where a vehicle stops, on which street."""
    if stand is None:
        return None
    return Snap(
        stands_at=stand.at,
        walk_m=stand.walk_m,
        street=graph.names[graph.street_name[stand.street]],
        door_side=stand.side,
        heading_deg=stand.heading_deg,
    )


def speed_files(periods: Sequence[TrafficPeriod]) -> tuple[SpeedsFile, ...]:
    """Files of speeds that have a say in some period."""
    files = (file for period in periods if period.speeds for file in period.speeds.files)
    return tuple(dict.fromkeys(files))


def travel_table(mode: TravelMode, answers: list[tuple[IntTable, IntTable]]) -> TravelTable:
    """Stack milliseconds and metres of each period, ``NO_WAY`` where there is none."""
    durations = np.stack([_seconds(ms, mode) for ms, _ in answers])
    metres = answers[0][1]
    for _, later in answers[1:]:
        # Where there is no way in the first period, the next that has one counts.
        metres = np.where(metres == NO_WAY, later, metres)
    return TravelTable(
        mode=mode,
        duration_s=durations,
        distance_m=np.where(metres == NO_WAY, 0, metres).astype(np.int32),
    )


def _seconds(ms: IntTable, mode: TravelMode) -> IntTable:
    """Whole seconds, rounded up; milliseconds divided by the mode's speed factor."""
    seconds = np.minimum(np.ceil(np.round(ms / mode.speed_factor) / 1000), UNREACHABLE_S)
    return np.where(ms == NO_WAY, UNREACHABLE_S, seconds).astype(np.int32)


def exact_leg(
    network: PeriodNetwork,
    ways: tuple[Way | None, ...],
    mode: TravelMode,
    left_in: int,
    tell: Tell,
) -> ExactLeg:
    """A leg's seconds in each period, and its way in the one it is left in, or in a near one."""
    driven = next((way for way in (*ways[left_in:], *ways[left_in::-1]) if way), None)
    if driven is None:
        return ExactLeg(duration_s=(UNREACHABLE_S,) * len(ways), distance_m=0)
    ms = np.array([each.duration_ms if each else NO_WAY for each in ways], dtype=np.int32)
    return ExactLeg(
        duration_s=tuple(int(second) for second in _seconds(ms, mode)),
        distance_m=round(driven.length_m),
        geometry=geometry(network, driven),
        steps=tell(driven),
    )
