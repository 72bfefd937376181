"""Checks of all rows against each other, on a data frame of their texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.geo import Coordinate, great_circle_m
from lastmile_cli.domain.stops import DeliveryOption, Stop
from lastmile_cli.intake.decoding import REPLACEMENT
from lastmile_cli.intake.delivery_options import find_option
from lastmile_cli.intake.fleet_facts import FleetFacts
from lastmile_cli.intake.headers import Columns
from lastmile_cli.intake.noticing import NoticeBook, listed, shown
from lastmile_cli.intake.words import is_empty

if TYPE_CHECKING:
    import pandas as pd

FAR_M = 300_000.0
"""Farther from everything else than this, a pin of the same day is doubtful."""

SPREADSHEET_ERRORS = ("#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!")
SMALL_SCALE = 5
FEWEST_FOR_A_SCALE = 5


def check_lm1008_damaged_letters(frame: pd.DataFrame, columns: Columns, book: NoticeBook) -> None:
    """U+FFFD stands where the file's bytes mean no letter."""
    for header, texts in _columns_holding(frame, columns, REPLACEMENT):
        for line, text in texts[texts.str.contains(REPLACEMENT, regex=False)].items():
            book.warning(
                "LM1008",
                f"{shown(text)} holds damaged letters.",
                "correct the cell, or export the file again as UTF-8.",
                row=int(str(line)),
                column=header,
            )


def check_lm1016_formulas(frame: pd.DataFrame, columns: Columns, book: NoticeBook) -> None:
    """A formula, or a formula's error, where its result should be."""
    for header, cells in _columns_holding(frame, columns, "=", "#"):
        texts = cells.str.strip()
        found = texts.str.startswith("=") | texts.isin(SPREADSHEET_ERRORS)
        for line, text in texts[found].items():
            book.warning(
                "LM1016",
                f"{shown(text)} is a formula or its error; it is taken as text.",
                "paste the values instead of the formulas.",
                row=int(str(line)),
                column=header,
            )


def check_lm1028_encoded_twice(frame: pd.DataFrame, columns: Columns, book: NoticeBook) -> None:
    """UTF-8 that was once read as Windows-1252 and saved again: "Ã…sa" was "Åsa"."""
    for header, texts in _columns_holding(frame, columns, "Ã", "Â", "â€"):
        for line, text in texts[texts.str.contains("[ÃÂâ]")].items():
            meant = _decoded_again(text)
            if meant is not None:
                book.warning(
                    "LM1028",
                    f"{shown(text)} was saved in the wrong encoding: {shown(meant)} is meant.",
                    "export the file again as UTF-8, and open it as UTF-8 on the way.",
                    row=int(str(line)),
                    column=header,
                )


def check_lm1158_shortened_ids(frame: pd.DataFrame, columns: Columns, book: NoticeBook) -> None:
    """A spreadsheet that takes an id for a number writes 4.00E+12; its digits are lost."""
    for column in ("stop_id", "customer_id"):
        if column not in columns:
            continue
        texts = frame.iloc[:, columns.position[column]].str.strip()
        found = texts[texts.str.fullmatch(r"\d(?:[.,]\d+)?[eE]\+\d{1,3}")]
        if not found.empty:
            first = found.iloc[0]
            book.warning(
                "LM1158",
                f"{shown(first)} and so on ({counted(len(found), 'row')}): a spreadsheet took ids "
                "for numbers and cut off digits.",
                "format the column as text before the ids go into it, and export again.",
                row=int(str(found.index[0])),
                column=columns.written(column),
            )


def check_lm1101_duplicate_ids(frame: pd.DataFrame, columns: Columns, book: NoticeBook) -> set[int]:
    """Two rows with one id cannot be told apart later; returns the later rows."""
    if "stop_id" not in columns:
        return set()
    ids = frame.iloc[:, columns.position["stop_id"]].str.strip()
    ids = ids[ids != ""]
    first = {text: line for line, text in reversed(list(ids.items()))}
    repeated = ids[ids.duplicated(keep="first")]
    for line, text in repeated.items():
        book.error(
            "LM1101",
            f"stop id {shown(text)} is already on row {first[text]}.",
            "give each row its own id, or remove the double.",
            row=int(str(line)),
            column=columns.written("stop_id"),
        )
    return {int(str(line)) for line in repeated.index}


def check_lm1125_priorities_on_a_small_scale(
    frame: pd.DataFrame, columns: Columns, book: NoticeBook
) -> None:
    """Priorities 1 to 5 are somebody else's scale, often with 1 on top."""
    if "priority" not in columns:
        return
    texts = frame.iloc[:, columns.position["priority"]].str.strip()
    filled = texts[texts != ""]
    on_scale = filled.isin([str(number) for number in range(SMALL_SCALE + 1)])
    if len(filled) < FEWEST_FOR_A_SCALE or not on_scale.all():
        return
    book.warning(
        "LM1125",
        f"all priorities lie between 0 and {SMALL_SCALE}; here 100 is the most important.",
        "write numbers up to 100, or the words high, normal, low.",
        column=columns.written("priority"),
    )


