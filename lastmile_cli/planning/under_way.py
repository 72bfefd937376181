"""
A problem whose vehicles are on the road: each begins where it stands, with what is left of its day.

A vehicle's route begins with a stop that only it may serve, its first: the place where it is now
(``here_of``). The way there lies behind it and takes no time, as the roads of such a day say
(``workflows.jumping_roads``). What it may still drive, work and carry is what its day leaves it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lastmile_cli.domain.fleet import RateBasis, Vehicle
from lastmile_cli.domain.plan import Route, Visit, VisitKind
from lastmile_cli.domain.problem import Problem, ProblemBreak, ProblemStop, ProblemVehicle
from lastmile_cli.domain.replan_settings import ReplanSettings
from lastmile_cli.domain.stops import SequenceWish, Stop, StopKind, Window
from lastmile_cli.domain.travel import UNREACHABLE_S
from lastmile_cli.domain.under_way import HERE, Resumed, Told, here_of
from lastmile_cli.planning.energy_left import check_lm1821_gets_home, energy_left
from lastmile_cli.planning.pose_vehicles import with_prices
from lastmile_cli.planning.posed import Posed

OVERDUE_S = 1_800
"""A break that is due by now, or soon, may be taken up to so much later: at the next halt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """
    What of a vehicle's day lies behind it; seconds and metres.

    ``paid_s`` since ``started_s`` are those that are paid, ``unpaid_s`` the others; ``rested_s`` is
    when its last break ended (or its day began), ``drive_since_s`` what it has driven since,
    ``since_full_m`` since it was filled.
    """

    vehicle_id: str
    resumed: Resumed
    started_s: int
    paid_s: int
    unpaid_s: int
    drive_s: int
    distance_m: int
    stops: int
    rested_s: int
    drive_since_s: int
    since_full_m: int


def spent_of(route: Route, vehicle: Vehicle) -> Spent:
    """Add up what lies behind a vehicle; its route has been cut (``Route.resumed``)."""
    resumed = route.resumed
    if resumed is None:
        msg = f"Nothing of the route of {route.vehicle_id} lies behind."
        raise ValueError(msg)
    behind = route.visits[: resumed.behind]
    breaks = [visit for visit in behind if visit.kind is VisitKind.BREAK]
    unpaid_s = sum(
        visit.depart_s - visit.start_s
        for number, visit in enumerate(breaks)
        if number < len(vehicle.breaks) and not vehicle.breaks[number].is_paid
    )
    if not vehicle.waiting_paid:
        unpaid_s += sum(visit.wait_s for visit in behind)
    rested_s, since = route.start_s, behind
    if breaks:
        rested_s = breaks[-1].depart_s
        since = behind[behind.index(breaks[-1]) + 1 :]
    return Spent(
        vehicle_id=route.vehicle_id,
        resumed=resumed,
        started_s=route.start_s,
        paid_s=max(0, resumed.at_s - route.start_s - unpaid_s),
        unpaid_s=unpaid_s,
        drive_s=sum(visit.drive_s for visit in behind) + resumed.drive_s,
        distance_m=sum(visit.distance_m for visit in behind) + resumed.distance_m,
        stops=sum(visit.kind is VisitKind.STOP for visit in behind),
        rested_s=rested_s,
        drive_since_s=sum(visit.drive_s for visit in since) + resumed.drive_s,
        since_full_m=_since_full_m(behind, vehicle) + resumed.distance_m,
    )


def _since_full_m(behind: Sequence[Visit], vehicle: Vehicle) -> int:
    """Metres driven since a charger, or a loading where the vehicle is filled beside it."""
    driven_m = 0
    for visit in behind:
        driven_m += visit.distance_m
        at_depot = visit.kind is VisitKind.LOAD and vehicle.charges_at_depot
        if visit.kind is VisitKind.CHARGE or at_depot:
            driven_m = 0
    return driven_m


