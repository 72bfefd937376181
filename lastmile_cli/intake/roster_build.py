"""Lines of a roster to entries of the house: single vehicles, other breaks, hired vans."""

from __future__ import annotations

from collections.abc import Mapping

from lastmile_cli.domain.fleet import Break
from lastmile_cli.domain.notices import Place
from lastmile_cli.domain.roster import RosterEntry
from lastmile_cli.domain.stops import Window
from lastmile_cli.intake.break_rules import make_breaks
from lastmile_cli.intake.config_models import ConfigModel, ShiftModel, VehicleModel
from lastmile_cli.intake.cost_models import PriceModel
from lastmile_cli.intake.fleet_build import make_vehicles, vehicle_ids
from lastmile_cli.intake.roster_checks import hired_ids, span_of
from lastmile_cli.intake.roster_models import RosterModel, RosterShiftModel
from lastmile_cli.intake.windows import make_span


def make_roster(model: ConfigModel) -> tuple[RosterEntry, ...]:
    """Build every line; a group stands for all its vehicles."""
    return tuple(_entry(at, entry, model) for at, entry in enumerate(model.roster))


def _entry(at: int, entry: RosterModel, model: ConfigModel) -> RosterEntry:
    span = span_of(entry)
    groups = {group.id: group for group in model.vehicles}
    named = tuple(
        name
        for wanted in entry.vehicle
        for name in (vehicle_ids(groups[wanted]) if wanted in groups else [wanted])
    )
    return RosterEntry(
        first=span[0] if span else None,
        last=span[1] if span else None,
        weekdays=frozenset(entry.days),
        vehicle_ids=named,
        driver_ids=tuple(entry.driver),
        away=entry.is_away if not entry.hire else None,
        reason=entry.reason,
        shift=_window(entry.shift) if entry.shift else None,
        breaks=_breaks(entry.shift, model) if entry.shift else {},
        drives=entry.drives,
        hired=make_vehicles(_with_hired(entry, groups[entry.hire], model)) if entry.hire else (),
        place=Place(column=f"roster[{at}]"),
    )


def _window(shift: RosterShiftModel) -> Window:
    span = make_span(shift.start, shift.end)
    return Window(span.opens_s, span.closes_s)


def _breaks(shift: RosterShiftModel, model: ConfigModel) -> Mapping[str, tuple[Break, ...]]:
    """The breaks each vehicle owes in a shift of this length."""
    return {
        name: make_breaks(_in_shift(group, shift))
        for group in model.vehicles
        for name in vehicle_ids(group)
    }


def _in_shift(group: VehicleModel, shift: RosterShiftModel) -> VehicleModel:
    # Its times are read already: seconds, which validating would not take for times.
    other = ShiftModel.model_construct(start=shift.start, end=shift.end)
    return group.model_copy(update={"shift": other})


def _with_hired(entry: RosterModel, like: VehicleModel, model: ConfigModel) -> ConfigModel:
    """A configuration whose only vehicles are those hired, like those of a group."""
    name = hired_ids(entry)[0].removesuffix("-1") if entry.count > 1 else hired_ids(entry)[0]
    costs = like.costs
    if entry.per_day is not None:
        price = PriceModel(amount=entry.per_day, source="roster")
        costs = costs.model_copy(update={"vehicle_per_day": price})
    update = {"id": name, "count": entry.count, "drivers": list(entry.driver), "costs": costs}
    update["kind"] = like.kind or like.id
    group = like.model_copy(update=update)
    return model.model_copy(
        update={"vehicles": [_in_shift(group, entry.shift) if entry.shift else group]}
    )
