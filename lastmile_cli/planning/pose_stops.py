"""One stop as the engine sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lastmile_cli.costing.quantities import basis_micro
from lastmile_cli.domain.fleet import RateBasis, Vehicle
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.problem import ProblemStop
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import Stop, StopKind, Window
from lastmile_cli.planning.attempts import chances_of
from lastmile_cli.planning.door_prices import door_facts, door_micro, vehicles_door_rates
from lastmile_cli.planning.drop_prices import drop_micro
from lastmile_cli.planning.hours import begin_windows, service_s
from lastmile_cli.planning.locks import allowed_vehicles
from lastmile_cli.planning.places import PlaceIndex
from lastmile_cli.planning.shipments import Shipment


@dataclass(frozen=True, eq=False, kw_only=True)
class StopContext:
    """
    What all stops of a day share; ``vehicles`` are those that work.

    ``numbers`` are those of the stops by id, ``shipments`` those that each end
    belongs to; ``groups`` and ``zones`` have a number for each name.
    """

    config: Config
    places: PlaceIndex
    vehicles: tuple[Vehicle, ...]
    any_time: Window
    dearest_micro: int
    stop_count: int
    numbers: Mapping[str, int] = field(default_factory=dict)
    shipments: Mapping[str, Shipment] = field(default_factory=dict)
    groups: Mapping[str, int] = field(default_factory=dict)
    zones: Mapping[str, int] = field(default_factory=dict)

    def windows(self, stop: Stop) -> tuple[tuple[int, int], ...]:
        """When service may begin; empty where no window is long enough."""
        return begin_windows(stop, self.config.service, self.any_time)


def pose_stop(stop: Stop, day: StopContext) -> ProblemStop:
    """Pose one stop; where none of its windows will do, no vehicle may serve it."""
    windows = day.windows(stop)
    unserved_micro = day.config.objective.unserved_micro
    service = day.config.service
    shipment = day.shipments.get(stop.stop_id)
    is_destination = shipment is not None and shipment.destination == stop.stop_id
    goods = stop.load if shipment is None else shipment.goods
    # Who takes what a shipment brings has nothing to take back: it never saw the depot.
    back = stop.back if shipment is None else Load()
    chances = chances_of(stop, day.config, windows)
    is_hourly, rates = len(chances) > 1, vehicles_door_rates(day.vehicles)
    flat_ppm = 0 if is_hourly else chances[0][1]
    facts = door_facts(stop, failure_ppm=flat_ppm, is_shipped=shipment is not None)
    return ProblemStop(
        stop_id=stop.stop_id,
        place=day.places.of_stop[stop.stop_id],
        windows=windows or ((stop.windows[0].opens_s, stop.windows[0].opens_s),),
        service_s=(service_s(stop, service),),
        delivery=_goods(stop, goods, brought=True),
        pickup=back.as_tuple() if any(back.as_tuple()) else _goods(stop, goods, brought=False),
        # A visit to a collection point is worth all that is brought there.
        drop_micro=sum(
            drop_micro(door.priority, unserved_micro, day.dearest_micro, day.stop_count)
            for door in stop.doors or (stop,)
        ),
        vehicles=allowed_vehicles(stop, day.vehicles) if windows else frozenset(),
        ready_s=stop.loadable_s,
        sequence=stop.sequence,
        parcels=0 if stop.kind is StopKind.SERVICE else goods.parcels,
        loaded_parcels=facts.sent_parcels,
        max_late_s=service.max_late_s if stop.windows else 0,
        late_micro=service.late_micro_per_hour if stop.windows else 0,
        group=day.groups.get(stop.group),
        shipped_from=day.numbers[shipment.origin] if shipment and is_destination else None,
        zone=day.zones.get(stop.zone),
        vehicle_micro=_unfamiliar_micro(stop, day),
        served_micro=door_micro(facts, rates),
        failure_ppm=flat_ppm,
        chances=chances if is_hourly else (),
        failure_micro=basis_micro(rates, RateBasis.PER_FAILURE) if is_hourly else 0,
    )


def _unfamiliar_micro(stop: Stop, day: StopContext) -> tuple[int, ...]:
    """Price each vehicle whose driver names zones, and this stop's is not among them."""
    price = day.config.objective.familiarity_micro
    known = [van.driver.zones if van.driver else frozenset() for van in day.vehicles]
    strange = [bool(stop.zone and zones) and stop.zone not in zones for zones in known]
    return tuple(price * is_strange for is_strange in strange) if any(strange) else ()


def _goods(stop: Stop, load: Load, *, brought: bool) -> tuple[int, ...]:
    """Say what the stop brings out of the depot, or back to it; a service has no goods."""
    has_some = stop.kind is not StopKind.SERVICE and stop.kind.brings_goods is brought
    return (load if has_some else Load()).as_tuple()
