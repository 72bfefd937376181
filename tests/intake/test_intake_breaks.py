"""Lunches and legal rules become one list of breaks in the order in which they are taken."""

from dataclasses import replace
from datetime import date

import pytest
from intake_world import CONFIG, codes, configure

from lastmile_cli.domain.fleet import Break
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.intake.clock_change import on_service_day
from lastmile_cli.intake.config import config_from_mapping

HOUR = 3600
LUNCH = "{minutes: 30, between: [11:30, 13:30]}"
EU_561 = "{minutes: 45, after_driving_h: 4.5, split_min: 15}"
SIX_HOURS = "{minutes: 30, after_work_h: 6}"


def van(*breaks, shift="start: 08:00, end: 17:00", more=""):
    text = CONFIG.replace("start: 08:00, end: 17:00", shift)
    text = text.replace("  - id: van\n", f"  - id: van\n    breaks: [{', '.join(breaks)}]\n{more}")
    return configure(text).config_or_refuse().vehicles[0]


def clock(hours):
    return round(hours * HOUR)


def test_a_lunch_begins_between_its_times_and_is_not_paid_unless_said():
    unpaid = van(LUNCH).breaks
    paid = van(LUNCH.replace("}", ", paid: true}")).breaks

    assert unpaid == (Break(duration_s=1800, earliest_s=clock(11.5), latest_s=clock(13.5)),)
    assert paid == (replace(unpaid[0], is_paid=True),)


def test_breaks_with_a_time_are_taken_in_the_order_of_their_times():
    coffee = "{minutes: 15, between: [9:00, 10:00], paid: true}"

    assert [b.earliest_s for b in van(LUNCH, coffee).breaks] == [clock(9), clock(11.5)]


@pytest.mark.parametrize(
    ("rule", "shift", "count"),
    [
        (SIX_HOURS, "start: 08:00, end: 13:59", 0),
        (SIX_HOURS, "start: 08:00, end: 14:00", 0),
        (SIX_HOURS, "start: 08:00, end: 14:01", 1),
        (SIX_HOURS, "start: 08:00, end: 20:30", 1),
        (SIX_HOURS, "start: 08:00, end: 20:31", 2),
        (EU_561, "start: 05:00, end: 20:00", 2),
        ("{minutes: 10, after_work_h: 1}", "start: 08:00, end: 12:00", 3),
    ],
)
def test_a_rule_gives_as_many_breaks_as_its_stretches_fit_the_shift(rule, shift, count):
    assert len(van(rule, shift=shift).breaks) == count


def test_a_shorter_day_than_the_shift_needs_fewer_breaks():
    assert len(van(SIX_HOURS, shift="start: 06:00, end: 22:00").breaks) == 2
    assert (
        len(van(SIX_HOURS, shift="start: 06:00, end: 22:00", more="    max_hours: 8\n").breaks) == 1
    )


def test_a_rule_says_after_how_much_work_or_driving_and_how_it_may_be_split():
    (driving,) = van(EU_561).breaks
    (working,) = van(SIX_HOURS).breaks

    assert driving == Break(duration_s=2700, max_drive_s=clock(4.5), first_part_s=900)
    assert working == Break(duration_s=1800, max_work_s=clock(6))


def test_two_rules_are_kept_by_one_break_that_is_long_and_early_enough_for_both():
    (both,) = van(EU_561, SIX_HOURS).breaks

    assert both == Break(
        duration_s=2700, max_drive_s=clock(4.5), max_work_s=clock(6), first_part_s=900
    )


def test_a_lunch_that_is_long_enough_is_the_rules_break_too():
    """After lunch at 11:30 at the earliest, six hours are over at 18:00: another may be due."""
    short_day = van(LUNCH, SIX_HOURS).breaks
    long_day = van(LUNCH, SIX_HOURS, shift="start: 08:00, end: 18:30").breaks
    lunch = Break(
        duration_s=1800, earliest_s=clock(11.5), latest_s=clock(13.5), max_work_s=clock(6)
    )

    assert short_day == (lunch,)
    assert long_day == (lunch, Break(duration_s=1800, max_work_s=clock(6)))


def test_a_lunch_that_is_too_short_for_the_rule_is_lengthened_and_may_be_split_around():
    """Thirty minutes stay at noon where fifteen were taken before, as EU 561/2006 allows."""
    (lunch, *_) = van(LUNCH, EU_561).breaks

    assert lunch == Break(
        duration_s=2700,
        earliest_s=clock(11.5),
        latest_s=clock(13.5),
        max_drive_s=clock(4.5),
        first_part_s=900,
    )


