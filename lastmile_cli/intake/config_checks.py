"""Checks of a configuration beyond single values: the service, the roads, the addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from zoneinfo import available_timezones

from lastmile_cli.domain.geo import Coordinate, great_circle_m
from lastmile_cli.intake import attempt_checks as attempts
from lastmile_cli.intake import battery_checks as batteries
from lastmile_cli.intake import break_checks as breaks
from lastmile_cli.intake import fleet_checks as fleet
from lastmile_cli.intake import line_haul_checks as line_haul
from lastmile_cli.intake import partner_checks as partners
from lastmile_cli.intake import partner_zones as zones
from lastmile_cli.intake import point_checks as points
from lastmile_cli.intake import price_checks as prices
from lastmile_cli.intake import range_checks as ranges
from lastmile_cli.intake import roster_checks as roster
from lastmile_cli.intake import stock_file as stock
from lastmile_cli.intake import wage_checks as wages
from lastmile_cli.intake import walk_checks as walks
from lastmile_cli.intake import white_glove_checks as glove
from lastmile_cli.intake.closure_entries import EntryReader
from lastmile_cli.intake.config_models import GeocodingModel, RoadsModel, ServiceModel
from lastmile_cli.intake.fleet_checks import Sections
from lastmile_cli.intake.house_data import countries, currencies
from lastmile_cli.intake.key_paths import KeyBook
from lastmile_cli.intake.near_miss import suggestion
from lastmile_cli.intake.noticing import shown
from lastmile_cli.intake.own_profiles import check_own_profiles, check_profiles_known
from lastmile_cli.intake.traffic_periods import find_overlaps, stretch

ROAD_CLASSES = (
    "motorway",
    "motorway_link",
    "trunk",
    "trunk_link",
    "primary",
    "primary_link",
    "secondary",
    "secondary_link",
    "tertiary",
    "tertiary_link",
    "unclassified",
    "residential",
    "living_street",
    "service",
    "pedestrian",
)
"""OpenStreetMap's classes of road on which a vehicle may stop."""

SLOWED_CLASSES = (
    *ROAD_CLASSES,
    *("track", "road", "busway", "cycleway", "footway", "path", "bridleway", "steps"),
    *("ferry", "shuttle_train"),
)
"""Classes of way that traffic may be given for."""


def check_lm1209_timezone(sections: Sections, book: KeyBook) -> None:
    """The time zone must be in the tz database."""
    service: ServiceModel = sections["service"]
    if service.timezone not in available_timezones():
        problem = f"{shown(service.timezone)} is no time zone."
        hint = suggestion(service.timezone, available_timezones())
        book.error("LM1209", ("service", "timezone"), problem, hint)


def check_lm1210_currency(sections: Sections, book: KeyBook) -> None:
    """The currency must be an ISO 4217 code."""
    service: ServiceModel = sections["service"]
    if service.currency not in currencies():
        problem = f"{shown(service.currency)} is no currency code."
        hint = _upper_or_suggestion(service.currency, currencies(), "such as EUR")
        book.error("LM1210", ("service", "currency"), problem, hint)


def check_lm1211_country(sections: Sections, book: KeyBook) -> None:
    """The country must be an ISO 3166 alpha-2 code."""
    service: ServiceModel = sections["service"]
    if not service.country or service.country in countries():
        return
    by_name = {name.casefold(): code for code, name in countries().items()}
    code = by_name.get(service.country.casefold())
    hint = f"write {code}." if code else _upper_or_suggestion(service.country, countries(), "as FI")
    problem = f"{shown(service.country)} is no two-letter country code."
    book.error("LM1211", ("service", "country"), problem, hint)


def check_lm1216_traffic_overlaps(sections: Sections, book: KeyBook) -> None:
    """Each second of the day has one traffic."""
    roads: RoadsModel = sections["roads"]
    for index, entry in enumerate(roads.traffic):
        if entry.end <= entry.start:
            problem = f"{stretch(entry)} ends before it begins."
            hint = "over midnight, write two: one until 24:00, one from 00:00."
            book.error("LM1216", ("roads", "traffic", index), problem, hint)
            return
    for first, second in find_overlaps(roads.traffic):
        index = roads.traffic.index(second)
        problem = f"{stretch(second)} begins before {stretch(first)} ends."
        book.error("LM1216", ("roads", "traffic", index), problem, "move one of the times.")


