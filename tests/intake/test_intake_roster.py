"""Rosters: the fleet of a day, and every slip told with its place."""

import textwrap
from datetime import date

import pytest
from intake_world import configure

from lastmile_cli.domain.notices import Severity
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.stops import Window
from lastmile_cli.intake.clock_change import on_service_day
from lastmile_cli.intake.config import config_from_mapping, read_config
from lastmile_cli.intake.roster_day import on_roster
from lastmile_cli.intake.sources import Source
from tests.conftest import ROOT

FLEET = """\
service: {timezone: Europe/Helsinki, currency: EUR, country: FI}
roads: {map: helsinki.osm.pbf}
depots:
  - {id: hub, lat: 60.17, lon: 24.94}
vehicles:
  - id: van
    count: 2
    shift: {start: 08:00, end: 17:00}
    breaks: [{minutes: 30, after_work_h: 4}]
    drivers: [aino, bo]
    energy: {kind: diesel, l_per_100km: 8.4}
    costs: {vehicle_per_day: 35}
  - id: bike
    shift: {start: 09:00, end: 15:00}
    energy: {kind: human}
drivers:
  - {id: aino, name: Aino Mäkelä}
  - {id: bo}
  - {id: eva}
"""
TUESDAY, SATURDAY = date(2026, 11, 24), date(2026, 11, 28)


def roster(text):
    lines = textwrap.indent(textwrap.dedent(text), "  ")
    return configure(FLEET + "roster:\n" + lines)


def day(text, on=TUESDAY):
    """The fleet of a day: vehicle to driver, and what is told."""
    read = roster(text)
    assert read.config is not None, read.notices
    settled = on_roster(read.config, on)
    fleet = {v.vehicle_id: v.driver.driver_id if v.driver else "" for v in settled.config.vehicles}
    return fleet, [notice.problem for notice in settled.notices], settled


EVERY_DAY = {"van-1": "aino", "van-2": "bo", "bike": ""}


def test_a_line_for_another_day_changes_nothing():
    fleet, told, settled = day("- {date: 2026-11-25, vehicle: van-1}")

    assert (fleet, told) == (EVERY_DAY, [])
    assert settled.config.absent == {}


def test_a_van_in_the_workshop_is_not_there_and_its_driver_is_free():
    fleet, told, settled = day("- {date: 2026-11-24, vehicle: van-1, reason: in the workshop}")

    assert fleet == {"van-2": "bo", "bike": ""}
    assert told == ["van-1 is not there: in the workshop."]
    assert [(it.code, it.severity) for it in settled.notices] == [("LM1293", Severity.INFO)]
    assert settled.config.absent == {"van-1": "in the workshop"}


def test_who_is_free_drives_for_who_is_sick():
    fleet, told, _ = day("- {date: 2026-11-24, driver: aino, reason: sick}")

    assert fleet == {"van-1": "eva", "van-2": "bo", "bike": ""}
    assert told == ["aino is not there: sick.", "eva drives van-1."]


def test_where_nobody_is_free_the_van_stands():
    fleet, _, settled = day("- {date: 2026-11-24, driver: [aino, eva]}")

    assert fleet == {"van-2": "bo", "bike": ""}
    (stands,) = [it for it in settled.notices if it.code == "LM1294"]
    assert stands.problem == "it stands: Aino Mäkelä is not there, and no other driver is free."
    assert (stands.severity, stands.place.column) == (Severity.WARNING, "vehicles van-1")
    assert "van-1" in settled.config.absent


def test_a_driver_whose_van_is_away_takes_the_van_whose_driver_is():
    fleet, _, _ = day(
        """\
        - {date: 2026-11-24, vehicle: van-1}
        - {date: 2026-11-24, driver: [bo, eva]}
        """
    )
    assert fleet == {"van-2": "aino", "bike": ""}


def test_a_vehicle_without_a_driver_needs_none():
    fleet, _, _ = day("- {date: 2026-11-24, driver: [aino, bo, eva]}")

    assert fleet == {"bike": ""}


def test_who_drives_another_vehicle_frees_its_driver():
    fleet, told, _ = day("- {date: 2026-11-24, driver: eva, drives: van-1}")

    assert fleet == {"van-1": "eva", "van-2": "bo", "bike": ""}
    assert told == ["eva drives van-1."]


def test_who_takes_a_bike_leaves_the_van_to_who_is_spare():
    fleet, _, _ = day("- {date: 2026-11-24, driver: bo, drives: bike}")

    assert fleet == {"van-1": "aino", "van-2": "eva", "bike": "bo"}


def test_a_group_stands_for_all_its_vehicles():
    assert day("- {date: 2026-11-24, vehicle: van}")[0] == {"bike": ""}


def test_a_range_holds_at_both_ends_and_not_beyond():
    line = "- {from: 2026-11-24, until: 2026-11-26, vehicle: bike}"
    there = [("bike" in day(line, date(2026, 11, number))[0]) for number in range(23, 28)]

    assert there == [True, False, False, False, True]


