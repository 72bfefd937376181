"""The side of the road: the places of the world, and one answer for turns and kerbs."""

from __future__ import annotations

import re
from importlib import resources

import numpy as np

from lastmile_cli.roads.driving_side import drives_on_left
from lastmile_cli.roads.habits import Habits
from lastmile_cli.roads.snapping import KerbRule
from tests.roads.drawn_map import DrawnMap

LEFT = """
AG AI AU BB BD BM BN BS BT BW CC CK CX CY DM FJ FK GB GD GG GS GY HK ID IE IM IN JE JM JP KE KI
KN KY LC LK LS MO MS MT MU MV MW MY MZ NA NF NP NR NU NZ PG PK PN SB SC SG SH SR SZ TC TH TK TL
TO TT TV TZ UG VC VG VI WS ZA ZM ZW
"""
"""Countries where one drives on the left: national traffic codes, as of 2025."""

NO_ROADS = {"Antarctica/Macquarie"}


def cities() -> dict[str, tuple[str, float, float]]:
    """The tz database's places: country, latitude, longitude."""
    text = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8")
    found = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        country, place, name, *_ = line.split("\t")
        north, east = re.fullmatch(r"([+-]\d+)([+-]\d+)", place).groups()
        found[name] = (country, degrees(north, 2), degrees(east, 3))
    return found


def degrees(text: str, whole: int) -> float:
    """Read ±DDMM, ±DDDMM, or either with seconds."""
    sign, digits = (-1 if text[0] == "-" else 1), text[1:]
    parts = [digits[:whole], digits[whole : whole + 2], digits[whole + 2 :] or "0"]
    return sign * sum(int(part) / 60**power for power, part in enumerate(parts))


def test_the_side_is_right_in_four_hundred_cities():
    wrong = {
        name: country
        for name, (country, lat, lon) in cities().items()
        if name not in NO_ROADS
        and bool(drives_on_left(np.array([lat]), np.array([lon]))[0]) != (country in LEFT.split())
    }

    assert len(cities()) > 400
    assert wrong == {}


def test_the_kerb_is_on_the_side_that_turns_are_priced_for(opened):
    """The same avenue in London and in Lisbon: a door on its north side, driven to from the west."""
    kerbs = KerbRule(classes=frozenset({"primary"}))
    sides = {}
    for city, origin in (("London", (51.5, -0.1)), ("Lisbon", (38.7, -9.1))):
        town = DrawnMap("A..B\n.  .\nC..DX", origin)
        town.way("AB", highway="primary")
        for way in ("AC", "CD", "BD", "DX"):
            town.way(way)
        source = opened(town, Habits(kerbs=kerbs))
        (stand,) = source._stands([town.at("A", east_m=150, north_m=15)], 0)
        sides[city] = stand.kerb
        assert bool(drives_on_left(*(np.array([at]) for at in origin))[0]) == (city == "London")

    assert sides == {"London": 0, "Lisbon": 1}
