"""``lastmile export``: a plan to files for drivers, spreadsheets and phones."""

from __future__ import annotations

from enum import StrEnum
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


class PaperName(StrEnum):
    """What the printer holds."""

    A4 = "a4"
    LETTER = "letter"


class LabelKind(StrEnum):
    """How parcel labels come out of the printer."""

    SHEET = "sheet"
    ROLL = "roll"
    NONE = "none"


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
    paper: Annotated[
        PaperName | None,
        typer.Option("--paper", help="Sheets of the PDF files [default: the country's]."),
    ] = None,
    labels: Annotated[
        LabelKind, typer.Option("--labels", help="Parcel labels: on sheets, one a page, or none.")
    ] = LabelKind.SHEET,
    turns: TurnsOption = False,
    language: LanguageOption = "",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """
    Write routes, stops and parcels as CSV, all papers of the day as PDF, GeoJSON and GPX.

    Prints the files it wrote. The stops CSV keeps every column of the input.
    On request KML, links for phones, VROOM's JSON and what OptimoRoute and Circuit import.
    With --turns the PDF and the routes CSV also tell the way to each stop.
    """
    from lastmile_cli.records.notices import notice_to_record
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
        paper=paper.value if paper else "",
        labels=labels.value,
    )
    with desk.progress() as progress:
        report = export_plan(request, progress)
    desk.show_notices(report.notices)
    if report.remark:
        desk.warn(report.remark)
    if as_json:
        files = [str(path) for path in report.files]
        notices = [notice_to_record(notice) for notice in report.notices]
        desk.emit_record({"schema_version": 1, "files": files, "notices": notices})
    else:
        desk.emit("".join(f"{path}\n" for path in report.files))
