"""The shape of the configuration file: every key, its kind, its bounds and its default."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from lastmile_cli.domain.settings import DoubtPolicy, TimeWindowRule
from lastmile_cli.intake.attempt_models import AttemptsModel
from lastmile_cli.intake.battery_models import BatteryModel, ChargerModel
from lastmile_cli.intake.config_section import Section
from lastmile_cli.intake.config_types import (
    Amount,
    Chance,
    ClockS,
    Consumption,
    Count,
    Flag,
    Latitude,
    Longitude,
    MinutesOfADay,
    NotNegative,
    Number,
    Parking,
    Plain,
    Position,
    Positive,
    SecondsOfADay,
    Share,
    SkillName,
    SpeedFactor,
    Stretch,
    Text,
    TwoClocks,
    WayIds,
    Weekday,
    Whole,
    Word,
    Words,
)
from lastmile_cli.intake.cost_models import CostsModel, PriceModel, VehicleCostsModel
from lastmile_cli.intake.emission_models import EmissionsModel
from lastmile_cli.intake.order_models import StopsModel
from lastmile_cli.intake.partner_models import PartnerModel
from lastmile_cli.intake.point_models import PointModel
from lastmile_cli.intake.quote_models import QuoteModel
from lastmile_cli.intake.replan_models import ReplanModel
from lastmile_cli.intake.roster_models import RosterModel
from lastmile_cli.intake.stock_models import EchelonModel, StockModel, SuppliedModel
from lastmile_cli.intake.stress_models import StressModel
from lastmile_cli.intake.walk_models import WalkingModel
from lastmile_cli.intake.white_glove_models import WhiteGloveModel


class ServiceModel(Section):
    """Where and how the service runs."""

    timezone: Word
    currency: Word
    country: Text = ""
    time_window_rule: Annotated[TimeWindowRule, Field(strict=False)] = TimeWindowRule.START
    service_time_min: NotNegative = Decimal(3)
    service_time_per_parcel_s: NotNegative = Decimal(0)
    max_late_min: NotNegative = Decimal(0)
    requires_s: dict[SkillName, NotNegative] = Field(default_factory=dict)
    failure_probability: Chance = Decimal(0)
    temperature_c: Annotated[Number, Field(ge=-60, le=60)] | None = None
    park_and_walk: Flag = True


class GreatCircleModel(Section):
    """How the straight line stands for roads, where that is asked for."""

    speed_kmh: Positive = Decimal(30)
    detour: Annotated[Number, Field(ge=1)] = Decimal("1.35")


class OsrmModel(Section):
    """Servers that source osrm asks: one for all profiles, or some of their own."""

    url: Text = ""
    profiles: dict[str, Word] = Field(default_factory=dict)
    block: Annotated[Count, Field(le=5_000)] = 50
    timeout_s: Positive = Decimal(30)


class OsrmFilesModel(Section):
    """Files that source osrm_embedded loads: one for all profiles, or some of their own."""

    file: Text = ""
    profiles: dict[str, Word] = Field(default_factory=dict)


class ValhallaModel(Section):
    """The server that source valhalla asks for all profiles."""

    url: Text = ""
    block: Annotated[Count, Field(le=5_000)] = 50
    timeout_s: Positive = Decimal(30)


class MatrixFilesModel(Section):
    """A matrix of the user's own; ``distances`` is the second file of one in two squares."""

    file: Text = ""
    distances: Text = ""


class MatrixModel(MatrixFilesModel):
    """Matrices of source matrix: one for all profiles, or some of their own."""

    profiles: dict[str, MatrixFilesModel] = Field(default_factory=dict)


class AreaTrafficModel(Section):
    """Speeds inside an area of ``roads.areas``, in place of those around it."""

    area: Word
    default: SpeedFactor = Decimal(1)
    speed: dict[str, SpeedFactor] = Field(default_factory=dict)


class TrafficModel(Section):
    """
    One stretch of the day with its speeds, as factors on those without traffic.

    ``days`` are those of the week it holds on; none named: every day.
    """

    name: Word
    days: list[Weekday] = Field(default_factory=list)
    start: ClockS = Field(alias="from")
    end: ClockS = Field(alias="to")
    default: SpeedFactor = Decimal(1)
    speed: dict[str, SpeedFactor] = Field(default_factory=dict)
    areas: list[AreaTrafficModel] = Field(default_factory=list)


