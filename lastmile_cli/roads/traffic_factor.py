"""Durations without traffic to whole seconds of a mode in a period, where streets are not known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.travel import UNREACHABLE_S, TrafficPeriod, TravelMode
from lastmile_cli.roads.profiles.catalogue import PROFILES, find_profile
from lastmile_cli.roads.profiles.profile import Profile


def slowed_s(
    seconds: npt.NDArray[np.float64],
    mode: TravelMode,
    period: TrafficPeriod,
    profiles: Sequence[Profile] = PROFILES,
) -> npt.NDArray[np.int32]:
    """
    Seconds under a period's ``default_factor`` and the mode's own speed, rounded up.

    Where no class of road is known, factors by class and area change nothing.
    Infinite seconds become ``UNREACHABLE_S``, and so does what takes as long.
    """
    feels = find_profile(mode.profile, profiles).feels_traffic
    factor = mode.speed_factor * (period.default_factor if feels else 1.0)
    slowed = np.ceil(np.round(seconds / factor, 3))
    return np.minimum(slowed, UNREACHABLE_S).astype(np.int32)
