"""What a vehicle does when, and what it carries then: the stuff of strips over the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.plan import Plan, Route, Visit, VisitKind
from lastmile_cli.domain.stops import Stop, StopKind
from lastmile_cli.outputs.selection import vehicle_group
from lastmile_cli.outputs.trip_loads import shipment_ends, trip_loads
from lastmile_cli.outputs.wording import kg_text

HOUR_S = 3600


class Doing(StrEnum):
    """What a vehicle's day is made of, in the order of a legend."""

    LOAD = "loading"
    DRIVE = "driving"
    SERVE = "at a door"
    WALK = "on foot"
    WAIT = "waiting"
    BREAK = "break"
    CHARGE = "recharging"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a day: seconds of the service day, the end not included."""

    doing: Doing
    from_s: int
    to_s: int


_HALTS = {
    VisitKind.STOP: Doing.SERVE,
    VisitKind.LOAD: Doing.LOAD,
    VisitKind.BREAK: Doing.BREAK,
    VisitKind.CHARGE: Doing.CHARGE,
}


def pieces_of(route: Route) -> tuple[Piece, ...]:
    """Cut a route's day into pieces, one behind the other, from its start to its end."""
    pieces: list[Piece] = []
    at_s = route.start_s

    def go_on(doing: Doing, to_s: int) -> None:
        nonlocal at_s
        if to_s <= at_s:
            return
        if pieces and pieces[-1].doing is doing:
            pieces[-1] = Piece(doing=doing, from_s=pieces[-1].from_s, to_s=to_s)
        else:
            pieces.append(Piece(doing=doing, from_s=at_s, to_s=to_s))
        at_s = to_s

    for visit in route.visits:
        go_on(Doing.WALK if visit.walk else Doing.DRIVE, visit.arrive_s)
        go_on(Doing.WAIT, visit.start_s)
        go_on(_HALTS[visit.kind], visit.depart_s)
        go_on(Doing.WALK, visit.leaves_s)
    if route.home is not None:
        go_on(Doing.DRIVE, route.home.arrive_s)
    go_on(Doing.WAIT, route.end_s)
    return tuple(pieces)


def doings_of(routes: Iterable[Route]) -> list[Doing]:
    """What happens at all on these routes, in the order of a legend."""
    found = {piece.doing for route in routes for piece in pieces_of(route)}
    return [doing for doing in Doing if doing in found]


def on_board(route: Route, stops: Mapping[str, Stop]) -> tuple[tuple[int, Load], ...]:
    """
    Tell what is in the vehicle from which second on.

    Goods come in where they are loaded or picked up, and leave where they are brought; what
    comes back is taken out where the vehicle loads again, and at home.
    """
    loads = {load.trip: load.load for load in trip_loads(route, stops)}
    ends = shipment_ends(route, stops)
    steps = [(route.start_s, Load())]
    held = Load()
    for visit in route.visits:
        held = _after(visit, held, loads, stops, ends)
        steps.append((visit.depart_s, held))
    return tuple(steps)


def _after(
    visit: Visit,
    held: Load,
    loads: Mapping[int, Load],
    stops: Mapping[str, Stop],
    ends: Mapping[str, str],
) -> Load:
    if visit.kind is VisitKind.LOAD:
        return loads.get(visit.trip, Load())
    stop = stops.get(visit.stop_id or "")
    if visit.kind is not VisitKind.STOP or stop is None:
        return held
    goods = stop.load
    if stop.kind.brings_goods:
        left = tuple(
            max(0, had - gone) for had, gone in zip(held.as_tuple(), goods.as_tuple(), strict=True)
        )
        return _load(left) + stop.back
    is_taken = stop.kind in (StopKind.PICKUP, StopKind.RETURN) or stop.stop_id in ends
    return held + goods if is_taken else held


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """
    How full a vehicle is over its day.

    ``steps`` say from which second on it is how full, 1.0 being all it holds, or, where its
    room is not known (``is_of_room`` false), the most it has on board that day. ``most`` is
    the fullest it gets of that, ``most_text`` the load by which it is measured then.
    """

    steps: tuple[tuple[int, float], ...]
    is_of_room: bool
    most: float
    most_text: str


def fill_of(plan: Plan, route: Route, stops: Mapping[str, Stop]) -> Fill:
    """Measure by what is scarcest: weight, room or pieces."""
    held = on_board(route, stops)
    room = _capacity(plan, route.vehicle_id)
    peaks = [max(amounts) for amounts in zip(*(it.as_tuple() for _, it in held), strict=True)]
    shares = [peak / most if most else 0.0 for peak, most in zip(peaks, room, strict=True)]
    is_of_room = any(shares)
    if is_of_room:
        tightest = shares.index(max(shares))
        whole = room[tightest]
    else:
        tightest = 0 if peaks[0] else 2
        whole = peaks[tightest]
    texts = (
        kg_text(peaks[0]),
        f"{peaks[1] / 1_000_000:.2f} m³",
        counted(peaks[2], "parcel"),
    )
    return Fill(
        steps=tuple((at, it.as_tuple()[tightest] / whole if whole else 0.0) for at, it in held),
        is_of_room=is_of_room,
        most=peaks[tightest] / whole if whole else 0.0,
        most_text=texts[tightest] if peaks[tightest] else "",
    )


def fill_at(fill: Fill, at_s: float) -> float:
    """How full it is at one moment."""
    return next((share for from_s, share in reversed(fill.steps) if from_s <= at_s), 0.0)


SEEN = 0.2
"""What takes so much of a stretch is seen, though more of it is driven: doors are short."""


def share_of(pieces: Sequence[Piece], from_s: float, to_s: float) -> Doing | None:
    """
    What a stretch of time is told as; ``None`` where the vehicle is off for most of it.

    That is what takes most of it, the earlier in the legend of equals; but driving only
    where nothing else is to be seen.
    """
    taken: dict[Doing, float] = {}
    for piece in pieces:
        seconds = min(piece.to_s, to_s) - max(piece.from_s, from_s)
        if seconds > 0:
            taken[piece.doing] = taken.get(piece.doing, 0.0) + seconds
    if not taken or sum(taken.values()) * 2 < to_s - from_s:
        return None
    halts = [doing for doing in Doing if taken.get(doing, 0.0) >= SEEN * (to_s - from_s)]
    halts = [doing for doing in halts if doing is not Doing.DRIVE] or list(Doing)
    return max(halts, key=lambda doing: taken.get(doing, 0.0))


def span_of(routes: Iterable[Route]) -> tuple[int, int]:
    """From which full hour to which: all these routes lie within."""
    ends = [(route.start_s, route.end_s) for route in routes] or [(0, 0)]
    first, last = min(start for start, _ in ends), max(end for _, end in ends)
    from_s = first // HOUR_S * HOUR_S
    return from_s, max(-(-last // HOUR_S) * HOUR_S, from_s + HOUR_S)


def _capacity(plan: Plan, vehicle_id: str) -> tuple[float, float, float]:
    """What a vehicle holds, in the dimensions of a load; 0 where the plan does not say."""
    written = vehicle_group(plan, vehicle_id).get("capacity")
    given = written if isinstance(written, Mapping) else {}

    def amount(key: str, unit: float) -> float:
        value = given.get(key)
        return float(value) * unit if isinstance(value, (int, float)) else 0.0

    return amount("weight_kg", 1e3), amount("volume_m3", 1e6), amount("parcels", 1)


def _load(amounts: Sequence[int]) -> Load:
    weight_g, volume_ml, parcels = amounts
    return Load(weight_g=weight_g, volume_ml=volume_ml, parcels=parcels)
