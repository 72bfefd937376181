"""Walks to doors: from a vehicle that stands there, near enough, with what can be carried, back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lastmile_cli.checking.plan_view import PlanIndex
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.checking.walking import Reckoned, reckon
from lastmile_cli.domain.plan import Plan, Route, Visit, VisitKind
from lastmile_cli.domain.stops import SequenceWish, Stop, StopKind
from lastmile_cli.domain.walks import Walk, WalkSettings

TOLERANCE = 1
"""Metres and seconds are whole; rounding may move a written one by this much."""


def check_walks(plan: Plan, index: PlanIndex) -> Iterator[Violation]:
    """
    Every door on foot is one that a driver of this vehicle may walk to, from where it stands.

    Figures are reckoned anew from the ways on foot. Hours are judged with the route's.
    """
    wanted = {stop.stop_id: stop for stop in plan.stops}
    for route in plan.routes:
        if any(visit.walk for visit in route.visits):
            vehicle = index.fleet.get(route.vehicle_id)
            settings = vehicle.walking if vehicle else None
            yield from _Foot(route=route, settings=settings, wanted=wanted, index=index).check()


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Foot:
    """What is walked on one route."""

    route: Route
    settings: WalkSettings | None
    wanted: Mapping[str, Stop]
    index: PlanIndex

    def check(self) -> Iterator[Violation]:
        visits = self.route.visits
        settings = self.settings
        if settings is None:
            first = next(visit for visit in visits if visit.walk)
            words = "goes on foot, but the driver of this vehicle walks to no doors"
            yield self._violation(Rule.WALK_NOT_ALLOWED, first, words)
            return
        for at, walk in reckon(visits, self.index.ways, settings):
            yield from self._check_stand(at)
            yield from self._check_walk(visits[at], walk, settings)
        for round_ in self._rounds():
            yield from self._check_round(round_, settings)

    def _check_stand(self, at: int) -> Iterator[Violation]:
        """The vehicle was parked at that very stop, and has not been driven since."""
        visit = self.route.visits[at]
        parked = visit.walk.parked_at if visit.walk else ""
        before = next(
            (it for it in reversed(self.route.visits[:at])
             if it.kind is not VisitKind.BREAK and it.walk is None),
            None,
        )  # fmt: skip
        stays = self._stays_since_parking(at)
        if before is None or before.stop_id != parked or not stays:
            where = f"stop {before.stop_id}" if before and before.stop_id else "the depot"
            words = f"is walked to from stop {parked}, but the vehicle then stands at {where}"
            yield self._violation(Rule.WALK_FROM_ELSEWHERE, visit, words)
        if visit.drive_s or visit.distance_m or visit.parking_s:
            words = "is reached on foot, but a drive there is told too"
            yield self._violation(Rule.WRONG_WALK, visit, words, amount=visit.distance_m)

    def _stays_since_parking(self, at: int) -> bool:
        """Whether all on foot since the last drive are walked to from the same place."""
        parked = {it.walk.parked_at for it in self._since_drive(at) if it.walk}
        return len(parked) <= 1

    def _since_drive(self, at: int) -> Iterator[Visit]:
        for visit in reversed(self.route.visits[: at + 1]):
            if visit.walk is None and visit.kind is not VisitKind.BREAK:
                return
            yield visit

    def _check_walk(
        self, visit: Visit, walk: Reckoned, settings: WalkSettings
    ) -> Iterator[Violation]:
        written = visit.walk
        if written is None:
            return
        if walk.out_m is None or walk.back_m is None:
            words = f"has no way on foot from stop {walk.start}, or none back to the vehicle"
            yield self._violation(Rule.NO_WALK, visit, words)
            return
        if walk.away_m is not None and walk.away_m > settings.radius_m:
            words = f"lies {walk.away_m} m from the vehicle, more than {settings.radius_m} m"
            over_m = walk.away_m - settings.radius_m
            yield self._violation(Rule.WALK_TOO_FAR, visit, words, amount=over_m)
        if walk.ends and not written.goes_back:
            words = "is the last on foot, but nobody walks back to the vehicle"
            yield self._violation(Rule.WRONG_WALK, visit, words)
        yield from self._check_figures(visit, written, walk)

    def _check_figures(self, visit: Visit, written: Walk, walk: Reckoned) -> Iterator[Violation]:
        pairs = [("walk there", written.out_m, walk.out_m, written.out_s, walk.out_s)]
        if written.goes_back:
            pairs += [("walk back", written.back_m, walk.back_m, written.back_s, walk.back_s)]
        for name, told_m, metres, told_s, seconds in pairs:
            off = max(abs(told_m - (metres or 0)), abs(told_s - seconds))
            if off > TOLERANCE:
                words = (
                    f"says that the {name} is {told_m} m in {told_s} s; "
                    f"it is {metres} m in {seconds} s"
                )
                yield self._violation(Rule.WRONG_WALK, visit, words, amount=off)

    def _rounds(self) -> Iterator[list[Visit]]:
        """List the visits on foot from one standing place, once for each."""
        round_: list[Visit] = []
        for visit in self.route.visits:
            if visit.walk is not None:
                round_.append(visit)
            elif visit.kind is not VisitKind.BREAK:
                if round_:
                    yield round_
                round_ = []
        if round_:
            yield round_

    def _check_round(self, round_: list[Visit], settings: WalkSettings) -> Iterator[Violation]:
        if len(round_) + 1 > settings.max_doors:
            words = (
                f"is one of {len(round_) + 1} doors from one place; "
                f"{settings.max_doors} are the most"
            )
            over = len(round_) + 1 - settings.max_doors
            yield self._violation(Rule.WALK_NOT_ALLOWED, round_[-1], words, amount=over)
        for visit in round_:
            stop = self.wanted.get(visit.stop_id or "")
            why = _why_driven(stop) if stop else ""
            if why:
                yield self._violation(Rule.WALK_NOT_ALLOWED, visit, f"is walked to, but {why}")
        walk: list[Visit] = []
        for visit in round_:
            walk.append(visit)
            if visit.walk is None or visit.walk.goes_back or visit is round_[-1]:
                yield from self._check_carried(walk, settings)
                walk = []

    def _check_carried(self, walk: Iterable[Visit], settings: WalkSettings) -> Iterator[Violation]:
        doors = list(walk)
        known = (self.wanted.get(it.stop_id or "") for it in doors)
        stops = [stop for stop in known if stop is not None]
        parcels = sum(max(1, stop.load.parcels) for stop in stops)
        weight_g = sum(stop.load.weight_g for stop in stops)
        if parcels > settings.parcels:
            words = f"ends a walk with {parcels} parcels; {settings.parcels} are carried at once"
            over = parcels - settings.parcels
            yield self._violation(Rule.WALK_OVERLOADED, doors[-1], words, amount=over)
        if weight_g > settings.weight_g:
            words = (
                f"ends a walk with {weight_g / 1000:g} kg; "
                f"{settings.weight_g / 1000:g} kg are carried at once"
            )
            over = weight_g - settings.weight_g
            yield self._violation(Rule.WALK_OVERLOADED, doors[-1], words, amount=over)

    def _violation(self, rule: Rule, visit: Visit, words: str, amount: int = 0) -> Violation:
        return Violation(
            rule=rule,
            route=self.route.vehicle_id,
            stop=visit.stop_id or "",
            amount=amount,
            sentence=f"Stop {visit.stop_id} {words}.",
        )


def _why_driven(stop: Stop) -> str:
    """Why nobody walks to a stop; empty where somebody may."""
    if stop.kind is not StopKind.DELIVERY or stop.paired_with:
        return "goods are fetched there, or nothing is brought"
    if stop.in_home is not None:
        return "its goods are brought into the home"
    if stop.doors:
        return "it is a collection point"
    if stop.group or stop.sequence is not SequenceWish.ANY:
        return "its place in the route or its company is fixed"
    return ""