def check_lm1241_traffic_areas(sections: Sections, book: KeyBook) -> None:
    """Traffic names areas that are drawn; each has three corners that differ, lat before lon."""
    roads: RoadsModel = sections["roads"]
    for index, entry in enumerate(roads.traffic):
        for number, inside in enumerate(entry.areas):
            if inside.area not in roads.areas:
                path = ("roads", "traffic", index, "areas", number, "area")
                problem = f"{shown(inside.area)} is no area of roads.areas."
                book.error("LM1241", path, problem, suggestion(inside.area, roads.areas))
    for name, corners in roads.areas.items():
        if len(set(corners)) < 3:
            problem = f"{shown(name)} has fewer than three corners that differ."
            book.error("LM1241", ("roads", "areas", name), problem, "give each corner once.")


def check_lm1242_areas_near_depots(sections: Sections, book: KeyBook) -> None:
    """A corner on the other side of the world is one with lat and lon swapped."""
    roads: RoadsModel = sections["roads"]
    pins = [pin for depot in sections["depots"] if (pin := fleet.make_pin(depot)) is not None]
    for name, corners in roads.areas.items():
        for number, (lat, lon) in enumerate(corners):
            corner = Coordinate(lat_deg=float(lat), lon_deg=float(lon))
            if pins and all(great_circle_m(corner, pin) > fleet.FAR_M for pin in pins):
                problem = f"[{lat}, {lon}] is far from every depot."
                hint = "a corner is [lat, lon]; are the two swapped?"
                book.warning("LM1242", ("roads", "areas", name, number), problem, hint)


def check_lm1260_closures(sections: Sections, book: KeyBook) -> None:
    """Each closure has an id of its own, times that are times, and something to close."""
    roads: RoadsModel = sections["roads"]
    service: ServiceModel = sections["service"]
    if service.timezone not in available_timezones():
        return
    reader = EntryReader(areas=roads.areas, timezone=service.timezone)
    reader.read(roads.closures, ("roads", "closures"), book)
    seen: set[str] = set()
    for number, entry in enumerate(roads.closures):
        if entry.id in seen:
            path = ("roads", "closures", number, "id")
            book.error("LM1212", path, f"{shown(entry.id)} is used twice.", "choose another.")
        seen.add(entry.id)


def check_lm1250_own_profiles(sections: Sections, book: KeyBook) -> None:
    """Profiles of one's own have names of their own, and are like one of the house's."""
    check_own_profiles(sections["roads"], book)


def check_lm1251_profiles_known(sections: Sections, book: KeyBook) -> None:
    """Vehicles, parking times and sources of roads name profiles that there are."""
    check_profiles_known(sections["roads"], sections["vehicles"], book)


def check_lm1228_scores(sections: Sections, book: KeyBook) -> None:
    """What needs a look cannot be surer than what is accepted."""
    geocoding: GeocodingModel = sections["geocoding"]
    if geocoding.review_score > geocoding.accept_score:
        path = ("geocoding", "review_score")
        problem = f"{geocoding.review_score} is above accept_score {geocoding.accept_score}."
        book.error("LM1228", path, problem, "make it at most accept_score.")


def check_lm1270_provider_countries(sections: Sections, book: KeyBook) -> None:
    """A provider's countries are ISO 3166 codes, written once."""
    geocoding: GeocodingModel = sections["geocoding"]
    for index, provider in enumerate(geocoding.providers):
        for number, code in enumerate(provider.countries):
            if code not in countries():
                path = ("geocoding", "providers", index, "countries", number)
                problem = f"{shown(code)} is no two-letter country code."
                hint = _upper_or_suggestion(code, countries(), "as FR")
                book.error("LM1270", path, problem, hint)


def check_lm1271_provider_is_for_somewhere(sections: Sections, book: KeyBook) -> None:
    """A provider that is for other countries than the service's is asked for rows that say so."""
    geocoding: GeocodingModel = sections["geocoding"]
    service: ServiceModel = sections["service"]
    for index, provider in enumerate(geocoding.providers):
        known = {service.country, *provider.countries} <= set(countries())
        if provider.countries and known and service.country not in provider.countries:
            path = ("geocoding", "providers", index, "countries")
            problem = (
                f"{shown(provider.name)} is not for service.country {service.country}:"
                " it is asked about rows with a `country` of its own only."
            )
            book.info("LM1271", path, problem, "add the country, if that is not meant.")