def check_lm1132_unknown_option(frame: pd.DataFrame, columns: Columns, book: NoticeBook) -> None:
    """A wish nobody understands is never dropped in silence; shops write many words here."""
    if "delivery_option" not in columns:
        return
    texts = frame.iloc[:, columns.position["delivery_option"]].str.strip()
    known = {text: is_empty(text) or find_option(text) is not None for text in texts.unique()}
    asked = texts[~texts.map(known).astype(bool)]
    if asked.empty:
        return
    words, options = listed(map(shown, dict.fromkeys(asked))), ", ".join(DeliveryOption)
    book.warning(
        "LM1132",
        f"{words} on row {listed(asked.index)} is no delivery option; the goods go to the door.",
        f"write one of: {options}.",
        row=int(str(asked.index[0])),
        column=columns.written("delivery_option"),
    )


def check_lm1134_same_order_twice(stops: list[Stop], book: NoticeBook) -> None:
    """Two orders for one door that are alike in everything are doubtful."""
    doors: dict[tuple[str, ...], list[Stop]] = {}
    for stop in stops:
        place = stop.address
        who = stop.name or stop.customer_id
        if place and who:
            key = (who, place.line1, place.line2, place.postal_code, place.city)
            doors.setdefault(tuple(part.casefold() for part in key), []).append(stop)
    for same in doors.values():
        if len(same) > 1:
            _note_doubles(same, book)


def check_lm1116_pins_far_away(
    stops: list[Stop], facts: FleetFacts | None, columns: Columns, book: NoticeBook
) -> set[int]:
    """A pin far from depots and other pins is swapped or wrong; returns the swapped rows."""
    swapped: set[int] = set()
    middle = _middle(stops, facts)
    if middle is None:
        return swapped
    for stop in stops:
        pin = stop.coordinate
        if pin is None or stop.row is None or great_circle_m(pin, middle) <= FAR_M:
            continue
        if abs(pin.lon_deg) <= 90 and great_circle_m(_turned(pin), middle) <= FAR_M:
            swapped.add(stop.row)
            problem = f"lat {pin.lat_deg:g} and lon {pin.lon_deg:g} are swapped."
            hint = "swap the two cells."
            book.error("LM1116", problem, hint, row=stop.row, column=columns.written("lat"))
            continue
        away_km = great_circle_m(pin, middle) / 1000
        problem = f"the pin lies {away_km:,.0f} km from the depots or the other pins."
        hint = "check lat and lon."
        book.warning("LM1119", problem, hint, row=stop.row, column=columns.written("lat"))
    return swapped


def what_was_ordered(stop: Stop) -> Stop:
    """What was ordered, without the id it was given."""
    return replace(stop, stop_id="-", cells=(), row=None, orders=())


def _decoded_again(text: str) -> str | None:
    try:
        meant = text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return None
    return meant if meant != text else None


def _columns_holding(
    frame: pd.DataFrame, columns: Columns, *parts: str
) -> Iterator[tuple[str, pd.Series[str]]]:
    """Columns with one of these texts anywhere: one look at all rows spares the rest."""
    for position, header in enumerate(columns.header):
        texts = frame.iloc[:, position]
        joined = "\n".join(texts)
        if any(part in joined for part in parts):
            yield header, texts


def _note_doubles(same: list[Stop], book: NoticeBook) -> None:
    first, rest = same[0], same[1:]
    for stop in rest:
        if what_was_ordered(stop) == what_was_ordered(first):
            book.warning(
                "LM1134",
                f"the same order as {shown(first.stop_id)} on row {first.row}, with another id;"
                " both count, so twice as much is delivered.",
                "remove one if it was exported or pasted twice.",
                row=stop.row,
            )


def _middle(stops: list[Stop], facts: FleetFacts | None) -> Coordinate | None:
    """A depot, or the median of at least three pins."""
    if facts is not None and facts.depot_places:
        return facts.depot_places[0]
    pins = [stop.coordinate for stop in stops if stop.coordinate]
    if len(pins) < 3:
        return None
    lats = sorted(pin.lat_deg for pin in pins)
    lons = sorted(pin.lon_deg for pin in pins)
    return Coordinate(lat_deg=lats[len(pins) // 2], lon_deg=lons[len(pins) // 2])


def _turned(pin: Coordinate) -> Coordinate:
    return Coordinate(lat_deg=pin.lon_deg, lon_deg=pin.lat_deg)
