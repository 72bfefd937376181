"""Candidate sites for hubs and lockers, a row each: CSV or XLSX."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from lastmile_cli.domain.addresses import Address
from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.money import MICRO
from lastmile_cli.domain.notices import has_errors
from lastmile_cli.insight.hub_sites import Site, SiteKind
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.naming import normalised
from lastmile_cli.intake.near_miss import suggestion
from lastmile_cli.intake.noticing import NoticeBook, listed, shown
from lastmile_cli.intake.numbers import parse_number
from lastmile_cli.intake.sources import Source
from lastmile_cli.intake.table import Table
from lastmile_cli.intake.tables import read_csv
from lastmile_cli.intake.words import is_empty
from lastmile_cli.intake.workbooks import is_workbook, read_workbook

ALIASES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "site", "site id", "hub", "hub id", "depot", "locker"),
    "kind": ("kind", "type"),
    "name": ("name",),
    "address": ("address", "street", "address line 1"),
    "postal_code": ("postal code", "zip", "postcode"),
    "city": ("city", "town"),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "lng", "longitude"),
    "fixed_per_day": ("fixed per day", "fixed cost per day", "rent per day", "cost per day"),
    "line_haul_per_day": ("line haul per day", "line haul"),
    "capacity": ("capacity", "capacity parcels", "parcels per day"),
    "radius_m": ("radius m", "radius", "walking radius m"),
}  # fmt: skip
NEEDED = ("id", "fixed_per_day")
MOST_SITES = 60
"""More candidates than that are a list of all shops in town."""


def read_sites(source: Source) -> tuple[Site, ...]:
    """
    Read candidates.

    Raises
    ------
    InputRefusedError
        With every notice about the file.
    """
    book = NoticeBook(source.file)
    sites = _sites(source, book)
    if not has_errors(book.notices) and not any(it.kind is SiteKind.HUB for it in sites):
        book.error("LM1196", "none of the sites is a hub.", "goods leave from hubs: add one.")
    if has_errors(book.notices):
        raise InputRefusedError(
            f"{source.file} is refused: it is no list of sites.",
            hint="correct the file",
            notices=book.sorted(),
        )
    return tuple(sites)


def _sites(source: Source, book: NoticeBook) -> list[Site]:
    known = {normalised(alias): name for name, all_of in ALIASES.items() for alias in all_of}
    known |= {normalised(name): name for name in ALIASES}

    def knows(text: str) -> bool:
        return normalised(text) in known

    reader = read_workbook if is_workbook(source.content) else read_csv
    table = reader(source.content, book, knows)
    if table is None:
        return []
    position = _position(table, known, book)
    if position is None:
        return []
    sites: dict[str, Site] = {}
    for line, cells in zip(table.lines, table.rows, strict=True):
        row = {name: _cell(cells, at) for name, at in position.items()}
        if not any(row.values()):
            continue
        site = _site(row, line, book)
        if site is not None and site.site_id in sites:
            problem = f"{shown(site.site_id)} stands in row {sites[site.site_id].row} already."
            book.error("LM1192", problem, "give each site an id of its own.", row=line, column="id")
        elif site is not None:
            sites[site.site_id] = site
    if len(sites) > MOST_SITES:
        problem = f"there are {len(sites)} sites, {MOST_SITES} at most can be weighed at once."
        book.error("LM1190", problem, "leave out what cannot be rented anyway.")
    elif not sites and not has_errors(book.notices):
        book.error("LM1190", "there is no site in it.", "write a row for each.")
    return list(sites.values())


def _position(table: Table, known: Mapping[str, str], book: NoticeBook) -> dict[str, int] | None:
    position: dict[str, int] = {}
    for at, header in enumerate(table.header):
        name = known.get(normalised(header))
        if name and name not in position:
            position[name] = at
    lacking = [name for name in NEEDED if name not in position]
    for name in lacking:
        saw = listed((shown(header) for header in table.header), at_most=10)
        hint = suggestion(name, [header for header in table.header if header.strip()])
        problem = f"there is no column {name}; the header has {saw}."
        book.error("LM1190", problem, hint, row=table.header_line)
    return None if lacking else position


def _site(row: Mapping[str, str], line: int, book: NoticeBook) -> Site | None:
    errors = len(book.notices)

    def number(name: str, most: int = 10**9) -> Decimal | None:
        text = row.get(name, "")
        if not text:
            return None
        try:
            value = parse_number(text)
        except CellError as error:
            book.error("LM1191", error.problem, error.hint, row=line, column=name)
            return None
        if not 0 <= value <= most:
            problem = f"{shown(text)} is {'negative' if value < 0 else 'too large to be true'}."
            book.error("LM1191", problem, "check the cell.", row=line, column=name)
            return None
        return value

    if not row.get("id"):
        book.error("LM1191", "the cell is empty.", "write the id.", row=line, column="id")
    if not row.get("fixed_per_day"):
        hint = "write what the site costs a day, 0 if nothing."
        book.error("LM1191", "the cell is empty.", hint, row=line, column="fixed_per_day")
    kind = row.get("kind", "").casefold() or "hub"
    if kind not in list(SiteKind):
        problem = f"{shown(row['kind'])} is no kind of site."
        book.error("LM1191", problem, suggestion(kind, list(SiteKind)), row=line, column="kind")
    fixed, haul = number("fixed_per_day"), number("line_haul_per_day")
    capacity, radius = number("capacity"), number("radius_m", 20_000)
    coordinate = _pin(row, line, book)
    if coordinate is None and not row.get("address") and len(book.notices) == errors:
        hint = "write an address, or lat and lon."
        book.error("LM1191", "nobody knows where it is.", hint, row=line, column="address")
    if len(book.notices) > errors:
        return None
    return Site(
        site_id=row["id"],
        kind=SiteKind(kind),
        name=row.get("name", ""),
        address=Address(
            line1=row.get("address", ""),
            postal_code=row.get("postal_code", ""),
            city=row.get("city", ""),
        ),
        coordinate=coordinate,
        fixed_micro=_micro(fixed),
        line_haul_micro=_micro(haul),
        capacity=None if capacity is None else int(capacity),
        radius_m=500 if radius is None else int(radius),
        row=line,
    )


def _pin(row: Mapping[str, str], line: int, book: NoticeBook) -> Coordinate | None:
    texts = [row.get("lat", ""), row.get("lon", "")]
    if not any(texts):
        return None
    try:
        # 60.150 is no sixty thousand degrees.
        lat, lon = (float(parse_number(it, decimal_mark="." if "." in it else "")) for it in texts)
        return Coordinate(lat_deg=lat, lon_deg=lon)
    except CellError as error:
        book.error("LM1191", error.problem, error.hint, row=line, column="lat")
    except ValueError as error:
        hint = "write both in decimal degrees."
        book.error("LM1191", f"{error}"[:1].lower() + f"{error}"[1:], hint, row=line, column="lat")
    return None


def _micro(amount: Decimal | None) -> int:
    return int(((amount or Decimal(0)) * MICRO).to_integral_value(ROUND_HALF_UP))


def _cell(cells: Sequence[str], at: int) -> str:
    text = " ".join(cells[at].split()) if at < len(cells) else ""
    return "" if is_empty(text) else text
