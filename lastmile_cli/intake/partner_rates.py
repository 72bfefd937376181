"""A partner's rate card in a file: a row a step, rows of one zone below each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.notices import Notice
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.config_models import ConfigModel
from lastmile_cli.intake.fleet_checks import Sections
from lastmile_cli.intake.key_paths import KeyBook
from lastmile_cli.intake.naming import normalised
from lastmile_cli.intake.near_miss import nearest
from lastmile_cli.intake.noticing import NoticeBook, shown
from lastmile_cli.intake.numbers import parse_number
from lastmile_cli.intake.partner_checks import check_lm1272_tiers, check_lm1277_prices
from lastmile_cli.intake.partner_models import PartnerModel, ZoneRateModel
from lastmile_cli.intake.partner_zones import (
    check_lm1276_one_rate_a_code,
    check_lm1279_ranges_run_forwards,
)
from lastmile_cli.intake.sources import Source, read_source
from lastmile_cli.intake.table import Table
from lastmile_cli.intake.tables import read_csv
from lastmile_cli.intake.words import is_empty
from lastmile_cli.intake.workbooks import is_workbook, read_workbook

OF_ZONE = ("base", "per_parcel", "per_kg", "minimum")
STEPS = ("from_kg", "up_to_kg", "from_m3", "up_to_m3", "price")
PLACES = ("postal_codes", "zones")
COLUMNS = ("zone", *PLACES, *OF_ZONE, *STEPS)

_CHECKS = (
    check_lm1272_tiers,
    check_lm1277_prices,
    check_lm1276_one_rate_a_code,
    check_lm1279_ranges_run_forwards,
)
"""The rules of zones in the configuration that hold for those of a file as well."""

_PATH = re.compile(r"zones\[(?P<zone>\d+)\](?:\.postal_codes\[(?P<code>\d+)\])?")
_LIST_MARK = re.compile(r"[,;|\s]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class RatesListing:
    """The configuration with all its rate cards, and every notice about the files."""

    model: ConfigModel
    notices: tuple[Notice, ...] = ()


def list_rates(model: ConfigModel, base: Path) -> RatesListing:
    """Put the zones of each partner's file behind those of the configuration."""
    partners: list[PartnerModel] = []
    told: list[Notice] = []
    for partner in model.partners:
        if not partner.rates:
            partners.append(partner)
            continue
        path = base / Path(partner.rates).expanduser()
        try:
            source = replace(read_source(path), file=partner.rates)
        except InputRefusedError as error:
            book = NoticeBook(partner.rates)
            problem = error.notices[0].problem if error.notices else error.message
            hint = f"correct rates of partner {partner.id}, or write its zones there."
            book.error("LM1278", f"the rate card: {problem}", hint)
            told += book.sorted()
            partners.append(partner)
            continue
        zones, notices = read_rates(source, above=partner.zones)
        told += notices
        every = [*partner.zones, *zones]
        partners.append(partner.model_copy(update={"zones": every, "rates": ""}))
    return RatesListing(model=model.model_copy(update={"partners": partners}), notices=tuple(told))


def read_rates(
    source: Source, above: Sequence[ZoneRateModel] = ()
) -> tuple[list[ZoneRateModel], tuple[Notice, ...]]:
    """
    Read a rate card from CSV or XLSX bytes; every problem is a notice with its row.

    ``above`` are the partner's zones in the configuration, which come before those of the file.
    """
    book = NoticeBook(source.file)
    knows = {normalised(name) for name in COLUMNS}.__contains__
    if is_workbook(source.content):
        table = read_workbook(source.content, book, lambda text: knows(normalised(text)))
    else:
        table = read_csv(source.content, book, lambda text: knows(normalised(text)))
    if table is None:
        return [], book.sorted()
    card = _Card(table=table, book=book, above=above)
    zones = card.zones()
    return zones, book.sorted()


