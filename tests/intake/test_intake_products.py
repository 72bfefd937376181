"""Exports of other programs as they come: each with that program's own header."""

import pytest
from intake_world import codes, read

from lastmile_cli.domain.load import Load
from lastmile_cli.domain.stops import StopKind, Window
from lastmile_cli.intake.naming import find_product

NINE, ELEVEN = 9 * 3600, 11 * 3600


def one(text: str, **options):
    """The only stop of a file, read without an error."""
    result = read(text, **options)
    assert not result.is_refused, result.notices
    (stop,) = result.stops
    return stop


def test_optimoroute():
    """Columns of its order import: optimoroute.com, "How are orders defined"."""
    stop = one("""\
        Order ID,Order type,Date,Priority,Location Name,Address,Time window from,Time window to,Duration,Load #1,Notes
        A1,D,25/12/2026,H,Aino,"Katu 1, Helsinki",09:00,11:00,7,2.5,Ring
        """)

    assert (stop.stop_id, stop.name, stop.address.line1) == ("A1", "Aino", "Katu 1, Helsinki")
    assert (stop.kind, stop.priority, stop.service_s) == (StopKind.DELIVERY, 80, 420)
    assert stop.windows == (Window(NINE, ELEVEN),)
    assert stop.load == Load(weight_g=2500)


@pytest.mark.parametrize(("word", "kind"), [("D", "delivery"), ("P", "pickup"), ("T", "service")])
def test_optimoroute_names_the_kinds_of_order_by_a_letter(word, kind):
    assert one(f"Order ID,Order type,Address\nA,{word},Katu 1\n").kind == kind


def test_circuit_spoke():
    """Columns of its spreadsheet: help.getcircuit.com, "Prepare your spreadsheet"."""
    stop = one("""\
        Address Line 1,Address Line 2,City,State,Zip,Country,Earliest Time,Latest Time,Time at stop,Recipient Name,Recipient Email Address,Recipient Phone Number,External ID,Package Count,Notes
        Katu 1,A 3,Helsinki,,00100,FI,09:00,11:00,5,Aino,aino@example.com,+358401234567,A1,2,Ring
        """)

    assert (stop.stop_id, stop.name) == ("A1", "Aino")
    assert (stop.address.line2, stop.address.postal_code) == ("A 3", "00100")
    assert (stop.windows, stop.service_s) == ((Window(NINE, ELEVEN),), 300)
    assert (stop.contact.email, stop.load.parcels) == ("aino@example.com", 2)


def test_onfleet():
    """
    The headers of its import sheet, as an n8n template that reads one names them.

    Times, quantity and pickup under the names of its tasks: docs.onfleet.com, "Create task".
    """
    stop = one("""\
        Recipient_Name,Recipient_Phone,Recipient_Notes,Address_Line1,Address_Line2,City/Town,Postal_Code,Country,Pickup,completeAfter,completeBefore,Quantity,Short ID
        Aino,+358401234567,Ring,Katu 1,A 3,Helsinki,00100,FI,TRUE,1780293600000,2026-06-01T11:00:00+03:00,2,A1
        """)

    assert (stop.stop_id, stop.name, stop.kind) == ("A1", "Aino", StopKind.PICKUP)
    assert stop.windows == (Window(NINE, ELEVEN),)
    assert (stop.load.parcels, stop.notes) == (2, "Ring")


def test_route4me():
    """
    Attributes of an address as commonly seen in its spreadsheets.

    support.route4me.com, "Spreadsheet Formatting Requirements", says that parts of the
    address, alias, order number, weight and so on may stand in columns of their own.
    """
    stop = one("""\
        Address,Alias,Lat,Lng,Customer Phone,Email,Order Number,Time Window Start,Time Window End,Service Time,Weight,Cube,Pieces,Revenue,Notes
        "Katu 1, Helsinki",Aino,60.17,24.94,+358401234567,aino@example.com,A1,09:00,11:00,5,2.5,0.01,2,30,Ring
        """)

    assert (stop.stop_id, stop.name) == ("A1", "Aino")
    assert stop.load == Load(weight_g=2500, volume_ml=10_000, parcels=2)
    assert stop.coordinate is not None


def test_routific():
    """Fields of a visit of its optimisation API, beside the columns commonly seen with them."""
    stop = one("""\
        Name,Address,Phone,Email,Duration,Time window start,Time window end,Load,Types,Priority,Notes
        Aino,"Katu 1, Helsinki",+358401234567,aino@example.com,5,09:00,11:00,3,fridge,high,Ring
        """)

    assert (stop.name, stop.skills) == ("Aino", {"fridge"})
    assert (stop.windows, stop.load.weight_g) == ((Window(NINE, ELEVEN),), 3000)


