"""Travel between the day's places, each vehicle only where it can stop near enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.ports import AddsPlaces, RoadSource
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.travel import Travel, TravelMode
from lastmile_cli.planning.places import PlaceIndex, list_modes


def measure_streets(
    places: PlaceIndex,
    config: Config,
    roads: RoadSource,
    progress: ProgressHook = no_progress,
    *,
    modes: Sequence[TravelMode] | None = None,
    known: Sequence[Coordinate] = (),
) -> Travel:
    """
    Ask the roads for travel between all places, for ``modes`` or every mode of the fleet.

    A place from which the nearest street that a profile may stop on is farther
    than ``roads.max_snap_m`` cannot be reached by that profile: a bike may
    ride to a door in a park that a van must not be sent to. Every leg to a stop
    holds the time to park there. Of places that are ``known``, in this order, it was
    asked before.
    """
    progress(Progress(label="Measuring the streets"))
    modes = list_modes(config) if modes is None else modes
    if known and len(known) < len(places.points) and isinstance(roads, AddsPlaces):
        travel = roads.travel_beside(places.points, known, modes, config.roads.periods)
    else:
        travel = roads.travel(places.points, modes, config.roads.periods, progress)
    walks_m = walks_by_profile(places, modes, roads)
    barred = {
        number: [
            place
            for place, walk_m in enumerate(walks_m[mode.profile])
            if walk_m is None or walk_m > config.roads.max_snap_m
        ]
        for number, mode in enumerate(modes)
    }
    return travel.without_places(barred).with_parking(places.without_parking)


def walks_by_profile(
    places: PlaceIndex, modes: Sequence[TravelMode], roads: RoadSource
) -> Mapping[str, list[float | None]]:
    """Metres from where a vehicle stops to each place's door, by profile; ``None``: no street."""
    return {
        profile: [snap.walk_m if snap else None for snap in roads.snap(places.points, profile)]
        for profile in dict.fromkeys(mode.profile for mode in modes)
    }
