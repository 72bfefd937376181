"""Whole delivery days, drawn: stops, fleet, configuration and travel for tests of planning.

Letters of a drawing become positions a hundredth of a degree apart; vehicles
take a minute and a kilometre for each (see ``tests.worlds``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from lastmile_cli.domain.attempts import AttemptSettings
from lastmile_cli.domain.collection_points import CollectionPoint
from lastmile_cli.domain.fleet import Charger, CostCategory, Depot, Rate, RateBasis, Vehicle
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.partners import Partner
from lastmile_cli.domain.provenance import Provenance, RoadsProvenance
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.settings import (
    ALL_DAY,
    Config,
    GeocodingSettings,
    ObjectiveSettings,
    RoadsSettings,
    ServiceSettings,
    SolverSettings,
)
from lastmile_cli.domain.stops import Stop, Window
from lastmile_cli.domain.supply import StockSettings
from lastmile_cli.domain.travel import Travel, TravelMode, TravelTable
from lastmile_cli.planning.places import PlaceIndex, index_places, list_modes
from lastmile_cli.planning.point_choice import bring_to_points
from lastmile_cli.planning.point_rules import points_in_question
from lastmile_cli.planning.pose import pose
from lastmile_cli.planning.posed import Posed
from tests.worlds import EURO, MINUTE_S, STEP_M

EIGHT = 8 * 3_600
NO_ATTEMPTS = AttemptSettings()
DAY = ServiceDay(date=date(2026, 6, 1), timezone="Europe/Helsinki")
SERVICE = ServiceSettings(timezone="Europe/Helsinki", currency="EUR", default_service_s=60)
PROVENANCE = Provenance(
    stops_sha256="",
    config_sha256="",
    engine="by hand",
    seed=0,
    iterations=0,
    repeatable=True,
    roads=RoadsProvenance(source="drawn"),
    lastmile_version="0",
)
RATES = (
    Rate(category=CostCategory.ENERGY, basis=RateBasis.PER_KM, micro=EURO),
    Rate(category=CostCategory.WAGES, basis=RateBasis.PER_PAID_HOUR, micro=36 * EURO),
    Rate(category=CostCategory.VEHICLE, basis=RateBasis.PER_ROUTE, micro=20 * EURO),
)
"""One euro a km, one cent a paid second, twenty euros a van."""
INCENTIVES = Rate(
    category=CostCategory.INCENTIVES, basis=RateBasis.PER_INCENTIVE, micro=EURO, source="points"
)

TRANSFERS = Rate(
    category=CostCategory.TRANSFERS, basis=RateBasis.PER_TRANSFER, micro=EURO, source="stock"
)


def spots(drawing: str) -> dict[str, Coordinate]:
    """Where each letter of a drawing stands."""
    return {
        letter: Coordinate(lat_deg=round(60 - row / 100, 2), lon_deg=round(24 + column / 100, 2))
        for row, line in enumerate(drawing.splitlines())
        for column, letter in enumerate(line)
        if letter.isalnum()
    }


def grid_travel(
    places: PlaceIndex, modes: Sequence[TravelMode], slow: Mapping[int, float] | None = None
) -> Travel:
    """Travel between drawn places, along rows and columns; ``slow`` as in ``drawn_travel``."""
    lat = np.array([round(point.lat_deg * 100) for point in places.points])
    lon = np.array([round(point.lon_deg * 100) for point in places.points])
    steps = np.abs(lat[:, None] - lat) + np.abs(lon[:, None] - lon)
    factors = dict(sorted((slow or {0: 1}).items()))
    tables = []
    for mode in modes:
        layers = [np.ceil(steps * MINUTE_S * f / mode.speed_factor) for f in factors.values()]
        tables.append(
            TravelTable(
                mode=mode,
                duration_s=np.array(layers).astype(np.int32),
                distance_m=(steps * STEP_M).astype(np.int32),
            )
        )
    return Travel(period_starts_s=tuple(factors), tables=tuple(tables))


@dataclass(frozen=True, eq=False, kw_only=True)
class DrawnDay:
    """Everything that is known before planning."""

    stops: tuple[Stop, ...]
    config: Config
    places: PlaceIndex
    travel: Travel

    def posed(self) -> Posed:
        """Pose the day's problem."""
        return pose(self.stops, self.config, self.travel, self.places, stops_file="stops.csv")