def check_lm1229_map_is_named(sections: Sections, book: KeyBook) -> None:
    """The embedded roads are read from a map."""
    roads: RoadsModel = sections["roads"]
    if roads.source == "embedded" and not roads.map:
        problem = "the roads are embedded, but no map is named."
        hint = "add map: area.osm.pbf, or set source: great_circle for an estimate."
        book.error("LM1229", ("roads",), problem, hint)


def check_lm1260_curbside_names_roads(sections: Sections, book: KeyBook) -> None:
    """Classes of road to be kept to one's side of are classes of the map."""
    roads: RoadsModel = sections["roads"]
    for index, name in enumerate(roads.curbside):
        if name not in ROAD_CLASSES:
            problem = f"{shown(name)} is no class of road."
            hint = suggestion(name, ROAD_CLASSES)
            book.error("LM1267", ("roads", "curbside", index), problem, hint)


def check_lm1269_traffic_names_roads(sections: Sections, book: KeyBook) -> None:
    """A speed for a class that no map has slows nothing."""
    roads: RoadsModel = sections["roads"]
    for at, entry in enumerate(roads.traffic):
        path: tuple[str | int, ...] = ("roads", "traffic", at)
        speeds = [(path, entry.speed)]
        speeds += [((*path, "areas", n), area.speed) for n, area in enumerate(entry.areas)]
        for where, by_class in speeds:
            for name in by_class:
                if name not in SLOWED_CLASSES:
                    problem = f"{shown(name)} is no class of road: its speed changes nothing."
                    hint = suggestion(name, SLOWED_CLASSES)
                    book.warning("LM1269", (*where, "speed", name), problem, hint)


def check_lm1261_only_the_map_knows(sections: Sections, book: KeyBook) -> None:
    """Speeds of single streets and sides of a road are known to the embedded roads only."""
    roads: RoadsModel = sections["roads"]
    if roads.source == "embedded":
        return
    for key, written in (("speeds_files", roads.speeds_files), ("curbside", roads.curbside)):
        if written:
            problem = f"`{key}` changes nothing on roads of the source {roads.source}."
            book.warning(
                "LM1268", ("roads", key), problem, "use source: embedded, or leave it out."
            )


