"""Hubs and lockers chosen among candidates, for a history of days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import Stop
from lastmile_cli.insight.delivery_estimate import tours_of_plans
from lastmile_cli.insight.demand_points import demand_points
from lastmile_cli.insight.hub_choice import HubAdvice, in_order
from lastmile_cli.insight.hub_sites import Site
from lastmile_cli.insight.hub_ways import (
    hubs_of,
)
from lastmile_cli.intake.site_config import with_sites
from lastmile_cli.intake.sites import read_sites
from lastmile_cli.intake.sources import read_source
from lastmile_cli.planning.hours import service_s
from lastmile_cli.workflows.hub_choices import list_choices
from lastmile_cli.workflows.mix_fleet import mix_fleet
from lastmile_cli.workflows.plan_day import PlanRequest, get_ready
from lastmile_cli.workflows.plan_files import load_plan
from lastmile_cli.workflows.plan_history import plans_as_stops
from lastmile_cli.workflows.plan_sites import HubsRequest, plan_from
from lastmile_cli.workflows.ready_day import ReadyDay
from lastmile_cli.workflows.site_roads import SiteRoads, notice_of


def choose_hubs(request: HubsRequest, progress: ProgressHook = no_progress) -> HubAdvice:
    """
    Choose the sites that cost least: rent, line-haul and the estimate of deliveries.

    Raises
    ------
    InputRefusedError
        A file cannot be used; or the sites cannot hold the busiest day, whatever is opened.
    """
    with plans_as_stops(request.history) as as_stops:
        plans = request.plans or tuple(as_stops)
        return _chosen(replace(request, as_stops=as_stops, plans=plans), progress)


def _chosen(request: HubsRequest, progress: ProgressHook) -> HubAdvice:
    sites = read_sites(read_source(request.sites))
    days = _days(request, sites, progress)
    sites = _located(sites, days[0].config)
    points = demand_points([_stops(day) for day in days])
    if not points:
        raise InputRefusedError(
            "The history is empty: nobody asked for anything.",
            hint="name stops files of usual days",
            notices=_empty_days(request, days),
        )
    model = SiteRoads.of(sites, points, days[0], progress)
    notices = (*_empty_days(request, days), *model.notices(request.sites))
    _refuse_too_small(model, request, notices)
    tours = tours_of_plans([load_plan(name) for name in request.plans])
    told = model.estimated(tours)
    choices = list_choices(told, request.most_hubs, request.choices)
    if not choices:
        _refuse(request, notices)
    if request.is_planned:
        choices = [plan_from(one, request, model.sites, progress) for one in choices]
    ordered = in_order(choices)
    fleet = None
    if request.fleet:
        chosen = [site for site in model.sites if site.site_id in ordered[0].names]
        fleet = mix_fleet(chosen, request, progress)
    return HubAdvice(
        choices=ordered,
        fleet=fleet,
        sites=sites,
        points=told.points,
        days=request.history,
        currency=days[0].config.service.currency,
        vehicle_id=told.vehicle.vehicle_id,
        tours=told.tours,
        detour=told.detour,
        notices=notices,
    )


def _days(request: HubsRequest, sites: Sequence[Site], progress: ProgressHook) -> list[ReadyDay]:
    changes = with_sites(read_source(request.config), sites)
    return [
        get_ready(
            PlanRequest(
                stops=request.stops_of(name),
                config=request.config,
                service_date=request.date_of(name),
                offline=request.offline,
                skip_bad_rows=request.skip_bad_rows,
                changes=changes,
            ),
            progress,
        )
        for name in request.history
    ]


def _located(sites: Sequence[Site], config: Config) -> tuple[Site, ...]:
    """Give each site the place that was found for it."""
    found = {depot.depot_id: depot.coordinate for depot in config.depots}
    found |= {point.point_id: point.coordinate for point in config.collection_points}
    return tuple(
        replace(site, coordinate=site.coordinate or found.get(site.site_id)) for site in sites
    )


def _stops(day: ReadyDay) -> list[tuple[Stop, int]]:
    return [(stop, service_s(stop, day.config.service)) for stop in day.located.stops]


def _empty_days(request: HubsRequest, days: Sequence[ReadyDay]) -> tuple[Notice, ...]:
    return tuple(
        Notice(
            code="LM1195",
            severity=Severity.WARNING,
            place=Place(file=name),
            problem="the day is empty: it counts as a day on which nothing is delivered.",
            hint="leave it out if it is no usual day.",
        )
        for name, day in zip(request.history, days, strict=True)
        if not day.located.stops
    )


def _refuse_too_small(model: SiteRoads, request: HubsRequest, notices: tuple[Notice, ...]) -> None:
    """
    Refuse sites that cannot hold the busiest day even if all of them are open.

    Raises
    ------
    InputRefusedError
        So many parcels have no place.
    """
    hubs = hubs_of(model.sites)
    if any(hub.capacity is None for hub in hubs):
        return
    room = sum(hub.capacity or 0 for hub in hubs)
    per_day = [sum(parcels) for parcels in zip(*(it.parcels for it in model.points), strict=True)]
    if room < max(per_day):
        name = request.history[per_day.index(max(per_day))]
        problem = (
            f"all hubs together take {counted(room, 'parcel')} a day, {name} has {max(per_day)}: "
            f"{max(per_day) - room} too many."
        )
        _refuse_with(request, notices, problem)


def _refuse(request: HubsRequest, notices: tuple[Notice, ...]) -> None:
    most = f" with {counted(request.most_hubs, 'hub')} at most" if request.most_hubs else ""
    problem = f"no set of sites{most} holds every door's parcels on every day."
    _refuse_with(request, notices, problem)


def _refuse_with(request: HubsRequest, notices: tuple[Notice, ...], problem: str) -> None:
    hint = "raise the capacity of a hub, or add a site."
    told = notice_of("LM1194", Severity.ERROR, request.sites, None, problem, hint)
    raise InputRefusedError(f"{request.sites}: {problem}", hint=hint, notices=(*notices, told))
