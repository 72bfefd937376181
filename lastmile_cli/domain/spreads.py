"""How far days stray from their plan: standard deviations of the logarithms of times."""

from __future__ import annotations

from dataclasses import dataclass

MOST_SPREAD = 2.0
"""Beyond it one day in six would take seven times as long as planned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spreads:
    """
    How much times vary, each as the standard deviation of the logarithm of a factor.

    Every factor has a mean of 1, so that a plan's times are what is expected. A leg takes
    its planned time by that of the day (``travel_day``, one for all vehicles) by its own
    (``travel_leg``); service takes its planned time by that of the vehicle's crew
    (``service_crew``, one a day) by the stop's own (``service_stop``); ``loading`` is of each
    loading. 0: as planned. A spread of 0.1 is about ten per cent.
    """

    travel_day: float = 0.06
    travel_leg: float = 0.30
    service_crew: float = 0.10
    service_stop: float = 0.35
    loading: float = 0.15

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if not 0 <= getattr(self, name) <= MOST_SPREAD:
                msg = f"Spread {name} of {getattr(self, name)} is outside [0, {MOST_SPREAD}]."
                raise ValueError(msg)


NO_SPREAD = Spreads(travel_day=0, travel_leg=0, service_crew=0, service_stop=0, loading=0)
"""Every day goes as planned."""
