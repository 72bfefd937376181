"""Rows, orders and stops: items of one order, orders for one door."""

import pytest
from intake_world import HELSINKI, MONDAY, codes, facts, read

from lastmile_cli.domain.load import Load
from lastmile_cli.domain.order_settings import OrderSettings, SameDoor, SharedService
from lastmile_cli.domain.stops import Window
from lastmile_cli.intake.stops import BadRowPolicy

HEADER = "stop_id,name,address,weight_kg,parcels,notes,item\n"
DOOR = "stop_id,name,address,time_windows,parcels,service_time_min,notes\n"


def test_items_of_an_order_are_one_stop_with_the_sum_of_their_loads():
    result = read(HEADER + "A,Aino,Katu 1,2,1,Ring,mask\nB,Bo,Katu 2,1,1,,\nA,,,3.5,2,Up,soap\n")

    first = result.stops[0]
    assert first.load == Load(weight_g=5500, parcels=3)
    assert first.notes == "Ring; Up"
    assert [row for row, _ in first.input_rows] == [2, 4]
    assert codes(result) == ["LM1011", "LM1148"]


def test_what_a_column_says_of_the_whole_order_is_not_added_up():
    result = read("order id,address,total weight,item\nA,Katu 1,5,mask\nA,,5,soap\n")

    assert result.stops[0].load.weight_g == 5000


def test_the_same_row_twice_is_an_export_made_twice():
    result = read(HEADER + "A,Aino,Katu 1,2,1,,mask\nA,Aino,Katu 1,2,1,,mask\n")

    assert (result.is_refused, codes(result)) == (True, ["LM1011", "LM1101"])


def test_rows_that_contradict_each_other_are_not_one_order():
    assert "LM1101" in codes(read(HEADER + "A,Aino,Katu 1,2,1,,\nA,Aino,Katu 2,2,1,,\n"))


def test_an_error_in_one_item_refuses_its_order_and_no_other():
    text = HEADER + "A,Aino,Katu 1,2,1,,mask\nA,,,heavy,1,,soap\nB,Bo,Katu 2,1,1,,\n"

    result = read(text, on_bad_row=BadRowPolicy.SKIP)

    assert [stop.stop_id for stop in result.stops] == ["B"]
    assert result.bad_rows == (2, 3)
    assert "row 3" in next(n for n in result.notices if n.code == "LM1149").problem


def test_items_follow_their_order_to_its_day():
    text = "order id,address,date,qty\nA,Katu 1,1.6.2026,1\nA,,,2\nB,Katu 2,2.6.2026,1\nB,,,2\n"

    result = read(text, wanted=MONDAY)

    assert [(stop.stop_id, stop.load.parcels) for stop in result.stops] == [("A", 3)]
    assert [row.row for row in result.aside] == [4, 5]


def visits(rows: str, orders: OrderSettings | None = None, **options):
    """Each visit as its order ids."""
    result = read(DOOR + rows, orders=orders, **options)
    assert not result.is_refused, result.notices
    return [stop.order_ids for stop in result.stops]


def test_orders_of_one_customer_at_one_door_are_one_visit():
    result = read(
        DOOR + "A,Aino,Katu 1,9-12,1,5,Ring\nB,Bo,Katu 1,,1,,\nC,aino,KATU 1,10-11,2,8,\n"
    )
    visit, other = result.stops

    assert (visit.stop_id, visit.order_ids, other.order_ids) == ("A", ("A", "C"), ("B",))
    assert visit.load.parcels == 3
    assert [order.load.parcels for order in visit.orders] == [1, 2]
    assert visit.windows == (Window(10 * 3600, 11 * 3600),)
    assert visit.service_s == 8 * 60
    assert "LM1133" in codes(result)


@pytest.mark.parametrize(
    ("orders", "service_min"),
    [
        (OrderSettings(), 8),
        (OrderSettings(further_order_s=120), 10),
        (OrderSettings(shared_service=SharedService.SUM), 13),
    ],
)
def test_how_long_a_visit_for_two_orders_takes(orders, service_min):
    rows = "A,Aino,Katu 1,,1,5,\nB,Aino,Katu 1,,1,8,x\n"

    assert read(DOOR + rows, orders=orders).stops[0].service_s == service_min * 60


