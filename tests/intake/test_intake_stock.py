"""Stock files and order lines: what can be read, and every slip with its row and column."""

from __future__ import annotations

import textwrap

import pytest
from intake_world import CONFIG, configure, read

from lastmile_cli.domain.notices import Severity
from lastmile_cli.domain.supply import GoodsLine, StockLevel, TransferTariff
from lastmile_cli.intake.config import config_from_mapping, read_config
from lastmile_cli.intake.order_lines import check_lm1574_goods_leave_a_hub, with_order_lines
from lastmile_cli.intake.sources import Source
from lastmile_cli.intake.stops_read import BadRowPolicy

STOCK = "stock: {file: stock.csv, transfer: {per_order: 1.50, per_kg: 0.1, ready_min: 90}}\n"
STOPS = """\
    stop_id,address
    A,Katu 1
    B,Katu 2
    """


def stocked(tmp_path, text, config=STOCK):
    (tmp_path / "stock.csv").write_text(textwrap.dedent(text), encoding="utf-8")
    return read_config(Source(file="c.yaml", content=(CONFIG + config).encode()), base=tmp_path)


def problems(notices):
    return [(n.code, n.place.row, n.place.column, n.problem) for n in notices
            if n.code.startswith(("LM125", "LM156", "LM157"))]  # fmt: skip


def lined(text, stops=STOPS, policy=BadRowPolicy.REFUSE):
    source = Source(file="lines.csv", content=textwrap.dedent(text).encode())
    return with_order_lines(read(stops), source, policy)


def test_a_stock_file_is_read_and_a_plan_needs_no_other(tmp_path):
    result = stocked(tmp_path, """\
        Hub;Article number;On hand;Shelf
        hub;ATLAS;1 200;B-12
        hub;GLOBE;0;
        """)  # fmt: skip

    config = result.config_or_refuse()
    assert config.stock.levels == (
        StockLevel(depot_id="hub", sku="ATLAS", quantity=1_200),
        StockLevel(depot_id="hub", sku="GLOBE", quantity=0),
    )
    assert config.stock.transfers == TransferTariff(
        per_source_micro=1_500_000, per_kg_micro=100_000, ready_s=5_400
    )
    assert config.stock.is_counted
    assert config_from_mapping(config.effective, base=tmp_path / "elsewhere").stock == config.stock


def test_every_bad_row_of_a_stock_file_is_told(tmp_path):
    result = stocked(tmp_path, """\
        depot,sku,quantity
        hub,ATLAS,-1
        hubb,GLOBE,2
        hub,MAP,many
        hub,,3
        hub,LAMP,2.5
        hub,NOVEL,1
        hub,NOVEL,2
        """)  # fmt: skip

    assert result.config is None
    assert problems(result.notices) == [
        ("LM1253", 2, "quantity", "'-1' is negative."),
        ("LM1253", 3, "depot", "'hubb' is no depot."),
        ("LM1253", 4, "quantity", "'many' is not a number."),
        ("LM1253", 5, "sku", "the cell is empty."),
        ("LM1253", 6, "quantity", "'2.5' is not a whole number."),
        ("LM1254", 8, "sku", "'NOVEL' at hub stands in row 7 already."),
    ]
    assert (
        next(n.hint for n in result.notices if n.place.column == "depot") == "did you mean `hub`?"
    )


def test_a_stock_file_without_its_columns_or_none_at_all_is_told(tmp_path):
    lacks = stocked(tmp_path, "depot,sku,quantty\nhub,A,1\n")
    gone = read_config(
        Source(file="c.yaml", content=(CONFIG + STOCK).encode()), base=tmp_path / "x"
    )

    (notice,) = [n for n in lacks.notices if n.severity is Severity.ERROR]
    assert (notice.code, notice.place.row) == ("LM1252", 1)
    assert notice.hint == "did you mean column 'quantty'?"
    assert [n.code for n in gone.notices if n.severity is Severity.ERROR] == ["LM1252"]


def test_levels_in_the_configuration_are_checked_alike():
    bad = configure(CONFIG + textwrap.dedent("""\
        stock:
          levels:
            - {depot: hub, sku: A, quantity: 1}
            - {depot: hub, sku: A, quantity: 2}
            - {depot: pub, sku: A, quantity: 2}
        """))  # fmt: skip
    negative = configure(CONFIG + "stock: {levels: [{depot: hub, sku: A, quantity: -3}]}\n")

    assert [(code, column) for code, _, column, _ in problems(bad.notices)] == [
        ("LM1254", "stock.levels[1].sku"), ("LM1253", "stock.levels[2].depot")
    ]  # fmt: skip
    assert negative.config is None


def test_a_row_and_a_level_of_one_article_contradict_each_other(tmp_path):
    levels = "stock: {file: stock.csv, levels: [{depot: hub, sku: A, quantity: 1}]}\n"

    result = stocked(tmp_path, "depot,sku,quantity\nhub,A,1\n", levels)

    assert problems(result.notices) == [
        ("LM1254", 2, "sku", "'A' at hub stands in the configuration already.")
    ]