def here_stop(spent: Spent) -> Stop:
    """Make a stop of the place where a vehicle is; what goes back to the depot is taken there."""
    resumed, back = spent.resumed, spent.resumed.back
    return Stop(
        stop_id=here_of(spent.vehicle_id),
        kind=StopKind.PICKUP if any(back.as_tuple()) else StopKind.SERVICE,
        name=f"{spent.vehicle_id} goes on from here",
        coordinate=resumed.place,
        windows=(Window(resumed.at_s, resumed.at_s + resumed.stays_s),),
        service_s=resumed.stays_s,
        load=back,
        vehicle_id=spent.vehicle_id,
        failure_ppm=0,
    )


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Promised:
    """
    What customers were told, and what it weighs to tell them otherwise.

    A stop is ``told`` of once; in the mode ``free`` another vehicle may bring it at a price.
    """

    settings: ReplanSettings
    told: Mapping[str, Told]
    is_free: bool = True

    def weighed(self, stop: ProblemStop, fleet: Mapping[str, int], now_s: int) -> ProblemStop:
        """A stop with the prices of coming at another hour, behind its window, or by another."""
        told = self.told.get(stop.stop_id)
        if told is None:
            return stop
        moved, last_s = self.settings.moved_micro, stop.windows[-1][1]
        steps = [(0, moved), (told.low_s, 0), (told.high_s + 1, moved)]
        steps = [step for step in steps if step[0] <= max(last_s, now_s)]
        begun = [step for step in steps if step[0] <= now_s]
        if not self.is_free:
            wishes = stop.vehicle_micro
        else:
            before = stop.vehicle_micro or (0,) * len(fleet)
            mine = fleet.get(told.vehicle_id)
            wishes = tuple(
                micro + (self.settings.driver_micro if number != mine else 0)
                for number, micro in enumerate(before)
            )
        is_priced = moved and len(steps) > 1
        return replace(
            stop,
            windows=_from_now_on(stop.windows, now_s),
            max_late_s=max(stop.max_late_s, self.settings.max_late_s + max(0, now_s - last_s)),
            late_micro=max(stop.late_micro, self.settings.late_micro_per_hour),
            told_micro=(*begun[-1:], *steps[len(begun) :]) if is_priced else (),
            vehicle_micro=wishes if any(wishes) else (),
        )


def _from_now_on(windows: tuple[tuple[int, int], ...], now_s: int) -> tuple[tuple[int, int], ...]:
    """Windows that are over are no choice any more; the last one is what was promised."""
    left = tuple(
        (max(opens_s, now_s), closes_s) for opens_s, closes_s in windows if closes_s >= now_s
    )
    return left or windows[-1:]


def put_under_way(
    posed: Posed, spents: Sequence[Spent], now_s: int, promised: Promised | None = None
) -> Posed:
    """
    Return the problem of a day that is on; its stops include ``here_stop`` of each vehicle.

    Goods that are on board stay with their vehicle; others can be loaded from now on. What was
    ``promised`` weighs.
    """
    by_vehicle = {one.vehicle_id: one for one in spents}
    numbers = {stop.stop_id: number for number, stop in enumerate(posed.stops)}
    fleet = {vehicle.vehicle_id: number for number, vehicle in enumerate(posed.vehicles)}
    holders = {
        stop_id: fleet[one.vehicle_id]
        for one in spents
        if one.vehicle_id in fleet
        for stop_id in one.resumed.on_board
    }
    problem, vehicles = posed.problem, list(posed.vehicles)
    cut: list[ProblemVehicle] = []
    notices = list(posed.notices)
    for number, (vehicle, was) in enumerate(zip(posed.vehicles, problem.vehicles, strict=True)):
        spent = by_vehicle.get(vehicle.vehicle_id)
        if spent is None:
            cut.append(replace(was, loads_from_s=max(was.loads_from_s, now_s)))
            continue
        here = numbers[here_of(vehicle.vehicle_id)]
        vehicles[number], left, is_short = _what_is_left(vehicle, was, spent, problem, here)
        if is_short:
            notices.append(check_lm1821_gets_home(vehicle.vehicle_id))
        aboard = [numbers[it] for it in spent.resumed.on_board if it in numbers]
        cut.append(replace(left, capacity=_room(problem, left, here, aboard)))
    stops = tuple(
        _stop_under_way(
            promised.weighed(stop, fleet, now_s) if promised else stop,
            posed.stops[number],
            holders,
            by_vehicle,
            fleet,
            now_s,
        )
        for number, stop in enumerate(problem.stops)
    )
    return replace(
        posed,
        # Who asks why a stop is left out hears that its goods are elsewhere.
        stops=tuple(
            replace(asked, vehicle_id=posed.vehicles[holders[asked.stop_id]].vehicle_id)
            if asked.stop_id in holders
            else asked
            for asked in posed.stops
        ),
        problem=replace(problem, stops=stops, vehicles=tuple(cut)),
        vehicles=tuple(vehicles),
        notices=tuple(notices),
        too_short=posed.too_short - {numbers[here_of(v)] for v in by_vehicle if v in fleet},
    )


def _stop_under_way(
    stop: ProblemStop,
    asked: Stop,
    holders: Mapping[str, int],
    spents: Mapping[str, Spent],
    fleet: Mapping[str, int],
    now_s: int,
) -> ProblemStop:
    if asked.stop_id.startswith(HERE) and asked.vehicle_id in fleet:
        spent = spents[asked.vehicle_id]
        return replace(
            stop,
            windows=((spent.resumed.at_s, spent.resumed.at_s),),
            vehicles=frozenset({fleet[asked.vehicle_id]}),
            max_late_s=0,
            parcels=0,
            ready_s=0,
            partner_micro=None,
            vehicle_micro=(),
            failure_ppm=0,
            chances=(),
            told_micro=(),
        )
    sequence = SequenceWish.ANY if stop.sequence is SequenceWish.FIRST else stop.sequence
    if asked.stop_id in holders:
        return replace(
            stop,
            vehicles=frozenset({holders[asked.stop_id]}),
            ready_s=0,
            loaded_parcels=0,
            sequence=sequence,
            partner_micro=None,
        )
    if asked.kind.brings_goods and stop.shipped_from is None:
        stop = replace(stop, ready_s=max(stop.ready_s, now_s + 1))
    return stop


