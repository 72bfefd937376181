"""What a row says about service inside the home: items, floor, lift."""

from __future__ import annotations

import re
from dataclasses import replace

from lastmile_cli.domain.in_home import InHome, WhiteGloveSettings
from lastmile_cli.domain.stops import DeliveryOption, Stop
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.noticing import shown
from lastmile_cli.intake.numbers import PIECE_UNITS, parse_whole
from lastmile_cli.intake.order_lines import names_articles, read_goods
from lastmile_cli.intake.row_reader import RowReader
from lastmile_cli.intake.stop_loads import Bounds, bounded
from lastmile_cli.intake.words import NO, YES

MOST_FLOORS = 200
"""No lift of this world goes so high."""

ITEMS = Bounds(50, 1_000, "items")

GROUND = frozenset(
    [
        "ground",
        "gf",
        "g",
        "eg",
        "erdgeschoss",
        "parterre",
        "rdc",
        "rezdechaussee",
        "pohjakerros",
        "katutaso",
        "maantaso",
        "bottenvåning",
        "bv",
        "markplan",
        "pianoterra",
        "plantabaja",
        "bajo",
        "streetlevel",
    ]
)
BELOW = frozenset(
    [
        "basement",
        "cellar",
        "ug",
        "keller",
        "untergeschoss",
        "kellari",
        "källare",
        "soussol",
        "sótano",
    ]
)
UPSTAIRS = frozenset(["og", "obergeschoss"])
"""Words for floors, without spaces and marks; those upstairs are counted from the ground."""

_FLOOR_WORDS = (
    r"floors?|storey|story|level|kerros|krs|våningen|våning|vån|etage|étage|stock|stockwerk|og|ug"
    r"|obergeschoss|untergeschoss|tr|trappor|piano|planta|verdieping"
)
_FLOOR = re.compile(
    rf"(?:(?P<before>{_FLOOR_WORDS})\.?\s*)?(?P<number>[+\-\u2212]?\d{{1,3}})(?:[.,]0+)?"
    rf"\s*(?:\.|:[ea]|st|nd|rd|th|e|er|ème|eme|º|ª|°)?\s*(?P<behind>{_FLOOR_WORDS})?\.?"
)

_LIFT = YES | {"lift", "elevator", "hissi", "hiss", "aufzug", "fahrstuhl", "ascenseur", "ascensor"}
_STAIRS = NO | {"stairs", "no lift", "no elevator", "ei hissiä", "rappuset", "ingen hiss", "trappa",
                "kein aufzug", "treppe", "escalier", "sans ascenseur"}  # fmt: skip


def with_in_home(stop: Stop, row: RowReader, settings: WhiteGloveSettings) -> Stop:
    """Return the stop with its service inside the home, where it asks for that."""
    if stop.delivery_option is not DeliveryOption.WHITE_GLOVE:
        return stop
    floors = row.parsed("floor", lambda text: parse_floor(text, settings.ground_floor), 0)
    home = InHome(
        items=read_items(row) or max(1, stop.load.parcels),
        floors=floors,
        has_lift=row.parsed("lift", parse_lift, False),
        crew=settings.crew,
        back_per_item=settings.back_per_item,
        told_s=settings.told_s,
        sets_up=settings.setup_s > 0,
    )
    if floors and not row.value("lift"):
        problem = "nothing is said of a lift: the items are taken to go by the stairs."
        row.info("LM1561", problem, "write yes or no in the column lift.", column="lift")
    skills = {settings.skill} - {""}
    return replace(stop, in_home=home, skills=stop.skills | skills)


def read_items(row: RowReader) -> int:
    """How many items are carried; 0 where the row does not say. Articles are counted up."""
    if names_articles(row.value("items")):
        return sum(line.quantity for line in read_goods(row))
    pieces = tuple(PIECE_UNITS.items())
    return bounded(
        row, "items", row.parsed("items", lambda text: parse_whole(text, pieces), 0), ITEMS
    )


def parse_floor(text: str, ground: int = 0) -> int:
    """
    Read floors above the ground floor; ``ground`` is the number it bears (0 or 1).

    Numbers below zero, and words for the ground and the basement, mean the same
    everywhere; so does a German "OG", which counts from the ground.

    >>> [parse_floor(text) for text in ("3rd", "EG", "-1", "2. OG", "Basement")]
    [3, 0, -1, 2, -1]
    >>> parse_floor("3. krs", ground=1)
    2
    """
    plain = " ".join(text.casefold().split())
    if not re.search(r"\d", plain):
        return _named_floor(text, plain)
    match = _FLOOR.fullmatch(plain)
    if match is None:
        raise _no_floor(text)
    floors = int(match["number"].replace("\u2212", "-"))
    unit = match["before"] or match["behind"] or ""
    if unit in BELOW:
        floors = -abs(floors)
    elif floors > 0 and unit not in UPSTAIRS:
        floors -= ground
    if abs(floors) > MOST_FLOORS:
        raise _no_floor(text)
    return floors


def _named_floor(text: str, plain: str) -> int:
    bare = re.sub(rf"\b(?:{_FLOOR_WORDS})\b", "", plain)
    words = {re.sub(r"[\W_]", "", one) for one in (plain, bare)}
    if words & GROUND:
        return 0
    if words & BELOW:
        return -1
    raise _no_floor(text)


def parse_lift(text: str) -> bool:
    """
    Read whether there is a lift.

    >>> parse_lift("Hissi"), parse_lift("ei")
    (True, False)
    """
    word = " ".join(text.casefold().split())
    if word in _LIFT:
        return True
    if word in _STAIRS:
        return False
    raise CellError("LM1560", f"{shown(text)} does not say whether there is a lift.",
                    "write yes or no.")  # fmt: skip


def _no_floor(text: str) -> CellError:
    hint = "write a number, such as 3 (0 or ground for the ground floor, -1 below it)."
    return CellError("LM1300", f"{shown(text)} is not a floor.", hint)
