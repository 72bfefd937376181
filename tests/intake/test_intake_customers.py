"""A master file of customers fills what an order leaves out; the order's own row wins."""

import pytest
from intake_world import HELSINKI, MONDAY, codes, configure, facts, read

from lastmile_cli.domain.stops import Window
from lastmile_cli.intake.customers import read_customers
from lastmile_cli.intake.sources import Source
from lastmile_cli.intake.stops import BadRowPolicy, read_stops

CUSTOMERS = """\
customer_id,name,address,lat,lon,opening hours,service time,phone,notes
C1,Aino,Katu 1,60.17,24.94,09:00-12:00,7,+358401234567,Ring
C2,Bo,Katu 2,,,late,5,,
"""
NINE, NOON = 9 * 3600, 12 * 3600


def day(orders, customers=CUSTOMERS, on_bad_row=BadRowPolicy.REFUSE, **options):
    """The day's file and the book it was filled from."""
    book = read_customers(Source(file="customers.csv", content=customers.encode()), HELSINKI)
    source = Source(file="stops.csv", content=orders.encode())
    result = read_stops(
        source, service=HELSINKI, default_date=MONDAY, customers=book, on_bad_row=on_bad_row,
        **options,
    )  # fmt: skip
    return result, book


def test_an_order_with_nothing_but_its_customer_is_complete():
    result, _ = day("stop_id,customer_id\nA,C1\n")

    (stop,) = result.stops
    assert (stop.name, stop.address.line1, stop.notes) == ("Aino", "Katu 1", "Ring")
    assert stop.coordinate is not None
    assert (stop.windows, stop.service_s) == ((Window(NINE, NOON),), 420)
    assert stop.cells == (("stop_id", "A"), ("customer_id", "C1"))


def test_the_row_wins():
    result, _ = day(
        "stop_id,customer_id,lat,lon,time_windows,service_time_min,notes\n"
        "A,c1,60.2,24.9,10-11,2,Knock\n"
    )

    (stop,) = result.stops
    assert (stop.coordinate.lat_deg, stop.service_s, stop.notes) == (60.2, 120, "Knock")
    assert stop.windows == (Window(10 * 3600, 11 * 3600),)


def test_the_pin_of_a_customer_is_not_that_of_another_address():
    result, _ = day("stop_id,customer_id,address\nA,C1,Katu 7\n")

    (stop,) = result.stops
    assert (stop.coordinate, stop.windows) == (None, ())
    assert codes(result) == ["LM1156"]


def test_an_address_written_otherwise_is_still_the_same():
    result, _ = day("stop_id,customer_id,address,city\nA,C1,KATU  1,Helsinki\n")

    assert result.stops[0].coordinate is not None


@pytest.mark.parametrize("written", ["Unionink. 20", "UNIONINK. 20", "Unioninkatu 20 c/o Virtanen"])
def test_an_address_cut_short_is_still_the_customers(written):
    customers = "customer_id,address,lat,lon\nC1,Unioninkatu 20,60.17,24.94\n"

    result, _ = day(f"stop_id,customer_id,address\nA,C1,{written}\n", customers)

    assert result.stops[0].coordinate is not None


def test_an_unknown_customer_is_told_and_served():
    result, _ = day("stop_id,customer_id,address\nA,C11,Katu 1\n")

    assert (len(result.stops), codes(result)) == (1, ["LM1153"])
    assert "C1" in result.notices[0].hint.upper()


def test_an_error_in_a_customers_row_is_one_of_its_orders_only():
    result, book = day("stop_id,customer_id\nA,C1\nB,C2\n", on_bad_row=BadRowPolicy.SKIP)

    assert [stop.stop_id for stop in result.stops] == ["A"]
    assert "LM1157" in codes(result)
    assert [(n.code, n.place.file, n.place.row) for n in book.notices] == [
        ("LM1104", "customers.csv", 3)
    ]


def test_what_is_wrong_with_a_customers_cells_is_told_where_they_stand():
    """Both orders of the customer borrow the same cells, which are told once."""
    customers = (
        "customer_id,address,lat,lon,Monday,skills,e-mail\n"
        "C1,Katu 1,24.94,60.17,03:00-04:00,crane,aino\n"
    )

    result, book = day("stop_id,customer_id\nA,C1\nB,C1\n", customers, facts=facts())

    told = {(n.code, n.place.file, n.place.row, n.place.column) for n in book.notices}
    assert told == {
        ("LM1116", "customers.csv", 2, "lat"),
        ("LM1122", "customers.csv", 2, "skills"),
        ("LM1127", "customers.csv", 2, "e-mail"),
        ("LM1136", "customers.csv", 2, "Monday"),
    }
    assert len(book.notices) == 4
    assert set(codes(result)) == {"LM1157"}
    assert [n.place.row for n in result.notices] == [2, 3]
    assert result.is_refused


