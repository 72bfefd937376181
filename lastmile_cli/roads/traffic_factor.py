"""Durations without traffic to whole seconds of a mode in a period, where streets are not known."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.travel import UNREACHABLE_S, TrafficPeriod, TravelMode
from lastmile_cli.roads.profiles.catalogue import PROFILES, profile_index


def slowed_s(
    seconds: npt.NDArray[np.float64], mode: TravelMode, period: TrafficPeriod
) -> npt.NDArray[np.int32]:
    """
    Seconds under a period's ``default_factor`` and the mode's own speed, rounded up.

    Where no class of road is known, factors by class and area change nothing.
    Infinite seconds become ``UNREACHABLE_S``.
    """
    feels = PROFILES[profile_index(mode.profile)].feels_traffic
    factor = mode.speed_factor * (period.default_factor if feels else 1.0)
    slowed = np.ceil(np.round(seconds / factor, 3))
    return np.where(np.isinf(slowed), UNREACHABLE_S, slowed).astype(np.int32)
