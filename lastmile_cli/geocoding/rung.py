"""One rung of the ladder: where on a street, how exactly, at what cost."""

from __future__ import annotations

from dataclasses import dataclass

from lastmile_cli.domain.addresses import Precision
from lastmile_cli.geocoding.plane import LatLon


@dataclass(frozen=True, slots=True)
class Rung:
    """
    Where on the street, how exactly, at what cost; ``number`` and ``differs`` for people.

    ``tenant`` is the name that chose among the objects of one number.
    """

    at: LatLon
    precision: Precision
    cost: float
    number: str = ""
    differs: tuple[str, ...] = ()
    postcode: str = ""
    district: str = ""
    tenant: str = ""
