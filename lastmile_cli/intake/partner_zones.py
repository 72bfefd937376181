"""Checks of the postal codes of partners' zones: ranges that run forwards, one price for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from lastmile_cli.intake.fleet_checks import Sections
from lastmile_cli.intake.key_paths import KeyBook, KeyPath
from lastmile_cli.intake.noticing import shown
from lastmile_cli.intake.partner_build import code_range
from lastmile_cli.intake.partner_models import PartnerModel, ZoneRateModel

_BEHIND_ALL = "\uffff"
"""Stands behind every letter that a postal code has."""


@dataclass(frozen=True, slots=True)
class _Codes:
    """The postal codes from one to another, as a zone writes them."""

    text: str
    first: str
    last: str
    path: KeyPath

    @property
    def end(self) -> str:
        """What stands behind all codes that begin as the last one."""
        return self.last + _BEHIND_ALL

    def is_same(self, other: _Codes) -> bool:
        return (self.first, self.last) == (other.first, other.last)

    def meets(self, other: _Codes) -> bool:
        return self.first < other.end and other.first < self.end

    def holds(self, other: _Codes) -> bool:
        return self.first <= other.first and other.end <= self.end


def check_lm1276_one_rate_a_code(sections: Sections, book: KeyBook) -> None:
    """
    A code that stands in two zones of a partner is that of the first.

    A zone all around an earlier, narrower one is how exceptions are written, and
    ranges that meet matter only where the prices differ.
    """
    for index, partner in enumerate(_partners(sections)):
        listed = [
            (zone.name or f"zones[{at}]", zone, codes)
            for at, zone in enumerate(partner.zones)
            for codes in _codes(("partners", index, "zones", at, "postal_codes"), zone)
        ]
        above = _above([(id(zone), codes) for _, zone, codes in listed])
        for number, (_, zone, codes) in enumerate(listed):
            _note_first_of([listed[other] for other in above[number]], zone, codes, book)


def check_lm1279_ranges_run_forwards(sections: Sections, book: KeyBook) -> None:
    """From a higher code to a lower one there is none."""
    for index, partner in enumerate(_partners(sections)):
        for at, zone in enumerate(partner.zones):
            for codes in _codes(("partners", index, "zones", at, "postal_codes"), zone):
                if codes.last < codes.first:
                    problem = f"{shown(codes.text)} runs backwards: no postal code lies in it."
                    hint = f'write "{codes.last}-{codes.first}", if these two are meant.'
                    book.error("LM1279", codes.path, problem, hint)


def _note_first_of(
    above: list[tuple[str, ZoneRateModel, _Codes]],
    zone: ZoneRateModel,
    codes: _Codes,
    book: KeyBook,
) -> None:
    """Tell the first zone above that has some of these codes at another price; all there meet."""
    for name, other, theirs in above:
        if theirs.is_same(codes):
            problem = f"{shown(codes.text)} is already in zone {shown(name)}, which counts."
        elif _price(zone) == _price(other):
            continue
        elif theirs.holds(codes):
            within = f"lies within {shown(theirs.text)} of zone {shown(name)}"
            problem = f"{shown(codes.text)} {within}, at another price: that counts, this never."
        elif codes.holds(theirs):
            continue
        else:
            of = f"{shown(theirs.text)} of zone {shown(name)}"
            problem = f"{shown(codes.text)} overlaps {of}, at another price: that counts in both."
        hint = "leave it in one of the two; a narrower zone that is to count stands above."
        book.warning("LM1276", codes.path, problem, hint)
        return


def _above(listed: Sequence[tuple[int, _Codes]]) -> list[list[int]]:
    """
    Number for each range those listed before it that it meets, but for those of its own zone.

    Swept from the lowest code to the highest: a carrier's list holds thousands, and few meet.
    """
    above: list[list[int]] = [[] for _ in listed]
    open_ones: list[int] = []
    for number in sorted(range(len(listed)), key=lambda at: listed[at][1].first):
        zone, codes = listed[number]
        open_ones = [one for one in open_ones if codes.first < listed[one][1].end]
        for one in open_ones:
            if listed[one][0] != zone and codes.meets(listed[one][1]):
                above[max(one, number)].append(min(one, number))
        open_ones.append(number)
    return [sorted(numbers) for numbers in above]


def _codes(path: KeyPath, zone: ZoneRateModel) -> Iterator[_Codes]:
    for number, text in enumerate(zone.postal_codes):
        first, last = code_range(text)
        yield _Codes(text, first, last, (*path, number))


def _price(zone: ZoneRateModel) -> object:
    tiers = (tuple(zone.weight_tiers), tuple(zone.volume_tiers))
    return zone.base, zone.per_parcel, zone.per_kg, zone.minimum, tiers


def _partners(sections: Sections) -> list[PartnerModel]:
    return cast("list[PartnerModel]", sections["partners"])
