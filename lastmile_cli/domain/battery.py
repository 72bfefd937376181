"""Batteries of electric vehicles, and what they are plugged into."""

from __future__ import annotations

from dataclasses import dataclass, replace

NO_POWER_LIMIT = 2**40
"""Stands for "whatever the battery takes" in watts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Battery:
    """
    What a battery holds, what driving takes of it, and how fast it fills.

    Levels are milliwatt-hours: ``capacity_mwh`` when full, ``start_mwh`` when the
    day begins, and a plan never goes below ``reserve_mwh``. A metre takes
    ``per_m_nwh`` nanowatt-hours at the temperature of the day, and
    ``per_m_g_nwh`` more for each gram on board. ``takes`` says up to which level it is
    filled with at most how many watts: levels rise up to the capacity, watts never do.
    Driving is billed at ``own_kwh_micro`` a kilowatt-hour.
    """

    capacity_mwh: int
    per_m_nwh: int
    takes: tuple[tuple[int, int], ...]
    reserve_mwh: int = 0
    start_mwh: int
    per_m_g_nwh: int = 0
    own_kwh_micro: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.reserve_mwh < self.start_mwh <= self.capacity_mwh:
            msg = (
                f"A battery of {self.capacity_mwh} mWh cannot begin with {self.start_mwh} "
                f"above a reserve of {self.reserve_mwh}."
            )
            raise ValueError(msg)
        if self.per_m_nwh <= 0 or self.per_m_g_nwh < 0:
            msg = f"Driving takes {self.per_m_nwh} nWh a metre and {self.per_m_g_nwh} a gram."
            raise ValueError(msg)
        levels = [level for level, _ in self.takes]
        watts = [power for _, power in self.takes]
        if not levels or levels != sorted(set(levels)) or levels[-1] != self.capacity_mwh:
            msg = f"Levels of charging rise to {self.capacity_mwh} mWh, not {levels}."
            raise ValueError(msg)
        if min(watts) <= 0 or levels[0] <= 0 or watts != sorted(watts, reverse=True):
            msg = f"A battery never takes more power the fuller it is: {watts}."
            raise ValueError(msg)

    @property
    def usable_mwh(self) -> int:
        """What may be drawn from it when it is full."""
        return self.capacity_mwh - self.reserve_mwh

    def larger(self, more_mwh: int) -> Battery:
        """Return a battery that holds so much more; reserve, start and taper are shares of it."""
        now, then = self.capacity_mwh, self.capacity_mwh + more_mwh
        return replace(
            self,
            capacity_mwh=then,
            reserve_mwh=-(-self.reserve_mwh * then // now),
            start_mwh=self.start_mwh * then // now,
            takes=tuple((level * then // now, watts) for level, watts in self.takes),
        )

    def dearer_micro(self, plug: Plug) -> int:
        """How much more a kilowatt-hour costs at a charger than driving is billed for."""
        return max(0, plug.per_kwh_micro - self.own_kwh_micro)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plug:
    """
    What a charger gives: at most ``watts``, after ``plug_s`` seconds of plugging in and paying.

    A kilowatt-hour costs ``per_kwh_micro`` there, of which a route pays what is more
    than it is billed for driving anyway.
    """

    watts: int = NO_POWER_LIMIT
    plug_s: int = 0
    per_kwh_micro: int = 0

    def __post_init__(self) -> None:
        if self.watts <= 0 or self.plug_s < 0:
            msg = f"A charger gives {self.watts} W after {self.plug_s} s."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatteryLevel:
    """Watt-hours in a battery on arrival and on going on, and when it is full."""

    arrive_wh: int
    depart_wh: int
    full_wh: int

    @property
    def arrive_percent(self) -> int:
        """The state of charge on arrival, rounded down."""
        return self.arrive_wh * 100 // self.full_wh

    @property
    def depart_percent(self) -> int:
        """The state of charge on going on, rounded down."""
        return self.depart_wh * 100 // self.full_wh
