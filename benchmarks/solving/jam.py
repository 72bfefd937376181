"""
An instance given a day's traffic, and the same instance as a planner without traffic sees it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from benchmarks.solving.driving import Traffic
from benchmarks.solving.instance import NO_END, Instance, InstanceError

View = Literal["free flow", "mean", "worst hour", "traffic"]
STATIC: tuple[View, ...] = ("free flow", "mean", "worst hour")

DAY = ((0.00, 1.0), (0.10, 0.55), (0.25, 0.85), (0.45, 0.75), (0.55, 0.9), (0.70, 0.5), (0.85, 0.9))
"""From which share of the depot's hours on, how fast: two rush hours and a noon that is neither."""

FINER = 10
"""Times are counted this much finer, so that rounding up a jammed leg weighs little."""


def traffic_of(instance: Instance) -> Traffic:
    """Return the day's speeds, stretched over the depot's hours."""
    opens, closes = int(instance.opens[0]), int(instance.closes[0])
    starts = tuple(opens + round(share * (closes - opens)) for share, _ in DAY)
    return Traffic(starts, tuple(speed for _, speed in DAY))


def prepare(instance: Instance) -> Instance:
    """
    Count times finer, and leave out customers who cannot be served alone in the worst hour.

    Then every way of planning can serve everybody, and costs compare. The
    matrix stands for free roads.

    Raises
    ------
    InstanceError
        No hours, several depots or trips, or prizes: nothing to compare here.
    """
    simple = instance.depots == 1 and not instance.has_trips and not instance.prize.any()
    if not simple or instance.closes[0] == NO_END or any(v.allowed for v in instance.vehicles):
        msg = f"{instance.name}: only instances with windows and one depot are driven in traffic."
        raise InstanceError(msg)
    finer = replace(
        instance,
        duration=instance.duration * FINER,
        opens=instance.opens * FINER,
        closes=np.minimum(instance.closes * FINER, NO_END),
        service=instance.service * FINER,
    )
    slowest = as_seen(finer, "worst hour").duration
    arrive = finer.opens[0] + slowest[0]
    home = np.maximum(arrive, finer.opens) + finer.service + slowest[:, 0]
    kept = np.flatnonzero((arrive <= finer.closes) & (home <= finer.closes[0]))
    return _only(finer, np.union1d([0], kept))


def _only(instance: Instance, kept: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Instance:
    square = np.ix_(kept, kept)
    rows = ("place", "demand", "opens", "closes", "service", "ready", "prize")
    return replace(
        instance,
        distance=instance.distance[square],
        duration=instance.duration[square],
        **{name: getattr(instance, name)[kept] for name in rows},
    )


def as_seen(instance: Instance, view: View) -> Instance:
    """Return the instance with one matrix for the whole day, as a static planner takes it."""
    traffic = traffic_of(instance)
    speed = {
        "free flow": 1.0,
        "mean": traffic.mean_speed(int(instance.closes[0])),
        "worst hour": min(traffic.speeds),
        "traffic": 1.0,
    }[view]
    slower = Traffic((0,), (speed,))
    return replace(instance, duration=slower.tables(instance.duration)[0])
