"""Travel times of our own roads as VROOM takes them: one square of seconds a profile."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.fleet import Vehicle
from lastmile_cli.domain.stops import Window
from lastmile_cli.domain.travel import UNREACHABLE_S, Travel, TravelMode
from lastmile_cli.planning.places import PlaceIndex, mode_of

MOST_PLACES = 500
"""Squares of more would make a file of many megabytes."""


@dataclass(frozen=True, eq=False, kw_only=True)
class VroomTravel:
    """
    Travel between all places of a day.

    ``hours`` are those of the fleet: VROOM knows no traffic by the hour, and gets the mean
    of the periods, each counting for as long as it lasts within them.
    """

    places: PlaceIndex
    travel: Travel
    hours: Window

    def matrices(self) -> dict[str, dict[str, list[list[int]]]]:
        """Lay out seconds, with the time to park, and metres, by the name of a profile."""
        return {
            profile_name(table.mode): {
                "durations": self._mean_s(table.duration_s).tolist(),
                "distances": table.distance_m.tolist(),
            }
            for table in self.travel.tables
        }

    def of_depot(self, depot_id: str) -> int:
        """Row and column of a depot."""
        return self.places.of_depot[depot_id]

    def of_stop(self, stop_id: str) -> int:
        """Row and column of a stop."""
        return self.places.of_stop[stop_id]

    def _mean_s(self, duration_s: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
        """Seconds over all hours; of a leg that is closed for a while, over the others."""
        lasts_s = np.array(self._lasts_s(), dtype=np.float64)[:, None, None]
        weights = np.where(duration_s < UNREACHABLE_S, lasts_s, 0.0)
        total = weights.sum(axis=0)
        mean = (duration_s * weights).sum(axis=0) / np.maximum(total, 1.0)
        return np.where(total > 0, np.ceil(mean), UNREACHABLE_S).astype(np.int64)

    def _lasts_s(self) -> list[int]:
        """Seconds that each period lasts within the hours; a second where it lies outside."""
        starts = self.travel.period_starts_s
        edges = [self.hours.opens_s, *starts[1:], self.hours.closes_s]
        clipped = [min(max(it, self.hours.opens_s), self.hours.closes_s) for it in edges]
        return [max(1, end - begin) for begin, end in itertools.pairwise(clipped)]


def profile_name(mode: TravelMode) -> str:
    """
    Name a mode as VROOM's profile; its own speed is in its square.

    >>> profile_name(TravelMode(profile="bike", speed_factor=0.9, parking_s=10))
    'bike-0.9-10'
    """
    factor = f"-{mode.speed_factor:g}" if mode.speed_factor != 1 or mode.parking_s else ""
    return f"{mode.profile}{factor}" + (f"-{mode.parking_s}" if mode.parking_s else "")


def vehicle_places(travel: VroomTravel, vehicle: Vehicle) -> dict[str, Any]:
    """Where a vehicle's day begins and ends, and how it moves, by rows of the squares."""
    end = vehicle.end_depot_id
    return {
        "profile": profile_name(mode_of(vehicle)),
        "start_index": travel.of_depot(vehicle.start_depot_id),
        **({"end_index": travel.of_depot(end)} if end else {}),
    }
