"""Groups and the two ends of shipments, from the columns to the problem."""

from __future__ import annotations

import pytest

from lastmile_cli.domain.load import Load
from lastmile_cli.domain.stops import StopKind, Window
from tests.days import drawn_day

FETCH, BRING = StopKind.PICKUP, StopKind.DELIVERY


def told(stops):
    """Codes with the stop each is told of, and (number, origin) of what is shipped."""
    posed = drawn_day("D.A.B.C", stops=stops).posed()
    notices = [(it.code, posed.stops[(it.place.row or 2) - 2].stop_id) for it in posed.notices]
    return notices, [
        (n, stop.shipped_from)
        for n, stop in enumerate(posed.problem.stops)
        if stop.shipped_from is not None
    ]


def end(kind, other="", parcels=2, **special):
    return {"kind": kind, "paired_with": other, "load": Load(parcels=parcels), **special}


def test_a_pickup_and_a_delivery_that_name_each_other_are_a_shipment():
    stops = {"A": end(FETCH, "B"), "B": end(BRING, "A")}

    problem = drawn_day("D.A.B", stops=stops).posed().problem

    assert told(stops) == ([], [(1, 0)])
    assert problem.stops[0].pickup == problem.stops[1].delivery == (0, 0, 2)
    assert problem.destinations == {0: 1}


@pytest.mark.parametrize("namer", ["A", "B"])
def test_one_naming_is_enough_where_nobody_else_names(namer):
    stops = {"A": end(FETCH), "B": end(BRING)}
    stops[namer]["paired_with"] = "B" if namer == "A" else "A"

    assert told(stops) == ([], [(1, 0)])


def test_a_partner_of_another_day_is_told_and_the_goods_go_by_the_depot():
    assert told({"A": end(FETCH, "Z"), "B": end(BRING)}) == ([("LM1510", "A")], [])
    assert told({"A": end(FETCH, "A")}) == ([("LM1510", "A")], [])


@pytest.mark.parametrize("kinds", [(FETCH, FETCH), (BRING, BRING), (StopKind.SERVICE, BRING)])
def test_two_of_a_kind_are_no_shipment_and_told_once(kinds):
    assert told({"A": end(kinds[0], "B"), "B": end(kinds[1], "A")}) == ([("LM1511", "A")], [])


def test_a_shipment_has_two_ends_not_three():
    chain = {"A": end(FETCH, "B"), "B": end(BRING, "C"), "C": end(BRING)}
    rivals = {"A": end(FETCH, "C"), "B": end(FETCH, "C"), "C": end(BRING)}

    assert told(chain) == ([("LM1512", "A"), ("LM1511", "B")], [])
    assert told(rivals) == ([("LM1512", "A"), ("LM1512", "B")], [])


def test_who_is_paired_with_another_keeps_that_one():
    stops = {"A": end(FETCH, "B"), "B": end(BRING, "A"), "C": end(BRING, "A")}

    assert told(stops) == ([("LM1512", "C")], [(1, 0)])


def test_of_unlike_loads_the_smaller_ones_are_shipped():
    stops = {
        "A": end(FETCH, "B", load=Load(weight_g=900, parcels=1)),
        "B": end(BRING, "A", load=Load(weight_g=400, parcels=3)),
    }

    problem = drawn_day("D.A.B", stops=stops).posed().problem

    assert told(stops) == ([("LM1513", "A")], [(1, 0)])
    assert problem.stops[0].pickup == problem.stops[1].delivery == (400, 0, 1)
    assert [stop.parcels for stop in problem.stops] == [1, 1]


def test_groups_are_numbered_and_one_alone_is_told():
    stops = {"A": {"group": "two"}, "B": {"group": "one"}, "C": {"group": "two"}}

    problem = drawn_day("D.A.B.C", stops=stops).posed().problem

    assert [stop.group for stop in problem.stops] == [0, None, 0]
    assert told(stops)[0] == [("LM1509", "B")]


@pytest.mark.parametrize(("closes", "codes"), [(9, ["LM1514"]), (10, ["LM1514"]), (11, [])])
def test_what_is_fetched_at_ten_cannot_be_brought_before(closes, codes):
    stops = {
        "A": end(FETCH, "B", windows=(Window(opens_s=10 * 3600, closes_s=12 * 3600),)),
        "B": end(BRING, "A", windows=(Window(opens_s=8 * 3600, closes_s=closes * 3600),)),
    }

    assert [code for code, _ in told(stops)[0]] == codes