def test_googles_fleet_routing_app():
    """Names of its shipment fields: github.com/google/cfr, CSV upload."""
    result = read("""\
        Label,DeliveryArrivalWaypoint,DeliveryDuration,DeliveryStartTime,DeliveryEndTime,LoadDemand1Type,LoadDemand1Value,LoadDemand2Type,LoadDemand2Value,PenaltyCost,PickupArrivalWaypoint,PickupDuration
        A,"60.17,24.94",300,2026-06-01T06:00:00Z,2026-06-01T08:00:00Z,weight,100,boxes,2,,,
        B,,,,,weight,50,,,,"60.171, 24.95",120
        """)
    brought, fetched = result.stops

    assert (brought.kind, brought.service_s) == (StopKind.DELIVERY, 300)
    assert brought.load == Load(weight_g=100_000, parcels=2)
    assert brought.windows == (Window(NINE, ELEVEN),)
    assert (fetched.kind, fetched.service_s) == (StopKind.PICKUP, 120)
    assert fetched.coordinate is not None


def test_a_shipment_with_two_ends_in_one_row_is_told():
    result = read("""\
        Label,DeliveryArrivalWaypoint,PickupArrivalWaypoint
        A,"60.17,24.94","60.18,24.95"
        """)

    assert codes(result) == ["LM1022", "LM1152"]


SHOPIFY = """\
    Name,Email,Financial Status,Fulfillment Status,Total,Lineitem quantity,Lineitem name,Lineitem requires shipping,Billing Name,Billing Address1,Billing City,Billing Zip,Billing Country,Shipping Name,Shipping Address1,Shipping Address2,Shipping City,Shipping Zip,Shipping Country,Shipping Phone,Notes,Cancelled at,Id,Tags,Phone
    #1001,a@example.com,paid,unfulfilled,53.91,3,Mask,true,Aino,Katu 9,Helsinki,'00100,FI,Aino K,Katu 1,,Helsinki,'00100,FI,+358401234567,Ring,,991,vip,
    #1001,a@example.com,,,,2,Soap,true,,,,,,,,,,,,,,,,,
    #1001,a@example.com,,,,1,Gift card,false,,,,,,,,,,,,,,,,,
    #1002,c@example.com,refunded,,10,1,Mask,true,Bo,Katu 2,Helsinki,00100,FI,,,,,,,,,2026-05-01,992,,
    #1003,e@example.com,paid,,10,1,Mask,true,Cia,Katu 3,Helsinki,00100,FI,,,,,,,,,,993,,
    """


def test_shopify():
    """
    Header of its orders export: the order's number is called Name there, the customer Shipping Name.

    A row is a line item; what needs no shipping, or was refunded, is not
    delivered; without a shipping address the billing address counts.
    """
    result = read(SHOPIFY)
    first, second = result.stops

    assert not result.is_refused
    assert (first.stop_id, first.name, str(first.address)) == (
        "#1001", "Aino K", "Katu 1, 00100 Helsinki, FI",
    )  # fmt: skip
    assert (first.load.parcels, first.notes, first.skills) == (5, "Ring", frozenset())
    assert (second.stop_id, second.name, second.address.line1) == ("#1003", "Cia", "Katu 3")
    assert [(row.row, row.is_bad) for row in result.aside] == [(4, False), (5, False)]
    assert "LM1150" in codes(result)


ITEMS = (
    "Name,Financial Status,Fulfillment Status,Shipping Name,Shipping Address1,Shipping City,"
    "Lineitem quantity,Lineitem name,Lineitem requires shipping,Lineitem fulfillment status\n"
)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("true,fulfilled", "true,pending"),
        ("false,pending", "true,pending"),
        ("true,pending", "false,pending"),
        ("true,pending", "true,fulfilled"),
    ],
)
def test_of_an_order_only_what_is_still_to_be_delivered_is_loaded(first, second):
    """The first row has the address, whatever becomes of its item."""
    rows = f"#1,paid,partial,Aino,Katu 1,Helsinki,7,Mask,{first}\n#1,,,,,,7,Soap,{second}\n"

    result = read(ITEMS + rows)

    (stop,) = result.stops
    assert (stop.address.line1, stop.load.parcels) == ("Katu 1", 7)
    assert "LM1150" in codes(result)


def test_an_order_with_nothing_left_to_deliver_is_left_out_whatever_each_item_says():
    """One is a gift card, the other is on its way."""
    rows = (
        "#1,paid,partial,Aino,Katu 1,Helsinki,1,Card,false,pending\n"
        "#1,,,,,,1,Soap,true,fulfilled\n"
        "#2,paid,,Bo,Katu 2,Helsinki,1,Soap,true,pending\n"
    )

    result = read(ITEMS + rows)

    assert [stop.stop_id for stop in result.stops] == ["#2"]
    assert [row.row for row in result.aside] == [2, 3]


@pytest.mark.parametrize(
    ("method", "said"),
    [("Local pickup", "LM1150"), ("Click & Collect Kamppi", "LM1150"), ("Standard", "LM1159")],
)
def test_what_is_picked_up_at_the_shop_is_not_driven_to_the_billing_address(method, said):
    text = (
        "Name,Shipping Name,Shipping Address1,Billing Name,Billing Address1,Billing City,"
        "Lineitem quantity,Shipping Method\n"
        f"#1,,,Bo,Katu 2,Helsinki,1,{method}\n#1,,,,,,2,\n#2,Aino,Katu 1,Aino,Katu 9,Espoo,1,Standard\n"
    )

    result = read(text)

    stops = [(stop.stop_id, stop.address.line1) for stop in result.stops]
    assert stops == ([("#1", "Katu 2")] if said == "LM1159" else []) + [("#2", "Katu 1")]
    assert said in codes(result)


