"""Links that open a route on a phone, in chunks a phone takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.plan import Route, Visit, VisitKind
from lastmile_cli.outputs.on_foot import is_driven_to

MAX_WAYPOINTS = 9
"""So many places between start and destination a Google Maps link may name (Maps URLs guide)."""

TRAVEL_MODES = {
    "bike": "bicycling",
    "ebike": "bicycling",
    "foot": "walking",
    "cart": "walking",
}
"""What a Google Maps link calls how the profiles move that do not drive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NavigationChunk:
    """
    A link for a part of a route: from where the phone is, over each stop, to the last of them.

    ``first`` and ``last`` are sequence numbers; ``goes_home`` when the way
    back to the depot is part of it.
    """

    first: int
    last: int
    goes_home: bool
    url: str

    @property
    def label(self) -> str:
        """What to print beside the code."""
        stops = (
            f"Stop {self.first}" if self.first == self.last else f"Stops {self.first}–{self.last}"
        )
        return f"{stops} + home" if self.goes_home else stops


def navigation_chunks(route: Route, profile: str = "") -> list[NavigationChunk]:
    """
    Cut a route into links of at most ``MAX_WAYPOINTS`` places and a destination.

    ``profile`` is whose streets the vehicle uses: a bike is led along cycleways.

    Each begins where the phone is, so that the driver opens the next one when
    the one before is done. Loading again between two trips is on the way; doors on foot are not.
    """
    halts = [
        visit
        for position, visit in enumerate(route.visits)
        if (visit.kind in (VisitKind.STOP, VisitKind.CHARGE) and is_driven_to(visit))
        or (visit.kind is VisitKind.LOAD and position > 0)
    ]
    size = MAX_WAYPOINTS + 1
    parts = [halts[begin : begin + size] for begin in range(0, len(halts), size)]
    mode = TRAVEL_MODES.get(profile, "driving")
    return [_chunk(route, part, mode, is_last=part is parts[-1]) for part in parts]


def _chunk(route: Route, part: list[Visit], mode: str, *, is_last: bool) -> NavigationChunk:
    places = [visit.place for visit in part]
    goes_home = is_last and route.home is not None and len(places) <= MAX_WAYPOINTS
    if goes_home and route.home is not None:
        places.append(route.home.place)
    stops = [visit for visit in part if visit.kind is VisitKind.STOP] or part
    return NavigationChunk(
        first=stops[0].sequence,
        last=stops[-1].sequence,
        goes_home=goes_home,
        url=directions_url(places, mode),
    )


def directions_url(places: list[Coordinate], mode: str = "driving") -> str:
    """
    Return the Google Maps link that leads from here over all places to the last.

    >>> directions_url([Coordinate(lat_deg=60.1, lon_deg=24.9)], "bicycling")
    'https://www.google.com/maps/dir/?api=1&travelmode=bicycling&destination=60.1,24.9'
    """
    *between, last = [f"{_degrees(it.lat_deg)},{_degrees(it.lon_deg)}" for it in places]
    waypoints = f"&waypoints={quote('|'.join(between), safe=',')}" if between else ""
    return f"https://www.google.com/maps/dir/?api=1&travelmode={mode}&destination={last}{waypoints}"


def geo_uri(place: Coordinate) -> str:
    """
    Return the ``geo:`` link of a place (RFC 5870), which phones open in any map app.

    >>> geo_uri(Coordinate(lat_deg=60.165148, lon_deg=24.94278))
    'geo:60.16515,24.94278'
    """
    return f"geo:{_degrees(place.lat_deg)},{_degrees(place.lon_deg)}"


def apple_url(place: Coordinate, profile: str = "") -> str:
    """
    Return the link that leads from here to a place in Apple Maps.

    Its links name one destination each (Apple, "Map Links").

    >>> apple_url(Coordinate(lat_deg=60.1, lon_deg=24.9), "foot")
    'https://maps.apple.com/?daddr=60.1,24.9&dirflg=w'
    """
    flag = {"bicycling": "b", "walking": "w"}.get(TRAVEL_MODES.get(profile, ""), "d")
    at = f"{_degrees(place.lat_deg)},{_degrees(place.lon_deg)}"
    return f"https://maps.apple.com/?daddr={at}&dirflg={flag}"


def waze_url(place: Coordinate) -> str:
    """
    Return the link that leads from here to a place in Waze, which knows cars alone.

    Its links name one destination each (Google, "Waze Deep Links").

    >>> waze_url(Coordinate(lat_deg=60.1, lon_deg=24.9))
    'https://waze.com/ul?ll=60.1,24.9&navigate=yes'
    """
    return (
        f"https://waze.com/ul?ll={_degrees(place.lat_deg)},{_degrees(place.lon_deg)}&navigate=yes"
    )


def tel_uri(phone: str) -> str:
    """
    Return the ``tel:`` link of a phone number, empty when there are no digits in it.

    >>> tel_uri("+358 (0)40 123-4567"), tel_uri("ask the neighbour")
    ('tel:+3580401234567', '')
    """
    digits = re.sub(r"[^0-9]", "", phone)
    plus = "+" if phone.strip().startswith("+") else ""
    return f"tel:{plus}{digits}" if digits else ""


def _degrees(value: float) -> str:
    """Five decimals are about a metre, and keep the code small."""
    return f"{value:.5f}".rstrip("0").rstrip(".")
