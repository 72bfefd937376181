"""The referee's own reckoning of walks: from where, how far, and when the vehicle is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from lastmile_cli.domain.plan import Visit, VisitKind
from lastmile_cli.domain.walks import FootWays, WalkSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """
    A walk to a door as the streets have it; metres and seconds, ``None`` where there is no way.

    ``start`` is the stop it begins at, ``back_m`` 0 where it goes on to another door, and
    ``ends`` says whether it must lead back to the vehicle: nobody goes on from here on foot.
    """

    start: str
    out_m: int | None
    back_m: int | None
    away_m: int | None
    out_s: int = 0
    back_s: int = 0
    ends: bool = False


def reckon(
    visits: Sequence[Visit], ways: FootWays, settings: WalkSettings | None
) -> Iterator[tuple[int, Reckoned]]:
    """Yield each visit on foot by its place in the list, as it must be in this order."""
    doors = [at for at, visit in enumerate(visits) if visit.kind is VisitKind.STOP]
    for number, at in enumerate(doors):
        visit = visits[at]
        if visit.walk is None:
            continue
        parked, name = visit.walk.parked_at, visit.stop_id or ""
        before = visits[doors[number - 1]] if number else None
        start = parked
        if before is not None and before.walk is not None and before.walk.parked_at == parked:
            start = parked if before.walk.goes_back else before.stop_id or ""
        after = visits[doors[number + 1]] if number + 1 < len(doors) else None
        ends = after is None or after.walk is None or after.walk.parked_at != parked
        out_m = ways.find_m(start, name)
        back_m = ways.find_m(name, parked) if ends or visit.walk.goes_back else 0
        yield (
            at,
            Reckoned(
                start=start,
                out_m=out_m,
                back_m=back_m,
                away_m=ways.find_m(parked, name),
                out_s=_seconds(out_m, settings),
                back_s=_seconds(back_m, settings),
                ends=ends,
            ),
        )


def at_vehicle(
    visits: Sequence[Visit], ways: FootWays, settings: WalkSettings | None
) -> tuple[Visit, ...]:
    """
    Give visits on foot the hours of the vehicle: from setting out until the next walk or drive.

    Reckoned with the streets' walks, not the written ones: who writes a walk too short comes
    too early, and is told so.
    """
    told = list(visits)
    for at, walk in reckon(visits, ways, settings):
        visit = told[at]
        told[at] = replace(
            visit,
            arrive_s=visit.arrive_s - walk.out_s,
            start_s=visit.start_s - walk.out_s,
            depart_s=visit.depart_s + walk.back_s,
            eta_low_s=visit.eta_low_s - walk.out_s,
            eta_high_s=visit.eta_high_s - walk.out_s,
        )
    return tuple(told)


def _seconds(metres: int | None, settings: WalkSettings | None) -> int:
    """Seconds of a walk, rounded up; none where nobody knows how far it is."""
    if metres is None or settings is None:
        return 0
    return ceil(Fraction(metres, settings.speed_m_per_h) * 3_600)
