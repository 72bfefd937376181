"""Checked sections about collection points to points of the house."""

from __future__ import annotations

from lastmile_cli.domain.addresses import Address
from lastmile_cli.domain.collection_points import CollectionPoint, OpeningHours
from lastmile_cli.domain.fleet import CostCategory, Rate, RateBasis
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.money import MICRO
from lastmile_cli.domain.stops import Window
from lastmile_cli.intake.break_rules import seconds
from lastmile_cli.intake.config_models import ConfigModel
from lastmile_cli.intake.partner_build import sides_mm
from lastmile_cli.intake.point_models import PointModel
from lastmile_cli.intake.tariffs import to_micro

EVERY_DAY = range(7)


def make_point(model: PointModel) -> CollectionPoint:
    """Build a collection point; its hours are still those of a week."""
    pin = None
    if model.lat is not None and model.lon is not None:
        pin = Coordinate(lat_deg=float(model.lat), lon_deg=float(model.lon))
    return CollectionPoint(
        point_id=model.id,
        name=model.name,
        address=Address(
            line1=model.address,
            line2=model.address2,
            city=model.city,
            postal_code=model.postal_code,
            country=model.country,
        ),
        coordinate=pin,
        week=tuple(
            OpeningHours(
                window=Window(hours.start, hours.end), weekdays=frozenset(hours.days or EVERY_DAY)
            )
            for hours in model.opening_hours
        ),
        zone=model.zone,
        service_s=seconds(model.service_min, 60),
        service_per_parcel_s=seconds(model.service_per_parcel_s, 1),
        walking_radius_m=float(model.walking_radius_m),
        incentive_micro=to_micro(model.incentive),
        capacity_parcels=model.capacity_parcels,
        max_parcel_g=None if model.max_parcel_kg is None else seconds(model.max_parcel_kg, 1_000),
        max_parcel_mm=sides_mm(model.max_parcel_cm),
    )


def incentive_rates(model: ConfigModel) -> tuple[Rate, ...]:
    """
    Return the rate by which incentives are billed: one for one.

    All vehicles have it, so that it is a price of the stop; none, where nobody gets any.
    """
    if not any(point.incentive for point in model.collection_points):
        return ()
    category, basis = CostCategory.INCENTIVES, RateBasis.PER_INCENTIVE
    return (Rate(category=category, basis=basis, micro=MICRO, source="collection_points"),)
