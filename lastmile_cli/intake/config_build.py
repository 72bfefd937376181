"""A checked model to the settings of the house, and to plain data that reads back to the same."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from lastmile_cli.domain.money import MICRO
from lastmile_cli.domain.settings import (
    Config,
    GeocodingSettings,
    MatrixFiles,
    ObjectiveSettings,
    ProviderSettings,
    RoadsSettings,
    ServiceSettings,
    SolverSettings,
)
from lastmile_cli.domain.travel import FREE_FLOW
from lastmile_cli.intake.attempt_models import attempt_settings
from lastmile_cli.intake.closure_entries import EntryReader
from lastmile_cli.intake.config_models import (
    ConfigModel,
    GeocodingModel,
    ObjectiveModel,
    SolverModel,
)
from lastmile_cli.intake.emission_factors import with_default_factors
from lastmile_cli.intake.environment import is_secret
from lastmile_cli.intake.file_paths import resolved
from lastmile_cli.intake.fleet_build import make_charger, make_depot, make_driver, make_vehicles
from lastmile_cli.intake.key_paths import KeyBook, KeyPath, put
from lastmile_cli.intake.noticing import NoticeBook
from lastmile_cli.intake.order_models import order_settings
from lastmile_cli.intake.own_profiles import own_profiles
from lastmile_cli.intake.partner_build import make_partner
from lastmile_cli.intake.point_build import make_point
from lastmile_cli.intake.quote_models import quote_settings
from lastmile_cli.intake.replan_models import replan_settings
from lastmile_cli.intake.roster_build import make_roster
from lastmile_cli.intake.stock_models import stock_settings
from lastmile_cli.intake.stress_models import spreads_of
from lastmile_cli.intake.tariffs import with_defaults
from lastmile_cli.intake.traffic_periods import traffic_periods, traffic_week
from lastmile_cli.intake.white_glove_checks import skills_of
from lastmile_cli.intake.white_glove_models import white_glove_settings

"""A file name, or several, as the user wrote them."""


SQLITE = "sqlite:///"


def build_config(
    model: ConfigModel,
    *,
    base: Path,
    written_paths: Mapping[KeyPath, str],
    hidden: set[KeyPath],
    sha256: str,
) -> Config:
    """
    Build the configuration from a model without errors.

    ``written_paths`` are file names as the user wrote them, ``hidden`` the
    paths of values that came from the environment.
    """
    filled = model.model_copy(
        update={
            "costs": with_defaults(model.costs, model.service.currency)[0],
            "emissions": with_default_factors(model.emissions),
        }
    )
    return Config(
        service=_service(model),
        roads=_roads(model, base),
        geocoding=_geocoding(model.geocoding, base),
        objective=_objective(model.objective),
        solver=_solver(model.solver),
        depots=tuple(make_depot(depot) for depot in model.depots),
        vehicles=make_vehicles(filled),
        drivers=tuple(make_driver(driver) for driver in model.drivers),
        chargers=tuple(make_charger(charger) for charger in model.chargers),
        effective=_effective(filled, written_paths, hidden),
        sha256=sha256,
        orders=order_settings(model.stops, model.customers, base),
        roster=make_roster(filled),
        attempts=attempt_settings(model.attempts),
        stress=spreads_of(model.stress),
        collection_points=tuple(make_point(point) for point in model.collection_points),
        stock=stock_settings(model.stock, base),
        quote=quote_settings(model.quote),
        replan=replan_settings(model.replan),
        partners=tuple(make_partner(partner, model.roads.areas) for partner in model.partners),
        store=_store(model.store, base),
    )


def _store(url: str, base: Path) -> str:
    """Say where a SQLite file lies, however the URL names it; other URLs stay as they are."""
    path = url.removeprefix(SQLITE)
    return url if path == url or not path else SQLITE + resolved(path, base)


def _service(config: ConfigModel) -> ServiceSettings:
    model, late = config.service, config.costs.lateness_per_hour
    return ServiceSettings(
        timezone=model.timezone,
        currency=model.currency,
        country=model.country,
        time_window_rule=model.time_window_rule,
        default_service_s=round(model.service_time_min * 60),
        service_per_parcel_s=round(model.service_time_per_parcel_s),
        max_late_s=round(model.max_late_min * 60),
        late_micro_per_hour=_micro(late.amount) if late else 0,
        requires_s={word: round(seconds) for word, seconds in model.requires_s.items()},
        failure_ppm=_micro(model.failure_probability),
        white_glove=white_glove_settings(
            config.white_glove, skills_of(config.vehicles, config.drivers)
        ),
    )


def _objective(model: ObjectiveModel) -> ObjectiveSettings:
    unserved = model.unserved_price
    return ObjectiveSettings(
        unserved_micro=None if unserved is None else _micro(unserved),
        zone_change_micro=_micro(model.zone_change_price),
        balance_micro=_micro(model.balance_price_per_hour),
        familiarity_micro=_micro(model.familiarity_price),
    )


def _micro(price: Decimal | None) -> int:
    """Whole micro-units; nothing where no price is given."""
    return int((price * MICRO).to_integral_value(ROUND_HALF_UP)) if price else 0


def _roads(config: ConfigModel, base: Path) -> RoadsSettings:
    model = config.roads
    week = traffic_week(model.traffic, model.areas)
    closures = EntryReader(areas=model.areas, timezone=config.service.timezone)
    return RoadsSettings(
        source=model.source,
        map_path=resolved(model.map, base),
        max_snap_m=float(model.max_snap_m),
        periods=FREE_FLOW if week else traffic_periods(model.traffic, model.areas),
        week=week,
        great_circle_speed_kmh=float(model.great_circle.speed_kmh),
        great_circle_detour=float(model.great_circle.detour),
        osrm_urls={**({"": model.osrm.url} if model.osrm.url else {}), **model.osrm.profiles},
        osrm_block=model.osrm.block,
        osrm_timeout_s=float(model.osrm.timeout_s),
        closures=closures.read(model.closures, (), KeyBook(NoticeBook(""))),
        closures_path=resolved(model.closures_file, base),
        own_profiles=own_profiles(model),
        speeds_paths=tuple(resolved(name, base) for name in model.speeds_files),
        curbside=frozenset(model.curbside),
        drives_left=None if model.driving_side is None else model.driving_side == "left",
        language=model.language,
        osrm_files={
            profile: resolved(file, base)
            for profile, file in {
                "": model.osrm_embedded.file,
                **model.osrm_embedded.profiles,
            }.items()
            if file
        },
        valhalla_url=model.valhalla.url,
        valhalla_block=model.valhalla.block,
        valhalla_timeout_s=float(model.valhalla.timeout_s),
        matrix_files={
            profile: MatrixFiles(
                path=resolved(files.file, base), distances=resolved(files.distances, base)
            )
            for profile, files in {"": model.matrix, **model.matrix.profiles}.items()
            if files.file
        },
    )


def _geocoding(model: GeocodingModel, base: Path) -> GeocodingSettings:
    return GeocodingSettings(
        providers=tuple(
            ProviderSettings(
                name=provider.name,
                options=provider.options,
                requests_per_s=float(provider.requests_per_s),
                timeout_s=float(provider.timeout_s),
                countries=tuple(provider.countries),
                keep_days=None if provider.keep_days is None else float(provider.keep_days),
            )
            for provider in model.providers
        ),
        accept_score=float(model.accept_score),
        review_score=float(model.review_score),
        on_doubtful=model.on_doubtful_address,
        cache_path=resolved(model.cache, base),
        pins_path=resolved(model.pins, base),
        names_pins=model.name_pins,
    )


def _solver(model: SolverModel) -> SolverSettings:
    limit: Decimal | None = model.time_limit_s
    return SolverSettings(
        engine=model.engine,
        iterations=model.iterations,
        time_limit_s=None if limit is None else float(limit),
        seed=model.seed,
        workers=model.workers,
    )


def _effective(
    model: ConfigModel, written_paths: Mapping[KeyPath, str], hidden: set[KeyPath]
) -> dict[str, Any]:
    plain = model.model_dump(mode="json", by_alias=True, exclude_none=True)
    # The closures of that file stand in the list: whoever reads this back needs no other file.
    plain["roads"]["closures_file"] = ""
    # A database's URL may hold a password, and a plan has no use for it.
    plain.pop("store")
    for where, written in written_paths.items():
        put(plain, where, written)
    for index, provider in enumerate(plain["geocoding"]["providers"]):
        path: KeyPath = ("geocoding", "providers", index, "options")
        provider["options"] = _without_secrets(provider["options"], path, hidden)
    return plain


def _without_secrets(data: Any, path: KeyPath, hidden: set[KeyPath]) -> Any:
    if isinstance(data, list):
        return [_without_secrets(v, (*path, i), hidden) for i, v in enumerate(data)]
    if not isinstance(data, dict):
        return data
    return {
        key: _without_secrets(value, (*path, key), hidden)
        for key, value in data.items()
        if not is_secret(key) and (*path, key) not in hidden
    }
