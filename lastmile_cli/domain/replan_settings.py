"""What a day's second plan may change, and what that weighs."""

from __future__ import annotations

from dataclasses import dataclass

EURO_MICRO = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplanSettings:
    """
    Prices of changes while the day is on, in micro-units of the currency; they weigh, nobody pays.

    ``moved_micro`` for a stop that begins at another hour than its customer was told,
    ``driver_micro`` for one that another vehicle brings, ``late_micro_per_hour`` behind a window,
    which is kept if it can be, and broken by no more than ``max_late_s``. The ``frozen_stops``
    next ones of each vehicle stay as they are. Taking over a stop's goods from a vehicle that
    broke down takes ``handover_s``.
    """

    moved_micro: int = EURO_MICRO
    driver_micro: int = 5 * EURO_MICRO
    late_micro_per_hour: int = 30 * EURO_MICRO
    max_late_s: int = 7_200
    frozen_stops: int = 1
    handover_s: int = 60

    def __post_init__(self) -> None:
        prices = (self.moved_micro, self.driver_micro, self.late_micro_per_hour)
        if min(*prices, self.max_late_s, self.frozen_stops, self.handover_s) < 0:
            msg = f"Changes of a day weigh nothing or something: {self}."
            raise ValueError(msg)
