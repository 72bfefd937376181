"""What headers mean: in general, in the exports of one program, and as one's own mapping says."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lastmile_cli.intake.house_data import data_text


@dataclass(frozen=True, slots=True)
class KnownHeader:
    """What a header means: the column, its cells' unit where not the column's own, how sure."""

    column: str
    unit: str = ""
    is_guess: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """
    What the headers of one file mean, beyond what they mean everywhere.

    All keys are normalised. ``own`` are headers by what they mean, ``carried``
    those that mean nothing here. Where a row has no address, ``otherwise``
    stands in for ``own``, and the row is a ``makes_it``. Rows with one of the
    words of ``left_out`` under its header, with one of ``left_out_parts``
    somewhere in it, or with anything where there are neither, are no orders;
    headers of ``of_an_item`` speak of one item only.
    """

    name: str = ""
    own: Mapping[str, KnownHeader] = field(default_factory=dict)
    carried: frozenset[str] = frozenset()
    otherwise: Mapping[str, KnownHeader] = field(default_factory=dict)
    makes_it: str = ""
    left_out: Mapping[str, frozenset[str]] = field(default_factory=dict)
    left_out_parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    of_an_item: frozenset[str] = frozenset()

    def find(self, header: str) -> KnownHeader | None:
        """What a header means here, ``None`` if nothing we know."""
        plain = normalised(header)
        if plain in self.own:
            return self.own[plain]
        if plain in self.carried or plain in self.otherwise:
            return None
        return known_headers().get(plain) or _with_unit(header)

    def is_known(self, header: str) -> bool:
        """Whether a header means a column we know."""
        return self.find(header) is not None


def normalised(header: str) -> str:
    """
    Strip a header of all that does not tell names apart.

    >>> normalised(" Time-window (from) ") == normalised("timeWindowFrom")
    True
    """
    plain = unicodedata.normalize("NFKD", header).casefold()
    return "".join(character for character in plain if character.isalnum())


_UNIT_BEHIND = re.compile(r"(.+?)\s*[(\[]\s*([^()\[\]]{1,12}?)\.?\s*[)\]]\s*")
_UNITS = {
    "weight_kg": {"kg": "", "kgs": "", "g": "g", "t": "t", "lb": "lb", "lbs": "lb"},
    "volume_m3": {"m3": "", "m³": "", "cbm": "", "l": "l", "litres": "l", "liter": "l", "ml": "ml"},
    "service_time_min": {
        **dict.fromkeys(("min", "mins", "minutes", "minuten", "minuter", "minuuttia"), "min"),
        **dict.fromkeys(("s", "sec", "secs", "seconds", "sekunden", "sekunder"), "s"),
        **dict.fromkeys(("h", "hr", "hrs", "hours", "stunden"), "h"),
    },
}
"""What may stand in brackets behind a header, and what our units call it."""


@functools.lru_cache(maxsize=1024)
def _with_unit(header: str) -> KnownHeader | None:
    """
    What a header with its unit in brackets means.

    >>> _with_unit("Time at stop (minutes)")
    KnownHeader(column='service_time_min', unit='min', is_guess=False)
    >>> _with_unit("Address (kg)") is None
    True
    """
    parts = _UNIT_BEHIND.fullmatch(header.strip())
    found = known_headers().get(normalised(parts[1])) if parts else None
    if parts is None or found is None or found.unit:
        return None
    units = _UNITS.get(found.column, {})
    unit = parts[2].strip().casefold()
    return replace(found, unit=units[unit]) if unit in units else None


@functools.cache
def known_headers() -> Mapping[str, KnownHeader]:
    """Every normalised header we understand wherever it stands."""
    known: dict[str, KnownHeader] = {}
    tables = [_table("stop_columns.yaml"), *_table("stop_columns_languages.yaml").values()]
    for table in tables:
        for column, names in table.items():
            aliases, guesses = names.get("aliases", []), names.get("guesses", [])
            known |= dict.fromkeys(spellings([column, *aliases]), KnownHeader(column))
            for name, unit in names.get("units", {}).items():
                known |= dict.fromkeys(spellings([name]), KnownHeader(column, unit))
            known |= dict.fromkeys(spellings(guesses), KnownHeader(column, is_guess=True))
    return known


_WITHOUT_DOTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa"})


def spellings(names: Iterable[str]) -> Iterator[str]:
    """
    Give the normalised names, also as keyboards without their letters write them.

    >>> sorted(spellings(["Empfänger"]))
    ['empfaenger', 'empfanger']
    """
    for name in names:
        yield normalised(name)
        yield normalised(name.casefold().translate(_WITHOUT_DOTS))


def canonical_columns() -> tuple[str, ...]:
    """Every column there is, in the order of the docs."""
    return tuple(_table("stop_columns.yaml"))


def find_product(header: Iterable[str]) -> Naming:
    """The program whose export has such headers; a naming without a name where it is none."""
    there = {normalised(name) for name in header}
    return next((naming for known_by, naming in _products() if known_by <= there), Naming())


@functools.cache
def _products() -> tuple[tuple[frozenset[str], Naming], ...]:
    return tuple(
        (frozenset(map(normalised, about["known_by"])), _product(name, about))
        for name, about in _table("products.yaml").items()
    )


def _product(name: str, about: Mapping[str, Any]) -> Naming:
    left_out = about.get("left_out", {})
    return Naming(
        name=name,
        own=_meanings(about.get("columns", {})),
        carried=frozenset(map(normalised, about.get("carried", ()))),
        otherwise=_meanings(about.get("otherwise", {})),
        makes_it=str(about.get("makes_it", "")),
        of_an_item=frozenset(map(normalised, about.get("of_an_item", ()))),
        left_out={
            normalised(header): frozenset(word for word in words if not word.startswith("*"))
            for header, words in left_out.items()
        },
        left_out_parts={
            normalised(header): tuple(word.strip("*") for word in words if word.startswith("*"))
            for header, words in left_out.items()
        },
    )


def _meanings(columns: Mapping[str, str]) -> dict[str, KnownHeader]:
    meanings = {}
    for written, column in columns.items():
        header, _, unit = written.partition(" [")
        meanings[normalised(header)] = KnownHeader(column, unit.rstrip("]"))
    return meanings


@functools.cache
def _table(name: str) -> dict[str, dict[str, Any]]:
    import yaml

    # The base loader keeps every scalar as text: "no" and "y" are headers here. That of libyaml
    # is ten times faster, where the platform's yaml has it.
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    return yaml.load(data_text(name), Loader=loader)  # type: ignore[no-any-return]  # noqa: S506
