"""Checks of a day's money: what is billed, but cannot be weighed; what no price acts on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.fleet import RateBasis, Vehicle
from lastmile_cli.domain.notices import Notice, Place, Severity
from lastmile_cli.domain.problem import ProblemStop, ProblemVehicle
from lastmile_cli.domain.stops import Stop
from lastmile_cli.planning.minimum_pay import is_minimum_weighed


def check_money(
    stops: Sequence[Stop],
    vehicles: Sequence[Vehicle],
    fleet: Sequence[ProblemVehicle],
    posed: Sequence[ProblemStop],
) -> Iterator[Notice]:
    """Tell what the plan does not weigh though it is billed, and what is not billed at all."""
    yield from check_lm1530_minimum_pay_is_weighed(vehicles, fleet)
    yield from check_lm1531_zone_tolls_are_weighed(stops, vehicles)
    yield from check_lm1532_failures_have_a_price(stops, vehicles)
    yield from check_lm1588_hours_are_weighed(posed)


def check_lm1530_minimum_pay_is_weighed(
    vehicles: Sequence[Vehicle], fleet: Sequence[ProblemVehicle]
) -> Iterator[Notice]:
    """A vehicle with a minimum of paid hours and overtime has two hours at which prices change."""
    kinds = dict.fromkeys(
        vehicle.kind
        for vehicle, posed in zip(vehicles, fleet, strict=True)
        if not is_minimum_weighed(vehicle, posed)
    )
    if kinds:
        problem = (
            f"the minimum of paid hours is billed, but not weighed: {', '.join(kinds)} may also "
            "reach overtime."
        )
        hint = "let max_hours end where overtime begins, and it is weighed as well."
        yield _info("LM1530", problem, hint)


def check_lm1531_zone_tolls_are_weighed(
    stops: Sequence[Stop], vehicles: Sequence[Vehicle]
) -> Iterator[Notice]:
    """Tolls that a vehicle pays once a day for a zone are billed afterwards."""
    tolled = {toll.zone for vehicle in vehicles for toll in vehicle.zone_tolls if toll.micro}
    entered = sorted(tolled & {stop.zone for stop in stops})
    if entered:
        problem = f"tolls of zones are billed, but not weighed: {', '.join(entered)}."
        hint = "objective.zone_change_price keeps vehicles out of zones they need not see."
        yield _info("LM1531", problem, hint)


def check_lm1588_hours_are_weighed(posed: Sequence[ProblemStop]) -> Iterator[Notice]:
    """Both ends of a shipment are served or neither: their hours are not chosen by chances."""
    ends = {stop.shipped_from for stop in posed} - {None}
    billed = [
        stop.stop_id
        for number, stop in enumerate(posed)
        if stop.is_weighed_by_hour and (stop.shipped_from is not None or number in ends)
    ]
    if billed:
        problem = (
            "chances by the hour are billed, but not weighed, at both ends of a shipment: "
            f"{', '.join(billed[:6])}{' ...' if len(billed) > 6 else ''}."
        )
        yield _info("LM1588", problem, "narrow their windows to the better hours.")


def check_lm1532_failures_have_a_price(
    stops: Sequence[Stop], vehicles: Sequence[Vehicle]
) -> Iterator[Notice]:
    """How likely a stop fails changes nothing where a failure costs nothing."""
    likely = [stop for stop in stops if stop.failure_ppm or stop.chance_hours]
    rates = vehicles[0].rates if vehicles else ()
    if likely and not any(rate.basis is RateBasis.PER_FAILURE for rate in rates):
        problem = (
            f"{counted(len(likely), 'stop')} may fail, but a further attempt costs nothing: "
            "that changes no plan and no bill."
        )
        yield _info("LM1532", problem, "add failed_attempt under costs.")


def _info(code: str, problem: str, hint: str) -> Notice:
    return Notice(code=code, severity=Severity.INFO, place=Place(), problem=problem, hint=hint)
