"""Where no street is known: the postcode area and the town, far too coarse to drive to."""

from __future__ import annotations

from collections.abc import Sequence

from lastmile_cli.domain.addresses import Precision
from lastmile_cli.geocoding.address_index import AddressIndex
from lastmile_cli.geocoding.parsing import Reading
from lastmile_cli.geocoding.town_fit import TownReader
from lastmile_cli.geocoding.weighed import Weighed


def weigh_areas(
    index: AddressIndex, towns: TownReader, readings: Sequence[Reading]
) -> list[Weighed]:
    """Middle of the postcode area and of the town that the plainest reading names."""
    found = []
    for reading in readings[:1]:
        area = index.postcodes.get(reading.postcode)
        why = ("street: not found on the map",) if reading.street else ("street: none was given",)
        if reading.boxes and not reading.street:
            why = (f"post box: {', '.join(reading.boxes)} is no door to deliver to",)
        if area:
            label = f"postcode {reading.written_postcode}"
            found.append(Weighed(area[0], Precision.POSTCODE, 0.0, 0.6, label, why))
        for name in towns.towns_of(reading):
            place = next((place for place in index.places[name.key] if place.at), None)
            if place and place.at:
                cost = 0.7 + (0.05 if name.is_typo else 0.0)
                found.append(Weighed(place.at, Precision.PLACE, 0.0, cost, place.name, why))
    return found
