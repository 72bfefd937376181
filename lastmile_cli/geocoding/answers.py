"""What an online provider answered, in our words, and how far to believe it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from lastmile_cli.domain.addresses import Address, GeocodeCandidate, Precision
from lastmile_cli.domain.geo import Coordinate, great_circle_m
from lastmile_cli.geocoding.countries import country_code
from lastmile_cli.geocoding.house_numbers import HouseNumber, read_mapped_numbers
from lastmile_cli.geocoding.leftovers import LEFTOVER_COST, NAME_COST
from lastmile_cli.geocoding.parsing import Reading, read_address
from lastmile_cli.geocoding.scores import AMBIGUOUS_SCORE, APART_M, MARGIN
from lastmile_cli.geocoding.shop_names import may_be_name
from lastmile_cli.geocoding.street_search import TYPO_COST, typo_cost
from lastmile_cli.geocoding.text import (
    as_long,
    loose_key,
    postcode_key,
    street_key,
    town_key,
    words,
)
from lastmile_cli.geocoding.town_fit import Fit, town_cost

OTHER_STREET_COST = 0.15
"""Another street, or one whose name in another language we cannot check."""

NOT_GIVEN_COST = 0.4
"""A door was found where no street or no number was asked for: it is any door."""

UNPLACED_COST = 0.12
"""Neither town nor postcode was asked for: a provider knows the street in many towns."""

OTHER_DISTRICT_COST = 0.07
"""Beside another postcode: a large city has many streets of one name."""

OTHER_NUMBER_COST = 0.2
NEAR_NUMBER_COST = 0.04

NEAR_M = 150.0
"""Words for a pin from farther away would send the driver to the wrong door."""

_BASE_COST = {
    Precision.PIN: 0.0,
    Precision.HOUSE: 0.0,
    Precision.RANGE: 0.03,
    Precision.INTERPOLATED: 0.12,
    Precision.STREET: 0.4,
    Precision.POSTCODE: 0.6,
    Precision.PLACE: 0.7,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """
    One place in a provider's answer, brought to one form.

    ``towns`` are all names it lies in, ``country`` is any code or name of its
    country, empty where the answer does not say.
    """

    coordinate: Coordinate
    precision: Precision
    label: str
    street: str = ""
    number: str = ""
    towns: tuple[str, ...] = ()
    postcode: str = ""
    country: str = ""


def score_answers(
    address: Address, answers: Sequence[Answer], provider: str
) -> list[GeocodeCandidate]:
    """
    Score answers by comparing them with the address, best first.

    A provider's own score is not asked for: each means something else. What
    counts is what it says it found.
    """
    readings = read_address(address) or [Reading(street="")]
    asked = country_code(address.country)
    candidates = [
        (*min((_weigh(reading, answer, asked) for reading in readings), key=_cost), answer)
        for answer in answers
    ]
    candidates.sort(key=lambda item: item[0])
    scored = [
        GeocodeCandidate(
            coordinate=answer.coordinate,
            precision=answer.precision,
            score=round(max(0.0, 1.0 - cost), 3),
            matched=answer.label,
            provider=provider,
            differs=differs,
        )
        for cost, differs, answer in candidates
    ]
    return _capped(scored)


def address_near(at: Coordinate, answers: Iterable[Answer]) -> Address | None:
    """
    The nearest street and number among some answers, in words: "near Unioninkatu 20".

    ``None`` where none has a street, or all are farther than ``NEAR_M``.
    """
    named = [(great_circle_m(at, answer.coordinate), answer) for answer in answers if answer.street]
    if not named:
        return None
    away_m, nearest = min(named, key=lambda pair: pair[0])
    if away_m > NEAR_M:
        return None
    return Address(
        line1=f"near {nearest.street} {nearest.number}".strip(),
        postal_code=nearest.postcode,
        city=nearest.towns[0] if nearest.towns else "",
    )


def _cost(weighed: tuple[float, tuple[str, ...]]) -> float:
    return weighed[0]


def _weigh(reading: Reading, answer: Answer, country: str) -> tuple[float, tuple[str, ...]]:
    differs: list[str] = []
    cost = _BASE_COST[answer.precision] + reading.doubt
    cost += _street_cost(reading, answer, differs)
    cost += _number_cost(reading.number, answer, differs)
    town, postcode = _town_fit(reading, answer), _postcode_fit(reading, answer)
    if town in {Fit.UNKNOWN, Fit.CONFLICT}:
        written = reading.town or " ".join(reading.stray)
        differs.append(f"city: {written} is really {', '.join(answer.towns[:2]) or 'unknown'}")
    if postcode is Fit.CONFLICT:
        written = as_long(reading.written_postcode, answer.postcode)
        differs.append(f"postal_code: {written} is really {answer.postcode}")
        cost += OTHER_DISTRICT_COST
    if town is Fit.NONE and postcode is Fit.NONE and not reading.stray:
        cost += UNPLACED_COST
    there = country_code(answer.country)
    if country and there and country != there:
        cost += LEFTOVER_COST
        differs.append(f"country: {country} is really {there}")
    left, names = _unaccounted(reading, answer, town, postcode)
    if names:
        cost += NAME_COST
        differs.append(f"taken for a name: {', '.join(names)}")
    if left:
        cost += LEFTOVER_COST
        differs.append(f"not understood: {', '.join(left)}")
    return cost + town_cost(town, postcode), tuple(differs)


def _street_cost(reading: Reading, answer: Answer, differs: list[str]) -> float:
    if answer.precision.rank > Precision.STREET.rank:
        return 0.0
    if not reading.street:
        differs.append("street: none was given")
        return NOT_GIVEN_COST
    asked, found = (loose_key(street_key(name)) for name in (reading.street, answer.street))
    if asked == found:
        return 0.0
    differs.append(f"street: {reading.street} was read as {answer.street or 'no street'}")
    typos = OSA.distance(asked, found)
    if found and typos <= max(1, len(found) // 4):
        return max(TYPO_COST, typo_cost(int(typos), found))
    return OTHER_STREET_COST


def _number_cost(asked: HouseNumber | None, answer: Answer, differs: list[str]) -> float:
    if answer.precision.rank > Precision.INTERPOLATED.rank:
        return 0.0
    if asked is None:
        differs.append("number: none was given")
        return NOT_GIVEN_COST
    found = read_mapped_numbers(answer.number)
    if any((n.first, n.letter, n.last) == (asked.first, asked.letter, asked.last) for n in found):
        return 0.0
    shown = answer.number or "none"
    differs.append(f"number: {asked} is {shown} in the answer")
    is_range = not asked.may_be_flat
    if any(n.covers(asked.first) or (is_range and asked.covers(n.first)) for n in found):
        return NEAR_NUMBER_COST if asked.flat or not asked.letter else 3 * NEAR_NUMBER_COST
    return OTHER_NUMBER_COST


def _town_fit(reading: Reading, answer: Answer) -> Fit:
    written = [reading.town] if reading.town else list(reading.stray)
    asked = [town_key(text) for text in written if town_key(text)]
    found = {town_key(town) for town in answer.towns} - {""}
    if not asked:
        return Fit.NONE
    named = [set(words(text)) for text in written]
    if found & set(asked) or any(
        set(words(town)) <= name for town in answer.towns if words(town) for name in named
    ):
        return Fit.MATCH
    if any(OSA.distance(a, b) <= (1 if len(b) < 9 else 2) for a in asked for b in found):
        return Fit.TYPO
    return Fit.UNKNOWN if reading.town else Fit.NONE


def _unaccounted(
    reading: Reading, answer: Answer, town: Fit, postcode: Fit
) -> tuple[list[str], list[str]]:
    """What neither question nor answer explains, and what is taken for a shop's name."""
    proofs = (bool(reading.town) and town is Fit.MATCH) + (postcode is Fit.MATCH)
    known = {word for text in (answer.label, *answer.towns) for word in words(text)}
    left, names = [*reading.codes, *reading.boxes], []
    for phrase in reading.stray:
        unknown = [word for word in words(phrase) if not _is_known(word, known)]
        if unknown and phrase in reading.asides and may_be_name(phrase, proofs):
            names.append(phrase)
        else:
            left += unknown
    is_confirmed = Fit.MATCH in {town, postcode}
    if not is_confirmed:
        left += [person for person in reading.persons if len(person.split()) > 1]
    there = {country_code(part) for part in (answer.country, *answer.label.split(","))} - {""}
    for country in reading.countries:
        if country_code(country) not in there and (there or not is_confirmed):
            left.append(country)
    return left, names


