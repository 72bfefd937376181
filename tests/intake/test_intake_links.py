"""Shipments and groups: rows that say which other rows they belong to."""

import pytest
from intake_world import MONDAY, codes, read

from lastmile_cli.domain.load import Load
from lastmile_cli.intake.stops import BadRowPolicy

HEADER = "stop_id,address,type,paired_with,weight_kg,parcels,vehicle\n"


def pairs(result):
    return {stop.stop_id: stop.paired_with for stop in result.stops}


@pytest.mark.parametrize(
    ("named_at_pickup", "named_at_delivery"), [("B", "A"), ("B", ""), ("", "A")]
)
def test_either_end_or_both_may_name_the_other(named_at_pickup, named_at_delivery):
    result = read(
        f"{HEADER}A,Katu 1,pickup,{named_at_pickup},2,1,\nB,Katu 2,delivery,{named_at_delivery},2,1,\n"
    )

    assert (codes(result), pairs(result)) == ([], {"A": "B", "B": "A"})


@pytest.mark.parametrize(
    "header",
    [
        "Related Order ID",
        "related_order",
        "Linked tasks",
        "Dependencies",
        "pickup of",
        "Depends on",
    ],
)
def test_other_planners_names_for_the_other_end_are_understood(header):
    result = read(f"id,address,type,{header}\nA,Katu 1,P,\nB,Katu 2,D,A\n")

    assert (codes(result), pairs(result)) == ([], {"A": "B", "B": "A"})


def test_what_one_end_leaves_empty_is_as_the_other_says():
    result = read(f"{HEADER}A,Katu 1,pickup,B,2.5,,\nB,Katu 2,delivery,,,3,\n")

    assert [stop.load for stop in result.stops] == [Load(weight_g=2500, parcels=3)] * 2


def test_different_loads_are_refused_at_the_cell_that_differs():
    result = read(f"{HEADER}A,Katu 1,pickup,B,2.5,1,\nB,Katu 2,delivery,,3,1,\n")

    (notice,) = result.notices
    assert (notice.code, notice.place.row, notice.place.column) == ("LM1145", 3, "weight_kg")
    assert "2.5 kg" in notice.problem
    assert result.bad_rows == (2, 3)


@pytest.mark.parametrize(
    "kinds", [("delivery", "delivery"), ("pickup", "return"), ("service", "delivery")]
)
def test_a_shipment_has_one_end_of_each_kind(kinds):
    result = read(f"{HEADER}A,Katu 1,{kinds[0]},B,,,\nB,Katu 2,{kinds[1]},,,,\n")

    assert [(n.code, n.place.row, n.place.column) for n in result.notices] == [
        ("LM1144", 2, "type"),
        ("LM1144", 3, "type"),
    ]


def test_three_that_name_one_another_are_no_shipment():
    chain = "A,Katu 1,pickup,B,,,\nB,Katu 2,delivery,C,,,\nC,Katu 3,delivery,,,,\n"
    fork = "A,Katu 1,pickup,,,,\nB,Katu 2,delivery,A,,,\nC,Katu 3,delivery,A,,,\n"

    for rows in (chain, fork):
        result = read(HEADER + rows)
        assert [(n.code, n.place.row) for n in result.notices] == [
            ("LM1143", row) for row in (2, 3, 4)
        ]


def test_a_name_that_is_not_in_the_file_is_told_with_what_may_be_meant():
    result = read(f"{HEADER}HB-101,Katu 1,pickup,,,,\nHB-102,Katu 2,delivery,HB-1O1,,,\n")

    (notice,) = result.notices
    assert (notice.code, notice.place.row, notice.place.column) == ("LM1142", 3, "paired_with")
    assert "HB-101" in notice.hint


def test_an_end_on_another_day_is_told_with_its_row():
    file = "stop_id,address,type,paired_with,date\nA,Katu 1,pickup,,2026-06-02\nB,Katu 2,,A,2026-06-01\n"

    notices = read(file, wanted=MONDAY).notices

    assert [notice.code for notice in notices] == ["LM1130", "LM1142"]
    assert "row 2, is for another day" in notices[1].problem


def test_half_a_shipment_is_never_planned():
    """Whichever end has the error and whichever names the other, both rows are set aside."""
    good = "C,Katu 9,delivery,,1,1,\n"
    for a, b in (("B", ""), ("", "A")):
        rows = f"A,Katu 1,pickup,{a},-2,1,\nB,Katu 2,delivery,{b},2,1,\n"

        result = read(HEADER + rows + good, on_bad_row=BadRowPolicy.SKIP)

        assert [stop.stop_id for stop in result.stops] == ["C"]
        assert result.bad_rows == (2, 3)
        assert codes(result) == ["LM1112", "LM1138", "LM1142"]
        assert "row 2, has an error" in str(result.aside[1].reason)


def test_ends_fixed_to_two_vehicles_cannot_share_a_route():
    result = read(f"{HEADER}A,Katu 1,pickup,B,,,van-1\nB,Katu 2,delivery,,,,van-2\n")

    assert codes(result) == ["LM1147"]
    assert not result.is_refused


def test_stops_of_one_group_share_its_name():
    result = read("stop_id,address,bundle\nA,Katu 1,wedding\nB,Katu 2,wedding\nC,Katu 3,\n")

    assert [stop.group for stop in result.stops] == ["wedding", "wedding", ""]
    assert codes(result) == []


def test_a_group_fixed_to_two_drivers_is_told_once():
    result = read(
        "stop_id,address,group,driver\nA,Katu 1,g,aino\nB,Katu 2,g,björn\nC,Katu 3,g,aino\n"
    )

    assert [(n.code, n.place.row, n.place.column) for n in result.notices] == [
        ("LM1147", 2, "group")
    ]


def test_a_double_id_does_not_make_a_pair_of_three():
    result = read(
        f"{HEADER}A,Katu 1,pickup,B,,,\nB,Katu 2,delivery,A,,,\nB,Katu 3,delivery,A,,,\n",
        on_bad_row=BadRowPolicy.SKIP,
    )

    assert pairs(result) == {"A": "B", "B": "A"}
    assert codes(result) == ["LM1101", "LM1138"]


def test_a_long_chain_of_names_is_read_in_a_moment():
    rows = "".join(f"S{n},Katu {n},pickup,S{n + 1},,,\n" for n in range(3000))

    result = read(HEADER + rows)

    assert {"LM1142", "LM1143"} == {notice.code for notice in result.notices}
