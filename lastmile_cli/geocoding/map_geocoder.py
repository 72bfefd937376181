"""The geocoder of the map itself: no network, no key, an honest score."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lastmile_cli.domain.addresses import Address, GeocodeCandidate, Precision
from lastmile_cli.domain.geo import BoundingBox, Coordinate
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.geocoding.address_index import AddressIndex
from lastmile_cli.geocoding.areas import weigh_areas
from lastmile_cli.geocoding.index_file import open_address_index
from lastmile_cli.geocoding.leftovers import Leftovers
from lastmile_cli.geocoding.nearest import nearest_address
from lastmile_cli.geocoding.parsing import Reading, begun_later, read_address
from lastmile_cli.geocoding.plane import distance_m
from lastmile_cli.geocoding.scores import AMBIGUOUS_SCORE, APART_M, MARGIN
from lastmile_cli.geocoding.street_readings import Gazetteer
from lastmile_cli.geocoding.tenants import NameBook
from lastmile_cli.geocoding.tidying import is_too_long, tidy
from lastmile_cli.geocoding.town_fit import TownReader
from lastmile_cli.geocoding.weighed import Judges, Weighed
from lastmile_cli.geocoding.weighing import weigh_streets

UNCONFIRMED_RIVAL_COST = 0.05
MOST_CANDIDATES = 24

_REACHED = frozenset({Precision.HOUSE, Precision.RANGE, Precision.INTERPOLATED})


MOST_NAMED = 3
"""Of the other places that fit, so many are named."""


class MapGeocoder:
    """
    Finds addresses in the index of an OpenStreetMap extract.

    Parameters
    ----------
    index
        The opened index of the map.
    bias
        Where the work is: of equal candidates the nearer comes first. It never
        raises a score.
    country
        The ISO 3166 code of the country the work is in, beside those that the
        map names itself: an address that names another one is doubted.

    Notes
    -----
    A score of 0.9 or more was right within 60 m in at least 99 % of the tries of
    ``benchmarks/geocoding.py``, which says how to measure it again.
    """

    name = "map"
    is_online = False

    def __init__(
        self, index: AddressIndex, bias: Coordinate | None = None, country: str = ""
    ) -> None:
        self._index = index
        self._home = index.countries | ({country} if country else frozenset())
        self._towns = TownReader(index)
        self._bias = bias
        self._gazetteer = Gazetteer(
            index.is_town, self._towns.is_town_like, index.is_postcode, index.is_street
        )

    @classmethod
    def of_map(
        cls,
        map_path: Path,
        progress: ProgressHook = no_progress,
        bias: Coordinate | None = None,
        country: str = "",
    ) -> MapGeocoder:
        """Open the index of a map, building it if need be; errors as ``open_address_index``."""
        return cls(open_address_index(map_path, progress), bias, country)

    @property
    def box(self) -> BoundingBox | None:
        """The rectangle the map covers, where it says so."""
        return self._index.box

    def candidates(self, address: Address, recipient: str = "") -> list[GeocodeCandidate]:
        """
        Places this address may mean, best first; see ``docs/geocoding.md`` for the scores.

        ``recipient`` is who is to be found there: it only tells apart what the
        map shows under the one number.
        """
        if is_too_long(address):
            return []
        address = tidy(address)
        if not address:
            return []
        readings = read_address(address, self._gazetteer)
        judges = Judges(
            self._index,
            self._towns,
            Leftovers(self._index, self._towns, self._home, address),
            NameBook(self._index, recipient),
        )
        found = self._weighed(judges, readings) or self._weighed(judges, begun_later(readings))
        if not found:
            found = weigh_areas(self._index, self._towns, readings)
        return _scored(found)

    def reverse(self, at: Coordinate) -> Address | None:
        """Words for a pin ("near Torikatu 3"), as ``nearest_address`` finds them."""
        return nearest_address(self._index, at)

    def close(self) -> None:
        """Close the index."""
        self._index.close()

    def _weighed(self, judges: Judges, readings: Sequence[Reading]) -> list[Weighed]:
        found = self._nearest_first(weigh_streets(judges, readings))
        return [item for item in found if item.cost < 1.0]

    def _nearest_first(self, found: list[Weighed]) -> list[Weighed]:
        if self._bias is None:
            return found
        here = (self._bias.lat_deg, self._bias.lon_deg)
        return sorted(
            found, key=lambda item: (round(item.identity, 3), item.rung, distance_m(here, item.at))
        )


def _scored(found: Sequence[Weighed]) -> list[GeocodeCandidate]:
    if not found:
        return []
    best = found[0]
    score = max(0.0, 1.0 - best.cost)
    differs = best.differs
    rivals = _rivals(found)
    if rivals:
        score = min(score, AMBIGUOUS_SCORE)
        differs = (*differs, _ambiguity(best, rivals))
    elif not best.is_confirmed and _has_namesakes(found):
        score = max(0.0, score - UNCONFIRMED_RIVAL_COST)
    # Best first also by score: a house on a less likely street must not outshine it.
    others = [
        _candidate(other, min(score, max(0.0, 1.0 - other.cost)), other.differs)
        for other in found[1:MOST_CANDIDATES]
    ]
    others.sort(key=lambda other: -other.score)
    return [_candidate(best, score, differs), *others]


def _rivals(found: Sequence[Weighed]) -> list[Weighed]:
    """Places elsewhere that fit about as well as the first."""
    best = found[0]
    return [
        other
        for other in found[1:]
        if other.identity - best.identity < MARGIN
        and (other.precision in _REACHED or other.precision is best.precision)
        and distance_m(best.at, other.at) > APART_M
    ]


def _has_namesakes(found: Sequence[Weighed]) -> bool:
    best = found[0]
    return any(
        other.identity - best.identity < MARGIN and distance_m(best.at, other.at) > APART_M
        for other in found[1:]
    )


def _ambiguity(best: Weighed, rivals: Sequence[Weighed]) -> str:
    if all(item.label == best.label for item in rivals):
        apart_m = max(distance_m(best.at, item.at) for item in rivals)
        return f"ambiguous: the map shows it at {len(rivals) + 1} places, {apart_m:.0f} m apart"
    # Shops in one building, or one house mapped thrice: a name says all about them.
    names = [name for name in dict.fromkeys(item.label for item in rivals) if name != best.label]
    named = "; ".join(names[:MOST_NAMED])
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"ambiguous: it may as well be {named}{more}"


def _candidate(item: Weighed, score: float, differs: tuple[str, ...]) -> GeocodeCandidate:
    return GeocodeCandidate(
        coordinate=Coordinate(lat_deg=item.at[0], lon_deg=item.at[1]),
        precision=item.precision,
        score=round(min(1.0, score), 3),
        matched=item.label,
        provider=MapGeocoder.name,
        differs=differs,
    )
