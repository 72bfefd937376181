"""Every notice about a configuration, provoked by one change to a small one."""

import pytest
from intake_world import CONFIG, codes, configure

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.notices import Severity, has_errors

VAN = "vehicles:\n  - id: van\n"
HUB = "  - {id: hub, lat: 60.17, lon: 24.94}\n"

STORIES = [
    ("LM1201", 2, "roads: {map", "roads: {map: [helsinki"),
    ("LM1201", 2, "roads: {map: helsinki.osm.pbf}", "roads: !!python/name:os.system {}"),
    ("LM1201", 2, "helsinki.osm.pbf", "!secret helsinki.osm.pbf"),
    ("LM1202", 7, "    shift:", "\tshift:"),
    ("LM1203", 3, "depots:", "roads: {map: b}\ndepots:"),
    ("LM1205", 2, "roads: {map:", "roads: {mapp: x, map:"),
    ("LM1205", 8, "weight_kg: 800", "wieght_kg: 800"),
    ("LM1205", 3, "depots:", "notifications: []\ndepots:"),
    ("LM1205", 3, "depots:", "vehicels: []\ndepots:"),
    ("LM1206", 1, "service: {timezone: Europe/Helsinki, ", "service: {"),
    ("LM1206", None, "service: {timezone: Europe/Helsinki, currency: EUR, country: FI}\n", "\n"),
    ("LM1206", 7, HUB, HUB + "  - {id: yard, lat: 60.18, lon: 24.94}\n"),
    ("LM1207", 8, "weight_kg: 800", "weight_kg: a lot"),
    ("LM1207", 8, "{weight_kg: 800}", "800"),
    ("LM1207", 7, "start: 08:00", "start: eight"),
    ("LM1207", 11, "kind: diesel", "kind: steam"),
    ("LM1207", 2, "roads: {map:", "roads: {max_snap_m: yes, map:"),
    ("LM1208", 2, "helsinki.osm.pbf", '"${MAPS}/helsinki.osm.pbf"'),
    ("LM1208", 2, "helsinki.osm.pbf", '"${my maps}/helsinki.osm.pbf"'),
    ("LM1209", 1, "Europe/Helsinki", "Europe/Helsinky"),
    ("LM1210", 1, "EUR", "eur"),
    ("LM1211", 1, "country: FI", "country: Finland"),
    ("LM1212", 5, HUB, HUB + HUB),
    ("LM1213", 6, VAN, VAN + "    depot: hubb\n"),
    ("LM1213", 10, "[aino]", "[eino]"),
    ("LM1213", 7, VAN, VAN + "    emission: coal\n"),
    ("LM1214", 7, "start: 08:00, end: 17:00", "start: 17:00, end: 08:00"),
    ("LM1214", 4, "lon: 24.94}", "lon: 24.94, opens: 18:00, closes: 07:00}"),
    ("LM1215", 5, HUB + VAN, HUB + "  - {id: yard, lat: 24.95, lon: 60.18}\n" + VAN + "    depot: hub\n"),
    ("LM1215", 4, "lat: 60.17, lon: 24.94", "address: Katu 1, lat: 60.17"),
    ("LM1216", 2, "{map: helsinki.osm.pbf}", "{map: a, traffic: [{name: a, from: 8:00, to: 10:00}, "
        "{name: b, from: 9:00, to: 11:00}]}"),
    ("LM1216", 2, "{map: helsinki.osm.pbf}", "{map: a, traffic: [{name: a, from: 8:00, to: 7:00}]}"),
    ("LM1241", 2, "{map: helsinki.osm.pbf}", "{map: a, traffic: [{name: a, from: 8:00, to: 9:00, "
        "areas: [{area: centre}]}]}"),
    ("LM1241", 2, "{map: helsinki.osm.pbf}", "{map: a, areas: {centre: [[60.1, 24.9], [60.1, 24.9]]}}"),
    ("LM1242", 2, "{map: helsinki.osm.pbf}",
        "{map: a, areas: {centre: [[60.1, 24.9], [24.95, 60.17], [60.2, 24.9]]}}"),
    ("LM1250", 2, "{map: helsinki.osm.pbf}", "{map: a, profiles: {van: {height_m: 3}}}"),
    ("LM1250", 2, "{map: helsinki.osm.pbf}", "{map: a, profiles: {mine: {like: lorry}}}"),
    ("LM1251", 2, "{map: helsinki.osm.pbf}", "{map: a, parking_s: {vam: 60}}"),
    ("LM1251", 7, VAN, VAN + "    profile: trck\n"),
    ("LM1251", 2, "{map: helsinki.osm.pbf}", "{source: osrm, osrm: {profiles: {bikes: 'http://a'}}}"),
    ("LM1251", 2, "{map: helsinki.osm.pbf}",
        "{source: osrm_embedded, osrm_embedded: {file: a.osrm, profiles: {vam: b.osrm}}}"),
    ("LM1251", 2, "{map: helsinki.osm.pbf}",
        "{source: matrix, matrix: {file: a.csv, profiles: {vam: {file: b.csv}}}}"),
    ("LM1218", 7, VAN, VAN + "    parking_s: -1\n"),
    ("LM1219", 2, "{map: helsinki.osm.pbf}", "{map: a, profiles: {mine: {height_m: 0}}}"),
    ("LM1267", 2, "{map: helsinki.osm.pbf}", "{map: a, curbside: [primary, secundary]}"),
    ("LM1269", 2, "{map: helsinki.osm.pbf}",
        "{map: a, traffic: [{name: a, from: 8:00, to: 9:00, speed: {primry: 0.5}}]}"),
    ("LM1207", 2, "{map: helsinki.osm.pbf}", "{map: a, driving_side: middle}"),
    ("LM1207", 2, "{map: helsinki.osm.pbf}", "{map: a, speeds_files: speeds.csv}"),
    ("LM1268", 2, "{map: helsinki.osm.pbf}", "{source: great_circle, speeds_files: [speeds.csv]}"),
    ("LM1268", 2, "{map: helsinki.osm.pbf}", "{source: great_circle, curbside: [primary]}"),
    ("LM1218", 8, "weight_kg: 800", "weight_kg: -800"),
    ("LM1218", 11, "l_per_100km: 8.4", "l_per_100km: -8.4"),
    ("LM1219", 7, VAN, VAN + "    speed_factor: 0\n"),
    ("LM1219", 4, "lat: 60.17", "lat: 160.17"),
    ("LM1220", 3, "depots:", "geocoding: {providers: [{name: google, options: {api_key: abc}}]}\ndepots:"),
    ("LM1221", 4, "{id: hub, lat: 60.17, lon: 24.94}", "{id: hub}"),
    ("LM1223", 10, "[aino]", "[aino, aino]"),
    ("LM1226", 11, ", l_per_100km: 8.4", ""),
    ("LM1227", 7, VAN, VAN + "    emission: electric\n"),
    ("LM1228", 3, "depots:", "geocoding: {accept_score: 0.4}\ndepots:"),
    ("LM1271", 3, "depots:", "geocoding: {providers: [{name: ban, countries: [FR, CH]}]}\ndepots:"),
    ("LM1270", 3, "depots:", "geocoding: {providers: [{name: ban, countries: [France]}]}\ndepots:"),
    ("LM1229", 2, "{map: helsinki.osm.pbf}", "{source: embedded}"),
    ("LM1218", 1, "country: FI}", "country: FI, max_late_min: -5}"),
    ("LM1205", 7, VAN, VAN + "    costs: {lateness_per_hour: 6}\n"),
    ("LM1205", 7, VAN, VAN + "    breaks: [{minutes: 30, betwen: [11:00, 13:00]}]\n"),
    ("LM1206", 7, VAN, VAN + "    breaks: [{between: [11:00, 13:00]}]\n"),
    ("LM1207", 7, VAN, VAN + "    breaks: [{minutes: 30, between: 11:00}]\n"),
    ("LM1207", 7, VAN, VAN + "    breaks: [{minutes: 30, between: [11:00, lunch]}]\n"),
    ("LM1214", 7, VAN, VAN + "    breaks: [{minutes: 30, between: [15:00, 11:00]}]\n"),
    ("LM1219", 7, VAN, VAN + "    breaks: [{minutes: -30, between: [11:00, 13:00]}]\n"),
    ("LM1219", 7, VAN, VAN + "    breaks: [{minutes: 30, after_work_h: 0}]\n"),
    ("LM1219", 7, VAN, VAN + "    max_trips: 0\n"),
    ("LM1231", 7, VAN, VAN + "    breaks: [{minutes: 30, between: [17:30, 19:00]}]\n"),
    ("LM1231", 7, VAN, VAN + "    breaks: [{minutes: 30, between: [5:00, 7:00]}]\n"),
    ("LM1232", 7, VAN, VAN + "    breaks: [{minutes: 30}]\n"),
    ("LM1232", 7, VAN, VAN + "    breaks: [{minutes: 30, between: [11:00, 13:00], after_work_h: 6}]\n"),
    ("LM1232", 7, VAN, VAN + "    breaks: [{minutes: 30, between: [11:00, 13:00], split_min: 15}]\n"),
    ("LM1233", 7, VAN, VAN + "    breaks: [{minutes: 30, after_work_h: 6, split_min: 30}]\n"),
    ("LM1233", 8, VAN, VAN + "    max_hours: 1\n    breaks: [{minutes: 60, between: [11:00, 13:00]}]\n"),
    ("LM1234", 7, VAN, VAN + "    breaks: [{minutes: 30, between: [11:00, 13:00]}, "
        "{minutes: 45, after_driving_h: 4.5, split_min: 15}]\n"),
    ("LM1235", 7, VAN, VAN + "    breaks: [{minutes: 30, after_work_h: 9}]\n"),
    ("LM1235", 8, VAN, VAN + "    max_drive_hours: 4\n    breaks: [{minutes: 45, after_driving_h: 4.5}]\n"),
    ("LM1236", 3, "depots:", "costs: {lateness_per_hour: 6}\ndepots:"),
    ("LM1237", 3, "depots:", "objective: {familiarity_price: 2}\ndepots:"),
    ("LM1218", 3, "depots:", "objective: {balance_price_per_hour: -2}\ndepots:"),
    ("LM1238", 7, VAN, VAN + "    breaks: [{minutes: 30, between: [7:00, 9:00]}]\n"),
    ("LM1239", 1, "country: FI}", "country: FI, max_late_min: 15}"),
    ("LM1240", 13, "{id: aino}", "{id: aino, zones: [centre]}"),
    ("LM1230", 8, VAN, VAN + "    open_route: true\n    end_depot: hub\n"),
    ("LM1280", 3, "depots:", "costs: {wage_per_hour: USD 12}\ndepots:"),
    ("LM1280", 3, "depots:", "costs: {wage_per_hour: {amount: 12 EUR}}\ndepots:"),
    ("LM1280", 3, "depots:", "objective: {unserved_price: $12.50}\ndepots:"),
    ("LM1281", 3, "depots:", "costs: {claims_percent_of_value: 130}\ndepots:"),
    ("LM1282", 3, "depots:", "costs: {wage_per_hour: 0}\ndepots:"),
    ("LM1282", 7, VAN, VAN + "    costs: {helper_wage_per_hour: 0}\n"),
    ("LM1282", 13, "{id: aino}", "{id: aino, wage_per_hour: 0}"),
    ("LM1283", 1, "country: FI}", "country: FI, failure_probability: 0.1}"),
    ("LM1283", 3, "depots:", "attempts: {chances: [{from: 8:00, to: 9:00, chance: 0.1}]}\ndepots:"),
    ("LM1222", 4, "depots:", "attempts: {chances: [{from: 8:00, to: 12:00, chance: 0.1},\n"
        "{days: [mon], from: 11:00, to: 13:00, chance: 0.2}]}\ncosts: {failed_attempt: 9}\ndepots:"),
    ("LM1222", 3, "depots:", "attempts: {chances: [{from: 9:00, to: 8:00, chance: 0.1}]}\n"
        "costs: {failed_attempt: 9}\ndepots:"),
    ("LM1219", 3, "depots:", "attempts: {chances: [{from: 8:00, to: 9:00, chance: 12}]}\ndepots:"),
    ("LM1218", 3, "depots:", "attempts: {chances: [{from: 8:00, to: 9:00, chance: -0.1}]}\ndepots:"),
    ("LM1207", 3, "depots:", "attempts: {chances: [{from: 8:00, to: 9:00, chance: many}]}\ndepots:"),
    ("LM1219", 1, "country: FI}", "country: FI, failure_probability: 120 %}"),
    ("LM1201", 1, "country: FI}", "country: FI, failure_probability: 0,15}"),
    ("LM1219", 3, "depots:", "attempts: {max_attempts: 0}\ndepots:"),
    ("LM1218", 3, "depots:", "attempts: {factor_per_try: -1}\ndepots:"),
    ("LM1205", 3, "depots:", "attempts: {max_atempts: 2}\ndepots:"),
    ("LM1284", 13, "{id: aino}", "{id: aino, hours_this_week: 30}"),
    ("LM1285", 7, VAN, VAN + "    min_paid_hours: 9\n    max_hours: 8\n"),
    ("LM1286", 3, "depots:", "emissions: {factors: {lorry: {ttw_empty_g_per_km: 4}}}\ndepots:"),
    ("LM1213", 3, "depots:", "emissions: {reference: diesel_van_clas_3}\ndepots:"),
    ("LM1227", 3, "depots:", "emissions: {reference: electric}\ndepots:"),
    ("LM1219", 1, "country: FI}", "country: FI, failure_probability: 5}"),
    ("LM1218", 3, "depots:", "costs: {co2_per_tonne: -5}\ndepots:"),
    ("LM1205", 3, "depots:", "costs: {failed_atempt: 5}\ndepots:"),
    ("LM1334", 3, "depots:", 'costs: {overtime_multiplier: "0.5"}\ndepots:'),
    ("LM1334", 7, VAN, VAN + "    costs: {overtime_multiplier: 0}\n"),
    ("LM1219", 11, "l_per_100km: 8.4", "l_per_100km: 1000000000000"),
    ("LM1207", 13, "{id: aino}", "{id: aino, wage_per_hour: .nan}"),
    ("LM1219", 4, "lon: 24.94}", "lon: 24.94, loading_min: 1441}"),
]  # fmt: skip