def _is_known(word: str, known: Iterable[str]) -> bool:
    if len(word) == 1 or any(letter.isdigit() for letter in word):
        return True
    most = 1 if len(word) < 9 else 2
    return any(OSA.distance(word, other) <= (most if len(word) > 4 else 0) for other in known)


def _postcode_fit(reading: Reading, answer: Answer) -> Fit:
    if not reading.postcode or not answer.postcode:
        return Fit.NONE
    return Fit.MATCH if postcode_key(answer.postcode) == reading.postcode else Fit.CONFLICT


def _capped(scored: list[GeocodeCandidate]) -> list[GeocodeCandidate]:
    """No answer is certain while another one, elsewhere, is as good."""
    if not scored:
        return []
    best = scored[0]
    rival = next(
        (
            other
            for other in scored[1:]
            if best.score - other.score < MARGIN
            and other.precision.rank <= Precision.INTERPOLATED.rank
            and great_circle_m(best.coordinate, other.coordinate) > APART_M
        ),
        None,
    )
    if rival is None or best.score <= AMBIGUOUS_SCORE:
        return scored
    why = f"ambiguous: it may as well be {rival.matched}"
    first = replace(best, score=AMBIGUOUS_SCORE, differs=(*best.differs, why))
    others = [replace(other, score=min(other.score, AMBIGUOUS_SCORE)) for other in scored[1:]]
    return [first, *others]
