"""Houses that an address calls by their name ("Villa Rosa"), weighed beside its streets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from lastmile_cli.domain.addresses import Precision
from lastmile_cli.geocoding.nearby import NEAR_M
from lastmile_cli.geocoding.parsing import Reading
from lastmile_cli.geocoding.plane import distance_m
from lastmile_cli.geocoding.scores import MARGIN
from lastmile_cli.geocoding.text import street_key
from lastmile_cli.geocoding.town_fit import Fit, Spot, TownFit, judge_town
from lastmile_cli.geocoding.weighed import CLEAR_COST, Judges, Weighed

HOUSE_NAME_COST = 0.05
NUMBER_BESIDE_NAME_COST = 0.12
"""A house of this name, and a number that is not its own: it may be a street of that name."""


def named_houses(
    judges: Judges, readings: Sequence[Reading], found: Sequence[Weighed]
) -> list[Weighed]:
    """
    All houses of a name that some reading holds; ``found`` are the streets weighed so far.

    A house right beside a door that was found says nothing new.
    """
    named = [house for house in _of_name(judges, readings) if not _is_beside(house, found)]
    return _behind_doors(found, named)


def _behind_doors(found: Sequence[Weighed], named: Iterable[Weighed]) -> list[Weighed]:
    """The very door of a street, number and all, comes before a house elsewhere of some name."""
    doors = (item for item in found if item.is_plain and item.precision is Precision.HOUSE)
    door = min((item.identity for item in doors), default=None)
    if door is None:
        return list(named)
    return [replace(house, identity=max(house.identity, door + MARGIN)) for house in named]


def _of_name(judges: Judges, readings: Sequence[Reading]) -> Iterator[Weighed]:
    index, towns = judges.index, judges.towns
    for reading in readings:
        # "Halle 56" is a name with a number of its own.
        numbered = f"{reading.street} {reading.number}" if reading.number else ""
        for text in (reading.street, numbered, *reading.stray):
            for house in index.house_names.get(street_key(text), ()):
                codes = frozenset({house.postcode} - {""})
                spot = Spot(house.at, house.town, house.town_key, codes, house.postcode)
                fit: TownFit = judge_town(index, reading, towns.towns_of(reading), spot)
                if fit.town in {Fit.UNKNOWN, Fit.CONFLICT} and not fit.is_confirmed:
                    continue
                street = () if text == numbered else (numbered or reading.street,)
                others = tuple(other for other in (*street, *reading.stray) if other != text)
                beside = replace(reading, stray=others)
                left = judges.leftovers.judge(beside, fit, spot, {street_key(text)})
                label = f"{house.name}, {house.postcode} {house.town}".replace(",  ", ", ")
                cost = HOUSE_NAME_COST + fit.cost + left.cost
                if numbered and text == reading.street:
                    cost += NUMBER_BESIDE_NAME_COST
                yield Weighed(
                    house.at, Precision.HOUSE, cost, 0.0, label.strip(" ,"),
                    fit.differs + left.differs, 0, fit.is_confirmed,
                )  # fmt: skip


def _is_beside(house: Weighed, found: Sequence[Weighed]) -> bool:
    """Whether an exact number beside it says better where a named house is."""
    return any(
        item.identity <= CLEAR_COST
        and item.precision is Precision.HOUSE
        and distance_m(item.at, house.at) <= NEAR_M
        for item in found
    )
