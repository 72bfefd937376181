"""The files of an export that phones and other programs read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.plan import Plan, Route
from lastmile_cli.workflows.verify_plan import config_of


def export_jobs(
    plan: Plan,
    routes: Sequence[Route],
    formats: Sequence[str],
    names: Mapping[str, str],
    *,
    whole_day: bool,
    notices: list[Notice],
) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """
    Yield names of files and what makes them; ``names`` are safe ones by vehicle.

    What is to be said of them is put into ``notices`` when they are made.

    Raises
    ------
    InputRefusedError
        VROOM's files are wanted, and the plan's configuration cannot be read.
    """
    if "kml" in formats:
        yield "routes.kml", partial(_kml, plan, routes, whole_day)
    if "links" in formats:
        yield "links.csv", partial(_links, plan, routes)
        for route in routes:
            yield f"{names[route.vehicle_id]}-links.html", partial(_page, plan, route)
    if "vroom" in formats:
        yield "vroom-problem.json", partial(_vroom_problem, plan, notices)
        yield "vroom-solution.json", partial(_vroom_solution, plan, routes)
    if "optimoroute" in formats:
        yield "optimoroute.csv", partial(_optimoroute, plan, routes, whole_day)
    if "circuit" in formats:
        yield "circuit.csv", partial(_circuit, plan, routes, whole_day)


def _kml(plan: Plan, routes: Sequence[Route], whole_day: bool) -> bytes:
    from lastmile_cli.outputs.kml import kml_bytes

    return kml_bytes(plan, routes, whole_day=whole_day)


def _links(plan: Plan, routes: Sequence[Route]) -> bytes:
    from lastmile_cli.outputs.phone_page import links_csv

    return links_csv(plan, routes).encode()


def _page(plan: Plan, route: Route) -> bytes:
    from lastmile_cli.outputs.phone_page import phone_page

    return phone_page(plan, route)


def _vroom_problem(plan: Plan, notices: list[Notice]) -> bytes:
    from lastmile_cli.outputs.vroom import VroomDay
    from lastmile_cli.workflows.vroom_travel import vroom_travel

    travel, told = vroom_travel(plan)
    notices += told
    return _json(VroomDay(plan, config_of(plan), travel).problem())


def _vroom_solution(plan: Plan, routes: Sequence[Route]) -> bytes:
    from lastmile_cli.outputs.vroom import VroomDay

    return _json(VroomDay(plan, config_of(plan)).solution(routes))


def _optimoroute(plan: Plan, routes: Sequence[Route], whole_day: bool) -> bytes:
    from lastmile_cli.outputs.import_elsewhere import optimoroute_csv

    return optimoroute_csv(plan, routes, whole_day=whole_day).encode()


def _circuit(plan: Plan, routes: Sequence[Route], whole_day: bool) -> bytes:
    from lastmile_cli.outputs.import_elsewhere import circuit_csv

    return circuit_csv(plan, routes, whole_day=whole_day).encode()


def _json(record: Mapping[str, object]) -> bytes:
    return (json.dumps(record, ensure_ascii=False) + "\n").encode()
