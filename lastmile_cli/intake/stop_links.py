"""Stops that hang together: the two ends of a shipment, and groups; each names the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from lastmile_cli.domain.load import Load
from lastmile_cli.domain.stops import Stop, StopKind
from lastmile_cli.intake.headers import Columns
from lastmile_cli.intake.near_miss import suggestion
from lastmile_cli.intake.noticing import NoticeBook, listed, shown

PAIR = "paired_with"


def link_stops(
    stops: list[Stop],
    bad: set[int],
    every_id: Mapping[str, int],
    columns: Columns,
    book: NoticeBook,
) -> tuple[list[Stop], set[int]]:
    """
    Let both ends of each shipment name each other and say the same load.

    Parameters
    ----------
    stops
        All rows of the day, those with an error too.
    bad
        Lines of rows with an error.
    every_id
        On which line each id of the file stands, rows of other days too.
    columns, book
        How the file writes its headers, and where notices go.

    Returns
    -------
    tuple
        The stops, and the lines of those that cannot be planned: an error
        at one end of a shipment, or between its ends, concerns both.
    """
    by_id = {stop.stop_id: stop for stop in reversed(stops)}
    refused: set[int] = set()
    linked = {id(stop): stop for stop in stops}
    check_lm1142_the_other_end_is_there(stops, by_id, every_id, columns, book)
    for ends in _clusters(stops, by_id):
        lines = {stop.row for stop in ends if stop.row is not None}
        if len(ends) > 2:
            check_lm1143_a_shipment_has_two_ends(ends, columns, book)
            refused |= lines
            continue
        first, second = ends
        is_odd = check_lm1144_pickup_and_delivery(first, second, columns, book)
        is_odd |= check_lm1145_same_load(first, second, columns, book)
        check_lm1147_one_vehicle_may_serve_all(ends, "a shipment", PAIR, columns, book)
        if is_odd:
            refused |= lines
        elif lines & bad:
            _note_left_out(ends, bad, columns, book)
            refused |= lines
        load = _fullest(first, second)
        linked[id(first)] = replace(first, paired_with=second.stop_id, load=load)
        linked[id(second)] = replace(second, paired_with=first.stop_id, load=load)
    _check_groups([stop for stop in stops if stop.row not in bad], columns, book)
    return [linked[id(stop)] for stop in stops], refused


def check_lm1142_the_other_end_is_there(
    stops: list[Stop],
    by_id: Mapping[str, Stop],
    every_id: Mapping[str, int],
    columns: Columns,
    book: NoticeBook,
) -> None:
    """What ``paired_with`` names is another stop of the file, and of the day."""
    for stop in stops:
        name = stop.paired_with
        if not name or (name in by_id and name != stop.stop_id):
            continue
        if name == stop.stop_id:
            problem, hint = f"{shown(name)} is this very stop.", "name the other end."
        elif name in every_id:
            problem = f"the other end, {shown(name)} on row {every_id[name]}, is for another day."
            hint = "bring both ends into one day, or leave the cell empty."
        else:
            problem = f"there is no stop {shown(name)} in the file."
            hint = suggestion(name, [known for known in by_id if known != stop.stop_id])
        column = columns.written(PAIR)
        book.error("LM1142", problem, hint, row=stop.row, column=column)


def check_lm1143_a_shipment_has_two_ends(
    ends: list[Stop], columns: Columns, book: NoticeBook
) -> None:
    """Three stops that name one another are no shipment."""
    ids = listed(stop.stop_id for stop in ends)
    problem = f"{len(ends)} stops name one another: {ids}; a shipment has two ends."
    hint = "give each shipment a row for its pickup and a row for its delivery; a group has no end."
    for stop in ends:
        book.error("LM1143", problem, hint, row=stop.row, column=columns.written(PAIR))


def check_lm1144_pickup_and_delivery(
    first: Stop, second: Stop, columns: Columns, book: NoticeBook
) -> bool:
    """Goods are taken at one end and handed over at the other; whether they are not."""
    kinds = {first.kind, second.kind}
    if StopKind.DELIVERY in kinds and kinds & {StopKind.PICKUP, StopKind.RETURN}:
        return False
    both = f"both are of type {first.kind}" if len(kinds) == 1 else f"one is a {StopKind.SERVICE}"
    problem = f"{first.stop_id} and {second.stop_id} are a shipment, but {both}."
    hint = "write type pickup at one end and delivery at the other."
    column = columns.written("type" if "type" in columns else PAIR)
    for stop in (first, second):
        book.error("LM1144", problem, hint, row=stop.row, column=column)
    return True


def check_lm1145_same_load(first: Stop, second: Stop, columns: Columns, book: NoticeBook) -> bool:
    """What is picked up is what is delivered; whether the two ends say otherwise."""
    odd = False
    names = ("weight_kg", "volume_m3", "parcels")
    loads = zip(names, first.load.as_tuple(), second.load.as_tuple(), strict=True)
    for column, one, other in loads:
        if one and other and one != other:
            odd = True
            there = _amount(column, one)
            problem = f"{first.stop_id} says {there}, the other end of the shipment differs."
            hint = "write the same at both ends, or leave one of the cells empty."
            book.error("LM1145", problem, hint, row=second.row, column=columns.written(column))
    return odd


def check_lm1146_group_of_one(stop: Stop, columns: Columns, book: NoticeBook) -> None:
    """A group with one stop asks for nothing; its name may have a slip."""
    problem = f"no other stop is in the group {shown(stop.group)}."
    hint = "check the spelling; stops of one group share a vehicle."
    book.info("LM1146", problem, hint, row=stop.row, column=columns.written("group"))


def check_lm1147_one_vehicle_may_serve_all(
    stops: list[Stop], what: str, column: str, columns: Columns, book: NoticeBook
) -> None:
    """Stops that share a route cannot be fixed to different vehicles, drivers or depots."""
    for fixed, names in (
        ("vehicles", {stop.vehicle_id for stop in stops}),
        ("drivers", {stop.driver_id for stop in stops}),
        ("depots", {stop.depot_id for stop in stops}),
    ):
        if len(names - {""}) > 1:
            told = listed(sorted(names - {""}))
            problem = (
                f"{what} shares one route, but its stops are fixed to different {fixed}: {told}."
            )
            hint = "fix them all to one, or leave the cells empty."
            book.warning("LM1147", problem, hint, row=stops[0].row, column=columns.written(column))


def _check_groups(stops: list[Stop], columns: Columns, book: NoticeBook) -> None:
    groups: dict[str, list[Stop]] = defaultdict(list)
    for stop in stops:
        if stop.group:
            groups[stop.group].append(stop)
    for name, members in groups.items():
        if len(members) == 1:
            check_lm1146_group_of_one(members[0], columns, book)
        what = f"the group {shown(name)}"
        check_lm1147_one_vehicle_may_serve_all(members, what, "group", columns, book)


def _clusters(stops: list[Stop], by_id: Mapping[str, Stop]) -> list[list[Stop]]:
    """Stops that name one another, directly or over others, in the order of the file."""
    beside: dict[str, set[str]] = {}
    for stop in stops:
        name = stop.paired_with
        if name in by_id and name != stop.stop_id and by_id[stop.stop_id] is stop:
            beside.setdefault(stop.stop_id, set()).add(name)
            beside.setdefault(name, set()).add(stop.stop_id)
    found: list[list[Stop]] = []
    seen: set[str] = set()
    for start in beside:
        if start in seen:
            continue
        reached, todo = {start}, [start]
        while todo:
            new = beside[todo.pop()] - reached
            reached |= new
            todo += new
        seen |= reached
        found.append(sorted((by_id[name] for name in reached), key=lambda stop: stop.row or 0))
    return found


def _note_left_out(ends: list[Stop], bad: set[int], columns: Columns, book: NoticeBook) -> None:
    """Half a shipment is not planned."""
    for stop, other in zip(ends, reversed(ends), strict=True):
        if other.row in bad and stop.row not in bad:
            problem = f"the other end of this shipment, on row {other.row}, has an error."
            hint = "correct that row."
            book.error("LM1142", problem, hint, row=stop.row, column=columns.written(PAIR))


def _fullest(first: Stop, second: Stop) -> Load:
    """What is shipped: a cell left empty at one end is as the other end says."""
    weight_g, volume_ml, parcels = map(max, first.load.as_tuple(), second.load.as_tuple())
    return Load(weight_g=weight_g, volume_ml=volume_ml, parcels=parcels)


def _amount(column: str, amount: int) -> str:
    scale, unit = {"weight_kg": (1000, " kg"), "volume_m3": (10**6, " m³")}.get(column, (1, ""))
    return f"{column.split('_', maxsplit=1)[0]} {amount / scale:g}{unit}"
