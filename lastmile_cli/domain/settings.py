"""What the configuration file decides, as checked values in domain units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from lastmile_cli.domain.attempts import PPM, AttemptSettings
from lastmile_cli.domain.closures import Closure
from lastmile_cli.domain.collection_points import CollectionPoint
from lastmile_cli.domain.fleet import Charger, Depot, Driver, Vehicle
from lastmile_cli.domain.in_home import WhiteGloveSettings
from lastmile_cli.domain.matrix import TravelMatrix
from lastmile_cli.domain.order_settings import OrderSettings
from lastmile_cli.domain.partners import Partner
from lastmile_cli.domain.quoting import QuoteSettings
from lastmile_cli.domain.replan_settings import ReplanSettings
from lastmile_cli.domain.roster import RosterEntry
from lastmile_cli.domain.spreads import Spreads
from lastmile_cli.domain.stops import Window
from lastmile_cli.domain.supply import StockSettings
from lastmile_cli.domain.travel import FREE_FLOW, TrafficPeriod


class TimeWindowRule(StrEnum):
    """What must lie inside a window: the begin of service, or all of it."""

    START = "start"
    FINISH = "finish"


class DoubtPolicy(StrEnum):
    """What to do with an address the geocoder is not sure of."""

    REFUSE = "refuse"
    SKIP = "skip"
    ACCEPT = "accept"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSettings:
    """
    Where and how the service runs; times in seconds, ``country`` ISO 3166 alpha-2.

    A stop with a window may be served up to ``max_late_s`` after it, at
    ``late_micro_per_hour`` micro-units of the currency per hour late. What is
    asked for at the door ("signature", "cash" ...) takes ``requires_s`` more.
    Where a stop does not say so itself, nobody can be handed the goods
    ``failure_ppm`` times in a million. ``white_glove`` is what service inside homes takes.
    """

    timezone: str
    currency: str
    country: str = ""
    time_window_rule: TimeWindowRule = TimeWindowRule.START
    default_service_s: int = 180
    service_per_parcel_s: int = 0
    max_late_s: int = 0
    late_micro_per_hour: int = 0
    requires_s: Mapping[str, int] = field(default_factory=dict)
    failure_ppm: int = 0
    white_glove: WhiteGloveSettings = WhiteGloveSettings()

    def __post_init__(self) -> None:
        if self.max_late_s < 0 or self.late_micro_per_hour < 0:
            msg = f"Lateness of {self.max_late_s} s at {self.late_micro_per_hour} is negative."
            raise ValueError(msg)
        if not 0 <= self.failure_ppm <= PPM:
            msg = f"Stops fail {self.failure_ppm} times in a million."
            raise ValueError(msg)


HOUSE_PROFILES = ("car", "van", "truck", "bike", "foot", "ebike", "cart")
"""Road profiles by name, as the embedded roads have them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnProfile:
    """
    A road profile of one's own: one of the house's (``like``) with sizes of its own.

    ``None`` keeps what the other has. ``weight_kg`` is the permitted weight,
    loaded; ``axle_kg`` the heaviest axle's.
    """

    name: str
    like: str = "truck"
    height_m: float | None = None
    width_m: float | None = None
    length_m: float | None = None
    weight_kg: float | None = None
    axle_kg: float | None = None
    top_kmh: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixFiles:
    """
    Where a matrix of the user's own lies, as absolute paths.

    ``distances`` is the second file of a matrix that is kept in two squares.
    """

    path: str
    distances: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadsSettings:
    """
    Which roads to drive on; ``map_path`` is absolute once the config is read.

    ``periods`` are those of the day that is planned. Where traffic differs by
    the day of the week, ``week`` holds each day's, Monday first, and ``periods``
    are chosen from it once the day is known. ``osrm_urls`` are servers by
    profile, "" for all others. ``closures`` are all the configuration names, in
    itself and in the file ``closures_path`` (absolute, empty where there is none);
    which of them hold in a period says the period. ``own_profiles`` are those of the
    fleet beside the house's. ``speeds_paths`` are files of speeds of single
    streets, absolute; later ones win. On roads of the ``curbside`` classes a vehicle
    stops on the side of the door; ``drives_left`` is ``None`` where the place tells the
    side one drives on. With ``tells_turns`` legs say their turns, with
    names in ``language`` ("sv") where the map has them. ``osrm_files`` and
    ``matrix_files`` are by profile too, and so is what was read from these for the
    day, ``matrices``.
    """

    source: str = "embedded"
    map_path: str = ""
    max_snap_m: float = 300.0
    periods: tuple[TrafficPeriod, ...] = FREE_FLOW
    week: tuple[tuple[TrafficPeriod, ...], ...] = ()
    great_circle_speed_kmh: float = 30.0
    great_circle_detour: float = 1.35
    osrm_urls: Mapping[str, str] = field(default_factory=dict)
    osrm_block: int = 50
    osrm_timeout_s: float = 30.0
    closures: tuple[Closure, ...] = ()
    closures_path: str = ""
    own_profiles: tuple[OwnProfile, ...] = ()
    speeds_paths: tuple[str, ...] = ()
    curbside: frozenset[str] = frozenset()
    drives_left: bool | None = None
    tells_turns: bool = False
    language: str = ""
    osrm_files: Mapping[str, str] = field(default_factory=dict)
    valhalla_url: str = ""
    valhalla_block: int = 50
    valhalla_timeout_s: float = 30.0
    matrix_files: Mapping[str, MatrixFiles] = field(default_factory=dict)
    matrices: Mapping[str, TravelMatrix] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSettings:
    """
    One geocoding provider in the configured order; options go to geopy as they are.

    ``countries`` are ISO 3166 codes: it is not asked about addresses known to
    be elsewhere; empty where it is for all, or knows itself. ``keep_days`` is how long its
    answers may be kept; ``None`` where nobody says.
    """

    name: str
    options: Mapping[str, Any] = field(default_factory=dict)
    requests_per_s: float = 1.0
    timeout_s: float = 10.0
    countries: tuple[str, ...] = ()
    keep_days: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GeocodingSettings:
    """
    Which geocoders to ask in which order, and how sure is sure enough.

    ``pins_path`` is the file of pins set by hand, absolute; empty where there is none.
    With ``names_pins`` online providers too are asked what stands at a pin
    that has no address.
    """

    providers: tuple[ProviderSettings, ...] = (ProviderSettings(name="map"),)
    accept_score: float = 0.9
    review_score: float = 0.5
    on_doubtful: DoubtPolicy = DoubtPolicy.REFUSE
    cache_path: str = ""
    pins_path: str = ""
    names_pins: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveSettings:
    """
    What the engine weighs beside the bill.

    ``unserved_micro`` is the price of leaving out a stop of priority 50 and
    scales with priority; ``None`` makes every stop mandatory (dearer to drop
    than anything it could save). ``zone_change_micro`` is the price of each step
    of a route into another zone, ``balance_micro`` that of each hour between the
    longest and the shortest route, ``familiarity_micro`` that of a stop in a zone
    its driver does not know (where the driver names any).
    """

    unserved_micro: int | None = None
    zone_change_micro: int = 0
    balance_micro: int = 0
    familiarity_micro: int = 0

    def __post_init__(self) -> None:
        wishes = (self.zone_change_micro, self.balance_micro, self.familiarity_micro)
        if min(wishes) < 0:
            msg = f"No wish can have a negative price: {wishes}."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class SolverSettings:
    """Which engine, how long, from which seed; ``None`` iterations: chosen from the size."""

    engine: str = "ruin-recreate"
    iterations: int | None = None
    time_limit_s: float | None = None
    seed: int = 0
    workers: int | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class Config:
    """
    The whole configuration, checked.

    ``effective`` is the same as plain data with every default filled in and
    no secret: it goes into plan.json and reads back to an equal config.
    ``vehicles`` are single vehicles (a group of count 3 is three of them), on a
    day those that its ``roster`` leaves there; ``absent`` says why others are not.
    On a day ``trucks`` are those that bring goods to hubs; until then they are among the vehicles.
    ``store`` is the URL of the database, which may hold a password: it goes nowhere.
    """

    service: ServiceSettings
    roads: RoadsSettings
    geocoding: GeocodingSettings
    objective: ObjectiveSettings
    solver: SolverSettings
    depots: tuple[Depot, ...]
    vehicles: tuple[Vehicle, ...]
    drivers: tuple[Driver, ...] = ()
    chargers: tuple[Charger, ...] = ()
    effective: Mapping[str, Any]
    sha256: str = ""
    orders: OrderSettings = OrderSettings()
    partners: tuple[Partner, ...] = ()
    roster: tuple[RosterEntry, ...] = ()
    absent: Mapping[str, str] = field(default_factory=dict)
    collection_points: tuple[CollectionPoint, ...] = ()
    attempts: AttemptSettings = AttemptSettings()
    stress: Spreads = Spreads()
    stock: StockSettings = StockSettings()
    quote: QuoteSettings = QuoteSettings()
    replan: ReplanSettings = ReplanSettings()
    trucks: tuple[Vehicle, ...] = ()
    store: str = field(default="", compare=False, repr=False)

    @property
    def used_chargers(self) -> tuple[Charger, ...]:
        """The chargers, where some vehicle may need one."""
        return self.chargers if any(vehicle.may_run_dry for vehicle in self.vehicles) else ()

    @property
    def has_line_haul(self) -> bool:
        """Whether trucks bring some hub its goods."""
        return bool(self.trucks) and any(depot.supplied_by for depot in self.depots)

    def get_depot(self, depot_id: str) -> Depot:
        """Return the depot with this id; ``KeyError`` when there is none."""
        return {depot.depot_id: depot for depot in self.depots}[depot_id]


ALL_DAY = Window(0, 86_399)
"""The whole service day."""
