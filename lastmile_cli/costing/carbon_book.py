"""A day's grams of CO2e, leg by leg: exact first, printed so that they add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from lastmile_cli.costing.carbon import Emission
from lastmile_cli.costing.sharing import share_by_weight, share_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Grams:
    """Whole grams: burnt on the road (tank to wheel), and before that (well to tank)."""

    ttw_g: int = 0
    wtt_g: int = 0

    @property
    def total_g(self) -> int:
        """Well to wheel."""
        return self.ttw_g + self.wtt_g

    def __add__(self, other: Grams) -> Grams:
        """Both together."""
        return Grams(ttw_g=self.ttw_g + other.ttw_g, wtt_g=self.wtt_g + other.wtt_g)


@dataclass(frozen=True, slots=True, kw_only=True)
class CarbonLeg:
    """One leg as driven: from where to where (stop, or depot), how far, with how much on board."""

    vehicle_id: str
    trip: int
    start: str
    end: str
    distance_m: int
    load_g: int
    grams: Grams


@dataclass(frozen=True, slots=True, kw_only=True)
class CarbonStop:
    """What a stop bears of its route, by its goods and the direct way to it."""

    stop_id: str
    name: str
    vehicle_id: str
    sequence: int
    weight_g: int
    grams: Grams


@dataclass(frozen=True, slots=True, kw_only=True)
class CarbonRoute:
    """One route: its grams, and those of the reference van on the same kilometres."""

    route_id: str
    vehicle_id: str
    kind: str
    distance_m: int
    tonne_m: Fraction
    grams: Grams
    reference: Grams
    source: str
    legs: tuple[CarbonLeg, ...]
    stops: tuple[CarbonStop, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CarbonBook:
    """All routes of a day, and which van ``reference`` is; ``source`` says whose figures."""

    routes: tuple[CarbonRoute, ...]
    reference: str
    reference_source: str

    @property
    def grams(self) -> Grams:
        """Of the whole day."""
        return sum((route.grams for route in self.routes), start=Grams())


def print_legs(legs: Sequence[Emission]) -> tuple[Grams, ...]:
    """
    Whole grams of legs, so that they add up to those of the route.

    The route's are its exact ones, rounded once; what rounding leaves over
    goes to the legs by their remainders.

    >>> from fractions import Fraction
    >>> [leg.total_g for leg in print_legs([Emission(ttw_g=Fraction(1, 2))] * 2)]
    [1, 0]
    """
    whole = print_route(legs)
    ttw = share_out(whole.ttw_g, _scaled([leg.ttw_g for leg in legs], whole.ttw_g))
    wtt = share_out(whole.wtt_g, _scaled([leg.wtt_g for leg in legs], whole.wtt_g))
    return tuple(Grams(ttw_g=a, wtt_g=b) for a, b in zip(ttw, wtt, strict=True))


def print_route(legs: Sequence[Emission]) -> Grams:
    """Whole grams of a route; both parts add up to ``Emission.total_g``."""
    whole = sum(legs, start=Emission())
    total_g = whole.total_g
    parts = _scaled([whole.ttw_g, whole.wtt_g], total_g)
    ttw_g, wtt_g = share_out(total_g, parts) if any(parts) else (0, 0)
    return Grams(ttw_g=ttw_g, wtt_g=wtt_g)


def print_stops(route: Grams, borne_g: Sequence[int]) -> tuple[Grams, ...]:
    """Split what each stop bears into the two parts, as the whole route is split."""
    borne = sum(borne_g)
    ttw_g = route.ttw_g * borne // route.total_g if route.total_g else 0
    ttw = share_by_weight(ttw_g, borne_g) if borne else borne_g
    return tuple(Grams(ttw_g=a, wtt_g=all_g - a) for a, all_g in zip(ttw, borne_g, strict=True))


def _scaled(exact: Sequence[Fraction], total: int) -> list[Fraction]:
    """The same proportions with a whole sum."""
    whole = sum(exact, start=Fraction(0))
    return [value * total / whole if whole else Fraction(0) for value in exact]