HARMLESS = {
    "LM1269",
    "LM1220",
    "LM1234",
    "LM1235",
    "LM1237",
    "LM1238",
    "LM1239",
    "LM1240",
    "LM1242",
    "LM1268",
    "LM1271",
    "LM1282",
    "LM1283",
    "LM1284",
    "LM1285",
}
"""Warnings and more cheerful."""


@pytest.mark.parametrize(("code", "row", "old", "new"), STORIES)
def test_each_slip_gets_its_own_notice_near_its_line(code, row, old, new):
    assert old in CONFIG

    result = configure(CONFIG.replace(old, new, 1))

    found = [notice for notice in result.notices if notice.code != "LM1224"]
    assert {notice.code for notice in found} == {code}
    assert row is None or abs(found[0].place.row - row) <= 1
    assert (result.config is None) == has_errors(result.notices) == (code not in HARMLESS)


@pytest.mark.parametrize(("hours", "told"), [("0.1", "at least 0.25"), ("25", "at most 24")])
def test_limits_are_told_as_numbers(hours, told):
    """Once one read "at least Decimal('0.25')"."""
    text = CONFIG.replace(VAN, VAN + f"    breaks: [{{minutes: 30, after_work_h: {hours}}}]\n")

    (notice,) = [it for it in configure(text).notices if it.code != "LM1224"]

    assert (notice.code, notice.hint) == ("LM1219", f"write a number {told}.")


