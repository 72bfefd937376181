"""Which stops are the two ends of one shipment, and which share a group."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lastmile_cli.domain.load import Load
from lastmile_cli.domain.stops import Stop, StopKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipment:
    """Goods that go from one stop to another (both ``stop_id``), never seeing the depot."""

    origin: str
    destination: str
    goods: Load


class NamedStops:
    """The stops of a day by id, their numbers, and who names whom in ``paired_with``."""

    def __init__(self, stops: Sequence[Stop]) -> None:
        self.number = {stop.stop_id: number for number, stop in enumerate(stops)}
        self.by_id = {stop.stop_id: stop for stop in stops}
        self.namers: Mapping[str, list[str]] = defaultdict(list)
        for stop in stops:
            if stop.paired_with:
                self.namers[stop.paired_with].append(stop.stop_id)

    def find_partner(self, stop: Stop) -> Stop | None:
        """Return the one stop this one is paired with, whoever of them says so."""
        namers = self.namers.get(stop.stop_id, [])
        name = stop.paired_with or (namers[0] if len(namers) == 1 else "")
        other = self.by_id.get(name)
        if other is None or other is stop:
            return None
        if other.paired_with:
            return other if other.paired_with == stop.stop_id else None
        return other if self.namers[other.stop_id] == [stop.stop_id] else None

    def is_first_to_name(self, stop: Stop, other: Stop) -> bool:
        """Whether what both have in common is told of this one: both may name each other."""
        is_first = self.number[stop.stop_id] < self.number[other.stop_id]
        return is_first or other.paired_with != stop.stop_id


def list_shipments(stops: Sequence[Stop]) -> list[Shipment]:
    """
    List the shipments of a day, in the order of their first end.

    A pickup and a delivery make one where each names the other in
    ``paired_with``, or one does and the other names nobody and is named by
    nobody else. Their goods are what both ends hold: the smaller of two loads.
    """
    day = NamedStops(stops)
    return [
        _shipment(stop, other)
        for number, stop in enumerate(stops)
        if (other := day.find_partner(stop)) is not None
        and number < day.number[other.stop_id]
        and not are_odd_kinds(stop, other)
    ]


def number_groups(stops: Sequence[Stop]) -> dict[str, int]:
    """Number the groups of at least two stops, in the order they come."""
    sizes = Counter(stop.group for stop in stops if stop.group)
    return {group: number for number, group in enumerate(g for g in sizes if sizes[g] > 1)}


def _shipment(stop: Stop, other: Stop) -> Shipment:
    origin, destination = (other, stop) if stop.kind.brings_goods else (stop, other)
    least = (min(pair) for pair in zip(stop.load.as_tuple(), other.load.as_tuple(), strict=True))
    weight_g, volume_ml, parcels = least
    return Shipment(
        origin=origin.stop_id,
        destination=destination.stop_id,
        goods=Load(weight_g=weight_g, volume_ml=volume_ml, parcels=parcels),
    )


def are_odd_kinds(stop: Stop, other: Stop) -> bool:
    """Whether the two are no ends of one shipment: it goes from a pickup to a delivery."""
    return (
        StopKind.SERVICE in (stop.kind, other.kind)
        or stop.kind.brings_goods is other.kind.brings_goods
    )
