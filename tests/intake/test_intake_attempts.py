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


@pytest.mark.parametrize("written", ["0.15", "15 %", "15%", '"0,15"', '"15,0 %"', '" 15 % "'])
def test_a_chance_is_read_in_per_cent_where_the_sign_says_so(written):
    lines = f"attempts:\n  chances:\n    - {{from: 8:00, to: 12:00, chance: {written}}}\n"
    found = configure(CONFIG + lines + "costs: {failed_attempt: 9}\n").config_or_refuse()

    assert [hours.ppm for hours in found.attempts.hours] == [150_000]


@pytest.mark.parametrize(("written", "instead"), [("15", "0.15"), ("2.5", "0.025"), ("100", "1")])
def test_a_chance_above_certain_is_refused_and_told_how_to_write_it(written, instead):
    lines = f"attempts:\n  chances:\n    - {{from: 8:00, to: 12:00, chance: {written}}}\n"
    result = configure(CONFIG + lines)

    (notice,) = [one for one in result.notices if one.code == "LM1219"]
    assert notice.place.column == "attempts.chances[0].chance"
    assert f'write {instead}, or "{written} %"' in notice.hint


@pytest.mark.parametrize(
    ("column", "cell", "code", "told"),
    [
        ("failure_probability", "15", "LM1182", "write 15 % or 0.15, if"),
        ("failure_probability", '"2,5"', "LM1182", "write 2,5 % or 0.025, if"),
        ("failure_probability", "120 %", "LM1182", "write a number from 0 to 1"),
        ("failure_by_hour", "9-12=15", "LM1585", "write 15 % or 0.15, if"),
    ],
)
def test_a_cell_above_certain_is_told_how_to_write_it(column, cell, code, told):
    (notice,) = read(f"stop_id,address,{column}\nA,Katu 1,{cell}\n").notices

    assert notice.code == code
    assert notice.hint.startswith(told)


def failed(text):
    return read_failed(Source(file="failed.csv", content=text.encode()))


def test_a_list_of_failed_orders_tells_why():
    assert failed("stop_id,reason\nA,nobody there\nB,\n")[0] == {"A": "nobody there", "B": ""}
    assert failed("Order ID;Note\nA;closed\n")[0] == {"A": "closed"}
    assert failed("Bestellnummer;Grund\nA;niemand da\n")[0] == {"A": "niemand da"}
    assert failed("Tilausnumero;Huomautus\nA;ei kotona\n")[0] == {"A": "ei kotona"}


def test_a_list_without_ids_is_refused():
    with pytest.raises(InputRefusedError) as caught:
        failed("name,reason\nAino,nobody there\n")

    assert [notice.code for notice in caught.value.notices] == ["LM1590"]