def drawn_day(
    drawing: str,
    *,
    stops: Mapping[str, Mapping[str, Any]] | None = None,
    vans: Sequence[Mapping[str, Any]] = ({},),
    depot: Mapping[str, Any] | None = None,
    service: Mapping[str, Any] | None = None,
    unserved_micro: int | None = None,
    slow: Mapping[int, float] | None = None,
    partners: Sequence[Partner] = (),
    chargers: str = "",
    points: Mapping[str, Mapping[str, Any]] | None = None,
    attempts: AttemptSettings = NO_ATTEMPTS,
    hubs: Mapping[str, Mapping[str, Any]] | None = None,
    stock: StockSettings | None = None,
) -> DrawnDay:
    """Make a day from a drawing: depot D, every other letter a stop, vans from 08:00 to 18:00.

    Letters of ``chargers`` are chargers instead, those of ``points`` collection points,
    open all day; orders that name one are brought there. Letters of ``hubs`` are further
    depots, from which vans start that say so.

    ``stops`` and ``vans`` say what is special about each (fields of ``Stop``
    and ``Vehicle``); a stop takes one minute at the door, see ``RATES`` for
    what a van costs.
    """
    at = spots(drawing)
    wanted = (
        stops
        if stops is not None
        else {
            name: {} for name in at if name not in {*f"D{chargers}", *(points or ()), *(hubs or ())}
        }
    )
    hub = Depot(depot_id="D", name="Hub", coordinate=at["D"], **dict(depot or {}))
    plain = Vehicle(
        vehicle_id="van",
        kind="van",
        start_depot_id="D",
        end_depot_id="D",
        shift=Window(EIGHT, EIGHT + 10 * 3_600),
        rates=(
            *RATES,
            *((INCENTIVES,) if points else ()),
            *((TRANSFERS,) if stock and stock.transfers else ()),
        ),
    )
    config = Config(
        service=replace(SERVICE, **dict(service or {})),
        roads=RoadsSettings(),
        geocoding=GeocodingSettings(),
        objective=ObjectiveSettings(unserved_micro=unserved_micro),
        solver=SolverSettings(),
        depots=(
            hub,
            *(
                Depot(depot_id=name, coordinate=at[name], **dict(special))
                for name, special in (hubs or {}).items()
            ),
        ),
        stock=stock or StockSettings(),
        vehicles=tuple(
            replace(plain, **({"vehicle_id": f"van-{number}"} | dict(special)))
            for number, special in enumerate(vans, 1)
        ),
        chargers=tuple(Charger(charger_id=name, coordinate=at[name]) for name in chargers),
        effective={},
        attempts=attempts,
        partners=tuple(partners),
        collection_points=tuple(
            CollectionPoint(
                **{"point_id": name, "coordinate": at[name], "windows": (ALL_DAY,)} | dict(special)
            )
            for name, special in (points or {}).items()
        ),
    )
    asked = tuple(
        Stop(**({"stop_id": name, "coordinate": at[name[:1]], "row": row} | dict(special)))
        for row, (name, special) in enumerate(wanted.items(), 2)
    )
    asked = bring_to_points(asked, config.collection_points, config.vehicles).stops
    in_question = points_in_question(asked, config.collection_points)
    places = index_places(config.depots, asked, config.used_chargers, in_question)
    travel = grid_travel(places, list_modes(config), slow)
    travel = travel.with_parking(places.without_parking)
    return DrawnDay(stops=asked, config=config, places=places, travel=travel)