CHECKS: tuple[tuple[tuple[str, ...], Callable[[Sections, KeyBook], None]], ...] = (
    (("service",), check_lm1209_timezone),
    (("service",), check_lm1210_currency),
    (("service",), check_lm1211_country),
    ((), fleet.check_lm1212_duplicate_ids),
    (("depots", "drivers", "vehicles"), fleet.check_lm1213_unknown_names),
    ((), fleet.check_lm1214_times_in_order),
    (("depots",), fleet.check_lm1215_depots_swapped),
    (("roads",), check_lm1216_traffic_overlaps),
    (("roads",), check_lm1241_traffic_areas),
    (("roads", "depots"), check_lm1242_areas_near_depots),
    (("roads", "service"), check_lm1260_closures),
    (("roads",), check_lm1250_own_profiles),
    (("roads", "vehicles"), check_lm1251_profiles_known),
    ((), fleet.check_lm1217_something_to_plan_with),
    (("depots",), fleet.check_lm1221_depot_somewhere),
    (("depots",), fleet.check_lm1564_doors_are_counted),
    (("vehicles",), fleet.check_lm1223_drivers_given_out),
    (("vehicles",), fleet.check_lm1226_consumption),
    (("emissions", "vehicles"), fleet.check_lm1227_emission_factor),
    (("geocoding",), check_lm1228_scores),
    (("geocoding",), check_lm1270_provider_countries),
    (("geocoding", "service"), check_lm1271_provider_is_for_somewhere),
    (("roads",), check_lm1229_map_is_named),
    (("roads",), check_lm1260_curbside_names_roads),
    (("roads",), check_lm1269_traffic_names_roads),
    (("roads",), check_lm1261_only_the_map_knows),
    (("vehicles",), fleet.check_lm1230_open_route),
    (("vehicles",), fleet.check_lm1289_cargo_space),
    (("service",), partners.check_lm1274_seconds_at_the_door),
    (("chargers", "vehicles"), ranges.check_lm1243_recharging_takes_time),
    (("chargers", "vehicles"), ranges.check_lm1244_somebody_has_a_range),
    (("chargers", "depots"), ranges.check_lm1245_chargers_near_depots),
    (("vehicles",), batteries.check_lm1309_batteries_are_electric),
    (("vehicles",), batteries.check_lm1316_levels_in_order),
    (
        ("vehicles", "chargers", "depots"),
        batteries.check_lm1316_numbers_are_large_enough,
    ),
    (("vehicles", "service"), batteries.check_lm1317_temperatures),
    (("service", "vehicles"), batteries.check_lm1335_day_lies_in_the_table),
    (("vehicles", "chargers", "depots"), batteries.check_lm1318_plugs_are_for_batteries),
    (("depots",), batteries.check_lm1319_connections_bear_a_charger),
    (("roads", "vehicles"), walks.check_lm1246_roads_know_ways_on_foot),
    (("roads", "vehicles"), walks.check_lm1247_walks_are_no_estimate),
    (("vehicles",), walks.check_lm1248_who_walks_drives),
    (("service", "vehicles"), walks.check_lm1249_walking_is_switched_on),
    (("vehicles",), breaks.check_lm1231_break_in_the_shift),
    (("vehicles",), breaks.check_lm1232_break_has_a_time_or_a_rule),
    (("vehicles",), breaks.check_lm1233_break_fits),
    (("vehicles",), breaks.check_lm1234_break_counts_for_the_rule),
    (("vehicles",), breaks.check_lm1235_rule_can_apply),
    (("roster", "vehicles", "drivers"), roster.check_lm1290_roster_names),
    (("roster",), roster.check_lm1291_roster_lines),
    (("roster",), roster.check_lm1292_roster_overlaps),
    (("attempts",), attempts.check_lm1222_one_chance_an_hour),
    (("collection_points",), points.check_lm1297_opening_hours),
    (("collection_points", "depots"), points.check_lm1298_point_is_somewhere),
    (("collection_points", "vehicles", "roster"), points.check_lm1299_open_in_a_shift),
    (("partners",), partners.check_lm1272_tiers),
    (("partners",), partners.check_lm1273_zones),
    (("partners", "depots", "roads"), partners.check_lm1274_names),
    (("partners",), zones.check_lm1276_one_rate_a_code),
    (("partners",), zones.check_lm1279_ranges_run_forwards),
    (("partners",), partners.check_lm1277_prices),
    (("costs", "service"), prices.check_lm1236_lateness_has_limit_and_price),
    (("drivers", "objective"), prices.check_lm1237_familiarity_has_zones_and_price),
    (("costs",), wages.check_lm1281_percentages),
    (("costs", "vehicles", "drivers"), wages.check_lm1282_wages_of_nothing),
    (("costs", "vehicles"), wages.check_lm1334_overtime_is_no_discount),
    (("costs", "service", "attempts"), wages.check_lm1283_failures_have_a_price),
    (("vehicles", "drivers", "roster"), wages.check_lm1284_weekly_hours_have_a_limit),
    (("vehicles",), wages.check_lm1285_minimum_hours_fit),
    (("emissions",), wages.check_lm1286_laden_factors_have_both_ends),
    (("depots", "vehicles"), line_haul.check_lm1255_hubs_are_supplied),
    (("depots",), line_haul.check_lm1255_receiving_hours),
    (("vehicles",), line_haul.check_lm1255_somebody_goes_to_customers),
    (("depots", "vehicles"), line_haul.check_lm1256_trucks_supply_somebody),
    (("stock", "depots"), stock.check_lm1253_levels_are_of_depots),
    (("stock",), stock.check_lm1254_levels_stand_once),
    (("stock",), stock.check_lm1256_stock_is_counted),
    (("white_glove", "vehicles"), glove.check_lm1297_a_crew_is_large_enough),
    (("white_glove", "vehicles", "drivers"), glove.check_lm1298_somebody_has_the_skill),
    (("white_glove",), glove.check_lm1299_lifts_are_faster),
)
"""Each check with the sections it needs."""


def run_checks(sections: Sections, book: KeyBook) -> None:
    """Run every check whose sections are valid."""
    for needed, check in CHECKS:
        if all(name in sections for name in needed):
            check(sections, book)


def _upper_or_suggestion(word: str, known: Iterable[str], example: str) -> str:
    codes = set(known)
    if word.upper() in codes:
        return f"write {word.upper()}."
    return f"write the code, {example}." if len(word) > 3 else suggestion(word, codes)
