"""``lastmile quote``: what one more order would cost in a plan, window by window."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.manifest import FormatOption, SheetFormat
from lastmile_cli.cli.options import (
    JsonOption,
    OfflineOption,
    PlanArgument,
    QuietOption,
    VerboseOption,
    parse_date,
)
from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.errors import UsageError

if TYPE_CHECKING:
    from lastmile_cli.workflows.quote_orders import Quoted

_ORDER, _OFFER = "The order", "What is offered"


def _cell(name: str, metavar: str, about: str) -> object:
    return typer.Option(name, metavar=metavar, help=about, rich_help_panel=_ORDER)


def quote(
    plan: PlanArgument,
    config: Annotated[
        str,
        typer.Option(
            "--config",
            "-c",
            metavar="FILE",
            help="Geocoders, customers and windows offered [default: the plan's].",
        ),
    ] = "",
    address: Annotated[str, _cell("--address", "TEXT", "Street and number, town.")] = "",
    postal_code: Annotated[str, _cell("--postal-code", "CODE", "Postal code.")] = "",
    city: Annotated[str, _cell("--city", "TEXT", "Town.")] = "",
    pin: Annotated[str, _cell("--pin", "LAT,LON", "A pin instead; it wins over the address.")] = "",
    weight: Annotated[str, _cell("--weight", "KG", "Kilograms.")] = "",
    volume: Annotated[str, _cell("--volume", "M3", "Cubic metres.")] = "",
    parcels: Annotated[str, _cell("--parcels", "N", "Parcels [default: 1].")] = "",
    service: Annotated[
        str, _cell("--service", "MIN", "Minutes at the door [default: as usual].")
    ] = "",
    window: Annotated[str, _cell("--window", "HH:MM-HH:MM", "What the customer asks for.")] = "",
    ready: Annotated[str, _cell("--ready", "HH:MM", "Its goods cannot be loaded before.")] = "",
    skill: Annotated[
        list[str],
        typer.Option("--skill", metavar="NAME", help="What it takes.", rich_help_panel=_ORDER),
    ] = [],  # noqa: B006 - typer copies it
    kind: Annotated[
        str, _cell("--type", "WORD", "delivery, pickup, return or service [default: delivery].")
    ] = "",
    name: Annotated[str, _cell("--name", "TEXT", "Who gets it.")] = "",
    stop_id: Annotated[str, _cell("--id", "ID", "Its id [default: new-1].")] = "",
    column: Annotated[
        list[str],
        typer.Option(
            "--column",
            metavar="NAME=VALUE",
            help="Any other column of a stops file; repeat it.",
            rich_help_panel=_ORDER,
        ),
    ] = [],  # noqa: B006 - typer copies it
    orders: Annotated[
        str,
        typer.Option("--from", metavar="ORDERS", help="A file of orders instead: CSV or XLSX."),
    ] = "",
    windows: Annotated[
        str,
        typer.Option(
            "--windows",
            metavar="08-10,10-12",
            help="Windows to offer [default: quote.windows of the configuration].",
            rich_help_panel=_OFFER,
        ),
    ] = "",
    show_all: Annotated[
        bool,
        typer.Option("--all", help="Every window, not the best three.", rich_help_panel=_OFFER),
    ] = False,
    together: Annotated[
        bool,
        typer.Option(
            "--together",
            help="Each order beside those before it, not each on its own.",
            rich_help_panel=_OFFER,
        ),
    ] = False,
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Take the offer: keep the plan with the order in it.",
            rich_help_panel=_OFFER,
        ),
    ] = "",
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit code 4 where an order finds no place.")
    ] = False,
    date: Annotated[
        str, typer.Option("--date", metavar="YYYY-MM-DD", help="The day the plan must be of.")
    ] = "",
    output_format: FormatOption = SheetFormat.TABLE,
    offline: OfflineOption = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> None:
    """
    Price one more order in a plan as it stands, and name the windows that suit it best.

    Every route keeps its order; the price is what the day's bill is then above the present
    one. -o takes the offer: what is asked for, else the cheapest window.
    """
    from lastmile_cli.plumbing.files import check_target
    from lastmile_cli.workflows.quote_orders import QuoteRequest, quote_orders

    is_json = as_json or output_format is SheetFormat.JSON
    desk = Desk(json=is_json, quiet=quiet, verbose=verbose)
    cells = {
        "stop_id": stop_id,
        "name": name,
        "address": address,
        "postal_code": postal_code,
        "city": city,
        "lat_lon": pin,
        "weight_kg": weight,
        "volume_m3": volume,
        "parcels": parcels,
        "service_time_min": service,
        "time_windows": window,
        "ready_at": ready,
        "skills": ",".join(skill),
        "type": kind,
        **dict(_pair(text) for text in column),
    }
    given = {key: value for key, value in cells.items() if value}
    if bool(orders) is bool(given):
        raise UsageError(
            "Give one order, or a file of them.",
            hint='--address "Street 1, Town", or --from orders.csv',
        )
    if output:
        check_target(Path(output))
    request = QuoteRequest(
        plan=plan,
        config=config,
        cells=given,
        orders=orders,
        windows=windows,
        service_date=parse_date(date),
        together=together,
        books=bool(output),
        offline=offline,
    )
    with desk.progress() as progress:
        found = quote_orders(request, progress)
    wanted = SheetFormat.JSON if is_json else output_format
    _print(desk, found, wanted, shows_all=show_all, is_list=bool(orders))
    _keep(desk, found, output)
    if strict and (found.hopeless or found.refused):
        raise typer.Exit(4)


def _pair(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign or not key.strip():
        raise UsageError(f"--column {text!r} has no value.", hint="write --column zone=north")
    return key.strip(), value.strip()


def _print(
    desk: Desk, found: Quoted, wanted: SheetFormat, *, shows_all: bool, is_list: bool
) -> None:
    from lastmile_cli.outputs.printer import Printer
    from lastmile_cli.outputs.quote import quote_sheets, quotes_csv, quotes_record, quotes_sheet

    desk.show_notices(found.notices)
    told = (found.plan, found.quotes, found.refused)
    if wanted is SheetFormat.JSON:
        desk.emit_record(quotes_record(*told, together=found.together))
        return
    if wanted is SheetFormat.CSV:
        desk.emit(quotes_csv(*told))
        return
    printer = Printer(sys.stdout)
    if is_list:
        printer.sheet(quotes_sheet(*told))
        return
    for sheet in quote_sheets(found.plan, found.quotes[0], shows_all=shows_all):
        printer.sheet(sheet)


def _keep(desk: Desk, found: Quoted, output: str) -> None:
    from lastmile_cli.outputs.verdict import verdict_text
    from lastmile_cli.workflows.plan_files import save_plan

    if found.booked is None:
        return
    if found.booked.violations:
        desk.emit(verdict_text(found.booked.violations, output, in_full=desk.verbose))
        raise typer.Exit(6)
    save_plan(found.booked.plan, output)
    told = counted(len(found.booked.difference.told) - len(found.quotes), "customer")
    desk.say(f"The plan with the order is in {output}; {told} must be told another hour.")
