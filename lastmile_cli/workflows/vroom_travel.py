"""Travel times for VROOM, measured on the roads a plan was made with."""

from __future__ import annotations

from lastmile_cli.domain.errors import LastmileError
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.plan import Plan
from lastmile_cli.outputs.vroom_matrices import MOST_PLACES, VroomTravel
from lastmile_cli.planning.places import index_places
from lastmile_cli.workflows.close_streets import hours_of
from lastmile_cli.workflows.day_roads import reopen_day_roads
from lastmile_cli.workflows.measure_streets import measure_streets
from lastmile_cli.workflows.street_speeds import lay_speeds_again
from lastmile_cli.workflows.verify_plan import config_of, located_of


def vroom_travel(plan: Plan) -> tuple[VroomTravel | None, tuple[Notice, ...]]:
    """
    Measure all ways between a plan's places; ``None`` and a notice (LM1579) where that cannot be.

    Without them VROOM asks a router of its own.
    """
    stops = [stop for stop in located_of(plan) if not stop.is_at_point]
    visits = [stop for stop in located_of(plan) if stop.is_at_point]
    if len(stops) + len(visits) > MOST_PLACES:
        return None, (_without(f"there are more than {MOST_PLACES} places.", ""),)
    try:
        config = lay_speeds_again(config_of(plan), plan)
        sha256 = plan.provenance.roads.map_sha256
        opened = reopen_day_roads(config, plan.day, located_of(plan), sha256)
        places = index_places(opened.config.depots, [*stops, *visits])
        travel = measure_streets(places, opened.config, opened.roads)
    except LastmileError as error:
        return None, (_without(error.message, error.hint),)
    return VroomTravel(places=places, travel=travel, hours=hours_of(opened.config)), ()


def _without(why: str, hint: str) -> Notice:
    return Notice(
        code="LM1579",
        severity=Severity.WARNING,
        place=Place(file="vroom-problem.json"),
        problem=f"it holds no travel times, VROOM must ask a router: {why}",
        hint=hint,
    )