class ClosureModel(Section):
    """
    Streets that are closed for a while, for everybody.

    ``area`` is one of ``roads.areas``, ``geometry`` one of GeoJSON. Without a
    begin or an end it is closed since ever, or until further notice.
    """

    id: Word
    street: Words = Field(default_factory=list)
    between: Words = Field(default_factory=list)
    way_ids: WayIds = Field(default_factory=list)
    area: Text = ""
    geometry: Plain | None = None
    begin: Text = Field(default="", alias="from")
    end: Text = Field(default="", alias="until")
    note: Text = ""
    source: Text = ""


class OwnProfileModel(Section):
    """A road profile made from one of the house's; sizes left out are those of that one."""

    like: Word = "truck"
    height_m: Positive | None = None
    width_m: Positive | None = None
    length_m: Positive | None = None
    weight_t: Positive | None = None
    axle_t: Positive | None = None
    top_kmh: Positive | None = None


class RoadsModel(Section):
    """
    Which roads to drive on; ``areas`` are polygons of [lat, lon], by name.

    ``closures_file`` is a GeoJSON file with more closures.
    """

    source: Word = "embedded"
    map: Text = ""
    max_snap_m: Positive = Decimal(300)
    great_circle: GreatCircleModel = GreatCircleModel()
    osrm: OsrmModel = OsrmModel()
    osrm_embedded: OsrmFilesModel = OsrmFilesModel()
    valhalla: ValhallaModel = ValhallaModel()
    matrix: MatrixModel = MatrixModel()
    areas: dict[str, list[Position]] = Field(default_factory=dict)
    traffic: list[TrafficModel] = Field(default_factory=list)
    closures: list[ClosureModel] = Field(default_factory=list)
    closures_file: Text = ""
    profiles: dict[str, OwnProfileModel] = Field(default_factory=dict)
    parking_s: dict[str, Parking] = Field(default_factory=dict)
    speeds_files: list[Word] = Field(default_factory=list)
    curbside: list[Word] = Field(default_factory=list)
    driving_side: Literal["left", "right"] | None = None
    language: Text = ""


class ProviderModel(Section):
    """One geocoder."""

    name: Word
    options: dict[str, Plain] = Field(default_factory=dict)
    requests_per_s: Positive = Decimal(1)
    timeout_s: Positive = Decimal(10)
    countries: list[Word] = Field(default_factory=list)
    keep_days: NotNegative | None = None


class GeocodingModel(Section):
    """Which geocoders to ask, and how sure is sure enough."""

    providers: list[ProviderModel] = Field(default_factory=lambda: [ProviderModel(name="map")])
    accept_score: Share = Decimal("0.9")
    review_score: Share = Decimal("0.5")
    on_doubtful_address: Annotated[DoubtPolicy, Field(strict=False)] = DoubtPolicy.REFUSE
    cache: Text = ""
    pins: Text = ""
    name_pins: Flag = False


class DepotModel(SuppliedModel):
    """Where goods are loaded."""

    id: Word
    name: Text = ""
    address: Text = ""
    address2: Text = ""
    postal_code: Text = ""
    city: Text = ""
    country: Text = ""
    lat: Latitude | None = None
    lon: Longitude | None = None
    opens: ClockS | None = None
    closes: ClockS | None = None
    loading_min: MinutesOfADay = Decimal(0)
    loading_per_parcel_s: SecondsOfADay = 0
    docks: Count | None = None
    dock_min: MinutesOfADay | None = None
    charger_kw: Positive | None = None
    power_kw: Positive | None = None


class CapacityModel(Section):
    """What fits; a missing key is no limit."""

    weight_kg: NotNegative | None = None
    volume_m3: NotNegative | None = None
    parcels: Whole | None = None


class ShiftModel(Section):
    """When a vehicle is on the road."""

    start: ClockS
    end: ClockS


