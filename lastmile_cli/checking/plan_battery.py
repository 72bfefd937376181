"""The written battery of a route: what it holds at every visit, reckoned again from its metres."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from lastmile_cli.checking.battery import charged_mwh, drawn_mwh, kwh
from lastmile_cli.checking.plan_view import RouteView
from lastmile_cli.checking.violation import Rule, Violation
from lastmile_cli.domain.battery import Battery
from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.plan import Visit, VisitKind

MWH_A_WH = 1_000
LEAST_MWH = 1
"""What each leg draws is rounded up, what a charge gives is rounded down to whole mWh."""


def check_battery_levels(view: RouteView) -> Iterator[Violation]:
    """
    Each written level follows from the start: what was driven, carried and charged since.

    It is written in whole watt-hours, rounded down.
    """
    battery = view.van.battery
    telling = [visit for visit in view.visits if visit.battery is not None]
    if battery is None or len(telling) < len(view.visits):
        if telling or (battery is not None and view.visits):
            has = "has no battery" if battery is None else "has a battery"
            visits = counted(len(view.visits), "visit")
            words = f"{has}, but {len(telling)} of its {visits} tell what it holds"
            yield _violation(view, 0, words)
        return
    held = Fraction(battery.start_mwh)
    board = _boards(view)
    slack = 0
    for visit, grams in zip(view.visits, board, strict=False):
        level = visit.battery
        assert level is not None
        held -= drawn_mwh(battery, visit.distance_m, grams)
        slack += LEAST_MWH
        if _is_off(level.arrive_wh, held, slack):
            yield _wrong(view, visit, "on arrival", level.arrive_wh, held)
        after = _after(view, battery, visit, held)
        slack += LEAST_MWH if after != held else 0
        if _is_off(level.depart_wh, after, slack):
            yield _wrong(view, visit, "on leaving", level.depart_wh, after)
            # One visit that is changed makes no others wrong.
            after, slack = Fraction((level.depart_wh + 1) * MWH_A_WH), MWH_A_WH
        held = after
        if level.full_wh != battery.capacity_mwh // MWH_A_WH:
            full = kwh(Fraction(battery.capacity_mwh))
            yield _violation(view, 0, f"has a battery of {full}, not {level.full_wh / 1000} kWh")
            return
    home = view.route.home
    if home is not None and home.battery is not None:
        held -= drawn_mwh(battery, home.distance_m, board[-1])
        slack += LEAST_MWH
        written = (home.battery.arrive_wh, home.battery.depart_wh)
        is_off = any(_is_off(wh, held, slack) for wh in written)
        if is_off or home.battery.full_wh != battery.capacity_mwh // MWH_A_WH:
            off = max(abs(Fraction(wh * MWH_A_WH) - held) for wh in written)
            words = f"comes home with {kwh(held)}, not as the plan says"
            yield _violation(view, int(off / MWH_A_WH), words)


def surcharge_micro(view: RouteView) -> Fraction:
    """What electricity at chargers on the way costs beyond one's own price, as written."""
    battery = view.van.battery
    total = Fraction(0)
    for visit in view.visits:
        charger = view.index.find_charger(visit)
        if battery is not None and charger is not None and visit.battery is not None:
            wh = max(0, visit.battery.depart_wh - visit.battery.arrive_wh)
            plug = view.problem.plug_of(charger)
            dearer = max(0, plug.per_kwh_micro - battery.own_kwh_micro)
            total += Fraction(wh * dearer, 1_000)
    return total


def _after(view: RouteView, battery: Battery, visit: Visit, held: Fraction) -> Fraction:
    stay_s = visit.depart_s - visit.start_s
    charger = view.index.find_charger(visit)
    if charger is not None:
        plug = view.problem.plug_of(charger)
        return charged_mwh(battery, held, plug.watts, stay_s - plug.plug_s)
    if visit.kind is VisitKind.LOAD and visit is not view.visits[0]:
        return charged_mwh(battery, held, view.van.start_watts, stay_s)
    return held


def _is_off(written_wh: int, held: Fraction, slack_mwh: int) -> bool:
    """Whether whole watt-hours are not those of a level, or of one lower by what was rounded."""
    lowest, highest = (held - slack_mwh) // MWH_A_WH, (held + LEAST_MWH) // MWH_A_WH
    return not lowest <= written_wh <= highest


def _wrong(view: RouteView, visit: Visit, when: str, written_wh: int, held: Fraction) -> Violation:
    off = abs(Fraction(written_wh * MWH_A_WH) - held)
    words = (
        f"holds {kwh(held)} {when} at visit {visit.sequence}, "
        f"not {kwh(Fraction(written_wh * MWH_A_WH))} as the plan says"
    )
    return _violation(view, int(off / MWH_A_WH), words)


def _violation(view: RouteView, amount: int, words: str) -> Violation:
    van = view.van.vehicle_id
    sentence = f"Vehicle {van} {words}."
    return Violation(rule=Rule.WRONG_BATTERY, route=van, amount=amount, sentence=sentence)


def _boards(view: RouteView) -> list[int]:
    """Grams on board on the way to each visit, and home."""
    units = view.problem.load_units
    if "weight_g" not in units:
        return [0] * (len(view.visits) + 1)
    unit = units.index("weight_g")
    found = []
    board = 0
    for number, visit in enumerate(view.visits):
        found.append(board)
        stop = view.find_stop(visit)
        if visit.kind is VisitKind.LOAD:
            trip = [view.find_stop(one) for one in _until_loading(view, number)]
            board = sum(
                it.delivery[unit] for it in trip if it is not None and it.shipped_from is None
            )
        elif stop is not None:
            board += stop.pickup[unit] - stop.delivery[unit]
    return [*found, board]


def _until_loading(view: RouteView, number: int) -> Iterator[Visit]:
    for visit in view.visits[number + 1 :]:
        if visit.kind is VisitKind.LOAD:
            return
        yield visit
