"""The sets of sites that cost least, by the estimate, and what each site of them does."""

from __future__ import annotations

from dataclasses import replace

from lastmile_cli.engines.facilities import Opened, open_sites
from lastmile_cli.insight.hub_choice import Choice, SiteUse
from lastmile_cli.insight.hub_sites import Site, SiteKind
from lastmile_cli.workflows.site_roads import HubModel


def list_choices(told: HubModel, most_hubs: int | None, most: int) -> list[Choice]:
    """Find the cheapest set of sites, then the next ones, so many at most."""
    facilities = replace(told.facilities, most_hubs=most_hubs)
    found: list[Choice] = []
    known: list[frozenset[str]] = []
    while len(found) < most:
        opened = open_sites(facilities, known)
        if opened is None:
            break
        known.append(opened.sites)
        found.append(_choice(told, opened))
    return found


def _choice(told: HubModel, opened: Opened) -> Choice:
    uses = tuple(_use(told, opened, site) for site in told.sites if site.site_id in opened.sites)
    fixed = sum(use.site.daily_micro for use in uses)
    return Choice(
        uses=uses,
        served_from=tuple(way[1] or way[0] for way in opened.ways),
        fixed_micro=fixed,
        delivery_micro=opened.cost - fixed,
        is_proven=opened.is_proven,
    )


def _use(told: HubModel, opened: Opened, site: Site) -> SiteUse:
    """Count what passes a site; what visiting a locker costs is told once, with the locker."""
    facilities = told.facilities
    is_locker = site.kind is SiteKind.LOCKER
    passing = [
        (point, its[way], way)
        for point, its, way in zip(told.points, facilities.ways, opened.ways, strict=True)
        if site.site_id in way
    ]
    own = [(point, micro) for point, micro, way in passing if is_locker or not way[1]]
    hauls = [facilities.visits[way] for way in opened.hauls if way[1] == site.site_id]
    days = len(told.points[0].parcels)
    by_day = [sum(point.parcels[day] for point, _, _ in passing) for day in range(days)]
    return SiteUse(
        site=site,
        visits=sum(point.mean_visits for point, _ in own),
        parcels=sum(by_day) / days,
        peak=max(by_day),
        delivery_micro=sum(micro for _, micro in own) + sum(hauls),
    )
