"""``lastmile doctor``: what is installed, cached, reachable and writable."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from lastmile_cli.cli.desk import Desk
from lastmile_cli.cli.options import JsonOption, OfflineOption


def doctor(
    config: Annotated[
        str, typer.Option("--config", "-c", metavar="FILE", help="Also look at this config.")
    ] = "",
    offline: OfflineOption = False,
    as_json: JsonOption = False,
) -> None:
    """Look at this machine: libraries, cache, maps, services; exit 3 if something is broken."""
    from lastmile_cli.outputs.printer import Printer
    from lastmile_cli.outputs.sheet import Column, Sheet
    from lastmile_cli.workflows.diagnose import diagnose

    findings = diagnose(config, offline=offline)
    is_broken = any(finding.state == "broken" for finding in findings)
    if as_json:
        items = [
            {"area": f.area, "item": f.item, "state": f.state, "detail": f.detail, "hint": f.hint}
            for f in findings
        ]
        Desk().emit_record({"schema_version": 1, "ok": not is_broken, "findings": items})
    else:
        rows = tuple((f.area, f.item, f.state, _told(f.detail, f.hint)) for f in findings)
        columns = (Column("area"), Column("item"), Column("state"), Column("detail", ratio=1))
        Printer(sys.stdout).sheet(Sheet(title="Doctor", columns=columns, rows=rows))
    if is_broken:
        raise typer.Exit(3)


def _told(detail: str, hint: str) -> str:
    return f"{detail} (try: {hint})" if hint else detail
