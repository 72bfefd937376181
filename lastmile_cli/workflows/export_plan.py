"""A plan to files for drivers, spreadsheets and phones."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from lastmile_cli.domain.errors import UsageError
from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.plan import Plan, Route
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.domain.turns import RouteTurns
from lastmile_cli.outputs.costs import CostsBy
from lastmile_cli.outputs.costs_csv import costs_csv
from lastmile_cli.outputs.geojson import geojson_record
from lastmile_cli.outputs.gpx import gpx_bytes
from lastmile_cli.outputs.hub_day import hub_ids
from lastmile_cli.outputs.parcels import parcels_csv
from lastmile_cli.outputs.partner_manifest import partner_csv, partner_ids
from lastmile_cli.outputs.routes_csv import routes_csv
from lastmile_cli.outputs.safe_names import safe_name, safe_names
from lastmile_cli.outputs.selection import select_routes
from lastmile_cli.outputs.stops_csv import stops_csv
from lastmile_cli.outputs.transfers import has_transfers, transfers_csv
from lastmile_cli.plumbing.files import make_folder, write_bytes
from lastmile_cli.workflows.export_elsewhere import export_jobs
from lastmile_cli.workflows.plan_files import change_remark, load_plan
from lastmile_cli.workflows.print_plan import Printing

FORMATS = ("csv", "pdf", "geojson", "gpx")
"""What is written unless somebody says otherwise."""

MORE_FORMATS = ("kml", "links", "vroom", "optimoroute", "circuit")
"""What is written where it is asked for: for phones, and for other programs to import."""

EVERY_FORMAT = (*FORMATS, *MORE_FORMATS)

PAPERS, LABELS = ("a4", "letter"), ("sheet", "roll", "none")
"""Sheets of paper, and how parcel labels are printed: many on one, one a page, or not at all."""

BOM = "\ufeff"
"""Excel reads a CSV as UTF-8 only with it; our own importer takes both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest:
    """What to write, of which plan, where; without a ``paper``, what is used in its country."""

    plan: str
    folder: str
    formats: tuple[str, ...] = FORMATS
    vehicle_id: str | None = None
    turns: bool = False
    language: str = ""
    paper: str = ""
    labels: str = "sheet"


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
    _check_word("paper", request.paper or PAPERS[0], PAPERS)
    _check_word("labels", request.labels, LABELS)
    plan = load_plan(request.plan)
    routes = select_routes(plan, request.vehicle_id)
    names = _file_names(plan, routes)
    told = _turns(plan, routes, request, progress)
    folder = Path(request.folder)
    make_folder(folder)
    printing = (
        Printing(plan, request.paper, request.labels, is_whole_day=request.vehicle_id is None)
        if "pdf" in request.formats
        else None
    )
    files = []
    whole_day, notices = request.vehicle_id is None, list[Notice]()
    jobs = list(_jobs(plan, routes, request, names, printing, told))
    jobs += export_jobs(plan, routes, request.formats, names, whole_day=whole_day, notices=notices)
    for done, (name, content) in enumerate(jobs):
        progress(Progress(label="Writing files", done=done, total=len(jobs), detail=name))
        write_bytes(folder / name, content())
        files.append(folder / name)
    return ExportReport(
        files=tuple(files),
        notices=(*(printing.notices(routes) if printing else ()), *notices),
        remark=change_remark(plan, request.plan),
    )


Job = tuple[str, Callable[[], bytes]]


def _jobs(
    plan: Plan,
    routes: tuple[Route, ...],
    request: ExportRequest,
    names: dict[str, str],
    printing: Printing | None,
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
    if printing is not None:
        yield from printing.jobs(routes, names, told)


def _csv_of_the_day(plan: Plan) -> Iterator[Job]:
    yield "stops.csv", lambda: _csv(stops_csv(plan))
    yield "parcels.csv", lambda: _csv(parcels_csv(plan))
    if has_transfers(plan):
        yield "transfers.csv", lambda: _csv(transfers_csv(plan))
    yield from ((f"costs_by_{cut.value}.csv", _costs(plan, cut)) for cut in CostsBy)
    for partner, name in safe_names(partner_ids(plan)).items():
        yield f"partner-{name}.csv", partial(_labels, plan, partner)


def _costs(plan: Plan, cut: CostsBy) -> Callable[[], bytes]:
    return lambda: _csv(costs_csv(plan, cut))


def _labels(plan: Plan, partner_id: str) -> bytes:
    return _csv(partner_csv(plan, partner_id))


def _turns(
    plan: Plan, routes: Sequence[Route], request: ExportRequest, progress: ProgressHook
) -> Mapping[str, RouteTurns] | None:
    if not request.turns or not {"csv", "pdf"} & set(request.formats):
        return None
    from lastmile_cli.workflows.turn_lists import tell_turns

    return tell_turns(plan, routes, language=request.language, progress=progress)


def _file_names(plan: Plan, routes: Sequence[Route]) -> dict[str, str]:
    """Return a name for each vehicle's files, none of them that of another file."""
    taken = {"fleet", "routes", *(f"{kind}-{it}" for kind, it in _hub_files(plan))}
    return {route.vehicle_id: safe_name(route.vehicle_id, taken) for route in routes}


def _hub_files(plan: Plan) -> Iterator[tuple[str, str]]:
    hubs = safe_names(hub_ids(plan)).values()
    return ((kind, hub.lower()) for hub in hubs for kind in ("hub", "labels"))


def _check_formats(formats: Sequence[str]) -> None:
    import difflib

    unknown = [name for name in formats if name not in EVERY_FORMAT]
    if not formats or unknown:
        near = difflib.get_close_matches(unknown[0], EVERY_FORMAT, n=1) if unknown else []
        raise UsageError(
            f"Unknown export format: {', '.join(unknown) or '(none)'}.",
            hint=f"did you mean {near[0]!r}?" if near else f"choose from {', '.join(EVERY_FORMAT)}",
        )


def _check_word(option: str, word: str, known: Sequence[str]) -> None:
    if word not in known:
        raise UsageError(f"--{option} {word!r} is none of ours.", hint=f"choose {', '.join(known)}")


def _csv(text: str) -> bytes:
    return (BOM + text).encode()


def _json(record: object) -> bytes:
    return (json.dumps(record, ensure_ascii=False) + "\n").encode()
