"""Every place an address may mean, weighed: what it is, what it costs to believe it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from lastmile_cli.domain.addresses import Precision
from lastmile_cli.geocoding.address_index import Street
from lastmile_cli.geocoding.ladder import climb
from lastmile_cli.geocoding.named_houses import named_houses
from lastmile_cli.geocoding.parsing import Reading
from lastmile_cli.geocoding.plane import LatLon
from lastmile_cli.geocoding.rung import Rung
from lastmile_cli.geocoding.scores import MARGIN
from lastmile_cli.geocoding.street_search import (
    ABBREVIATION_COST,
    StreetMatch,
    exact_streets,
    similar_streets,
    streets_of_towns,
)
from lastmile_cli.geocoding.text import loose_key, street_key
from lastmile_cli.geocoding.town_fit import Spot, TownName, judge_town
from lastmile_cli.geocoding.weighed import CLEAR_COST, Judges, Weighed

MISSPELT_AND_UNCONFIRMED = 0.08
MISSPELT_AND_UNMAPPED = 0.03
"""A wrong letter weighs more where not even the number is there to confirm the street."""

WORD_MORE_COST = 0.15
"""A whole word beside an exact name, so short that it passed for wrong letters."""

UNUSED_NUMBER_COST = 0.07
"""A reading that has no use for a number behind the house number is the weaker one."""

KNOWN_ELSEWHERE_COST = 0.03

FITS_COST = 0.15
"""Town and postcode that cost less do not contradict a place."""
_MOST_STREETS = 12


def weigh_streets(judges: Judges, readings: Sequence[Reading]) -> list[Weighed]:
    """All streets that any reading may mean, cheapest identity first."""
    found = [
        replace(weighed, reading=rank)
        for rank, reading in enumerate(readings)
        if reading.street
        for match in exact_streets(judges.index, reading.street)
        for weighed in _on_street(judges, reading, match)
    ]
    if not any(item.identity <= CLEAR_COST for item in found):
        found += _behind_plain(found, _misspelt(judges, readings))
    found += named_houses(judges, readings, found)
    return _each_once(found)


def _behind_plain(found: Sequence[Weighed], similar: Iterable[Weighed]) -> Iterator[Weighed]:
    """An exactly spelt street comes before a similar one, whatever numbers or names are beside."""
    plain = min((item.identity for item in found if item.is_plain), default=None)
    for other in similar:
        is_other = plain is not None and other.identity < plain + MARGIN
        yield replace(other, identity=(plain or 0.0) + MARGIN) if is_other else other


def _misspelt(judges: Judges, readings: Sequence[Reading]) -> Iterator[Weighed]:
    index, towns = judges.index, judges.towns
    seen: set[tuple[str, tuple[str, ...], str]] = set()
    for reading in readings:
        key = (street_key(reading.street), reading.stray, reading.postcode)
        if not reading.street or key in seen:
            continue
        seen.add(key)
        named = towns.towns_of(reading)
        here = streets_of_towns(index, towns.street_towns(named), [reading.postcode])
        matches = similar_streets(index, reading.street, here) if here else []
        if not matches:
            matches = similar_streets(index, reading.street)
        # A name that is well spelt for another town is rather that street than a typo.
        known_elsewhere = bool(index.by_loose_key.get(loose_key(key[0])))
        for match in matches[:_MOST_STREETS]:
            extra = KNOWN_ELSEWHERE_COST if known_elsewhere and match.typos else 0.0
            yield from _on_street(judges, reading, match, named=named, extra=extra)


def _on_street(
    judges: Judges,
    reading: Reading,
    match: StreetMatch,
    *,
    named: Sequence[TownName] | None = None,
    extra: float = 0.0,
) -> Iterator[Weighed]:
    index, street_id = judges.index, match.street.street_id
    names = judges.towns.towns_of(reading) if named is None else named
    rungs = climb(index, match.street, reading.number)
    settled = judges.names.settle(street_id, rungs, reading)
    own_names = {*index.keys_of[street_id]}
    for rung in settled.rungs:
        spot = _spot(match.street, rung)
        fit = judge_town(index, reading, names, spot)
        known = settled.known if fit.is_confirmed else frozenset()
        left = judges.leftovers.judge(reading, fit, spot, own_names | known)
        identity = match.cost + fit.cost + extra + reading.doubt + left.cost
        if reading.stray and reading.stray[0][:1].isdigit():
            identity += UNUSED_NUMBER_COST
        if match.cost and not fit.is_confirmed:
            identity += MISSPELT_AND_UNCONFIRMED
        if match.typos and rung.precision is not Precision.HOUSE:
            identity += MISSPELT_AND_UNMAPPED
        if match.typos and _is_a_word_more(reading.street, own_names):
            # "Au Torikatu" is no slip of the pen: Au is a town.
            identity += WORD_MORE_COST
        differs = _street_differs(reading, match) + rung.differs + fit.differs + left.differs
        yield Weighed(
            rung.at,
            rung.precision,
            identity,
            rung.cost,
            _label(match.street, rung),
            differs,
            street_id,
            fit.is_confirmed,
            match.typos,
            is_plain=match.cost < ABBREVIATION_COST and not reading.doubt and fit.cost < FITS_COST,
        )


def _is_a_word_more(written: str, own_names: Collection[str]) -> bool:
    words = written.split()
    rests = (words[1:], words[:-1]) if len(words) > 1 else ()
    return any(street_key(" ".join(rest)) in own_names for rest in rests)


def _spot(street: Street, rung: Rung) -> Spot:
    return Spot(
        rung.at, street.town, street.town_key, street.postcodes, rung.postcode, rung.district
    )


def _street_differs(reading: Reading, match: StreetMatch) -> tuple[str, ...]:
    if match.typos or match.cost >= 0.03:
        return (f"street: {reading.street} was read as {match.street.name}",)
    return ()


def _label(street: Street, rung: Rung) -> str:
    house = f"{street.name} {rung.number}".strip()
    house += f" ({rung.tenant})" if rung.tenant else ""
    town = f"{rung.postcode or street.postcode} {street.town}".strip()
    return f"{house}, {town}" if town else house


def _each_once(found: Iterable[Weighed]) -> list[Weighed]:
    """The cheapest of those that name the same place, in order of identity, then rung."""
    best: dict[tuple[int, LatLon], Weighed] = {}
    for item in found:
        key = (item.street_id, item.at)
        if key not in best or item.cost < best[key].cost:
            best[key] = item
    return sorted(
        best.values(),
        key=lambda item: (round(item.identity, 3), item.rung, item.reading, item.label),
    )
