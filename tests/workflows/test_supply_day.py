"""Stock per hub on drawn days: who is supplied from where, what is moved, and who goes without."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastmile_cli.checking.plan import check_plan
from lastmile_cli.checking.plan_view import PlanIndex
from lastmile_cli.checking.violation import Rule
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.plan import VisitKind
from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.domain.stops import DeliveryOption, StopKind, Window
from lastmile_cli.domain.supply import (
    GoodsLine,
    StockLevel,
    StockSettings,
    Supply,
    Transfer,
    TransferTariff,
)
from lastmile_cli.engines.registry import open_engine
from lastmile_cli.planning.assemble import assemble
from lastmile_cli.planning.mend import objective_micro
from lastmile_cli.planning.partner_quotes import Refusal, quote_stop
from lastmile_cli.records.plan_json import plan_from_record, plan_to_record
from lastmile_cli.workflows.supply_day import supply_stops, with_ordered_stock
from tests.days import DAY, EIGHT, PROVENANCE, drawn_day
from tests.strategies import story
from tests.worlds import EURO

ONE = (GoodsLine("X", 1),)
TWO_VANS = ({}, {"start_depot_id": "E", "end_depot_id": "E"})
CHEAP = TransferTariff(per_unit_micro=EURO)


def counted(levels, transfers=None):
    """Stock by hub and article: ``{"D": {"X": 2}}``."""
    return StockSettings(
        levels=tuple(
            StockLevel(depot_id=hub, sku=sku, quantity=units)
            for hub, there in levels.items()
            for sku, units in there.items()
        ),
        transfers=transfers,
        is_counted=True,
    )


def a_day(drawing, stops, levels, transfers=None, **options):
    """Two hubs, D and E, with a van each."""
    options = {"hubs": {"E": {}}, "vans": TWO_VANS} | options
    return drawn_day(drawing, stops=stops, stock=counted(levels, transfers), **options)


def supplied(day):
    return supply_stops(day.stops, day.config, day.travel, day.places, file="stops.csv")


def hubs_of(found):
    return {stop.stop_id: sorted(stop.supply.depot_ids) for stop in found.stops if stop.supply}


def told(found, code):
    return [notice.problem for notice in found.notices if notice.code == code]


def solved(day, found, iterations=200):
    """Pose, search, write up and index the day with its stops supplied."""
    then = replace(day, stops=found.stops, places=day.places.with_visits(found.stops))
    posed = then.posed()
    proposal = open_engine("ruin-recreate").solve(posed.problem, SolveBudget(iterations=iterations))
    plan = assemble(
        posed,
        proposal,
        day.config,
        {},
        day=DAY,
        provenance=PROVENANCE,
        not_posed=found.left_out,
    )
    config = day.config
    index = PlanIndex.of(
        posed.problem,
        posed.vehicles,
        (),
        config.partners,
        config.collection_points,
        config.depots,
        stock=config.stock,
    )
    return posed, proposal, plan, index


def broken(posed, plan, index):
    return [violation.rule for violation in check_plan(posed.problem, plan, index)]


def amounts(plan):
    return {str(line.category): str(line.amount) for line in plan.bill.lines}


def test_where_nobody_counts_every_hub_has_everything():
    day = drawn_day("D.A.E", stops={"A": {"goods": ONE}}, hubs={"E": {}}, vans=TWO_VANS)

    found = supplied(day)

    assert found.stops == day.stops
    assert (found.left_out, found.notices) == ((), ())


def test_the_search_chooses_where_every_hub_has_enough_for_all():
    stops = {"A": {"goods": ONE}, "B": {"goods": ONE}}

    found = supplied(a_day("D.A.B.E", stops, {"D": {"X": 2}, "E": {"X": 2}}))

    assert hubs_of(found) == {"A": ["D", "E"], "B": ["D", "E"]}
    assert found.notices == ()


def test_a_stop_is_served_from_the_hub_that_has_its_goods():
    """A lies beside D, but its atlas stands in E: the van of E comes, seven steps and back."""
    day = a_day("DA......E", {"A": {"goods": ONE}}, {"E": {"X": 1}})

    found = supplied(day)
    posed, _, plan, index = solved(day, found)

    assert hubs_of(found) == {"A": ["E"]}
    assert [(route.depot_id, route.distance_m) for route in plan.routes] == [("E", 14_000)]
    assert broken(posed, plan, index) == []


def test_what_is_scarce_goes_where_it_saves_most():
    """
    One in each hub. Both stops lie nearer to D; B would lose more by coming from E.

    From D: A 1 step, B 2; from E: A 5 steps, B 8 (B stands above D's side).
    """
    day = a_day(
        "B.DA....E", {"A": {"goods": ONE}, "B": {"goods": ONE}}, {"D": {"X": 1}, "E": {"X": 1}}
    )

    assert hubs_of(supplied(day)) == {"A": ["E"], "B": ["D"]}


def test_a_transfer_is_chosen_where_it_is_cheaper_than_the_longer_way():
    """From E the way to A is 6 steps longer at 1.60 each; a unit from E to D costs 1 euro."""
    stops = {"A": {"goods": ONE}}
    ready = replace(CHEAP, ready_s=1_800)
    hours = {"hours": Window(7 * 3_600, 20 * 3_600)}
    day = a_day("DA......E", stops, {"E": {"X": 1}}, ready, depot=hours)

    found = supplied(day)
    posed, proposal, plan, index = solved(day, found)

    (stop,) = found.stops
    moved = Transfer(sku="X", quantity=1, from_depot_id="E", to_depot_id="D")
    assert stop.supply == Supply(
        depot_ids=frozenset("D"), transfers=(moved,), price_micro=EURO, ready_s=7 * 3_600 + 1_800
    )
    assert told(found, "LM1570") == [
        "goods of 1 stop come from another hub, for 1.00 EUR: 1 X E → D (A)."
    ]
    # Two kilometres, three minutes with the one at the door, a van, and the transfer.
    assert amounts(plan) == {
        "energy": "2.00", "wages": "1.80", "vehicle": "20.00", "transfers": "1.00"
    }  # fmt: skip
    assert objective_micro(posed.problem, proposal) == 24_800_000
    assert broken(posed, plan, index) == []


def test_a_transfer_that_is_dearer_than_the_way_is_not_made():
    day = a_day(
        "DA......E",
        {"A": {"goods": ONE}},
        {"E": {"X": 1}},
        TransferTariff(per_unit_micro=50 * EURO),
    )

    assert hubs_of(supplied(day)) == {"A": ["E"]}


def test_goods_of_both_hubs_meet_where_the_stop_is_served_from():
    """An atlas in D, a globe in E: no hub has both."""
    goods = (GoodsLine("ATLAS", 1), GoodsLine("GLOBE", 2))
    levels = {"D": {"ATLAS": 1}, "E": {"GLOBE": 2}}
    stops = {"A": {"goods": goods, "load": Load(weight_g=6_000, parcels=3)}}
    tariff = TransferTariff(per_source_micro=2 * EURO, per_unit_micro=EURO, per_kg_micro=500_000)

    alone = supplied(a_day("DA.E", stops, levels))
    together = supplied(a_day("DA.E", stops, levels, tariff))

    assert [stop.stop_id for stop, _ in alone.left_out] == ["A"]
    assert (
        alone.left_out[0][1].cheapest_fix
        == "Give stock.transfer a price: the hubs together have it."
    )
    (stop,) = together.stops
    # The atlas to E: 2 for the order, 1 for the unit, 2 kg of the 6 at 0.50; the globes would be 6.
    assert [(it.sku, it.to_depot_id) for it in stop.supply.transfers] == [("ATLAS", "E")]
    assert stop.supply.price_micro == 4 * EURO


def test_what_is_short_everywhere_is_named_and_who_waits_is_told():
    """Five ordered, three there: of equal orders the one with the lower priority waits."""
    three, two = (GoodsLine("X", 3),), (GoodsLine("X", 2),)
    stops = {"A": {"goods": two, "priority": 40}, "B": {"goods": three, "priority": 60}}
    day = a_day("D.A.B.E", stops, {"D": {"X": 3}})

    found = supplied(day)
    posed, _, plan, index = solved(day, found)

    assert told(found, "LM1569") == ["5 ordered, 3 in stock: 2 short."]
    ((stop, why),) = found.left_out
    assert (stop.stop_id, why.reason, why.unassigned_class) == ("A", "stock", "impossible")
    assert why.detail == "It asks for 2 of X (D 3, E 0 in stock). What there is is kept for B."
    assert told(found, "LM1571") == [f"stop A is left out: {why.detail}"]
    assert [left.stop_id for left in plan.unassigned] == ["A"]
    assert broken(posed, plan, index) == []


def test_half_an_order_is_never_planned():
    goods = (GoodsLine("X", 1), GoodsLine("Y", 1))

    found = supplied(a_day("D.A.E", {"A": {"goods": goods}}, {"D": {"X": 1}}))

    assert found.stops == ()
    assert found.left_out[0][1].cheapest_fix == "Bring 1 more of Y to a hub it may leave from."


def test_an_article_nobody_keeps_is_told_with_one_that_is_like_it():
    stops = {"A": {"goods": (GoodsLine("ATLSA", 1),)}}

    found = supplied(a_day("D.A.E", stops, {"D": {"ATLAS": 1}}))

    (notice,) = [it for it in found.notices if it.code == "LM1568"]
    assert notice.problem == "article ATLSA is in no stock list: A cannot have it."
    assert (notice.hint, notice.place.row, notice.place.column) == (
        "did you mean `ATLAS`?",
        2,
        "items",
    )


def test_a_fixed_depot_is_kept_and_its_goods_are_brought_there():
    stops = {"A": {"goods": ONE, "depot_id": "D"}}

    alone = supplied(a_day("D.A.E", stops, {"E": {"X": 1}}))
    brought = supplied(
        a_day("D.A.E", stops, {"E": {"X": 1}}, TransferTariff(per_unit_micro=99 * EURO))
    )

    assert [stop.stop_id for stop, _ in alone.left_out] == ["A"]
    assert hubs_of(brought) == {"A": ["D"]}
    assert brought.stops[0].supply.price_micro == 99 * EURO


def test_who_may_choose_never_takes_what_is_brought_away():
    """E has two, A may take one there; D, whose stop C needs two, must not take both."""
    stops = {
        "A": {"goods": ONE, "depot_id": "E"},
        "C": {"goods": (GoodsLine("X", 2),), "depot_id": "D"},
    }

    found = supplied(a_day("D.C.A.E", stops, {"E": {"X": 2}}, CHEAP))

    assert len(found.left_out) == 1


def test_goods_that_come_back_take_nothing_from_a_hub():
    stops = {"A": {"goods": ONE, "kind": StopKind.RETURN}}

    found = supplied(a_day("D.A.E", stops, {"D": {"X": 0}}))

    assert (hubs_of(found), found.left_out) == ({}, ())


def test_orders_at_one_locker_that_leave_from_two_hubs_are_two_visits():
    to_point = {"delivery_option": DeliveryOption.COLLECTION_POINT, "collection_point": "P"}
    stops = {
        "A": to_point | {"goods": (GoodsLine("X", 1),)},
        "B": to_point | {"goods": (GoodsLine("Y", 1),)},
        "C": to_point,
    }
    day = a_day("D.A.P.B.C.E", stops, {"D": {"X": 1}, "E": {"Y": 1}}, points={"P": {}})

    found = supplied(day)
    posed, _, plan, index = solved(day, found)

    assert {stop.order_ids: sorted(stop.supply.depot_ids) for stop in found.stops} == {
        ("A", "C"): ["D"], ("B",): ["E"]
    }  # fmt: skip
    assert broken(posed, plan, index) == []


def test_a_partner_takes_nothing_that_another_hub_must_send():
    from lastmile_cli.domain.partners import Partner, ZoneRate

    acme = Partner(partner_id="acme", zones=(ZoneRate(base_micro=EURO),))
    stops = {"A": {"goods": ONE, "depot_id": "D"}}
    (stop,) = supplied(a_day("D.A.E", stops, {"E": {"X": 1}}, CHEAP)).stops

    assert quote_stop(stop, acme).refusal is Refusal.TRANSFER
    assert quote_stop(replace(stop, supply=None), acme).price_micro == EURO
    elsewhere = replace(stop, depot_id="", supply=Supply(depot_ids=frozenset("E")))
    assert quote_stop(elsewhere, replace(acme, depot_ids=frozenset("D"))).refusal is Refusal.DEPOT


def test_a_plan_keeps_the_stock_of_what_is_ordered_and_no_more():
    levels = [{"depot": "D", "sku": sku, "quantity": 1} for sku in "XYZ"]
    day = a_day("D.A.E", {"A": {"goods": ONE}}, {"D": {"X": 1}})

    kept = with_ordered_stock({"stock": {"levels": levels, "file": ""}}, day.stops)

    assert kept == {"stock": {"levels": [levels[0]], "file": ""}}
    assert with_ordered_stock({"depots": []}, day.stops) == {"depots": []}


def a_planned_transfer():
    stops = {"A": {"goods": (GoodsLine("X", 2),)}}
    tariff = TransferTariff(per_unit_micro=EURO, ready_s=600)
    hours = {"hours": Window(EIGHT, 20 * 3_600)}
    day = a_day("DA......E", stops, {"E": {"X": 2}}, tariff, depot=hours)
    return solved(day, supplied(day))


def with_supply(plan, **changes):
    (stop,) = plan.stops
    return replace(plan, stops=(replace(stop, supply=replace(stop.supply, **changes)),))


def test_a_plan_with_a_transfer_holds_and_comes_back_from_its_record():
    posed, _, plan, index = a_planned_transfer()

    record = plan_to_record(plan)
    again = plan_from_record(record)

    assert broken(posed, plan, index) == []
    assert record["stops"][0]["goods"] == [{"sku": "X", "quantity": 2}]
    assert record["stops"][0]["supply"] == {
        "hubs": ["D"],
        "transfers": [{"sku": "X", "quantity": 2, "from": "E", "to": "D"}],
        "transfer_micro": 2 * EURO,
        "ready_at": "2026-06-01T08:10:00+03:00",
    }
    assert again.stops == plan.stops
    assert plan_to_record(again) == record


@pytest.mark.parametrize(
    ("levels", "rule"),
    [({"E": {"X": 1}}, Rule.OUT_OF_STOCK), ({"D": {"X": 2}}, Rule.OUT_OF_STOCK)],
)
def test_the_referee_counts_what_leaves_each_hub(levels, rule):
    posed, _, plan, index = a_planned_transfer()
    index = replace(index, stock=counted(levels, index.stock.transfers))

    assert broken(posed, plan, index) == [rule]


def test_the_referee_reckons_what_a_transfer_costs():
    posed, _, plan, index = a_planned_transfer()

    found = check_plan(posed.problem, with_supply(plan, price_micro=3 * EURO), index)

    assert {violation.rule for violation in found} == {Rule.WRONG_TRANSFER}
    assert found[0].sentence == (
        "Bringing the goods of stop A from another hub costs 2.00 EUR, not 3.00."
    )


def test_the_referee_wants_no_more_brought_than_is_asked_for():
    posed, _, plan, index = a_planned_transfer()
    three = Transfer(sku="X", quantity=3, from_depot_id="E", to_depot_id="D")
    index = replace(index, stock=counted({"E": {"X": 3}}, index.stock.transfers))

    rules = broken(posed, with_supply(plan, transfers=(three,)), index)

    assert Rule.WRONG_TRANSFER in rules


def test_the_referee_sees_who_loads_before_the_goods_are_there():
    posed, _, plan, index = a_planned_transfer()
    late = replace(index.stock.transfers, ready_s=3_600)

    violation, of_hour = check_plan(
        posed.problem, plan, replace(index, stock=replace(index.stock, transfers=late))
    )
    loads = [it for it in plan.routes[0].visits if it.kind is VisitKind.LOAD]

    assert violation.rule is Rule.TRANSFER_LATE
    assert violation.amount == EIGHT + 3_600 - loads[0].start_s
    assert (of_hour.rule, of_hour.amount) == (Rule.WRONG_GOODS_HOUR, 3_000)


@pytest.mark.parametrize("shift_s", [-600, 1, 7_200])
def test_the_referee_sees_another_hour_for_goods_from_another_hub(shift_s):
    """They are at D at 08:10: ten minutes after it opens."""
    posed, _, plan, index = a_planned_transfer()
    edited = with_supply(plan, ready_s=EIGHT + 600 + shift_s)

    (violation,) = check_plan(posed.problem, edited, index)

    assert (violation.rule, violation.amount) == (Rule.WRONG_GOODS_HOUR, abs(shift_s))
    assert violation.sentence.endswith("from other hubs they are there at 08:10.")


@pytest.mark.parametrize(
    ("goods", "amount"),
    [((GoodsLine("X", 1),), 1), ((), 2), ((GoodsLine("X", 2), GoodsLine("Y", 3)), 3)],
)
def test_the_referee_holds_articles_against_those_of_the_orders(goods, amount):
    posed, _, plan, index = a_planned_transfer()
    (stop,) = plan.stops
    edited = replace(plan, stops=(replace(stop, goods=goods),))

    found = check_plan(posed.problem, edited, index)
    told = [one for one in found if one.rule is Rule.WRONG_GOODS]

    assert [one.amount for one in told] == [amount]


def test_the_referee_holds_a_locker_against_what_is_brought_to_it():
    to_point = {"delivery_option": DeliveryOption.COLLECTION_POINT, "collection_point": "P"}
    stops = {name: to_point | {"goods": ONE} for name in "AB"}
    day = a_day("D.A.P.B.E", stops, {"D": {"X": 2}}, points={"P": {}})
    posed, _, plan, index = solved(day, supplied(day))
    (visit,) = plan.stops

    assert broken(posed, plan, index) == []
    edited = replace(plan, stops=(replace(visit, goods=ONE),))
    assert Rule.WRONG_GOODS in broken(posed, edited, index)
    door = replace(visit.doors[0], goods=(GoodsLine("X", 3),))
    edited = replace(plan, stops=(replace(visit, doors=(door, *visit.doors[1:])),))
    assert Rule.WRONG_GOODS in broken(posed, edited, index)
    edited = replace(plan, stops=(replace(visit, supply=replace(visit.supply, ready_s=60)),))
    assert Rule.WRONG_GOODS_HOUR in broken(posed, edited, index)


def test_the_referee_wants_a_stop_served_where_its_goods_are_brought():
    posed, _, plan, index = a_planned_transfer()
    moved = Transfer(sku="X", quantity=2, from_depot_id="D", to_depot_id="E")

    elsewhere = with_supply(plan, depot_ids=frozenset("E"), transfers=(moved,))
    found = check_plan(posed.problem, elsewhere, index)

    assert Rule.WRONG_HUB in {violation.rule for violation in found}


def test_a_stop_put_on_a_van_of_another_hub_by_hand_is_told_where_its_goods_are():
    """The van of D visits A, whose goods stand in E alone."""
    day = a_day("DA......E", {"A": {"goods": ONE}}, {"E": {"X": 1}})
    posed, _, plan, index = solved(day, supplied(day))
    route = replace(plan.routes[0], vehicle_id="van-1", depot_id="D")

    found = check_plan(posed.problem, replace(plan, routes=(route,)), index)

    told = {violation.rule: violation.sentence for violation in found}
    assert told[Rule.NOT_ALLOWED] == (
        "Vehicle van-1 may not serve stop A: its goods are at depot E."
    )
    assert told[Rule.OUT_OF_STOCK] == "1 of X leave D, where 0 stand."


orders = st.dictionaries(st.sampled_from("XY"), st.integers(1, 3), max_size=2)
levels = st.dictionaries(
    st.sampled_from("DE"), st.dictionaries(st.sampled_from("XY"), st.integers(0, 6)), max_size=2
)
tariffs = st.none() | st.builds(
    TransferTariff,
    per_source_micro=st.integers(0, 3).map(lambda n: n * 333_333),
    per_unit_micro=st.integers(0, 3).map(lambda n: n * 777_777),
    per_kg_micro=st.integers(0, 2_000_000),
    ready_s=st.sampled_from([0, 30_000]),
)


@story
@given(asked=st.lists(orders, min_size=1, max_size=5), there=levels, tariff=tariffs)
def test_whatever_is_ordered_the_plan_holds_and_the_bill_adds_up(asked, there, tariff):
    """Random orders, stock and prices: the referee agrees, and the engine weighs what is billed."""
    stops = {
        name: {
            "goods": tuple(GoodsLine(sku, n) for sku, n in sorted(goods.items())),
            "load": Load(weight_g=700 * (number + 1), parcels=1),
            "priority": 10 * number,
        }
        for number, (name, goods) in enumerate(zip("ABCFG", asked, strict=False))
    }
    day = a_day("D.A.B.\n..C...E\n.F..G", stops, there, tariff)

    found = supplied(day)
    posed, proposal, plan, index = solved(day, found, iterations=50)
    parts = [route.bill.total for route in plan.routes]

    assert broken(posed, plan, index) == []
    assert plan.bill.total == sum(parts, start=Money.zero("EUR"))
    assert {stop.stop_id for stop, _ in found.left_out} == {it.stop_id for it in plan.unassigned}
    billed = sum(int(line.amount.amount * EURO) for line in plan.objective.lines)
    lines = sum(len(route.bill.lines) for route in plan.routes)
    assert abs(objective_micro(posed.problem, proposal) - billed) <= 5_000 * max(1, lines)
