"""What is odd about groups of stops and the two ends of shipments; every check is one code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.stops import Stop, StopKind
from lastmile_cli.planning.shipments import NamedStops, are_odd_kinds


def check_company(stops: Sequence[Stop], file: str) -> Iterator[Notice]:
    """Yield everything that is odd about stops that hang together."""
    day = NamedStops(stops)
    sizes = Counter(stop.group for stop in stops)
    for stop in stops:
        if stop.group and sizes[stop.group] == 1:
            yield check_lm1509_group_has_others(stop, file)
        if stop.paired_with:
            yield from check_lm1510_partner_is_in_the_day(stop, day, file)
            yield from check_lm1511_one_hands_over_to_the_other(stop, day, file)
            yield from check_lm1512_ends_name_each_other(stop, day, file)
            yield from check_lm1513_ends_hold_the_same(stop, day, file)
            yield from check_lm1514_windows_follow_each_other(stop, day, file)


def check_lm1509_group_has_others(stop: Stop, file: str) -> Notice:
    """The only stop of its group is told: a name may be misspelt."""
    problem = f"no other stop of the day is in group {stop.group!r}."
    hint = "give the group its other stops, or leave the cell empty."
    return _notice("LM1509", stop, file, problem, hint, column="group")


def check_lm1510_partner_is_in_the_day(stop: Stop, day: NamedStops, file: str) -> Iterator[Notice]:
    """The other end is another stop of the day."""
    name = stop.paired_with
    if name not in day.by_id or name == stop.stop_id:
        problem = f"{name!r} is no other stop of the day; the goods go by the depot."
        hint = "name the stop_id of the other end, or leave the cell empty."
        yield _notice("LM1510", stop, file, problem, hint)


def check_lm1511_one_hands_over_to_the_other(
    stop: Stop, day: NamedStops, file: str
) -> Iterator[Notice]:
    """One end is a pickup, the other a delivery; told once a pair."""
    other = day.find_partner(stop)
    if other and are_odd_kinds(stop, other) and day.is_first_to_name(stop, other):
        problem = (
            f"it is a {stop.kind} and {other.stop_id!r} is a {other.kind}; "
            "a shipment goes from a pickup to a delivery."
        )
        hint = "correct the type of one of them; until then each is planned by itself."
        yield _notice("LM1511", stop, file, problem, hint)


def check_lm1512_ends_name_each_other(stop: Stop, day: NamedStops, file: str) -> Iterator[Notice]:
    """Nobody else is paired with the other end."""
    other = day.by_id.get(stop.paired_with)
    if other is None or other is stop or day.find_partner(stop) is not None:
        return
    said = f"is paired with {other.paired_with!r}" if other.paired_with else "is named by several"
    problem = f"{other.stop_id!r} {said}; a shipment has two ends, so the goods go by the depot."
    hint = "let the two ends name each other, and nobody else."
    yield _notice("LM1512", stop, file, problem, hint)


def check_lm1513_ends_hold_the_same(stop: Stop, day: NamedStops, file: str) -> Iterator[Notice]:
    """What is picked up is what is delivered; told once a pair."""
    other = day.find_partner(stop)
    if other is None or are_odd_kinds(stop, other) or not day.is_first_to_name(stop, other):
        return
    if stop.load != other.load:
        problem = (
            f"its load is not that of {other.stop_id!r}; "
            "of weight, volume and parcels the smaller ones are planned."
        )
        yield _notice("LM1513", stop, file, problem, "write the same load at both ends.")


def check_lm1514_windows_follow_each_other(
    stop: Stop, day: NamedStops, file: str
) -> Iterator[Notice]:
    """What is picked up can still be delivered; told once a pair."""
    other = day.find_partner(stop)
    if other is None or are_odd_kinds(stop, other) or not day.is_first_to_name(stop, other):
        return
    ends = sorted((stop, other), key=lambda one: one.kind is not StopKind.PICKUP)
    opens_s = min((window.opens_s for window in ends[0].windows), default=None)
    closes_s = max((window.closes_s for window in ends[1].windows), default=None)
    if opens_s is not None and closes_s is not None and opens_s >= closes_s:
        problem = (
            f"{ends[0].stop_id!r} can first be picked up when the last window of "
            f"{ends[1].stop_id!r}, where it goes, has closed."
        )
        yield _notice("LM1514", stop, file, problem, "correct the windows of one of the two ends.")


def _notice(
    code: str, stop: Stop, file: str, problem: str, hint: str, *, column: str = "paired_with"
) -> Notice:
    place = Place(column=f"{column} of stop {stop.stop_id}")
    if file:
        place = Place(file=file, row=stop.row, column=column)
    return Notice(code=code, severity=Severity.WARNING, place=place, problem=problem, hint=hint)
