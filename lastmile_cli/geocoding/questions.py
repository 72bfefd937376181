"""What a provider is told of an address: street, number and town, never flats and persons."""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache

from lastmile_cli.domain.addresses import Address
from lastmile_cli.geocoding.countries import country_code
from lastmile_cli.geocoding.discretion import (
    code_of,
    places_of,
    towns_among,
    without_persons,
    without_reach,
)
from lastmile_cli.geocoding.parsing import Reading, read_address
from lastmile_cli.geocoding.segments import read_segments
from lastmile_cli.geocoding.tidying import tidy


@lru_cache(maxsize=4096)
def as_asked(address: Address) -> Address:
    """
    What of an address is told to a provider: all flats of a house are one question.

    >>> str(as_asked(Address(line1="Unioninkatu 20 A 12", line2="c/o Virtanen", city="Helsinki")))
    'Unioninkatu 20, Helsinki'
    """
    cells = {cell.name: without_reach(getattr(address, cell.name)) for cell in fields(address)}
    if cells["line1"]:  # Else it may hold the whole address.
        cells["postal_code"] = code_of(cells["postal_code"])
    plain = tidy(Address(**cells))
    has_town = bool(plain.city or plain.postal_code)
    return Address(
        line1=house_line(plain) if has_town else _line_with_town(plain),
        city=places_of(plain.city),
        state=without_persons([plain.state]),
        postal_code=plain.postal_code,
        country=plain.country,
    )


def house_parts(address: Address) -> tuple[str, str]:
    """
    Street and number without flat, floor and "c/o": less to misread, less told to strangers.

    Where no number can be told from the street, the whole first line is the street.

    >>> house_parts(Address(line1="Unioninkatu 20 A 12", line2="c/o Virtanen"))
    ('Unioninkatu', '20')
    """
    reading = _plainest(address)
    if reading is None:
        return _places(address.line1) or _places(address.line2), ""
    return reading.street, _shown(reading)


def house_line(address: Address) -> str:
    """
    Street and number on one line, in the order they were written in.

    >>> house_line(Address(line1="Unioninkatu 20 A 12", line2="c/o Virtanen"))
    'Unioninkatu 20'
    >>> house_line(Address(line1="8 bd du Port, apt. 3"))
    '8 bd du Port'
    """
    street, number = house_parts(address)
    written = f"{address.line1} {address.line2}"
    is_first = 0 <= written.find(number) < written.find(street)
    parts = (number, street) if is_first else (street, number)
    return " ".join(part for part in parts if part)


def free_text(address: Address) -> str:
    """
    The whole address on one line, as a search box takes it.

    >>> free_text(Address(line1="Unioninkatu 20, 2. krs", postal_code="00130", city="Helsinki"))
    'Unioninkatu 20, 00130 Helsinki'
    """
    town = " ".join(part for part in (address.postal_code, address.city) if part)
    line = house_line(address) if town else _line_with_town(address)
    return ", ".join(part for part in (line, town, address.state, address.country) if part)


def _line_with_town(address: Address) -> str:
    """
    Keep of an address without columns for the town what may be the town, and no person.

    >>> _line_with_town(Address(line1="Bakery Oy, Unioninkatu 20 A 3, Helsinki, c/o Virtanen"))
    'Unioninkatu 20, Helsinki'
    """
    reading = _plainest(address)
    if reading is None:
        return house_line(address)
    behind = [phrase for phrase in reading.stray if phrase not in reading.asides]
    phrases = behind or [phrase for phrase in reading.stray if phrase in reading.asides]
    written = f"{address.line1}, {address.line2}"
    _, _, rest = written.partition(f"{reading.written_postcode} ")
    towns = towns_among(phrases, behind_code=rest.strip() if reading.written_postcode else "")
    town = " ".join(part for part in (reading.written_postcode, *towns[-1:]) if part)
    house = house_line(address)
    return ", ".join(part for part in (house, *towns[:-1], town, *reading.countries) if part)


def country_of(address: Address, service_country: str) -> str:
    """
    ISO 3166 code of the country an address is in; empty where it names one that nobody knows.

    >>> country_of(Address(country="Frankreich"), "FI"), country_of(Address(), "FI")
    ('FR', 'FI')
    """
    written = address.country.strip()
    return country_code(written) if written else service_country


def _places(line: str) -> str:
    """Keep of a line without a number what is neither flat nor person."""
    found = read_segments(Address(line1=line))
    return without_persons([*(" ".join(part.words) for part in found.places), *found.countries])


def _plainest(address: Address) -> Reading | None:
    readings = [reading for reading in read_address(address) if reading.number]
    # "20 A" is rather a staircase than the end of a street's name.
    return min(readings, key=lambda one: any(c.isdigit() for c in one.street), default=None)


def _shown(reading: Reading) -> str:
    number = reading.number
    if number is None:
        return ""
    return f"{number.first}" if number.flat or number.may_be_flat else f"{number}"
