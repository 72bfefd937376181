"""Checked sections of the configuration to depots, drivers and single vehicles."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from lastmile_cli.domain.addresses import Address
from lastmile_cli.domain.fleet import Charger, Depot, Driver, EmissionFactor, Pay, Vehicle
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.load import Capacity
from lastmile_cli.domain.stops import Window
from lastmile_cli.intake.battery_build import at_temperature, make_battery, make_plug, watts
from lastmile_cli.intake.battery_models import ChargerModel
from lastmile_cli.intake.break_rules import make_breaks, seconds, shift_of
from lastmile_cli.intake.config_models import (
    ConfigModel,
    DepotModel,
    DriverModel,
    VehicleModel,
)
from lastmile_cli.intake.emission_factors import find_emission
from lastmile_cli.intake.own_profiles import knows_ways_on_foot, parking_of
from lastmile_cli.intake.partner_build import sides_mm
from lastmile_cli.intake.point_build import incentive_rates
from lastmile_cli.intake.stock_models import transfer_rates
from lastmile_cli.intake.tariffs import (
    co2_per_km,
    helper_rates,
    rates_of,
    to_micro,
    zone_tolls_of,
)
from lastmile_cli.intake.times import DAY_S
from lastmile_cli.intake.walk_models import walk_settings
from lastmile_cli.intake.windows import make_span


def vehicle_ids(group: VehicleModel) -> list[str]:
    """Names of the vehicles of a group: its id, numbered where there are several."""
    if group.count == 1:
        return [group.id]
    return [f"{group.id}-{number}" for number in range(1, group.count + 1)]


def make_depot(model: DepotModel) -> Depot:
    """Build a depot; hours only where some are given."""
    pin = None
    if model.lat is not None and model.lon is not None:
        pin = Coordinate(lat_deg=float(model.lat), lon_deg=float(model.lon))
    hours = None
    if model.opens is not None or model.closes is not None:
        closes_s = DAY_S - 1 if model.closes is None else model.closes
        hours = _window(model.opens or 0, closes_s)
    return Depot(
        depot_id=model.id,
        name=model.name,
        address=Address(
            line1=model.address,
            line2=model.address2,
            city=model.city,
            postal_code=model.postal_code,
            country=model.country,
        ),
        coordinate=pin,
        hours=hours,
        loading_s=seconds(model.loading_min, 60),
        loading_per_parcel_s=model.loading_per_parcel_s,
        docks=model.docks,
        dock_s=None if model.dock_min is None else seconds(model.dock_min, 60),
        charger_watts=watts(model.charger_kw),
        power_watts=watts(model.power_kw),
        supplied_by=model.supplied_by or "",
        unload_s=_scaled(model.unload_min, 60) or 0,
        unload_per_parcel_s=_scaled(model.unload_per_parcel_s, 1) or 0,
        sort_s=_scaled(model.sort_min, 60) or 0,
        receiving=_window(*model.receiving_hours) if model.receiving_hours else None,
    )


def make_charger(model: ChargerModel) -> Charger:
    """Build a charger."""
    at = Coordinate(lat_deg=float(model.lat), lon_deg=float(model.lon))
    return Charger(charger_id=model.id, name=model.name, coordinate=at, plug=make_plug(model))


def make_driver(model: DriverModel) -> Driver:
    """Build a driver."""
    return Driver(
        driver_id=model.id,
        name=model.name,
        phone=model.phone,
        email=model.email,
        skills=frozenset(model.skills),
        zones=frozenset(model.zones),
    )


def make_vehicles(model: ConfigModel) -> tuple[Vehicle, ...]:
    """Build every vehicle of every group, drivers given out in the order they are listed."""
    drivers = {driver.id: make_driver(driver) for driver in model.drivers}
    temperature_c = model.service.temperature_c
    groups = [at_temperature(group, temperature_c) for group in model.vehicles]
    return tuple(vehicle for group in groups for vehicle in _group(group, model, drivers))


def _group(group: VehicleModel, model: ConfigModel, drivers: Mapping[str, Driver]) -> list[Vehicle]:
    at_wheel: list[Driver | None] = [drivers[name] for name in group.drivers[: group.count]]
    at_wheel += [None] * (group.count - len(at_wheel))
    start = group.depot or model.depots[0].id
    breaks = make_breaks(group)
    emission = find_emission(group, model.emissions) or EmissionFactor()
    battery = make_battery(group, model.costs)
    pays = _pays(group, model, emission)
    walks = model.service.park_and_walk and knows_ways_on_foot(model.roads)
    weighed = co2_per_km(model.objective.co2_price_per_tonne or Decimal(0), emission)
    ids = zip(vehicle_ids(group), at_wheel, strict=True)
    return [
        Vehicle(
            vehicle_id=vehicle_id,
            kind=group.kind or group.id,
            start_depot_id=start,
            end_depot_id=None if group.open_route else group.end_depot or start,
            shift=shift_of(group),
            profile=group.profile,
            speed_factor=float(group.speed_factor),
            capacity=_capacity(group),
            skills=frozenset(group.skills),
            crew=group.crew,
            driver=driver,
            max_duration_s=_scaled(group.max_hours, 3600),
            max_drive_s=_scaled(group.max_drive_hours, 3600),
            max_distance_m=_scaled(group.max_km, 1000),
            max_stops=group.max_stops,
            overtime_after_s=_pay_of(driver, pays).overtime_after_s,
            rates=_pay_of(driver, pays).rates,
            emission=emission,
            breaks=breaks,
            max_trips=group.max_trips,
            waiting_paid=group.paid_waiting,
            parking_s=parking_of(group, model.roads),
            cargo_mm=sides_mm(group.cargo_space_cm),
            range_m=_scaled(group.range_km, 1000),
            recharge_s=seconds(group.recharge_min or Decimal(0), 60),
            charges_at_depot=group.charges_at_depot,
            battery=battery,
            min_paid_s=seconds(group.min_paid_hours, 3600),
            zone_tolls=zone_tolls_of(group, model.costs),
            weighed_km_micro=to_micro(weighed),
            pay_by_driver=tuple(pays.items()) if model.roster else (),
            helper_rates=helper_rates(group, model.costs),
            walking=walk_settings(group.walking) if walks else None,
            is_line_haul=group.echelon == "line_haul",
        )
        for vehicle_id, driver in ids
    ]


def _pays(group: VehicleModel, model: ConfigModel, emission: EmissionFactor) -> dict[str, Pay]:
    """What a vehicle of the group costs by who drives it; those not named are paid alike."""
    special = [one for one in model.drivers if one.wage_per_hour is not None or one.hours_this_week]
    return {
        driver.id if driver else "": Pay(
            rates=(
                *rates_of(group, model.costs, driver, emission),
                *incentive_rates(model),
                *transfer_rates(model.stock),
            ),
            overtime_after_s=_overtime_after_s(group, driver),
        )
        for driver in (None, *special)
    }


def _pay_of(driver: Driver | None, pays: Mapping[str, Pay]) -> Pay:
    return pays.get(driver.driver_id if driver else "", pays[""])


def _overtime_after_s(group: VehicleModel, driver: DriverModel | None) -> int | None:
    """
    Paid seconds after which overtime begins: by the day, or by the week where that is sooner.

    Who has worked all of a week's hours is on overtime from the first minute.
    Helpers are taken to have worked as much as their driver.
    """
    limits = [] if group.overtime_after_h is None else [group.overtime_after_h]
    if group.overtime_after_week_h is not None:
        worked = Decimal(0) if driver is None else driver.hours_this_week
        limits.append(max(Decimal(0), group.overtime_after_week_h - worked))
    return _scaled(min(limits, default=None), 3600)


def _window(opens_s: int, closes_s: int) -> Window:
    span = make_span(opens_s, closes_s)
    return Window(span.opens_s, span.closes_s)


def _capacity(group: VehicleModel) -> Capacity:
    return Capacity(
        weight_g=_scaled(group.capacity.weight_kg, 1000),
        volume_ml=_scaled(group.capacity.volume_m3, 1_000_000),
        parcels=group.capacity.parcels,
    )


def _scaled(amount: Decimal | None, factor: int) -> int | None:
    return None if amount is None else seconds(amount, factor)
