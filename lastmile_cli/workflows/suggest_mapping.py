"""How a stops file was read, as a column mapping to be corrected and kept."""

from __future__ import annotations

from dataclasses import dataclass

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.notices import Notice
from lastmile_cli.intake.mappings import suggested_mapping
from lastmile_cli.workflows.check_inputs import UNKNOWN_SERVICE
from lastmile_cli.workflows.day_inputs import ConfigRefusedError, read_day, read_orders


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A mapping as YAML, and what there is to say of the file it was made from."""

    text: str
    notices: tuple[Notice, ...]


def suggest_mapping(stops: str, config: str, *, mapping: str = "") -> Suggestion:
    """
    Read a stops file, bad rows or not, and write down how; no address is looked up.

    A configuration that is refused is no hindrance: only its country and its own
    mapping are of use here.

    Raises
    ------
    InputRefusedError
        The file has no header that could be read.
    """
    try:
        read = read_day(
            stops, config, service_date=None, skip_bad_rows=True, mapping=mapping
        ).stops_read
    except ConfigRefusedError:
        read = read_orders(stops, UNKNOWN_SERVICE, None, None, skip_bad_rows=True)
    if not read.header:
        read.raise_if_refused()
        raise InputRefusedError(f"{read.file} has no header.", notices=read.notices)
    return Suggestion(text=suggested_mapping(read), notices=read.notices)