def test_saturdays_have_a_shift_of_their_own_with_the_breaks_it_asks_for():
    """Nine hours owe a break after four; five hours one; the bike none."""
    line = '- {days: [sat], shift: {start: "09:00", end: "14:00"}}'

    _, told, settled = day(line, SATURDAY)

    assert {v.shift for v in settled.config.vehicles} == {Window(9 * 3600, 14 * 3600)}
    assert [len(v.breaks) for v in settled.config.vehicles] == [1, 1, 0]
    assert told == [f"{name} is on the road 09:00-14:00." for name in ("van-1", "van-2", "bike")]
    weekday = day(line)[2].config
    assert [len(v.breaks) for v in weekday.vehicles] == [2, 2, 0]


def test_a_drivers_shift_goes_with_the_driver():
    lines = """\
        - {date: 2026-11-24, driver: bo, shift: {start: "10:00", end: "12:00"}}
        - {date: 2026-11-24, driver: bo, drives: van-1}
        """
    _, _, settled = day(lines)
    shifts = {v.vehicle_id: v.shift.opens_s // 3600 for v in settled.config.vehicles}

    assert shifts == {"van-1": 10, "van-2": 8, "bike": 9}


def test_a_date_counts_more_than_a_day_of_the_week_in_whatever_order():
    lines = """\
        - {date: 2026-11-28, vehicle: van-1, away: false}
        - {days: [sat], vehicle: van-1}
        """
    assert "van-1" in day(lines, SATURDAY)[0]
    assert "van-1" not in day(lines, date(2026, 12, 5))[0]


def test_of_two_lines_for_one_day_the_later_counts_and_both_are_told():
    lines = """\
        - {date: 2026-11-24, vehicle: van-1}
        - {from: 2026-11-23, until: 2026-11-25, vehicle: van-1, away: false}
        """
    read = roster(lines)

    (told,) = [it for it in read.notices if it.code == "LM1292"]
    assert (told.severity, told.place.column) == (Severity.WARNING, "roster[1]")
    assert "van-1" in day(lines)[0]


def test_hired_vans_are_like_those_of_a_group_at_a_price_of_their_own():
    fleet, told, settled = day(
        "- {date: 2026-11-24, hire: van, id: rented, count: 2, per_day: 90, driver: eva}"
    )
    assert fleet == EVERY_DAY | {"rented-1": "eva", "rented-2": ""}
    assert told[:2] == ["rented-1 (van) is hired.", "rented-2 (van) is hired."]
    rates = {v.vehicle_id: [r.micro for r in v.rates if r.category == "vehicle"]
             for v in settled.config.vehicles}  # fmt: skip
    assert rates["rented-1"] == [90_000_000]
    assert rates["van-1"] == [35_000_000]


def test_the_plan_keeps_the_roster_and_reads_it_back():
    config = roster("- {date: 2026-11-24, hire: van, per_day: 90}").config_or_refuse()

    again = config_from_mapping(config.effective, base=ROOT)

    assert again.roster == config.roster
    helsinki = ServiceDay(date=TUESDAY, timezone="Europe/Helsinki")
    assert on_service_day(again, helsinki).vehicles == on_service_day(config, helsinki).vehicles


def test_a_past_date_is_fine():
    assert not [it for it in roster("- {date: 2020-01-01, vehicle: bike}").notices
                if it.code.startswith("LM129")]  # fmt: skip


STORIES = [
    ("LM1290", "roster[0].vehicle[0]", "- {date: 2026-11-24, vehicle: vann}"),
    ("LM1290", "roster[0].driver[1]", "- {date: 2026-11-24, driver: [bo, boo]}"),
    ("LM1290", "roster[0].drives", "- {date: 2026-11-24, driver: bo, drives: van-3}"),
    ("LM1290", "roster[0].hire", "- {date: 2026-11-24, hire: truck}"),
    ("LM1290", "roster[0].id", "- {date: 2026-11-24, hire: van, id: van-1}"),
    ("LM1291", "roster[0]", "- {vehicle: van-1}"),
    ("LM1291", "roster[0]", "- {date: 2026-11-24, days: [tue], vehicle: van-1}"),
    ("LM1291", "roster[0].date", "- {date: 2026-13-24, vehicle: van-1}"),
    ("LM1291", "roster[0]", "- {from: 2026-11-24, vehicle: van-1}"),
    ("LM1291", "roster[0].until", "- {from: 2026-11-24, until: 2026-11-23, vehicle: van-1}"),
    ("LM1291", "roster[0].drives", "- {date: 2026-11-24, drives: van-1, vehicle: bike}"),
    ("LM1291", "roster[0]", "- {date: 2026-11-24, reason: holiday}"),
    (
        "LM1214",
        "roster[0].shift.end",
        '- {date: 2026-11-24, shift: {start: "14:00", end: "09:00"}}',
    ),
    ("LM1205", "roster[0].vehicel", "- {date: 2026-11-24, vehicel: van-1}"),
    ("LM1207", "roster[0].days[0]", "- {days: [caturday], vehicle: van-1}"),
]


@pytest.mark.parametrize(("code", "place", "line"), STORIES)
def test_each_slip_of_a_roster_is_told_where_it_stands(code, place, line):
    read = roster(line)

    errors = {(it.code, it.place.column) for it in read.notices if it.severity is Severity.ERROR}
    assert errors == {(code, place)}


def test_all_slips_are_told_at_once_each_with_a_suggestion():
    read = roster("- {date: 2026-11-24, vehicle: vann-1}\n- {days: [sat], driver: aiino}")

    hints = [it.hint for it in read.notices if it.code == "LM1290"]
    assert hints == ["did you mean `van-1`?", "did you mean `aino`?"]


def with_file(tmp_path, text):
    (tmp_path / "roster.csv").write_text(textwrap.dedent(text), encoding="utf-8")
    content = (FLEET + "roster_file: roster.csv\n").encode()
    return read_config(Source(file="config.yaml", content=content), base=tmp_path, environ={})


def test_a_roster_may_be_a_table_of_its_own(tmp_path):
    read = with_file(
        tmp_path,
        """\
        date,days,vehicle,driver,away,start,end,reason
        24.11.2026,,,"aino, eva",,,,sick
        ,sat sun,van,,,09:00,14:00,
        """,
    )
    config = read.config_or_refuse()

    assert [v.vehicle_id for v in on_roster(config, TUESDAY).config.vehicles] == ["van-2", "bike"]
    saturday = {
        v.vehicle_id: v.shift.opens_s // 3600 for v in on_roster(config, SATURDAY).config.vehicles
    }
    assert saturday == {"van-1": 9, "van-2": 9, "bike": 9}
    assert config_from_mapping(config.effective, base=tmp_path / "gone").roster == config.roster


FILES = [
    ("LM1295", 2, "date,vehicle,away\n2026-11-24,van-1,perhaps\n"),
    ("LM1295", 2, "date,start\n2026-11-24,09:00\n"),
    ("LM1290", 3, "date,vehicle\n2026-11-24,van-1\n2026-11-25,vam-1\n"),
    ("LM1291", 2, "date,vehicle\n24/13/2026,van-1\n"),
    ("LM1292", 3, "date,vehicle\n2026-11-24,van-1\n2026-11-24,van-1\n"),
    ("LM1296", 1, "date,vehicle,colour\n2026-11-24,van-1,red\n"),
]


@pytest.mark.parametrize(("code", "row", "text"), FILES)
def test_each_slip_of_a_table_is_told_at_its_row(tmp_path, code, row, text):
    read = with_file(tmp_path, text)

    told = {(it.code, it.place.row) for it in read.notices if it.place.file == "roster.csv"}
    assert told == {(code, row)}


def test_a_table_that_is_not_there_is_told():
    read = configure(FLEET + "roster_file: nowhere.csv\n")

    assert [it.code for it in read.notices if it.severity is Severity.ERROR] == ["LM1295"]


PAID = FLEET.replace(
    "    drivers: [aino, bo]\n", "    drivers: [aino, bo]\n    overtime_after_week_h: 40\n"
)
PAID = PAID.replace("{id: eva}", "{id: eva, wage_per_hour: 31, hours_this_week: 36}")
PAID += "costs: {wage_per_hour: 20, overtime_multiplier: 1.5}\n"


def paid_at_the_wheel(text):
    """What an hour of each vehicle costs that day, and after how many overtime begins."""
    read = configure(PAID + "roster:\n" + textwrap.indent(text, "  "))
    assert read.config is not None, read.notices
    of = {}
    for vehicle in on_roster(read.config, TUESDAY).config.vehicles:
        (wage,) = [rate.micro for rate in vehicle.rates if rate.category == "wages"]
        after_s = vehicle.overtime_after_s
        of[vehicle.vehicle_id] = (wage // 10**6, after_s and after_s // 3600)
    assert "LM1284" not in {notice.code for notice in read.notices}
    return of


def test_who_drives_instead_is_paid_as_ever_and_brings_the_hours_of_the_week():
    every_day = paid_at_the_wheel("- {date: 2026-11-25, driver: aino}\n")
    sick = paid_at_the_wheel("- {date: 2026-11-24, driver: aino}\n")
    back = paid_at_the_wheel("- {date: 2026-11-24, driver: eva, drives: bike}\n")

    assert every_day == {"van-1": (20, 40), "van-2": (20, 40), "bike": (20, None)}
    assert sick == {"van-1": (31, 4), "van-2": (20, 40), "bike": (20, None)}
    assert back == {"van-1": (20, 40), "van-2": (20, 40), "bike": (31, None)}


def test_a_hired_van_is_paid_by_its_driver_as_well():
    hired = paid_at_the_wheel(
        "- {date: 2026-11-24, hire: van, id: rented}\n"
        "- {date: 2026-11-24, driver: eva, drives: rented}\n"
    )

    assert hired["rented"] == (31, 4)
