"""The table of commands. Each command's file is light; what is heavy it imports when it runs."""

from __future__ import annotations

import sys

import typer

from lastmile_cli import __version__
from lastmile_cli.cli import (
    carbon,
    check,
    costs,
    diff,
    doctor,
    explain,
    export,
    geocode,
    hubs,
    init,
    manifest,
    move,
    plan,
    quote,
    replan,
    roads,
    stress,
    track,
    verify,
    whatif,
)
from lastmile_cli.cli.map import draw as draw_map

_PLAN, _READ, _DECIDE, _DAY, _HOUSE = "Plan", "Read", "Decide", "Day", "House"

app = typer.Typer(
    name="lastmile",
    help="Plan last-mile delivery: from an address list to routes that can really be driven, "
    "driver manifests, and the money.",
    no_args_is_help=True,
    # Boxes and colour are for people at a terminal; a pipe gets plain text.
    rich_markup_mode="rich" if sys.stdout and sys.stdout.isatty() else None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"lastmile {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", callback=_print_version, is_eager=True, help="Print the version."
    ),
) -> None:
    """Hold the options that stand before any command."""


app.command("init", rich_help_panel=_PLAN)(init.init)
app.command("check", rich_help_panel=_PLAN)(check.check)
app.command("geocode", rich_help_panel=_PLAN)(geocode.geocode)
app.command("plan", rich_help_panel=_PLAN)(plan.plan)
app.command("move", rich_help_panel=_PLAN)(move.move)
app.command("verify", rich_help_panel=_PLAN)(verify.verify)
app.command("manifest", rich_help_panel=_READ)(manifest.manifest)
app.command("costs", rich_help_panel=_READ)(costs.costs)
app.command("carbon", rich_help_panel=_READ)(carbon.carbon)
app.command("explain", rich_help_panel=_READ)(explain.explain)
app.command("diff", rich_help_panel=_READ)(diff.diff)
app.command("map", rich_help_panel=_READ)(draw_map)
app.command("export", rich_help_panel=_READ)(export.export)
app.command("quote", rich_help_panel=_DECIDE)(quote.quote)
app.command("whatif", rich_help_panel=_DECIDE)(whatif.whatif)
app.command("stress", rich_help_panel=_DECIDE)(stress.stress)
app.command("hubs", rich_help_panel=_DECIDE)(hubs.hubs)
app.command("replan", rich_help_panel=_DAY)(replan.replan)
app.add_typer(track.app, name="track", rich_help_panel=_DAY)
app.add_typer(roads.app, name="roads", rich_help_panel=_HOUSE)
app.command("doctor", rich_help_panel=_HOUSE)(doctor.doctor)
