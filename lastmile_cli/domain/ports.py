"""The sockets: what a geocoder, a road source and an engine must offer to be plugged in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from lastmile_cli.domain.addresses import Address, GeocodeCandidate
from lastmile_cli.domain.geo import BoundingBox, Coordinate
from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.plan import RoadsProvenance
from lastmile_cli.domain.problem import Problem, Proposal
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.travel import ExactLeg, TrafficPeriod, Travel, TravelMode


class Geocoder(Protocol):
    """
    One provider of coordinates for addresses.

    ``candidates`` returns what it found, best first, an empty list when it
    knows no such address. A provider that cannot answer (network, quota)
    raises ``ServiceUnreachableError``: a failure is never "no result".
    """

    name: str
    is_online: bool

    def candidates(self, address: Address) -> list[GeocodeCandidate]:
        """Places this address may mean, best first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Snap:
    """
    Where a vehicle stops for a door: the point on the street and the walk to the door.

    ``street`` is the street's name, empty if it has none.
    """

    stands_at: Coordinate
    walk_m: float
    street: str = ""


class RoadSource(Protocol):
    """
    Coordinates to travel times, distances and street geometry, by hour of the day.

    All durations hold the profile's parking and approach time apart (there is
    none in them). Positions are door coordinates; a source snaps them itself.
    """

    name: str

    def provenance(
        self, modes: Sequence[TravelMode], periods: Sequence[TrafficPeriod]
    ) -> RoadsProvenance:
        """What a plan says about where its travel times come from."""
        ...

    def snap(self, points: Sequence[Coordinate], profile: str) -> list[Snap | None]:
        """Nearest place a vehicle of this profile may stop; ``None`` where there is none."""
        ...

    def travel(
        self,
        points: Sequence[Coordinate],
        modes: Sequence[TravelMode],
        periods: Sequence[TrafficPeriod],
        progress: ProgressHook = no_progress,
    ) -> Travel:
        """
        Tables between all points: one per mode, one layer per period.

        A pair without a way gets ``UNREACHABLE_S`` and 0 m, never zeros.
        """
        ...

    def legs(
        self,
        pairs: Sequence[tuple[Coordinate, Coordinate]],
        mode: TravelMode,
        periods: Sequence[TrafficPeriod],
    ) -> list[ExactLeg]:
        """
        Exact duration per period, distance and geometry of chosen legs.

        Distance and geometry are of the way that is fastest in the first period.
        """
        ...


@runtime_checkable
class KnowsItsMap(Protocol):
    """What a road source may tell of its map beside its duty, so that a day is refused early."""

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What the map says that is not looked at."""
        ...

    @property
    def box(self) -> BoundingBox | None:
        """What the roads cover; ``None`` where there are none."""
        ...

    def cut_off_m(self, point: Coordinate, profile: str) -> float | None:
        """Metres to the next street that no way leads to; ``None`` where none is near."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSupport:
    """What an engine can express; asking for more is a clear error naming one that can."""

    open_routes: bool = False
    several_depots: bool = False
    time_dependent: bool = False
    several_windows: bool = False
    pickups: bool = False
    max_drive: bool = False
    max_distance: bool = False
    max_stops: bool = False
    overtime: bool = False
    ready_times: bool = False
    sequence_wishes: bool = False
    several_trips: bool = False
    breaks: bool = False
    priced_lateness: bool = False
    unpaid_waiting: bool = False
    groups: bool = False
    shipments: bool = False
    options: bool = False
    locked_starts: bool = False
    vehicle_wishes: bool = False
    zone_wishes: bool = False
    balance_wishes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SolveBudget:
    """
    How long an engine may search.

    ``iterations`` ``None``: the engine chooses from the size. With
    ``time_limit_s`` the clock stops it as well and the plan can't be repeated.
    """

    iterations: int | None = None
    time_limit_s: float | None = None
    seed: int = 0
    workers: int = 1


class Engine(Protocol):
    """A solver: takes a problem, proposes visiting orders. It reports no time and no price."""

    name: str
    support: EngineSupport

    def solve(
        self,
        problem: Problem,
        budget: SolveBudget,
        progress: ProgressHook = no_progress,
        start: Proposal | None = None,
    ) -> Proposal:
        """
        Propose routes; ``start`` is a plan to begin from.

        On Ctrl-C the best proposal so far is returned with ``interrupted``.
        """
        ...