@dataclass(slots=True)
class _Card:
    """One file, row by row."""

    table: Table
    book: NoticeBook
    above: Sequence[ZoneRateModel] = ()
    position: dict[str, int] = field(default_factory=dict)
    found: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    code_lines: dict[str, list[int]] = field(default_factory=dict)

    def zones(self) -> list[ZoneRateModel]:
        """Every zone, in the order in which they first come."""
        self._read_header()
        if not self.position:
            return []
        for line, cells in zip(self.table.lines, self.table.rows, strict=True):
            self._read_row(line, cells)
        zones = []
        for name, data in self.found.items():
            try:
                zones.append(ZoneRateModel.model_validate(data))
            except ValidationError as error:
                line = self.lines[name]
                for problem in error.errors(include_url=False):
                    said = f"zone {shown(name)}: {problem['msg']}."
                    self.book.error("LM1287", said.replace("..", "."), row=line)
        self._check(zones)
        return zones

    def _read_header(self) -> None:
        known = {normalised(name): name for name in COLUMNS}
        for at, header in enumerate(self.table.header):
            name = known.get(normalised(header))
            if name and name not in self.position:
                self.position[name] = at
            elif header.strip():
                near = nearest(normalised(header), known)
                hint = (
                    f"did you mean `{known[near]}`?" if near else f"known are {', '.join(COLUMNS)}."
                )
                problem = f"column {shown(header)} is not read."
                self.book.warning("LM1288", problem, hint, row=self.table.header_line)
        prices = {*OF_ZONE, "price"} & self.position.keys()
        if not prices:
            problem = "there is no column with a price."
            hint = (
                f"write a header such as {','.join(('zone', 'postal_codes', 'up_to_kg', 'price'))}."
            )
            self.book.error("LM1287", problem, hint, row=self.table.header_line)
            self.position.clear()

    def _read_row(self, line: int, cells: list[str]) -> None:
        # As in a spreadsheet, an empty cell goes on with the zone above it.
        name = self._text(cells, "zone") or next(reversed(self.found), "")
        zone = self.found.setdefault(name, {"name": name})
        self.lines.setdefault(name, line)
        for place in PLACES:
            places = _listed(self._text(cells, place), place)
            zone.setdefault(place, []).extend(places)
            if place == "postal_codes":
                self.code_lines.setdefault(name, []).extend([line] * len(places))
        for key in OF_ZONE:
            self._put_price(zone, key, line, cells)
        step = {key: self._number(cells, key, line) for key in STEPS}
        step = {key: value for key, value in step.items() if value is not None}
        for tiers, bound in (("weight_tiers", "up_to_kg"), ("volume_tiers", "up_to_m3")):
            unit = bound.rpartition("_")[2]
            mine = {k: v for k, v in step.items() if k == "price" or k.endswith(unit)}
            if bound in step:
                if "price" not in step:
                    problem = f"there is no price up to {step[bound]} {unit}."
                    self.book.error("LM1287", problem, "fill in price.", row=line, column="price")
                    return
                zone.setdefault(tiers, []).append(mine)
        if "price" in step and not {"up_to_kg", "up_to_m3"} & step.keys():
            problem = "a price without up_to_kg or up_to_m3."
            hint = "fill in one of them, or use column base for a price of any size."
            self.book.error("LM1287", problem, hint, row=line, column="price")

    def _put_price(self, zone: dict[str, Any], key: str, line: int, cells: list[str]) -> None:
        value = self._number(cells, key, line)
        if value is None:
            return
        if key in zone and zone[key] != value:
            problem = f"zone {shown(zone['name'])} has {key} {zone[key]} above, here {value}."
            hint = "write it in the zone's first row only."
            self.book.error("LM1287", problem, hint, row=line, column=key)
        zone.setdefault(key, value)

    def _number(self, cells: list[str], key: str, line: int) -> Decimal | None:
        text = self._text(cells, key)
        if not text:
            return None
        try:
            value = parse_number(text, decimal_mark=".,")
        except CellError as error:
            self.book.error("LM1287", error.problem, error.hint, row=line, column=key)
            return None
        if value < 0:
            problem = f"{shown(text)} is negative."
            self.book.error("LM1287", problem, "write it without sign.", row=line, column=key)
            return None
        return value

    def _text(self, cells: list[str], key: str) -> str:
        at = self.position.get(key)
        text = " ".join(cells[at].split()) if at is not None and at < len(cells) else ""
        return "" if is_empty(text) else text

    def _check(self, zones: list[ZoneRateModel]) -> None:
        """Hold the zones against the rules of those in the configuration, at their rows."""
        if any(notice.code == "LM1287" for notice in self.book.notices):
            return
        partner = PartnerModel(id="rates", zones=[*self.above, *zones])
        keys = NoticeBook(self.book.file)
        sections: Sections = {"partners": [partner]}
        for check in _CHECKS:
            check(sections, KeyBook(keys))
        names = list(self.found)
        for notice in keys.notices:
            found = _PATH.search(notice.place.column)
            at = int(found["zone"]) - len(self.above) if found else -1
            if found is None or at < 0:
                continue
            zone = names[at]
            where = f"zone {shown(zone)}: {notice.problem}"
            add = self.book.error if notice.severity == "error" else self.book.warning
            if found["code"] is None:
                add(notice.code, where, notice.hint, row=self.lines[zone])
            else:
                line = self.code_lines[zone][int(found["code"])]
                add(notice.code, where, notice.hint, row=line, column="postal_codes")


def _listed(text: str, place: str) -> list[str]:
    """Several codes in a cell; zones, whose names may have blanks, only by commas and the like."""
    mark = _LIST_MARK if place == "postal_codes" else re.compile(r"[,;|]")
    return [part.strip() for part in mark.split(text) if part.strip()]