class EnergyModel(Section):
    """What a vehicle runs on."""

    kind: Literal["diesel", "petrol", "electric", "human"]
    l_per_100km: Consumption | None = None
    kwh_per_100km: Consumption | None = None


class BreakModel(Section):
    """A break between two times, or one that a rule asks for after so much work or driving."""

    minutes: Annotated[Number, Field(ge=1, le=1440)]
    between: TwoClocks | None = None
    after_driving_h: Stretch | None = None
    after_work_h: Stretch | None = None
    split_min: Positive | None = None
    paid: Flag = False


class VehicleModel(EchelonModel):
    """A group of like vehicles."""

    id: Word
    count: Annotated[Whole, Field(le=1000)] = 1
    kind: Text = ""
    profile: Word = "van"
    speed_factor: SpeedFactor = Decimal(1)
    parking_s: Parking | None = None
    capacity: CapacityModel = CapacityModel()
    cargo_space_cm: list[Positive] = Field(default_factory=list)
    skills: list[SkillName] = Field(default_factory=list)
    crew: Annotated[Count, Field(le=20)] = 1
    shift: ShiftModel
    depot: Text = ""
    end_depot: Text = ""
    open_route: Flag = False
    max_hours: Positive | None = None
    max_drive_hours: Positive | None = None
    max_km: Positive | None = None
    max_stops: Count | None = None
    max_trips: Annotated[Count, Field(le=100)] = 1
    breaks: list[BreakModel] = Field(default_factory=list)
    paid_waiting: Flag = True
    overtime_after_h: NotNegative | None = None
    range_km: Positive | None = None
    recharge_min: NotNegative | None = None
    charges_at_depot: Flag = False
    battery: BatteryModel | None = None
    walking: WalkingModel | None = None
    overtime_after_week_h: NotNegative | None = None
    min_paid_hours: Annotated[Number, Field(ge=0, le=24)] = Decimal(0)
    drivers: list[Word] = Field(default_factory=list)
    energy: EnergyModel
    emission: Text = ""
    costs: VehicleCostsModel = VehicleCostsModel()


class DriverModel(Section):
    """Who drives."""

    id: Word
    name: Text = ""
    phone: Text = ""
    email: Text = ""
    skills: list[SkillName] = Field(default_factory=list)
    zones: list[Word] = Field(default_factory=list)
    wage_per_hour: PriceModel | None = None
    hours_this_week: Annotated[Number, Field(ge=0, le=168)] = Decimal(0)


class ObjectiveModel(Section):
    """What is weighed beside the bill."""

    unserved_price: Amount | None = None
    zone_change_price: Amount | None = None
    balance_price_per_hour: Amount | None = None
    familiarity_price: Amount | None = None
    co2_price_per_tonne: Amount | None = None


class SolverModel(Section):
    """Which engine, how long, from which seed."""

    engine: Word = "ruin-recreate"
    iterations: Count | None = None
    time_limit_s: Positive | None = None
    seed: Whole = 0
    workers: Count | None = None


class ConfigModel(Section):
    """The whole file."""

    service: ServiceModel
    roads: RoadsModel = RoadsModel()
    geocoding: GeocodingModel = GeocodingModel()
    depots: list[DepotModel]
    vehicles: list[VehicleModel]
    drivers: list[DriverModel] = Field(default_factory=list)
    chargers: list[ChargerModel] = Field(default_factory=list)
    costs: CostsModel = CostsModel()
    emissions: EmissionsModel = EmissionsModel()
    objective: ObjectiveModel = ObjectiveModel()
    solver: SolverModel = SolverModel()
    stops: StopsModel = StopsModel()
    customers: Text = ""
    partners: list[PartnerModel] = Field(default_factory=list)
    collection_points: list[PointModel] = Field(default_factory=list)
    roster: list[RosterModel] = Field(default_factory=list)
    roster_file: Text = ""
    white_glove: WhiteGloveModel = WhiteGloveModel()
    attempts: AttemptsModel = AttemptsModel()
    stock: StockModel = StockModel()
    store: Text = "sqlite:///lastmile.db"
    quote: QuoteModel = QuoteModel()
    replan: ReplanModel = ReplanModel()
    stress: StressModel = StressModel()
