"""Places that look wrong although each was found: shared, far from their address, off the map."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from lastmile_cli.domain.addresses import Address, GeocodeCandidate, GeocodeStatus, Precision
from lastmile_cli.domain.geo import Coordinate, great_circle_m
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.stops import Stop
from lastmile_cli.geocoding.map_geocoder import MapGeocoder
from lastmile_cli.geocoding.questions import house_parts
from lastmile_cli.geocoding.text import loose_key, street_key, town_key

FAR_M = 500.0
"""A pin farther than this from its own address is suspicious."""

SURE_SCORE = 0.9

_SAME_PLACE_DIGITS = 5
_DIGITS = re.compile(r"\d+")
_ABOUT_ONE = frozenset({"LM1306", "LM1307", "LM1308"})


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What looks wrong about a stop's place, and where the map is sure that its address is."""

    notice: Notice
    home: GeocodeCandidate | None = None


def find_suspicions(
    stops: Sequence[Stop], geocoder: MapGeocoder | None, file: str
) -> list[Suspicion]:
    """
    Look over all placed stops.

    ``geocoder`` is the map's, to compare pins with their addresses; without it
    only what the stops say of each other is looked at.
    """
    found = [Suspicion(notice) for notice in _shared_places(stops, file)]
    if geocoder is not None:
        for stop in stops:
            found += _of_one(stop, geocoder, file)
    return found


def with_suspicions(stops: Iterable[Stop], suspicions: Iterable[Suspicion]) -> list[Stop]:
    """
    Say at each place what looks wrong about it, and how far off its address is.

    The place stays what it is: a pin wins.
    """
    about = {one.notice.place.row: one for one in suspicions if one.notice.code in _ABOUT_ONE}
    about.pop(None, None)
    return [_with_suspicion(stop, about[stop.row]) if stop.row in about else stop for stop in stops]


def doubted(stops: Iterable[Stop], notices: Iterable[Notice]) -> list[Stop]:
    """Return the stops, those to be looked at whose place a warning is about."""
    about = {
        notice.place.row
        for notice in notices
        if notice.code in _ABOUT_ONE and notice.severity is Severity.WARNING
    }
    return [
        _doubted(stop) if stop.row is not None and stop.row in about else stop for stop in stops
    ]


def _with_suspicion(stop: Stop, suspicion: Suspicion) -> Stop:
    result, home = stop.geocode, suspicion.home
    if result is None:
        return stop
    reason = "; ".join(filter(None, (result.reason, suspicion.notice.problem.rstrip("."))))
    if home is None or stop.coordinate is None:
        return replace(stop, geocode=replace(result, reason=reason))
    gap_m = round(great_circle_m(stop.coordinate, home.coordinate), 1)
    return replace(stop, geocode=replace(result, reason=reason, runner_up=home, gap_m=gap_m))


def _doubted(stop: Stop) -> Stop:
    result = stop.geocode
    if result is None or result.status is not GeocodeStatus.ACCEPT:
        return stop
    others = tuple(one for one in (result.best, result.runner_up) if one is not None)
    return replace(stop, geocode=replace(result, status=GeocodeStatus.REVIEW, others=others))


def _shared_places(stops: Sequence[Stop], file: str) -> Iterable[Notice]:
    by_place: dict[tuple[float, float], list[Stop]] = defaultdict(list)
    for stop in stops:
        if stop.coordinate is not None and stop.address:
            at = stop.coordinate
            key = (round(at.lat_deg, _SAME_PLACE_DIGITS), round(at.lon_deg, _SAME_PLACE_DIGITS))
            by_place[key].append(stop)
    for sharing in by_place.values():
        first = sharing[0]
        for other in sharing[1:]:
            if _is_other_door(first, other):
                yield _notice(
                    "LM1305",
                    other,
                    file,
                    f"{other.address} has the same place as {first.address}"
                    f" (stop {first.stop_id}).",
                    "check both; a default pin of the shop system is a common cause",
                )
                break


def _is_other_door(one: Stop, other: Stop) -> bool:
    if _door(one.address) == _door(other.address):
        return False
    same_street = _door(one.address)[0] == _door(other.address)[0]
    precise = all(_precision(stop) in {Precision.HOUSE, Precision.RANGE} for stop in (one, other))
    # Two numbers of one long building, or a corner house with two addresses, share a place.
    return not (precise and same_street)


def _door(address: Address) -> tuple[str, str, str]:
    """The house alone: flats and staircases share its place."""
    street, number = house_parts(address)
    digits = _DIGITS.match(number)
    return (
        loose_key(street_key(street)), digits.group() if digits else "", town_key(address.city)
    )  # fmt: skip


def _precision(stop: Stop) -> Precision | None:
    return stop.geocode.best.precision if stop.geocode and stop.geocode.best else None


def _of_one(stop: Stop, geocoder: MapGeocoder, file: str) -> Iterable[Suspicion]:
    at = stop.coordinate
    if at is None:
        return
    is_pin = _precision(stop) is Precision.PIN
    found = _address_of(stop, geocoder) if is_pin else None
    home = found.coordinate if found else None
    swapped = _swapped(at)
    if is_pin and swapped is not None and _fits_better(swapped, at, home, geocoder):
        problem = f"the pin {at.lat_deg}, {at.lon_deg} seems to have lat and lon swapped."
        hint = f"try lat {swapped.lat_deg}, lon {swapped.lon_deg}"
        yield Suspicion(_notice("LM1307", stop, file, problem, hint), found)
        return
    if geocoder.box is not None and not geocoder.box.contains(at):
        problem = f"the place {at.lat_deg}, {at.lon_deg} lies outside the map."
        hint = "check the pin and the address, or use a map that covers it"
        yield Suspicion(_notice("LM1308", stop, file, problem, hint), found)
        return
    if home is not None and great_circle_m(at, home) > FAR_M:
        km = great_circle_m(at, home) / 1000
        pin = f"the pin {at.lat_deg}, {at.lon_deg}"
        problem = f"{pin} lies {km:.1f} km from its own address {stop.address}."
        hint = "remove the pin or correct the address; the pin is used as it is"
        yield Suspicion(_notice("LM1306", stop, file, problem, hint), found)


def _address_of(stop: Stop, geocoder: MapGeocoder) -> GeocodeCandidate | None:
    """Where the map is sure that the stop's address lies."""
    if not stop.address:
        return None
    found = geocoder.candidates(stop.address)
    return found[0] if found and found[0].score >= SURE_SCORE else None


def _swapped(at: Coordinate) -> Coordinate | None:
    if not -90 <= at.lon_deg <= 90:
        return None
    return Coordinate(lat_deg=at.lon_deg, lon_deg=at.lat_deg)


def _fits_better(
    swapped: Coordinate, at: Coordinate, home: Coordinate | None, geocoder: MapGeocoder
) -> bool:
    if home is not None:
        return great_circle_m(swapped, home) <= FAR_M < great_circle_m(at, home)
    box = geocoder.box
    return box is not None and box.contains(swapped) and not box.contains(at)


def _notice(code: str, stop: Stop, file: str, problem: str, hint: str) -> Notice:
    column = "lat" if code in {"LM1306", "LM1307"} else "address"
    return Notice(
        code=code,
        severity=Severity.WARNING,
        place=Place(file=file, row=stop.row, column=column),
        problem=problem,
        hint=hint,
    )