def test_without_a_word_on_service_the_usual_rule_stands_for_the_visit_as_a_whole():
    result = read(DOOR + "A,Aino,Katu 1,,1,,\nB,Aino,Katu 1,,1,,x\n")

    assert (result.stops[0].service_s, HELSINKI.default_service_s) == (None, 180)


def test_neighbours_share_a_visit_only_where_asked():
    rows = "A,Aino,Katu 1,,1,,\nB,Bo,Katu 1,,1,,\n"

    assert visits(rows) == [("A",), ("B",)]
    assert visits(rows, OrderSettings(same_door=SameDoor.ADDRESS)) == [("A", "B")]


def test_a_visit_for_neighbours_names_both():
    rows = "A,Aino,Katu 1,,1,,\nB,Bo,Katu 1,,1,,\n"

    result = read(DOOR + rows, orders=OrderSettings(same_door=SameDoor.ADDRESS))

    assert result.stops[0].name == "Aino / Bo"


def test_every_order_a_visit_where_that_is_asked():
    rows = "A,Aino,Katu 1,,1,,\nB,Aino,Katu 1,,1,,x\n"

    assert visits(rows, OrderSettings(same_door=SameDoor.NEVER)) == [("A",), ("B",)]


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("9-11", "10-12", "windows"),
        ("9-10", "11-12", "windows"),
    ],
)
def test_orders_whose_windows_do_not_lie_inside_each_other_stay_apart(first, second, why):
    result = read(DOOR + f"A,Aino,Katu 1,{first},1,,\nB,Aino,Katu 1,{second},1,,x\n")

    assert len(result.stops) == 2
    assert why in next(n for n in result.notices if n.code == "LM1151").problem


def test_orders_that_together_fit_no_vehicle_stay_apart():
    """The van of the small configuration holds 800 kg."""
    text = "stop_id,name,address,weight_kg,notes\nA,Aino,Katu 1,500,\nB,Aino,Katu 1,500,x\n"

    assert len(read(text, facts=facts()).stops) == 2
    assert len(read(text).stops) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hauptstr. 1/2", "Hauptstr. 12"),
        ("Katu 1-2", "Katu 12"),
        ("Katu 1 B 12", "Katu 1 B1 2"),
        ("Bodastrasse 5", "Bödastrasse 5"),
    ],
)
def test_addresses_that_only_look_alike_are_two_doors(one, other):
    text = f"stop_id,name,address\nA,Aino,{one}\nB,Aino,{other}\n"

    assert len(read(text).stops) == 2


def test_customers_whose_numbers_only_look_alike_are_two():
    text = "stop_id,customer_id,address\nA,100-1,Katu 1\nB,1001,Katu 1\n"

    assert len(read(text).stops) == 2


def test_a_name_in_two_spellings_is_one_name():
    text = "stop_id,name,address,notes\nA,Kai Ros,Katu 1,\nB,KAI ROS,Katu 1,x\n"

    assert [stop.name for stop in read(text).stops] == ["Kai Ros"]


def test_a_pin_that_only_one_order_has_does_not_take_the_other_along():
    """Nobody knows yet whether the pin is a slip."""
    text = "stop_id,name,address,lat,lon\nA,Aino,Katu 1,60.05,24.95\nB,Aino,Katu 1,,\n"
    result = read(text)

    assert [stop.coordinate is None for stop in result.stops] == [False, True]
    assert (
        "only one of them has a pin"
        in next(notice for notice in result.notices if notice.code == "LM1151").problem
    )


def test_a_pickup_and_a_delivery_at_one_door_are_two_visits():
    text = "stop_id,name,address,type\nA,Aino,Katu 1,delivery\nB,Aino,Katu 1,pickup\n"

    assert len(read(text).stops) == 2


def test_who_did_not_agree_for_every_order_did_not_agree():
    text = "stop_id,name,address,consent\nA,Aino,Katu 1,yes\nB,Aino,Katu 1,no\n"

    assert read(text).stops[0].contact.consent == frozenset()
