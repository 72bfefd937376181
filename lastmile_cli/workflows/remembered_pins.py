"""The file of pins set by hand: read every morning, added to when somebody reviews."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.notices import Notice, has_errors
from lastmile_cli.domain.pins import PinSheet, RememberedPin
from lastmile_cli.domain.settings import Config, ServiceSettings
from lastmile_cli.geocoding.overrides_edit import with_pins, without_pins
from lastmile_cli.intake.near_miss import nearest
from lastmile_cli.intake.pins import PinsRead, empty_sheet, read_pins
from lastmile_cli.intake.sources import read_source
from lastmile_cli.outputs.pins_csv import pins_csv
from lastmile_cli.plumbing.clock import now_utc
from lastmile_cli.plumbing.files import write_bytes
from lastmile_cli.plumbing.locks import exclusive

PATIENCE_S = 10.0
"""Another run holds the file for as long as it takes to write it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pins:
    """What is remembered, and what there is to say of the file."""

    pins: tuple[RememberedPin, ...] = ()
    notices: tuple[Notice, ...] = ()


def recall(config: Config) -> Pins:
    """
    Read the pins of a configuration; none where it names no file, or there is none yet.

    Raises
    ------
    InputRefusedError
        The file is no list of pins.
    """
    path = config.geocoding.pins_path
    if not path:
        return Pins()
    read = _read(path, config.service.country)
    return Pins(pins=read.sheet.pins, notices=read.notices)


def remember(config: Config, pins: Sequence[RememberedPin]) -> list[RememberedPin]:
    """
    Add pins to the file; return those that are new or have moved.

    Two runs may do so at once: each waits for the other. Rows that somebody
    wrote by hand stay as they are.

    Raises
    ------
    InputRefusedError
        The file is no list of pins, or has lines that would be lost.
    OutputFailedError
        It cannot be written.
    """
    if not pins or not config.geocoding.pins_path:
        return []
    country = config.service.country
    return _edited(config, lambda sheet: with_pins(sheet, pins, country))


def forget(config: Config, whose: str) -> list[RememberedPin]:
    """
    Take the pins of an address or a customer's id out of the file, and return them.

    Raises
    ------
    InputRefusedError
        There is no such pin, or no file of pins.
    """
    path, country = config.geocoding.pins_path, config.service.country
    if not path:
        raise InputRefusedError(
            "The configuration names no file of pins.", hint="there is nothing to forget"
        )
    gone = _edited(config, lambda sheet: without_pins(sheet, whose, country))
    if not gone:
        sheet = _read(path, country).sheet
        names = [str(pin.address) or pin.customer_id for pin in sheet.pins]
        near = nearest(whose, names)
        raise InputRefusedError(
            f"{Path(path).name} has no pin of {whose!r}.",
            hint=f'did you mean "{near}"?'
            if near
            else "write the address as it stands in the file",
        )
    return gone


def today(service: ServiceSettings) -> date:
    """The day it is where the service runs."""
    return now_utc().astimezone(ZoneInfo(service.timezone)).date()


def _edited(
    config: Config, edit: Callable[[PinSheet], tuple[PinSheet, list[RememberedPin]]]
) -> list[RememberedPin]:
    path = Path(config.geocoding.pins_path)
    with exclusive(path, wait_s=PATIENCE_S):
        old = _read(str(path), config.service.country).sheet
        new, changed = edit(old)
        if changed:
            if not old.is_whole:
                raise InputRefusedError(
                    f"{path.name} has lines that cannot be read and would be lost.",
                    hint="correct them first; `lastmile check` names them",
                )
            write_bytes(path, pins_csv(new))
    return changed


def _read(path: str, country: str) -> PinsRead:
    if not Path(path).exists():
        return PinsRead(sheet=empty_sheet(path))
    read = read_pins(read_source(path), country)
    if has_errors(read.notices):
        raise InputRefusedError(
            f"{path} is refused: it is no list of pins.",
            hint="correct the file, or leave `geocoding: pins` out of the configuration",
            notices=read.notices,
        )
    return read
