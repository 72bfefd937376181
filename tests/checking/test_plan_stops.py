"""What a stop says it takes and where it is, held against its orders and its address."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lastmile_cli.checking.plan_stops import check_stops
from lastmile_cli.checking.violation import Kind, Rule
from lastmile_cli.domain.addresses import (
    GeocodeCandidate,
    GeocodeResult,
    GeocodeStatus,
    Precision,
)
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.stops import Order, Stop
from tests.plans import small_plan

HERE = Coordinate(lat_deg=60.17, lon_deg=24.94)
CASH = 45_900_000


def found(name="house") -> GeocodeResult:
    best = GeocodeCandidate(
        coordinate=HERE, precision=Precision.HOUSE, score=1.0, matched=name, provider="map"
    )
    return GeocodeResult(status=GeocodeStatus.ACCEPT, best=best)


def single(**changes) -> Stop:
    """One row with cash to pay, at a house that was found."""
    plain = {
        "stop_id": "S",
        "coordinate": HERE,
        "geocode": found(),
        "load": Load(parcels=2),
        "cash_micro": CASH,
        "cells": (("Order ID", "S"), ("Cash on delivery", "45.90")),
    }
    return Stop(**(plain | changes))


def of_two(**changes) -> Stop:
    orders = (
        Order(order_id="S", load=Load(parcels=2), cash_micro=CASH, value_micro=5),
        Order(order_id="T", load=Load(parcels=1, weight_g=7), cash_micro=100_000),
    )
    plain = {"orders": orders, "load": Load(parcels=3, weight_g=7), "value_micro": 5}
    return single(**(plain | {"cash_micro": CASH + 100_000} | changes))


def at_point(**changes) -> Stop:
    """Two doors whose parcels are brought to one locker, which has a place of its own."""
    doors = (
        single(cash_micro=0, cells=()),
        single(stop_id="T", cash_micro=0, cells=(), load=Load(parcels=1)),
    )
    plain = {"geocode": None, "doors": doors, "load": Load(parcels=3), "cash_micro": 0, "cells": ()}
    return single(**(plain | {"collection_point": "locker"} | changes))


def violations(stop: Stop):
    return list(check_stops(replace(small_plan(), stops=(stop,))))


@pytest.mark.parametrize("stop", [single(), of_two(), at_point(), single(geocode=None)])
def test_what_was_planned_has_no_fault(stop):
    assert violations(stop) == []


@pytest.mark.parametrize("text", ["45,90", "1.234", "yes", "", "45.90 EUR"])
def test_cash_that_can_be_read_in_two_ways_is_not_judged(text):
    assert violations(single(cells=(("Cash on delivery", text),))) == []


def moved(door: Stop) -> Stop:
    return replace(door, coordinate=Coordinate(lat_deg=60.1701, lon_deg=24.94))


@pytest.mark.parametrize(
    ("tampered", "rule"),
    [
        (single(cash_micro=CASH + 1), Rule.WRONG_ORDERS),
        (of_two(cash_micro=CASH), Rule.WRONG_ORDERS),
        (of_two(value_micro=6), Rule.WRONG_ORDERS),
        (of_two(load=Load(parcels=3, weight_g=8)), Rule.WRONG_ORDERS),
        (at_point(load=Load(parcels=4)), Rule.WRONG_ORDERS),
        (
            at_point(doors=(single(cash_micro=0, cells=(), load=Load(parcels=3)),)),
            None,
        ),
        (
            at_point(doors=(replace(at_point().doors[0], load=Load(parcels=5)),)),
            Rule.WRONG_ORDERS,
        ),
        (moved(single()), Rule.WRONG_GEOCODE),
        (at_point(doors=(moved(at_point().doors[0]), at_point().doors[1])), Rule.WRONG_GEOCODE),
    ],
)
def test_one_figure_that_is_changed_is_found_out(tampered, rule):
    assert [it.rule for it in violations(tampered)] == ([rule] if rule else [])
    assert all(it.kind is Kind.FIGURE for it in (rule,) if it)