def test_every_row_of_an_order_survives_to_the_exports():
    first = read(SHOPIFY).stops[0]

    assert [row for row, _ in first.input_rows] == [2, 3]
    assert [dict(cells)["Lineitem name"] for _, cells in first.input_rows] == ["Mask", "Soap"]


def test_woocommerce():
    """Standard columns of its Advanced Order Export, one row a product."""
    stop = one("""\
        Order Number,Order Status,Order Date,Customer Note,First Name (Billing),Last Name (Billing),Address 1&2 (Billing),City (Billing),Postcode (Billing),Country Code (Billing),Email (Billing),Phone (Billing),First Name (Shipping),Last Name (Shipping),Address 1&2 (Shipping),City (Shipping),Postcode (Shipping),Country Code (Shipping),Order Total Amount,SKU,Item #,Item Name,Quantity
        501,processing,2026-05-30 10:11,Ring,Aino,Aho,Katu 1,Helsinki,00100,FI,aino@example.com,+358401234567,,,,,,,30,S1,1,Mask,2
        501,processing,2026-05-30 10:11,Ring,Aino,Aho,Katu 1,Helsinki,00100,FI,aino@example.com,+358401234567,,,,,,,30,S2,2,Soap,1
        502,cancelled,2026-05-30 10:11,,Bo,Bergh,Katu 2,Helsinki,00100,FI,bo@example.com,+358401234568,,,,,,,30,S2,1,Soap,1
        """)

    assert (stop.stop_id, stop.name, stop.address.line1) == ("501", "Aino Aho", "Katu 1")
    assert (stop.load.parcels, stop.notes) == (3, "Ring")


def test_woocommerces_import_export_suite():
    """Columns: woocommerce.com, "Import and Export of WooCommerce Orders"."""
    stop = one("""\
        order_id,order_number,order_date,status,order_total,customer_id,billing_first_name,billing_last_name,billing_email,billing_phone,billing_address_1,billing_postcode,billing_city,billing_country,shipping_first_name,shipping_last_name,shipping_address_1,shipping_postcode,shipping_city,shipping_country,customer_note
        77,501,2026-05-30,processing,30,C1,Aino,Aho,aino@example.com,+358401234567,Katu 9,00100,Helsinki,FI,Aino,Aho,Katu 1,00100,Helsinki,FI,Ring
        """)

    assert (stop.stop_id, stop.customer_id, stop.name) == ("501", "C1", "Aino Aho")
    assert (stop.address.line1, stop.notes) == ("Katu 1", "Ring")


def test_detrack():
    """Columns of its job import: detrack.com, "How to import deliveries". Items repeat the row."""
    stop = one("""\
        D.O. No.,Date,Deliver to,Address,Delivery time,Phone No.,Notify email,Instructions,Zone,SKU,Item Description,Quantity,Detrack Job Type
        A1,2026-06-01,Aino,"Katu 1, Helsinki",09:00-11:00,+358401234567,aino@example.com,Ring,north,S1,Mask,2,Delivery
        A1,2026-06-01,Aino,"Katu 1, Helsinki",09:00-11:00,+358401234567,aino@example.com,Ring,north,S2,Soap,1,Delivery
        """)

    assert (stop.stop_id, stop.name, stop.zone) == ("A1", "Aino", "north")
    assert (stop.windows, stop.load.parcels) == ((Window(NINE, ELEVEN),), 3)


def test_antsroute():
    """Columns: antsroute.com, "Import appointments in the order bucket"."""
    stop = one("""\
        Id,Name,First name,Address,Postal code,City,Latitude,Longitude,Duration,Due-date,Open-date,Phone,E-mail,External client identifier,Comments,Time slot
        A1,Aho Oy,Aino,Katu 1,00100,Helsinki,60.17,24.94,5,2026-06-01,,+358401234567,aino@example.com,C1,Ring,09:00-11:00
        """)

    assert (stop.stop_id, stop.customer_id, stop.name) == ("A1", "C1", "Aho Oy")
    assert (stop.windows, stop.service_s) == ((Window(NINE, ELEVEN),), 300)


def test_antsroutes_recurring_jobs():
    """Columns: support.antsroute.com, "Import recurring jobs"."""
    stop = one("Last name,First name,Address,Planned duration\nAho Oy,Aino,Katu 1,40\n")

    assert (stop.name, stop.service_s) == ("Aho Oy", 2400)


def test_opening_hours_by_day_of_the_week_are_those_of_the_day():
    """The first of June 2026 is a Monday."""
    stop = one("id,Address,Monday,Tuesday\nA,Katu 1,09:00-11:00,12:00-14:00\n")

    assert stop.windows == (Window(NINE, ELEVEN),)


def test_an_ordinary_header_is_no_product_of_anybody():
    assert find_product(["stop_id", "name", "address"]).name == ""