def test_what_an_order_says_itself_is_told_in_its_own_file():
    result, book = day(
        "stop_id,customer_id,lat,lon,e-mail\nA,C1,24.94,60.17,nobody\n", facts=facts()
    )

    assert ([n.code for n in book.notices], codes(result)) == ([], ["LM1116", "LM1127"])


HOURS = "customer_id,address,Monday,Tuesday\nC1,Katu 1,closed,09:00-12:00\n"


def test_a_customer_who_is_closed_that_day_is_told_as_such():
    result, book = day("stop_id,customer_id\nA,C1\n", HOURS)

    (told,) = result.notices
    assert (told.code, told.place.row, told.place.column) == ("LM1160", 2, "customer_id")
    assert told.problem == (
        "the customer is closed on Monday 2026-06-01, says row 2 of customers.csv (Monday)."
    )
    assert book.notices == ()


@pytest.mark.parametrize(
    "orders",
    ["stop_id,customer_id,time_windows\nA,C1,9-11\n", "stop_id,customer_id,address\nA,C1,Katu 7\n"],
)
def test_an_order_with_a_window_or_an_address_of_its_own_goes_to_a_closed_customer(orders):
    result, _ = day(orders, HOURS)

    assert [stop.stop_id for stop in result.stops] == ["A"]
    assert not result.is_refused


def test_the_next_day_the_customer_is_open():
    from datetime import date

    book = read_customers(Source(file="customers.csv", content=HOURS.encode()), HELSINKI)
    source = Source(file="stops.csv", content=b"stop_id,customer_id\nA,C1\n")
    result = read_stops(
        source, service=HELSINKI, default_date=date(2026, 6, 2), customers=book
    )  # fmt: skip

    assert result.stops[0].windows == (Window(NINE, NOON),)


@pytest.mark.parametrize("word", ["closed", "Geschlossen", "suljettu", "STÄNGT", "fermé"])
@pytest.mark.parametrize("header", ["time_windows", "Monday", "time_window_start"])
def test_closed_in_an_order_of_its_own_is_no_time_but_a_reason(header, word):
    result = read(f"stop_id,address,{header}\nA,Katu 1,{word}\n")

    (told,) = result.notices
    assert (told.code, told.place.column) == ("LM1160", header)
    assert "Monday 2026-06-01" in told.problem


def test_a_slip_in_the_row_of_a_customer_without_an_order_troubles_nobody():
    _, book = day("stop_id,customer_id\nA,C1\n")

    assert book.notices == ()


def test_the_first_row_of_a_customer_counts():
    _, book = day("stop_id,customer_id\nA,C1\n", CUSTOMERS + "c1,Other,Katu 9,,,,,,\n")

    assert [notice.code for notice in book.notices] == ["LM1155"]


@pytest.mark.parametrize(
    ("content", "code"), [("name,address\nAino,Katu 1\n", "LM1154"), ("", "LM1003")]
)
def test_a_file_without_customers_is_told(content, code):
    book = read_customers(Source(file="customers.csv", content=content.encode()), HELSINKI)

    assert [notice.code for notice in book.notices] == [code]


def test_without_customers_an_order_needs_a_place():
    assert "LM1009" in codes(read("stop_id,customer_id\nA,C1\n"))


def test_the_configuration_names_mapping_customers_and_the_rule_of_the_door(tmp_path):
    text = (
        "stops: {mapping: map.yaml, same_door: address, further_order_min: 2}\n"
        "customers: customers.csv\n"
    )
    from intake_world import CONFIG

    orders = configure(CONFIG + text).config_or_refuse().orders

    assert orders.mapping_path.endswith("map.yaml")
    assert orders.customers_path.endswith("customers.csv")
    assert (orders.same_door, orders.further_order_s) == ("address", 120)


def test_a_rule_that_there_is_not_is_refused():
    from intake_world import CONFIG

    assert "LM1207" in codes(configure(CONFIG + "stops: {same_door: sometimes}\n"))
