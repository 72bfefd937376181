"""Sites that were chosen: what each does on a day, and what all is estimated to cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.notices import Notice
from lastmile_cli.insight.delivery_estimate import Tours
from lastmile_cli.insight.fleet_mix import FleetAdvice
from lastmile_cli.insight.hub_sites import DemandPoint, Site
from lastmile_cli.insight.planned_day import PlannedDay


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteUse:
    """
    What a site that is open does on an average day; ``peak`` are parcels on its fullest one.

    ``delivery_micro`` is estimated: of the visits from a hub, or what visiting a locker costs.
    """

    site: Site
    visits: float
    parcels: float
    peak: int
    delivery_micro: int


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Choice:
    """
    One set of sites: the estimate for an average day, and the days really planned from it.

    ``served_from`` is the site of each point of demand. Money is in micro-units a day.
    """

    uses: tuple[SiteUse, ...]
    served_from: tuple[str, ...]
    fixed_micro: int
    delivery_micro: int
    is_proven: bool
    days: tuple[PlannedDay, ...] = ()

    @property
    def estimated_micro(self) -> int:
        """What an average day costs, as far as it is estimated."""
        return self.fixed_micro + self.delivery_micro

    @property
    def planned_micro(self) -> int | None:
        """What an average day costs as planned, sites included; ``None`` where none was."""
        if not self.days:
            return None
        bills = sum(day.cents for day in self.days) * 10_000 // len(self.days)
        return self.fixed_micro + bills

    @property
    def left_out(self) -> int:
        """Stops that no plan serves, over all days."""
        return sum(day.left_out for day in self.days)

    @property
    def names(self) -> tuple[str, ...]:
        """Ids of the open sites."""
        return tuple(use.site.site_id for use in self.uses)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class HubAdvice:
    """
    The choices, the best first: by what is planned where all are, else by the estimate.

    ``vehicle_id`` is of the vehicle whose rates the estimate takes. ``detour`` is metres of road
    for a metre of straight line. ``fleet`` are the vehicles to keep, where that was asked.
    """

    choices: tuple[Choice, ...]
    sites: tuple[Site, ...]
    points: tuple[DemandPoint, ...]
    days: tuple[str, ...]
    currency: str
    vehicle_id: str
    tours: Tours
    detour: float
    notices: tuple[Notice, ...] = ()
    fleet: FleetAdvice | None = None

    @property
    def best(self) -> Choice:
        """The one to take."""
        return self.choices[0]

    def coordinate_of(self, site_id: str) -> Coordinate | None:
        """Where a site is."""
        return next((it.coordinate for it in self.sites if it.site_id == site_id), None)


def in_order(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """Sort by stops left out, then by what is planned where it is, else by the estimate."""
    return tuple(
        sorted(
            choices,
            key=lambda it: (
                it.planned_micro is None,
                it.left_out,
                it.estimated_micro if it.planned_micro is None else it.planned_micro,
                it.names,
            ),
        )
    )
