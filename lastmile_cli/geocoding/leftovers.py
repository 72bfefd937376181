"""Every word of an address must be accounted for: what the words that are not cost."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from lastmile_cli.domain.addresses import Address
from lastmile_cli.geocoding.address_index import AddressIndex
from lastmile_cli.geocoding.countries import (
    REGION_CODE_COUNTRIES,
    country_code,
    is_country_name,
)
from lastmile_cli.geocoding.nearby import is_named_near, other_doors
from lastmile_cli.geocoding.parsing import Reading
from lastmile_cli.geocoding.shop_names import may_be_name
from lastmile_cli.geocoding.text import fold, loose_key, street_key, town_key
from lastmile_cli.geocoding.town_fit import (
    Fit,
    Spot,
    TownFit,
    TownName,
    TownReader,
    is_short_for,
    one_town,
)
from lastmile_cli.geocoding.vocabulary import NOTE_WORDS, SITE_WORDS

LEFTOVER_COST = 0.3
"""A word that nothing accounts for may be another town: such an answer is never accepted."""

NAME_COST = 0.08
"""What stands apart from the street and is taken for a name: the rest must fit exactly."""

MISSPELT_TOWN_COST = 0.09
"""A word beside the street that is nearly a town, and no postcode to say so."""

_WORD = re.compile(r"[^\W_]+(?:['’`´ʼ][^\W_]+)*")
_LONGEST = 4
_CLEAR_NAME = 5
_MOST_LETTERS = 2
_HERE = frozenset({Fit.MATCH, Fit.NEARBY, Fit.REGION})


@dataclass(frozen=True, slots=True)
class Leftover:
    """The cost of what was not understood, and words on it."""

    cost: float = 0.0
    differs: tuple[str, ...] = ()


class Leftovers:
    """
    Judges what an address says besides street, number, town and postcode.

    Parameters
    ----------
    home
        ISO 3166 codes of the countries the map is of; empty where nobody knows.
    """

    def __init__(
        self, index: AddressIndex, towns: TownReader, home: frozenset[str], address: Address
    ) -> None:
        self._index = index
        self._towns = towns
        self._home = home
        self._column = address.country.strip()
        self._state_column = address.state.strip()
        self._told = {town_key(address.city), town_key(address.state)} - {""}

    def judge(
        self, reading: Reading, fit: TownFit, spot: Spot, own_names: Collection[str]
    ) -> Leftover:
        """
        Account for the words of a reading, if it means this spot.

        ``own_names`` are street keys of what the spot is called: its street in
        every language, its house name.
        """
        left = list(reading.codes)
        names, doors = [], []
        for written in reading.stray:
            phrase, others = self._without_doors(written, reading, spot, own_names)
            doors += others
            unknown = list(self._unknown_words(phrase, reading, fit, spot, own_names))
            if unknown and not others and self._may_be_name(written, unknown, reading, fit):
                names.append(written)
            else:
                left += unknown
        if not fit.is_confirmed:
            # "c/o Meier" tells nothing; the last word of "c/o Meier Tampere" may be a town.
            left += [person for person in reading.persons if len(person.split()) > 1]
        cost, differs = self._country(reading, fit)
        elsewhere = self._state(spot)
        if elsewhere:
            cost += LEFTOVER_COST
            differs.append(elsewhere)
        if left:
            cost += LEFTOVER_COST
            differs.append(f"not understood: {', '.join(dict.fromkeys(left))}")
        if doors:
            cost += LEFTOVER_COST
            differs.append(f"another address: {', '.join(dict.fromkeys(doors))}")
        if reading.boxes:
            cost += LEFTOVER_COST
            differs.append(f"post box: {', '.join(reading.boxes)} is no door to deliver to")
        if names:
            cost += NAME_COST
            differs.append(f"taken for a name: {', '.join(names)}")
        if _is_doubtful_town(reading, fit):
            cost += MISSPELT_TOWN_COST
        return Leftover(cost, tuple(differs))

    def _without_doors(
        self, phrase: str, reading: Reading, spot: Spot, own_names: Collection[str]
    ) -> tuple[str, list[str]]:
        """Cut off what names the door of another street; the rest of the phrase, and these."""
        words = _WORD.findall(phrase)
        found = list(other_doors(self._index, words, spot.at, own_names, reading.number))
        if not found:
            return phrase, []
        cut = {i for start, end in found for i in range(start, end)}
        rest = " ".join(word for i, word in enumerate(words) if i not in cut)
        return rest, [" ".join(words[start:end]) for start, end in found]

    def _unknown_words(
        self,
        phrase: str,
        reading: Reading,
        fit: TownFit,
        spot: Spot,
        own_names: Collection[str],
    ) -> Iterator[str]:
        words = _WORD.findall(phrase)
        if sum(fold(word) in NOTE_WORDS for word in words) > 1:
            words = [word for word in words if fold(word) not in NOTE_WORDS]
        start = 0
        while start < len(words):
            for size in range(min(_LONGEST, len(words) - start), 0, -1):
                part = " ".join(words[start : start + size])
                if self._is_known(part, reading, fit, spot, own_names):
                    break
            else:
                size = 1
                yield words[start]
            start += size

    def _is_known(
        self,
        part: str,
        reading: Reading,
        fit: TownFit,
        spot: Spot,
        own_names: Collection[str],
    ) -> bool:
        if " " not in part and _is_flat(part):
            # A staircase or a flat; a second number has its price elsewhere.
            return True
        if self._is_on_site(part):
            return True
        key = town_key(part)
        if key in self._told or street_key(part) in own_names:
            return True
        if self._index.is_town(key) and len(key) > 2:
            here = one_town(self._index, TownName(key), spot)
            # A contradiction of towns has its own cost, where this is the town that counts.
            return here in _HERE or (here is fit.town and not reading.town)
        if is_country_name(part):
            return country_code(part) in self._home
        is_region = len(key) == 2 and bool(self._home & REGION_CODE_COUNTRIES)
        is_typo = fit.town is Fit.TYPO and not reading.town and self._is_misspelt(key, spot)
        is_short = fit.postcode is Fit.MATCH and is_short_for(part, spot.town)
        # "Hof" is a street of many villages, and a town: without proof it is the town.
        may_be_near = fit.is_confirmed or len(key) >= _CLEAR_NAME
        is_near = may_be_near and is_named_near(self._index, part, spot.at)
        return is_region or is_typo or is_short or is_near

    def _is_misspelt(self, key: str, spot: Spot) -> bool:
        nearly = (TownName(other, is_typo=True) for other in self._towns.nearest(key))
        return any(one_town(self._index, name, spot) is Fit.TYPO for name in nearly)

    def _is_on_site(self, part: str) -> bool:
        """Whether this is a hall or gate of the house, and none that the map has somewhere."""
        kind, _, number = part.partition(" ")
        is_unit = fold(kind) in SITE_WORDS and bool(number) and _is_flat(number)
        return is_unit and street_key(part) not in self._index.house_names

    def _may_be_name(
        self, phrase: str, unknown: Sequence[str], reading: Reading, fit: TownFit
    ) -> bool:
        if phrase not in reading.asides or self._index.is_town(town_key(phrase)):
            return False
        is_street = loose_key(street_key(phrase)) in self._index.by_loose_key
        says_town = bool(reading.town) and fit.town is Fit.MATCH
        proofs = says_town + (fit.postcode is Fit.MATCH)
        return not is_street and may_be_name(phrase, proofs, unknown)

    def _country(self, reading: Reading, fit: TownFit) -> tuple[float, list[str]]:
        in_column = [self._column] if self._column else []
        cost, differs = 0.0, []
        for written in dict.fromkeys((*reading.countries, *in_column)):
            if self._is_home(written, fit, is_free_text=written in reading.countries):
                continue
            cost = LEFTOVER_COST
            is_code = len(written) == _MOST_LETTERS and written in reading.countries
            kind = "country or region" if is_code else "country"
            differs.append(f"{kind}: {written}, the map is of {_list(self._home)}")
        return cost, differs

    def _state(self, spot: Spot) -> str:
        """Why the state's column speaks against a spot; what the map does not know is no reason."""
        written = self._state_column
        if is_country_name(written) and self._home and country_code(written) not in self._home:
            return f"state: {written}, the map is of {_list(self._home)}"
        named = [name for name in self._towns.named_in(written) if not name.is_typo]
        if not named or not all(self._is_elsewhere(name, spot) for name in named):
            return ""
        return f"state: {written}, this is in {spot.town or 'another place'}"

    def _is_elsewhere(self, name: TownName, spot: Spot) -> bool:
        """Whether a town is surely not the spot's: how far a borough reaches nobody knows."""
        fit = one_town(self._index, name, spot)
        is_border = all(place.at is None for place in self._index.places.get(name.key, ()))
        return fit is Fit.CONFLICT or (fit is Fit.UNKNOWN and is_border)

    def _is_home(self, written: str, fit: TownFit, *, is_free_text: bool) -> bool:
        code = country_code(written)
        if not code or not self._home:
            # Nobody can tell: town or postcode must.
            return fit.is_confirmed
        is_region = is_free_text and len(written) == 2 and self._home & REGION_CODE_COUNTRIES
        return code in self._home or bool(is_region)


def _is_flat(word: str) -> bool:
    """Whether a word is one letter, or a number with hardly any: "A1te" is neither."""
    letters = sum(sign.isalpha() for sign in word)
    return len(word) == 1 or (letters < len(word) and letters <= _MOST_LETTERS)


def _is_doubtful_town(reading: Reading, fit: TownFit) -> bool:
    is_typo = fit.town is Fit.TYPO and not reading.town
    return is_typo and fit.postcode not in {Fit.MATCH, Fit.NEARBY}


def _list(home: Collection[str]) -> str:
    return " and ".join(sorted(home)) or "a country it does not name"
