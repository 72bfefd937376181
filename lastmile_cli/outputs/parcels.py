"""Every parcel that leaves a hub: its code, who takes it, and where in the load it goes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lastmile_cli.domain.plan import Plan
from lastmile_cli.domain.stops import Stop
from lastmile_cli.outputs.csv_text import csv_text
from lastmile_cli.outputs.hub_day import Departure, hub_ids, list_departures
from lastmile_cli.outputs.load_sheet import LoadLine, list_load_lines
from lastmile_cli.outputs.partner_manifest import (
    Label,
    list_labels,
    order_labels,
    partner_ids,
)
from lastmile_cli.outputs.selection import stops_by_id

PARCELS_HEADER = (
    *("barcode", "order_id", "parcel", "parcels", "depot_id", "vehicle_id", "partner_id"),
    *("trip", "load_position", "sequence", "door", "loads_at", "leaves_at", "stop_id", "recipient"),
    *("address", "postal_code", "city", "weight_kg", "volume_m3"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """
    One parcel, on a vehicle or handed to a partner (then ``departure`` and ``line`` are ``None``).

    ``label`` is all that stands on it, see ``partner_manifest``.
    """

    depot_id: str
    label: Label
    stop: Stop
    departure: Departure | None = None
    line: LoadLine | None = None
    partner_id: str = ""

    @property
    def barcode(self) -> str:
        """What a scanner reads; different for every parcel."""
        return str(self.label["barcode"])

    @property
    def order_id(self) -> str:
        """The order that the parcel is of."""
        return str(self.label["order_id"])

    @property
    def carrier(self) -> str:
        """The vehicle or the partner."""
        return self.departure.route.vehicle_id if self.departure else self.partner_id


def list_parcels(plan: Plan, depot_id: str) -> list[Parcel]:
    """
    List what leaves a hub: trip after trip, what is loaded first on top; then what partners take.

    An order of which nobody counted the parcels has one. Trucks to other hubs carry whole
    loads, which have no labels.
    """
    stops, taken = stops_by_id(plan), _codes_of_partners(plan)
    parcels: list[Parcel] = []
    for hub in hub_ids(plan):
        for departure in list_departures(plan, hub):
            found = _of_departure(plan, departure, stops, taken, hub)
            parcels += [parcel for parcel in found if hub == depot_id]
    return [*parcels, *_of_partners(plan, depot_id, stops)]


def sorted_for_search(parcels: list[Parcel]) -> list[Parcel]:
    """By order, numbers counted as such: where somebody who holds a parcel looks it up."""
    return sorted(parcels, key=lambda it: (natural_key(it.order_id), it.label["parcel"]))


def natural_key(text: str) -> list[tuple[bool, int, str]]:
    """
    Sort as people do: numbers inside a text count as numbers.

    >>> sorted(["A10", "A9", "B1"], key=natural_key)
    ['A9', 'A10', 'B1']
    """
    parts = re.findall(r"\d+|\D+", text)
    return [(not it.isdecimal(), int(it) if it.isdecimal() else 0, it.casefold()) for it in parts]


def parcels_csv(plan: Plan) -> str:
    """Write all parcels of all hubs as CSV, for scanners and label programs."""
    rows = (_row(plan, parcel) for hub in hub_ids(plan) for parcel in list_parcels(plan, hub))
    return csv_text(PARCELS_HEADER, rows)


def _row(plan: Plan, parcel: Parcel) -> list[Any]:
    departure, line, label = parcel.departure, parcel.line, parcel.label
    return [
        *(parcel.barcode, parcel.order_id, label["parcel"], label["parcels"], parcel.depot_id),
        departure.route.vehicle_id if departure else "",
        parcel.partner_id,
        departure.trip if departure else "",
        line.position if line else "",
        line.sequence if line else "",
        (departure.door or "") if departure else "",
        plan.day.clock(departure.from_s) if departure else "",
        plan.day.clock(departure.leaves_s) if departure else "",
        *(parcel.stop.stop_id, label["recipient"], label["address"], label["postal_code"]),
        *(label["city"], label["weight_kg"], label["volume_m3"]),
    ]


def _of_departure(
    plan: Plan, departure: Departure, stops: Mapping[str, Stop], taken: set[str], hub: str
) -> Iterator[Parcel]:
    truckloads = plan.line_haul.stops if plan.line_haul else ()
    whole = {stop.stop_id for stop in truckloads}
    for line in list_load_lines(departure.goods, stops):
        if line.stop_id in whole:
            continue
        stop = stops[line.stop_id]
        order = next(it for it in stop.own_orders if it.order_id == line.order_id)
        for label in order_labels(plan, stop, order, "", taken):
            yield Parcel(depot_id=hub, label=label, stop=stop, departure=departure, line=line)


def _of_partners(plan: Plan, depot_id: str, stops: Mapping[str, Stop]) -> Iterator[Parcel]:
    for partner_id in partner_ids(plan):
        for label in list_labels(plan, partner_id):
            stop = stops[label["stop_id"]]
            if collected_at(plan, stop, partner_id) == depot_id:
                yield Parcel(depot_id=depot_id, label=label, stop=stop, partner_id=partner_id)


def collected_at(plan: Plan, stop: Stop, partner_id: str) -> str:
    """Where a partner collects a stop: where its goods stand, else the first hub it comes to."""
    hubs = hub_ids(plan)
    standing = sorted(stop.supply.depot_ids) if stop.supply else []
    entries = plan.config.get("partners")
    comes_to: list[str] = []
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, Mapping) and entry.get("id") == partner_id:
            comes_to = [str(it) for it in entry.get("depots") or []]
    wanted = [stop.depot_id] if stop.depot_id else standing or comes_to
    known = [hub for hub in hubs if hub in wanted]
    return (known or hubs or [""])[0]


def _codes_of_partners(plan: Plan) -> set[str]:
    """The codes of partners' orders, without the numbers of their parcels: none is given twice."""
    return {
        str(label["barcode"]).rpartition("-")[0]
        for partner_id in partner_ids(plan)
        for label in list_labels(plan, partner_id)
    }
