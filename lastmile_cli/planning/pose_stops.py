"""One stop as the engine sees it."""

from __future__ import annotations

from dataclasses import dataclass

from lastmile_cli.domain.fleet import Vehicle
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.problem import ProblemStop
from lastmile_cli.domain.settings import Config
from lastmile_cli.domain.stops import Stop, StopKind, Window
from lastmile_cli.planning.drop_prices import drop_micro
from lastmile_cli.planning.hours import begin_windows, service_s
from lastmile_cli.planning.locks import allowed_vehicles
from lastmile_cli.planning.places import PlaceIndex


@dataclass(frozen=True, eq=False, kw_only=True)
class StopContext:
    """What all stops of a day share; ``vehicles`` are those that work."""

    config: Config
    places: PlaceIndex
    vehicles: tuple[Vehicle, ...]
    any_time: Window
    dearest_micro: int
    stop_count: int

    def windows(self, stop: Stop) -> tuple[tuple[int, int], ...]:
        """When service may begin; empty where no window is long enough."""
        return begin_windows(stop, self.config.service, self.any_time)


def pose_stop(stop: Stop, day: StopContext) -> ProblemStop:
    """Pose one stop; where none of its windows will do, no vehicle may serve it."""
    windows = day.windows(stop)
    unserved_micro = day.config.objective.unserved_micro
    return ProblemStop(
        stop_id=stop.stop_id,
        place=day.places.of_stop[stop.stop_id],
        windows=windows or ((stop.windows[0].opens_s, stop.windows[0].opens_s),),
        service_s=(service_s(stop, day.config.service),),
        delivery=_goods(stop, brought=True),
        pickup=_goods(stop, brought=False),
        drop_micro=drop_micro(stop.priority, unserved_micro, day.dearest_micro, day.stop_count),
        vehicles=allowed_vehicles(stop, day.vehicles) if windows else frozenset(),
        ready_s=stop.ready_s or 0,
        sequence=stop.sequence,
        parcels=0 if stop.kind is StopKind.SERVICE else stop.load.parcels,
    )


def _goods(stop: Stop, *, brought: bool) -> tuple[int, ...]:
    """Say what the stop brings out of the depot, or back to it; a service has no goods."""
    has_some = stop.kind is not StopKind.SERVICE and stop.kind.brings_goods is brought
    return (stop.load if has_some else Load()).as_tuple()
