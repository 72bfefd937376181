"""``lastmile export``: a plan to files for drivers, spreadsheets and phones."""

from __future__ import annotations

from typing import Annotated

import typer

from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.options import (
    JsonOption,
    LanguageOption,
    PlanArgument,
    QuietOption,
    TurnsOption,
    VerboseOption,
)

ALL_FORMATS = "csv,pdf,geojson,gpx"


def export(
    plan: PlanArgument,
    to: Annotated[str, typer.Option("--to", metavar="DIR", help="Folder to write into.")],
    formats: Annotated[
        str,
        typer.Option(
            "--formats",
            metavar="LIST",
            help="Which files, separated by commas: also kml, links, vroom, optimoroute, circuit.",
        ),
    ] = ALL_FORMATS,
    vehicle: Annotated[
        str, typer.Option("--vehicle", metavar="ID", help="Only this vehicle's files.")
    ] = "",
    turns: TurnsOption = False,
    language: LanguageOption = "",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """
    Write routes and stops as CSV, a PDF manifest for each vehicle, GeoJSON and GPX.

    Prints the files it wrote. The stops CSV keeps every column of the input.
    On request KML, links for phones, VROOM's JSON and what OptimoRoute and Circuit import.
    With --turns the PDF and the routes CSV also tell the way to each stop.
    """
    from lastmile_cli.workflows.export_plan import ExportRequest, export_plan

    desk = Desk(json=as_json, quiet=quiet, verbose=verbose)
    wanted = tuple(name.strip().lower() for name in formats.split(",") if name.strip())
    request = ExportRequest(
        plan=plan,
        folder=to,
        formats=wanted,
        vehicle_id=vehicle or None,
        turns=turns,
        language=language,
    )
    with desk.progress() as progress:
        report = export_plan(request, progress)
    desk.show_notices(report.notices)
    if report.remark:
        desk.warn(report.remark)
    if as_json:
        desk.emit_record({"schema_version": 1, "files": [str(path) for path in report.files]})
    else:
        desk.emit("".join(f"{path}\n" for path in report.files))
