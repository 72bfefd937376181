"""Service inside homes: the configuration, and what a row says of items, floor and lift."""

import pytest
from intake_world import CONFIG, HELSINKI, codes, configure, facts, read, stop_of

from lastmile_cli.domain.in_home import InHome, WhiteGloveSettings
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.notices import Severity
from lastmile_cli.domain.order_settings import OrderSettings, SharedService
from lastmile_cli.domain.settings import ServiceSettings
from lastmile_cli.intake.config import config_from_mapping
from lastmile_cli.planning.hours import service_s
from tests.conftest import ROOT

TWO = CONFIG.replace("    skills: [tail lift]\n", "    skills: [white glove]\n    crew: 2\n")
FINNISH = ServiceSettings(
    timezone="Europe/Helsinki", currency="EUR", white_glove=WhiteGloveSettings(ground_floor=1)
)


def glove(keys, config=TWO):
    return configure(f"{config}white_glove: {keys}\n")


def home_of(floor="", lift="", items="", parcels="", **options):
    stop = stop_of(
        "delivery_option,floor,lift,items,parcels",
        f"white glove,{floor},{lift},{items},{parcels}",
        **options,
    )
    return stop.in_home


def test_every_key_arrives_in_exact_units():
    settings = (
        glove(
            "{crew: 3, skill: White glove, base_min: 7.5, minutes_per_item: 4, setup_min_per_item: 12, "
            "minutes_per_floor: 1.5, lift_min_per_floor: 0.25, packaging_back_m3_per_item: 0.12, "
            "packaging_back_kg_per_item: 2.5, min_window_min: 240, ground_floor: 1}"
        )
        .config_or_refuse()
        .service.white_glove
    )

    assert settings == WhiteGloveSettings(
        crew=3,
        base_s=450,
        item_s=240,
        setup_s=720,
        floor_s=90,
        lift_s=15,
        back_per_item=Load(volume_ml=120_000, weight_g=2_500),
        skill="white_glove",
        told_s=14_400,
        ground_floor=1,
    )


def test_a_plan_reads_its_configuration_back():
    config = glove("{crew: 2, setup_min_per_item: 8}").config_or_refuse()

    again = config_from_mapping(config.effective, base=ROOT)

    assert again.service == config.service
    assert again.vehicles == config.vehicles


@pytest.mark.parametrize(
    ("config", "keys", "skill"),
    [
        (TWO, "{}", "white_glove"),
        (CONFIG, "{crew: 1}", ""),
        (TWO, '{skill: ""}', ""),
        (CONFIG, "{crew: 1, skill: tail lift}", "tail_lift"),
    ],
)
def test_the_usual_skill_is_asked_for_if_anybody_has_it(config, keys, skill):
    assert glove(keys, config).config_or_refuse().service.white_glove.skill == skill


@pytest.mark.parametrize(
    ("keys", "code", "path", "says"),
    [
        ("{crew: 0}", "LM1219", "white_glove.crew", "at least 1"),
        ("{minutes_per_item: -5}", "LM1218", "white_glove.minutes_per_item", "negative"),
        ("{minutes_per_floor: 50 %}", "LM1207", "white_glove.minutes_per_floor", "number"),
        ("{setup_min_per_item: 2000}", "LM1219", "white_glove.setup_min_per_item", "1440"),
        ("{packaging_back_m3_per_item: -1}", "LM1218", "packaging_back_m3_per_item", "negative"),
        ("{ground_floor: 2}", "LM1219", "white_glove.ground_floor", "at most 1"),
        ("{minute_per_item: 5}", "LM1205", "white_glove.minute_per_item", "minutes_per_item"),
        ("{crew: 4}", "LM1257", "white_glove.crew", "van has a crew of 2"),
        ("{skill: white_gloves}", "LM1258", "white_glove.skill", "white_glove"),
        ("{lift_min_per_floor: 3}", "LM1259", "white_glove.lift_min_per_floor", "swapped"),
    ],
)
def test_every_slip_of_the_configuration_is_told_with_place_and_way_out(keys, code, path, says):
    notice = next(it for it in glove(keys).notices if it.code == code)

    assert path in str(notice.place)
    assert says in f"{notice.problem} {notice.hint}"
    assert notice.hint or "such as" in notice.problem


def test_all_with_the_largest_crew_are_named_and_no_truck_that_only_supplies_hubs():
    rest = "capacity: {weight_kg: 9}, energy: {kind: diesel, l_per_100km: 8}"
    shift = "shift: {start: 08:00, end: 17:00}"
    more = (
        f"  - {{id: truck, echelon: line_haul, crew: 3, {shift}, {rest}}}\n"
        f"  - {{id: bike, crew: 2, {shift}, {rest}}}\n"
    )
    text = TWO.replace("drivers:\n", more + "drivers:\n")

    (notice,) = [one for one in glove("{crew: 4}", text).notices if one.code == "LM1257"]

    assert "goes to customers has so many: van, bike have a crew of 2." in notice.problem
    assert notice.hint == "set crew: 4 of van, or lower white_glove.crew."
    assert notice.place.row == text.count("\n") + 1


def test_a_fleet_that_offers_no_white_glove_is_told_nothing_of_it():
    assert not {"LM1257", "LM1258", "LM1259"} & set(codes(configure()))


@pytest.mark.parametrize(
    ("written", "floors"),
    [
        ("", 0),
        ("0", 0),
        ("3", 3),
        ("3rd", 3),
        ("3. krs", 3),
        ("Floor 3", 3),
        ("3rd floor", 3),
        ("2. OG", 2),
        ("1:a vån", 1),
        ("EG", 0),
        ("Ground floor", 0),
        ("Ground", 0),
        ("Erdgeschoss", 0),
        ("-1", -1),
        ("−2", -2),
        ("Keller", -1),
        ("1. UG", -1),
        ("3.0", 3),
    ],
)
def test_a_floor_is_read_however_it_is_spelt(written, floors):
    assert home_of(floor=written).floors == floors