def _what_is_left(
    vehicle: Vehicle, was: ProblemVehicle, spent: Spent, problem: Problem, here: int
) -> tuple[Vehicle, ProblemVehicle, bool]:
    """
    Cut a vehicle's day: its route begins ``seam_s``, right before it is where it is.

    Loading and parking that the problem puts before that are paid there, so they are taken off
    what lies behind; all of it adds up to the vehicle's whole day.
    """
    resumed = spent.resumed
    parking_s = problem.travel.parking_s(was.table, was.start_place, problem.stops[here].place)
    ahead_s = was.loading_s + parking_s
    seam_s = resumed.at_s - ahead_s
    behind_s = seam_s - spent.started_s
    paid_s = max(0, spent.paid_s - ahead_s)
    home_s, home_m = _way_home(problem, was, here)
    powered, is_short = energy_left(
        was, spent.since_full_m, resumed.battery_wh, resumed.distance_m, home_m
    )
    breaks = _breaks_left(was, spent, seam_s, ahead_s)
    left = replace(
        vehicle,
        max_duration_s=_left(vehicle.max_duration_s, behind_s, ahead_s + resumed.stays_s + home_s),
        max_drive_s=_left(vehicle.max_drive_s, spent.drive_s - parking_s, home_s + parking_s),
        max_distance_m=_left(vehicle.max_distance_m, spent.distance_m, home_m),
        max_stops=_left(vehicle.max_stops, spent.stops - 1, 1),
        overtime_after_s=_left(vehicle.overtime_after_s, paid_s, 0),
        min_paid_s=max(0, vehicle.min_paid_s - paid_s),
        max_trips=max(1, vehicle.max_trips - resumed.trips + 1),
        rates=tuple(r for r in vehicle.rates if r.basis is not RateBasis.PER_ROUTE),
        breaks=vehicle.breaks[resumed.breaks :],
    )
    posed = replace(
        powered,
        earliest_s=resumed.at_s - parking_s,
        latest_s=max(was.latest_s, resumed.at_s + resumed.stays_s + home_s),
        loads_from_s=0,
        max_duration_s=_bound(left.max_duration_s, was.max_duration_s),
        max_drive_s=_bound(left.max_drive_s, was.max_drive_s),
        max_distance_m=_bound(left.max_distance_m, was.max_distance_m),
        max_stops=_bound(left.max_stops, was.max_stops),
        max_trips=left.max_trips,
        breaks=breaks,
        locked=(here,),
    )
    return left, with_prices(left, posed), is_short


def _room(
    problem: Problem, vehicle: ProblemVehicle, here: int, aboard: Sequence[int]
) -> tuple[int, ...]:
    """What a vehicle holds: at least what it has, however that came about (nobody at home, say)."""
    stops = [problem.stops[number] for number in aboard]
    return tuple(
        max(room, problem.stops[here].pickup[unit] + sum(stop.delivery[unit] for stop in stops))
        for unit, room in enumerate(vehicle.capacity)
    )


def _left(limit: int | None, behind: int, least: int) -> int | None:
    """What is left of a limit: enough for the way home at least, whatever lies behind."""
    return None if limit is None else max(limit - behind, least)


def _bound(limit: int | None, unbound: int) -> int:
    return unbound if limit is None else limit


def _way_home(problem: Problem, vehicle: ProblemVehicle, here: int) -> tuple[int, int]:
    """Seconds (of the slowest hour) and metres straight home; none where the day ends anywhere."""
    if vehicle.end_place is None:
        return 0, 0
    leg = vehicle.table, problem.stops[here].place, vehicle.end_place
    seconds = [it for it in problem.travel.durations_s(*leg) if it < UNREACHABLE_S]
    return max(seconds, default=0), problem.travel.leg_m(*leg)


def _breaks_left(
    was: ProblemVehicle, spent: Spent, seam_s: int, ahead_s: int
) -> tuple[ProblemBreak, ...]:
    """Breaks still to be taken; the first is due as the work since the last one says."""
    breaks = was.breaks[spent.resumed.breaks :]
    if not breaks:
        return ()
    due = spent.resumed.at_s + spent.resumed.stays_s + OVERDUE_S
    first = breaks[0]
    worked_s, least_s = seam_s - spent.rested_s, ahead_s + spent.resumed.stays_s + OVERDUE_S
    first = replace(
        first,
        latest_s=max(first.latest_s, due),
        max_work_s=max(first.max_work_s - worked_s, least_s),
        max_drive_s=max(first.max_drive_s - spent.drive_since_s, OVERDUE_S),
    )
    return (first, *breaks[1:])
