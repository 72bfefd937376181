"""Goods in a vehicle that goes no farther: who takes the stop takes them over there first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.stops import SequenceWish, Stop, StopKind
from lastmile_cli.domain.under_way import handover_of, is_handover


def rescued(
    stops: Iterable[Stop],
    stranded: Mapping[str, str],
    places: Mapping[str, Coordinate],
    stay_s: int,
) -> Iterator[Stop]:
    """
    Yield stops, those whose goods are stranded behind the stop where these are taken over.

    ``stranded`` names the vehicle that has the goods, by stop, ``places`` where that stands;
    taking over one stop's goods takes ``stay_s``. What was to be taken over by the plan before is
    asked for anew.
    """
    for stop in stops:
        if is_handover(stop.stop_id):
            continue
        vehicle_id = stranded.get(stop.stop_id, "")
        if vehicle_id not in places:
            yield stop
            continue
        handover_id = handover_of(vehicle_id, stop.stop_id)
        yield Stop(
            stop_id=handover_id,
            kind=StopKind.PICKUP,
            name=f"{stop.name or stop.stop_id}: take over from {vehicle_id}",
            coordinate=places[vehicle_id],
            service_s=stay_s,
            load=stop.load,
            paired_with=stop.stop_id,
            skills=stop.skills,
            priority=stop.priority,
            failure_ppm=0,
        )
        yield replace(
            stop,
            paired_with=handover_id,
            vehicle_id="",
            driver_id="",
            group="",
            sequence=SequenceWish.ANY,
            ready_s=None,
        )
