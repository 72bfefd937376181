"""Chances by the hour, types of customers, tries and lists of failed orders, as people write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from intake_world import CONFIG, codes, configure, read, stop_of

from lastmile_cli.domain.attempts import ChanceHours
from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.fleet import RateBasis
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.intake.clock_change import on_service_day
from lastmile_cli.intake.failed_orders import read_failed
from lastmile_cli.intake.sources import Source
from lastmile_cli.intake.tariffs import to_micro

H = 3600


def told(stop):
    return [(one.from_s // H, one.until_s // H, one.ppm) for one in stop.chance_hours]


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ('"09:00-12:00=0.15,17:00-20:00=0.03"', [(9, 12, 150_000), (17, 20, 30_000)]),
        ('"17:00-20:00=3 %; 9-12 = 15%"', [(9, 12, 150_000), (17, 20, 30_000)]),
        ('"9.00–12.00: 0,15 | 12-14: 0"', [(9, 12, 150_000), (12, 14, 0)]),
        ('"9-12=0,17:00-20:00=1"', [(9, 12, 0), (17, 20, 1_000_000)]),
        ("", []),
    ],
)
def test_hours_with_a_chance_each(cell, hours):
    assert told(stop_of("failure_by_hour", cell)) == hours


def test_a_cell_that_nobody_understands_never_stops_a_plan():
    result = read("stop_id,address,failure_by_hour,tries\nA,Katu 1,mornings,many\n")

    assert codes(result) == ["LM1585", "LM1585"]
    assert (result.stops[0].chance_hours, result.stops[0].tries) == ((), 0)


def test_orders_of_one_door_have_the_tries_of_the_most_tried():
    (stop,) = read(
        "stop_id,customer_id,address,tries,customer type,failure by window\n"
        "A,7,Katu 1,,,9-12=0.2\nB,7,Katu 1,2,business,\n"
    ).stops

    assert (stop.tries, stop.customer_type) == (2, "business")
    assert told(stop) == [(9, 12, 200_000)]


def test_the_table_is_that_of_the_day_of_the_week():
    text = CONFIG + (
        "attempts:\n  chances:\n"
        "    - {days: [mon], from: 8:00, to: 12:00, chance: 0.12}\n"
        "    - {days: [sat], from: 8:00, to: 12:00, chance: 0.01}\n"
        "    - {from: 18:00, to: 21:00, chance: 0.03, customer_type: shop}\n"
        "  factor_per_try: 1.5\n  max_attempts: 3\n"
        "costs: {failed_attempt: 15.30, failed_attempt_contact: 1.50}\n"
    )
    config = configure(text).config_or_refuse()

    monday = on_service_day(config, ServiceDay(date=date(2026, 6, 1), timezone="Europe/Helsinki"))

    assert monday.attempts.hours == (
        ChanceHours(from_s=8 * H, until_s=12 * H, ppm=120_000, weekdays=frozenset({0})),
        ChanceHours(from_s=18 * H, until_s=21 * H, ppm=30_000, customer_type="shop"),
    )
    assert (monday.attempts.factor_per_try, monday.attempts.max_attempts) == (Decimal("1.5"), 3)
    prices = [r.micro for r in config.vehicles[0].rates if r.basis is RateBasis.PER_FAILURE]
    assert prices == [to_micro(Decimal("15.30")), to_micro(Decimal("1.50"))]


def failed(text):
    return read_failed(Source(file="failed.csv", content=text.encode()))


def test_a_list_of_failed_orders_tells_why():
    assert failed("stop_id,reason\nA,nobody there\nB,\n")[0] == {"A": "nobody there", "B": ""}
    assert failed("Order ID;Note\nA;closed\n")[0] == {"A": "closed"}


def test_a_list_without_ids_is_refused():
    with pytest.raises(InputRefusedError) as caught:
        failed("name,reason\nAino,nobody there\n")

    assert [notice.code for notice in caught.value.notices] == ["LM1590"]