def test_the_small_configuration_is_sound():
    assert [(n.code, n.severity) for n in configure().notices] == [("LM1224", Severity.INFO)]


def test_in_a_currency_without_figures_prices_count_nothing_and_that_is_told():
    assert codes(configure(CONFIG.replace("EUR", "SEK"))) == ["LM1225"]


def test_nothing_to_plan_with_is_an_error():
    text = CONFIG[: CONFIG.index("depots:")] + "depots: []\nvehicles: []\n"

    assert codes(configure(text)) == ["LM1217", "LM1217"]


@pytest.mark.parametrize("text", ["", "  \n", "# nothing but a comment\n"])
def test_an_empty_file_is_refused(text):
    result = configure(text)

    assert result.config is None
    assert set(codes(result)) <= {"LM1003", "LM1207"}


def test_all_problems_come_at_once_each_with_its_line():
    text = CONFIG.replace("Europe/Helsinki", "Mars/Olympus").replace("country", "contry")
    text = text.replace("800", "-800").replace("[aino]", "[eino]")

    notices = configure(text).notices

    found = {(notice.code, notice.place.row) for notice in notices}
    assert found == {("LM1205", 1), ("LM1209", 1), ("LM1218", 8), ("LM1213", 10)}


def test_a_refused_configuration_cannot_be_used_by_accident():
    with pytest.raises(InputRefusedError) as refused:
        configure("service: 3").config_or_refuse()

    assert refused.value.exit_code == 3
    assert refused.value.notices


