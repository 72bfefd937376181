"""The sockets: what a geocoder, a road source and an engine must offer to be plugged in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from lastmile_cli.domain.addresses import Address, GeocodeCandidate
from lastmile_cli.domain.closures import Closure
from lastmile_cli.domain.geo import BoundingBox, Coordinate
from lastmile_cli.domain.notices import Notice, Place
from lastmile_cli.domain.problem import Problem
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.proposal import Proposal
from lastmile_cli.domain.provenance import RoadsProvenance
from lastmile_cli.domain.travel import ExactLeg, TrafficPeriod, Travel, TravelMode
from lastmile_cli.domain.turns import Side


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


@runtime_checkable
class NamesPlaces(Protocol):
    """What a geocoder may offer besides: words for a pin that came without an address."""

    def reverse(self, at: Coordinate) -> Address | None:
        """
        The nearest address in words for a driver ("near Unioninkatu 20"), ``None`` where none is.

        Raises
        ------
        ServiceUnreachableError
            It cannot answer.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Snap:
    """
    Where a vehicle stops for a door: the point on the street and the walk to the door.

    ``street`` is the street's name, empty if it has none. ``door_side`` is the
    side of the street the door is on for who drives it towards ``heading_deg``
    (compass degrees); ``None`` where the door is on neither, or nobody knows.
    """

    stands_at: Coordinate
    walk_m: float
    street: str = ""
    door_side: Side | None = None
    heading_deg: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureHit:
    """
    What a closure closes on a map: streets between junctions, their length, and their names.

    ``junctions`` are closed beside these: nobody gets over them. ``notices`` say
    what it names that the map does not have, or that it closes nothing.
    """

    closure: Closure
    streets: int
    length_m: float
    junctions: int = 0
    names: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def closes_something(self) -> bool:
        """Whether anything is closed at all."""
        return self.streets > 0 or self.junctions > 0


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
        left_in: Sequence[int] = (),
    ) -> list[ExactLeg]:
        """
        Exact duration per period, distance and geometry of chosen legs.

        ``left_in`` says for each leg in which period it is left, the first where
        nothing is said. Distance and geometry are of the way that is fastest
        in it; where it has none, in the next period that has one, else in the
        last before. So are the steps of a source that was opened to tell turns.
        """
        ...


class ClosableRoads(RoadSource, Protocol):
    """A source that knows streets well enough to close some of them."""

    def closed_by(self, closures: Sequence[Closure]) -> list[ClosureHit]:
        """Say of each closure what it closes."""
        ...

    def not_standing_in(self, closures: Sequence[Closure]) -> RoadSource:
        """
        Return the same roads on which no vehicle is sent to stand where these closures hold.

        Nor where nobody gets to or away from while they do.
        """
        ...

    def closed_on_the_way(
        self,
        pairs: Sequence[tuple[Coordinate, Coordinate]],
        mode: TravelMode,
        period: TrafficPeriod,
        closures: Sequence[Closure],
    ) -> list[tuple[str, ...]]:
        """
        Names of the closed streets on each leg as it is driven in a period; empty where none is.

        A street without a name counts by its road class.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPlace:
    """A depot or stop: its id, where it is, and where the user wrote it."""

    name: str
    at: Coordinate
    written: Place = Place()


@runtime_checkable
class NamedRoads(Protocol):
    """
    What a road source offers besides that knows its places by name.

    It must be told who stands where before it is asked for travel.
    """

    def with_places(self, places: Sequence[NamedPlace]) -> tuple[RoadSource, tuple[Notice, ...]]:
        """
        Return a source that knows these places by where they are, and what it lacks of them.

        Raises
        ------
        InputRefusedError
            A place is not known at all, or two that stand at one coordinate
            are told apart; every one of them is a notice.
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


@runtime_checkable
class AddsPlaces(Protocol):
    """What a road source may offer besides: travel for a few places more than it is known for."""

    def travel_beside(
        self,
        points: Sequence[Coordinate],
        known: Sequence[Coordinate],
        modes: Sequence[TravelMode],
        periods: Sequence[TrafficPeriod],
    ) -> Travel:
        """
        Tables between all points, as ``RoadSource.travel``, faster where most of them are known.

        Every one of ``known`` is among ``points``; travel between them was asked for before, in
        this order. To and from the others durations are those of legs.
        """
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
    ranges: bool = False
    hourly_chances: bool = False
    loading_by_parcel: bool = False


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