def test_a_lunch_is_never_split_into_less_than_was_asked():
    longer = van(LUNCH.replace("30,", "40,"), EU_561).breaks[0]

    assert (longer.duration_s, longer.first_part_s) == (2700, 0)


def test_where_nobody_could_work_until_lunch_the_rules_break_comes_before():
    """From four to eleven thirty are seven hours and a half."""
    early = van(LUNCH, SIX_HOURS, shift="start: 04:00, end: 14:00").breaks

    assert [b.latest_s for b in early] == [None, clock(13.5)]
    assert all(b.max_work_s == clock(6) for b in early)


def test_a_night_shift_takes_its_break_after_midnight():
    breaks = van("{minutes: 30, between: [0:30, 2:00]}", shift="start: 20:00, end: 04:00").breaks
    over = van("{minutes: 30, between: [23:30, 0:30]}", shift="start: 20:00, end: 04:00").breaks

    assert [(b.earliest_s, b.latest_s) for b in breaks] == [(clock(24.5), clock(26))]
    assert [(b.earliest_s, b.latest_s) for b in over] == [(clock(23.5), clock(24.5))]


def test_a_lunch_keeps_its_time_on_the_clock_when_that_springs_forward():
    text = CONFIG.replace("  - id: van\n", f"  - id: van\n    breaks: [{LUNCH}, {SIX_HOURS}]\n")
    spring = ServiceDay(date=date(2026, 3, 29), timezone="Europe/Helsinki")

    (vehicle,) = on_service_day(configure(text).config_or_refuse(), spring).vehicles

    assert (vehicle.breaks[0].earliest_s, vehicle.breaks[0].latest_s) == (clock(10.5), clock(12.5))
    assert vehicle.breaks[0].max_work_s == clock(6)


RICH = (
    CONFIG.replace("country: FI}", "country: FI, max_late_min: 20}")
    .replace(
        "  - id: van\n",
        f"  - id: van\n    breaks: [{LUNCH}, {EU_561}]\n    max_trips: 3\n    paid_waiting: false\n",
    )
    .replace("{id: aino}", "{id: aino, zones: [centre, North]}")
    + "costs: {lateness_per_hour: {amount: 12.50, source: our contracts}}\n"
    + "objective: {zone_change_price: 0.4, balance_price_per_hour: 3, familiarity_price: 1.25}\n"
)


def test_trips_waiting_lateness_zones_and_wishes_reach_the_settings():
    config = configure(RICH).config_or_refuse()
    (vehicle,) = config.vehicles

    assert (vehicle.max_trips, vehicle.waiting_paid) == (3, False)
    assert vehicle.driver is not None
    assert vehicle.driver.zones == {"centre", "North"}
    assert (config.service.max_late_s, config.service.late_micro_per_hour) == (1200, 12_500_000)
    assert config.objective.zone_change_micro == 400_000
    assert config.objective.balance_micro == 3_000_000
    assert config.objective.familiarity_micro == 1_250_000


def test_who_says_nothing_has_one_trip_paid_waiting_no_breaks_and_no_wishes():
    config = configure().config_or_refuse()
    (vehicle,) = config.vehicles

    assert (vehicle.max_trips, vehicle.waiting_paid, vehicle.breaks) == (1, True, ())
    assert (config.service.max_late_s, config.service.late_micro_per_hour) == (0, 0)
    assert (config.objective.zone_change_micro, config.objective.balance_micro) == (0, 0)


def test_all_of_it_reads_back_equal_from_the_effective_configuration(tmp_path):
    config = configure(RICH).config_or_refuse()

    again = config_from_mapping(config.effective, base=tmp_path)

    assert (again.vehicles, again.drivers) == (config.vehicles, config.drivers)
    assert (again.service, again.objective) == (config.service, config.objective)
    assert again.effective == config.effective
    assert config.effective["vehicles"][0]["breaks"][0]["between"] == ["11:30", "13:30"]
    assert config.effective["costs"]["lateness_per_hour"]["source"] == "our contracts"


def test_lateness_has_no_general_price_to_be_told_of():
    (told,) = configure().notices

    assert "lateness" not in told.problem


def test_an_impossible_shift_does_not_stop_the_checks_of_its_breaks():
    text = CONFIG.replace("start: 08:00, end: 17:00", "start: 17:00, end: 08:00")
    text = text.replace("  - id: van\n", f"  - id: van\n    breaks: [{LUNCH}, {EU_561}]\n")

    assert codes(configure(text)) == ["LM1214"]