def test_prices_without_stock_change_nothing_and_that_is_told():
    result = configure(CONFIG + "stock: {transfer: {per_unit: 1}, order_lines: lines.csv}\n")

    assert [(code, column) for code, _, column, _ in problems(result.notices)] == [
        ("LM1256", "stock.order_lines"), ("LM1256", "stock.transfer")
    ]  # fmt: skip
    assert not result.config_or_refuse().stock.is_counted


def test_a_column_names_articles():
    stops = read("stop_id,address,items\nA,Katu 1,GLOBE:1; ATLAS: 2;GLOBE=3\nB,Katu 2,\n").stops

    assert stops[0].goods == (GoodsLine("ATLAS", 2), GoodsLine("GLOBE", 4))
    assert stops[1].goods == ()


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("ATLAS:0", "'0' is less than 1."),
        ("ATLAS:-2", "'-2' is negative."),
        ("ATLAS:two", "'two' is not a number."),
        (":3", "':3' names no article."),
        ("ATLAS:", "'' is not a number."),
    ],
)
def test_a_cell_that_names_no_articles_is_refused(cell, problem):
    result = read(f"stop_id,address,items\nA,Katu 1,{cell}\n")

    assert ("LM1566", 2, "items", problem) in problems(result.notices)
    assert result.is_refused


def test_a_bare_number_still_counts_what_is_carried():
    (stop,) = read(
        "stop_id,address,delivery_option,items\nA,Katu 1,white glove,ATLAS:2;LAMP:1\n"
    ).stops
    (plain,) = read("stop_id,address,delivery_option,items\nA,Katu 1,white glove,3\n").stops

    assert (stop.in_home.items, plain.in_home.items) == (3, 3)
    assert plain.goods == ()


def test_articles_of_one_door_and_of_one_orders_rows_add_up():
    door = read("stop_id,customer_id,address,items\nA,C,Katu 1,X:1;\nB,C,Katu 1,X:2;Y:1\n").stops
    rows = read("stop_id,address,items\nA,Katu 1,X:1;\nA,Katu 1,Y:2\n").stops

    assert door[0].goods == (GoodsLine("X", 3), GoodsLine("Y", 1))
    assert rows[0].goods == (GoodsLine("X", 1), GoodsLine("Y", 2))


def test_a_file_of_lines_gives_orders_their_articles():
    found = lined("""\
        Order ID;Product;Qty
        A;GLOBE;1
        B;ATLAS;2 pcs
        A;ATLAS;3
        """)  # fmt: skip

    assert [stop.goods for stop in found.stops] == [
        (GoodsLine("ATLAS", 3), GoodsLine("GLOBE", 1)), (GoodsLine("ATLAS", 2),)
    ]  # fmt: skip
    assert problems(found.notices) == []


BAD_LINES = """\
    stop_id,sku,quantity
    A,X,0
    B,X,1
    B,X,1
    Z,X,1
    B,,1
    """


def test_every_bad_line_is_told_and_refuses_the_file():
    found = lined(BAD_LINES)

    assert problems(found.notices) == [
        ("LM1566", 2, "quantity", "'0' is less than 1."),
        ("LM1572", 4, "", "'B' has 'X' in row 3 as well: added up."),
        ("LM1567", 5, "stop_id", "no order of the day has these lines: 'Z'."),
        ("LM1566", 6, "sku", "the cell is empty."),
    ]
    assert found.is_refused


def test_skipping_bad_rows_leaves_out_whole_orders():
    found = lined(BAD_LINES.replace("B,,1", "A,,1"), policy=BadRowPolicy.SKIP)

    assert [stop.stop_id for stop in found.stops] == ["B"]
    assert found.stops[0].goods == (GoodsLine("X", 2),)
    assert (found.is_refused, found.bad_rows) == (False, (2,))
    assert "left out because of errors in its lines: A." in [n.problem for n in found.notices]


def test_a_table_of_lines_without_its_columns_is_refused():
    found = lined("stop_id,sku\nA,X\n", policy=BadRowPolicy.SKIP)

    assert [(code, row) for code, row, *_ in problems(found.notices)] == [("LM1565", 1)]
    assert found.is_refused


def test_every_order_of_a_door_keeps_the_articles_of_its_own_lines():
    stops = "stop_id,name,address\nA,Aino,Katu 1\nB,Aino,Katu 1\n"
    found = lined("stop_id,sku,quantity\nA,Y,1\nB,Y,2\nB,X,1\n", stops)

    (door,) = found.stops
    assert door.goods == (GoodsLine("X", 1), GoodsLine("Y", 3))
    assert [order.goods for order in door.orders] == [
        (GoodsLine("Y", 1),),
        (GoodsLine("X", 1), GoodsLine("Y", 2)),
    ]


def test_where_both_name_articles_the_file_counts():
    found = lined("stop_id,sku,quantity\nA,Y,1\n", "stop_id,address,items\nA,Katu 1,X:1;\n")

    assert found.stops[0].goods == (GoodsLine("Y", 1),)
    assert [code for code, *_ in problems(found.notices)] == ["LM1573"]


def test_articles_of_a_return_take_nothing_and_that_is_told():
    stops = read("stop_id,address,type,items\nA,Katu 1,return,X:1;\n").stops

    (notice,) = check_lm1574_goods_leave_a_hub(stops, "stops.csv")

    assert (notice.code, notice.severity) == ("LM1574", Severity.INFO)
    assert notice.problem == "A is a return: its articles take nothing from any hub."