@pytest.mark.parametrize(
    ("written", "floors"), [("1", 0), ("3", 2), ("0", 0), ("-1", -1), ("EG", 0), ("2. OG", 2)]
)
def test_where_the_ground_floor_is_the_first_one_climbs_one_less(written, floors):
    assert home_of(floor=written, service=FINNISH).floors == floors


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ("top,yes,1", "LM1300", "floor"),
        ("3b,yes,1", "LM1300", "floor"),
        ("900,yes,1", "LM1300", "floor"),
        ("3,maybe,1", "LM1560", "lift"),
        ("3,yes,two", "LM1110", "items"),
        ("3,yes,-2", "LM1112", "items"),
        ("3,yes,99999", "LM1113", "items"),
    ],
)
def test_a_cell_that_cannot_be_meant_refuses_its_row(cells, code, column):
    result = read(
        f"stop_id,address,delivery_option,floor,lift,items\nA,Katu 1,white glove,{cells}\n"
    )

    assert result.is_refused
    notice = next(it for it in result.notices if it.code == code)
    assert (notice.place.row, notice.place.column) == (2, column)
    assert notice.hint


def test_a_floor_is_of_no_interest_at_the_door():
    """Shops write anything into such a column; it goes through to the exports as it is."""
    stop = stop_of("delivery_option,floor", "door,top of the stairs")

    assert stop.in_home is None
    assert ("floor", "top of the stairs") in stop.cells


def test_who_says_nothing_of_a_lift_climbs_and_is_told_so():
    result = read("stop_id,address,delivery_option,floor\nA,Katu 1,white glove,3\n")

    assert codes(result) == ["LM1561"]
    assert result.stops[0].in_home.has_lift is False


@pytest.mark.parametrize(
    ("items", "parcels", "counted"), [("3", "5", 3), ("", "5", 5), ("", "", 1)]
)
def test_items_are_counted_else_parcels_else_one(items, parcels, counted):
    assert home_of(items=items, parcels=parcels).items == counted


def test_a_column_items_alone_counts_parcels_too():
    stop = stop_of("items", "4")

    assert stop.load.parcels == 4


def test_the_rows_of_one_order_add_up_their_items():
    result = read(
        """\
        stop_id,address,delivery_option,floor,lift,items
        A,Katu 1,white glove,2,no,1
        A,,,,,2
        """
    )

    assert [stop.in_home.items for stop in result.stops] == [3]


def test_two_orders_on_one_floor_are_one_visit_and_on_two_floors_two():
    result = read(
        """\
        stop_id,name,address,delivery_option,floor,lift,items
        A,Aino,Katu 1,white glove,2,no,1
        B,Aino,Katu 1,white glove,2,no,2
        C,Aino,Katu 1,white glove,5,no,1
        D,Aino,Katu 1,door,,,
        """
    )

    assert [stop.order_ids for stop in result.stops] == [("A", "B"), ("C",), ("D",)]
    assert result.stops[0].in_home.items == 3
    assert result.stops[0].service_s is None


@pytest.mark.parametrize(
    ("shared", "further_min", "minutes"),
    [
        # 3 at the door, 5 an item, 1 a floor and item: two items on the second floor.
        (SharedService.LONGEST, 0, 3 + 2 * 5 + 2 * 2),
        (SharedService.LONGEST, 4, 3 + 2 * 5 + 2 * 2 + 4),
        (SharedService.SUM, 4, 2 * (3 + 5 + 2)),
    ],
)
def test_a_visit_for_two_orders_takes_the_time_of_all_items(shared, further_min, minutes):
    result = read(
        """\
        stop_id,name,address,delivery_option,floor,lift
        A,Aino,Katu 1,white glove,2,no
        B,Aino,Katu 1,white glove,2,no
        """,
        orders=OrderSettings(shared_service=shared, further_order_s=further_min * 60),
    )

    [visit] = result.stops
    assert service_s(visit, HELSINKI) == minutes * 60


def test_the_skill_of_the_house_is_added_to_the_stop():
    config = glove("{}").config_or_refuse()

    stop = stop_of("delivery_option,skills", "white glove,fridge", service=config.service)

    assert stop.skills == {"fridge", "white_glove"}
    assert stop.crew == 2


def test_a_home_checks_itself():
    with pytest.raises(ValueError, match="0 items"):
        InHome(items=0)
    with pytest.raises(ValueError, match="crew of 0"):
        WhiteGloveSettings(crew=0)


def test_an_order_that_needs_nobodys_skill_is_no_ordinary_error():
    """A door order of a fleet without white glove is read as ever."""
    result = read("stop_id,address\nA,Katu 1\n", facts=facts())

    assert {it.severity for it in result.notices} <= {Severity.INFO}


@pytest.mark.parametrize(
    ("keys", "code"),
    [("docks: 0", "LM1219"), ("docks: two", "LM1207"), ("dock_min: 5", "LM1564"),
     ("docks: 1, dock_min: -5", "LM1218")],
)  # fmt: skip
def test_doors_are_counted_from_one(keys, code):
    assert code in codes(configure(CONFIG.replace("lon: 24.94}", f"lon: 24.94, {keys}}}")))


def test_doors_and_how_long_they_are_taken_arrive():
    text = CONFIG.replace("lon: 24.94}", "lon: 24.94, loading_min: 8, docks: 2, dock_min: 12.5}")

    [hub] = configure(text).config_or_refuse().depots

    assert (hub.docks, hub.door_s) == (2, 750)
