"""A plan to files for drivers, spreadsheets and phones."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from lastmile_cli.domain.errors import LastmileError, UsageError
from lastmile_cli.domain.geo import BoundingBox
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.plan import Plan, Route
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.domain.turns import RouteTurns
from lastmile_cli.outputs.costs import CostsBy
from lastmile_cli.outputs.costs_csv import costs_csv
from lastmile_cli.outputs.geojson import geojson_record
from lastmile_cli.outputs.gpx import gpx_bytes
from lastmile_cli.outputs.partner_manifest import partner_csv, partner_ids
from lastmile_cli.outputs.routes_csv import routes_csv
from lastmile_cli.outputs.safe_names import safe_names
from lastmile_cli.outputs.selection import select_routes
from lastmile_cli.outputs.stops_csv import stops_csv
from lastmile_cli.outputs.transfers import has_transfers, transfers_csv
from lastmile_cli.outputs.wording import line_remark
from lastmile_cli.plumbing.files import make_folder, write_bytes
from lastmile_cli.roads.registry import StreetFinder, find_streets
from lastmile_cli.workflows.export_elsewhere import export_jobs
from lastmile_cli.workflows.plan_files import change_remark, load_plan
from lastmile_cli.workflows.verify_plan import config_of

FORMATS = ("csv", "pdf", "geojson", "gpx")
"""What is written unless somebody says otherwise."""

MORE_FORMATS = ("kml", "links", "vroom", "optimoroute", "circuit")
"""What is written where it is asked for: for phones, and for other programs to import."""

EVERY_FORMAT = (*FORMATS, *MORE_FORMATS)

BOM = "\ufeff"
"""Excel reads a CSV as UTF-8 only with it; our own importer takes both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest:
    """What to write, of which plan, where."""

    plan: str
    folder: str
    formats: tuple[str, ...] = FORMATS
    vehicle_id: str | None = None
    turns: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """Files written, in order, and what was odd; ``remark`` where the plan was edited by hand."""

    files: tuple[Path, ...]
    notices: tuple[Notice, ...] = ()
    remark: str = ""


def export_plan(request: ExportRequest, progress: ProgressHook = no_progress) -> ExportReport:
    """
    Write the wanted files, each whole or not at all.

    Raises
    ------
    UsageError
        An unknown format or vehicle.
    InputRefusedError
        The plan cannot be read, or turns are wanted and its map is gone.
    OutputFailedError
        The folder cannot be written.
    """
    _check_formats(request.formats)
    plan = load_plan(request.plan)
    routes = select_routes(plan, request.vehicle_id)
    names = safe_names(route.vehicle_id for route in routes)
    told = _turns(plan, routes, request, progress)
    folder = Path(request.folder)
    make_folder(folder)
    streets = _Streets(plan) if "pdf" in request.formats else None
    files = []
    whole_day, notices = request.vehicle_id is None, list[Notice]()
    jobs = list(_jobs(plan, routes, request, names, streets, told))
    jobs += export_jobs(plan, routes, request.formats, names, whole_day=whole_day, notices=notices)
    for done, (name, content) in enumerate(jobs):
        progress(Progress(label="Writing files", done=done, total=len(jobs), detail=name))
        write_bytes(folder / name, content())
        files.append(folder / name)
    return ExportReport(
        files=tuple(files),
        notices=(*(streets.notices if streets else ()), *notices),
        remark=change_remark(plan, request.plan),
    )


Job = tuple[str, Callable[[], bytes]]


def _jobs(
    plan: Plan,
    routes: tuple[Route, ...],
    request: ExportRequest,
    names: dict[str, str],
    streets: _Streets | None,
    told: Mapping[str, RouteTurns] | None,
) -> Iterator[Job]:
    whole_day = request.vehicle_id is None
    if "csv" in request.formats:
        yield "routes.csv", lambda: _csv(routes_csv(plan, routes, told))
        if whole_day:
            yield from _csv_of_the_day(plan)
    if "geojson" in request.formats:
        yield "routes.geojson", lambda: _json(geojson_record(plan, routes))
    if "gpx" in request.formats:
        for route in routes:
            yield f"{names[route.vehicle_id]}.gpx", partial(gpx_bytes, plan, route)
    if streets is not None:
        if whole_day:
            yield "fleet.pdf", partial(_fleet, plan)
        for route in routes:
            turns = told[route.vehicle_id] if told else None
            yield f"{names[route.vehicle_id]}.pdf", partial(_manifest, plan, route, streets, turns)


def _csv_of_the_day(plan: Plan) -> Iterator[Job]:
    yield "stops.csv", lambda: _csv(stops_csv(plan))
    if has_transfers(plan):
        yield "transfers.csv", lambda: _csv(transfers_csv(plan))
    yield from ((f"costs_by_{cut.value}.csv", _costs(plan, cut)) for cut in CostsBy)
    for partner, name in safe_names(partner_ids(plan)).items():
        yield f"partner-{name}.csv", partial(_labels, plan, partner)


def _costs(plan: Plan, cut: CostsBy) -> Callable[[], bytes]:
    return lambda: _csv(costs_csv(plan, cut))


def _labels(plan: Plan, partner_id: str) -> bytes:
    return _csv(partner_csv(plan, partner_id))


def _fleet(plan: Plan) -> bytes:
    from lastmile_cli.outputs.pdf.fleet import fleet_pdf

    return fleet_pdf(plan)


def _turns(
    plan: Plan, routes: Sequence[Route], request: ExportRequest, progress: ProgressHook
) -> Mapping[str, RouteTurns] | None:
    if not request.turns or not {"csv", "pdf"} & set(request.formats):
        return None
    from lastmile_cli.workflows.turn_lists import tell_turns

    return tell_turns(plan, routes, language=request.language, progress=progress)


def _manifest(plan: Plan, route: Route, streets: _Streets, turns: RouteTurns | None) -> bytes:
    from lastmile_cli.outputs.pdf.manifest import manifest_map_bounds, manifest_pdf

    return manifest_pdf(plan, route, streets.inside(manifest_map_bounds(route)), turns)


class _Streets:
    """The streets behind the routes, from the map the plan was made with, while it is known."""

    def __init__(self, plan: Plan) -> None:
        self.notices: tuple[Notice, ...] = ()
        self._find: StreetFinder | None = None
        try:
            roads = plan.provenance.roads
            self._find = find_streets(config_of(plan).roads, roads.map_sha256)
        except LastmileError as error:
            if not line_remark(plan):
                self.notices = (_no_streets(error),)

    def inside(self, bounds: BoundingBox) -> list[tuple[Sequence[tuple[float, float]], str, str]]:
        """Streets to draw, none where the map is gone."""
        return [] if self._find is None else list(self._find(bounds))


def _no_streets(error: LastmileError) -> Notice:
    return Notice(
        code="LM1430",
        severity=Severity.WARNING,
        place=Place(),
        problem=f"the maps in the manifests have no streets: {error.message}",
        hint=error.hint,
    )


def _check_formats(formats: Sequence[str]) -> None:
    import difflib

    unknown = [name for name in formats if name not in EVERY_FORMAT]
    if not formats or unknown:
        near = difflib.get_close_matches(unknown[0], EVERY_FORMAT, n=1) if unknown else []
        raise UsageError(
            f"Unknown export format: {', '.join(unknown) or '(none)'}.",
            hint=f"did you mean {near[0]!r}?" if near else f"choose from {', '.join(EVERY_FORMAT)}",
        )


def _csv(text: str) -> bytes:
    return (BOM + text).encode()


def _json(record: object) -> bytes:
    return (json.dumps(record, ensure_ascii=False) + "\n").encode()