def test_an_alias_bomb_is_refused_quickly():
    """Nine levels of ten: a billion values when followed."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]

    assert codes(configure("\n".join(lines))) == ["LM1204"]


@pytest.mark.parametrize(
    "text", ["a: &a [*a]", "[" * 500 + "]" * 500, "a: " + "[" * 5000, "x" * 1_000_001]
)
def test_endless_and_bottomless_files_are_refused(text):
    assert set(codes(configure(text))) <= {"LM1204", "LM1201"}


def test_aliases_and_merge_keys_save_typing():
    text = CONFIG.replace(
        "drivers:\n  - {id: aino}",
        "  - &bike {id: bike, shift: {start: 9:00, end: 12:00}, energy: {kind: human}}\n"
        "  - {<<: *bike, id: bike-2, crew: 2}\n"
        "drivers:\n  - {id: aino}",
    )

    config = configure(text).config_or_refuse()

    assert [(v.vehicle_id, v.crew) for v in config.vehicles] == [
        ("van", 1),
        ("bike", 1),
        ("bike-2", 2),
    ]


def test_words_and_clocks_are_not_mistaken_for_other_things():
    """YAML 1.1 would read NO as false, 8:30 as 510 and 00100 as 64."""
    text = CONFIG.replace("country: FI", "country: NO").replace("start: 08:00", "start: 8:30")
    text = text.replace("lat: 60.17,", "address: Katu 1, postal_code: 00100, lat: 60.17,")

    config = configure(text).config_or_refuse()

    assert config.service.country == "NO"
    assert config.vehicles[0].shift.opens_s == 8.5 * 3600
    assert config.depots[0].address.postal_code == "00100"


SECRET = "hunter2-do-not-tell"


def test_a_secret_reaches_the_geocoder_and_nothing_else():
    text = CONFIG.replace(
        "depots:",
        "geocoding:\n  providers:\n    - name: google\n      options: {api_key: '${KEY}', "
        "proxy: 'http://${KEY}@proxy', region: fi}\ndepots:",
    )

    config = configure(text, {"KEY": SECRET}).config_or_refuse()

    assert config.geocoding.providers[0].options["api_key"] == SECRET
    assert SECRET not in str(config.effective)
    assert config.effective["geocoding"]["providers"][0]["options"] == {"region": "fi"}


@pytest.mark.parametrize(
    "place", ["weight_kg: 800", "08:00", "Europe/Helsinki", "id: hub", "8.4", "diesel"]
)
def test_a_secret_in_the_wrong_place_is_not_repeated_in_a_message(place):
    key, colon, _ = place.rpartition(" ")
    text = CONFIG.replace(place, f"{key}{colon}'${{KEY}}'", 1)

    result = configure(text, {"KEY": SECRET + "!"})

    assert SECRET not in "\n".join(map(str, result.notices))


def test_a_dollar_can_be_written():
    text = CONFIG.replace("helsinki.osm.pbf", "'$${odd}.osm.pbf'")

    config = configure(text).config_or_refuse()

    assert config.roads.map_path.endswith("${odd}.osm.pbf")


@pytest.mark.parametrize(
    "source", ["osrm, osrm: {url: 'http://a'}", "matrix, matrix: {file: a.csv}"]
)
def test_a_profile_nobody_knows_is_refused_whatever_the_roads(source):
    text = CONFIG.replace("{map: helsinki.osm.pbf}", f"{{source: {source}}}")

    assert "LM1251" not in codes(configure(text))
    assert "LM1251" in codes(configure(text.replace(VAN, VAN + "    profile: trck\n")))
