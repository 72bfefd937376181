"""Numbers, times, windows and words as people write them."""

import contextlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from intake_world import read, stop_of

from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.stops import SequenceWish, StopKind, Window
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.numbers import MASS_UNITS, parse_number, parse_quantity
from lastmile_cli.intake.times import clock_text, parse_clock, parse_date, parse_duration_s
from lastmile_cli.intake.windows import make_span, parse_spans, to_window
from lastmile_cli.intake.words import parse_consent, parse_kind, parse_names, parse_priority

H = 3600
MASSES = tuple(MASS_UNITS.items())
exact = st.decimals(0, 99_999, places=2)


@given(exact)
def test_a_number_reads_the_same_in_every_country(number):
    plain = f"{number:.2f}"
    english = f"{number:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    finnish = english.replace(",", "\u00a0").replace(".", ",")
    swiss = english.replace(",", "’")

    assert {parse_number(t) for t in (plain, english, german, finnish, swiss)} == {number}


@given(exact, st.sampled_from(["g", "kg", "t", "lb"]))
def test_a_unit_scales_the_number_before_it(number, unit):
    assert parse_quantity(f"{number} {unit}", MASSES, "kg") == number * MASS_UNITS[unit]
    assert parse_quantity(f"{number}{unit.upper()}.", MASSES, "kg") == number * MASS_UNITS[unit]


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(".,"))
def test_one_mark_before_three_digits_is_never_guessed(whole, rest, mark):
    text = f"{whole}{mark}{rest:03d}"

    with pytest.raises(CellError, match="two ways"):
        parse_number(text)
    assert parse_number(text, decimal_mark=mark) == Decimal(f"{whole}.{rest:03d}")


@pytest.mark.parametrize(
    "text", ["1.23.4", "1,23,4", "1 23", "--1", "1e3", "½", "٣", "1-2", "NaN", "∞", "0x1f", "."]
)
def test_what_only_looks_like_a_number_is_refused(text):
    with pytest.raises(CellError):
        parse_number(text)


@pytest.mark.parametrize(("other", "grams"), [("2.5", 1234), ("0,125", 1234), ("5", None)])
def test_other_cells_of_the_file_tell_which_mark_it_writes(other, grams):
    """'1.234' is no riddle once another row says that the point is the decimal mark."""
    mark = "," if "," in other else "."
    result = read(f'id,address,weight_kg\nA,Katu 1,"{other}"\nB,Katu 2,"1{mark}234"\n')

    if grams is None:
        assert result.stops[1].load.weight_g == 1234  # comma-separated files write points
    else:
        assert result.stops[1].load.weight_g == grams


@given(st.integers(0, 86_400))
def test_a_clock_time_reads_back(second):
    assert parse_clock(clock_text(second)) == second


@given(st.integers(0, 23), st.integers(0, 59))
def test_a_clock_time_reads_the_same_in_every_style(hour, minute):
    twelve = f"{hour % 12 or 12}:{minute:02d} {'pm' if hour >= 12 else 'am'}"
    styles = [f"{hour}:{minute:02d}", f"{hour:02d}.{minute:02d}", f"{hour}h{minute:02d}", f"klo {hour}.{minute:02d}",
              f"{hour:02d}{minute:02d}", f"{hour:02d}:{minute:02d}:00", twelve, twelve.replace(" ", "").upper()]  # fmt: skip

    assert {parse_clock(style) for style in styles} == {hour * H + minute * 60}


@pytest.mark.parametrize(
    "text", ["24:01", "9:60", "13pm", "0am", "9:5", "noonish", "", "9::00", "-9"]
)
def test_no_such_time_of_day(text):
    with pytest.raises(CellError):
        parse_clock(text)


clocks = st.integers(0, 24 * 60 - 1).map(lambda minutes: minutes * 60)


@given(clocks, clocks)
def test_a_window_is_in_order_past_midnight_for_less_than_twelve_hours_or_refused(start, end):
    assume(end != 0)
    night = (end - start) % 86_400
    if end >= start:
        assert make_span(start, end).closes_s == end
    elif night < 12 * H:
        assert make_span(start, end).closes_s == start + night
    else:
        with pytest.raises(CellError, match="before it opens"):
            make_span(start, end)


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("09:00-11:00", ["09:00-11:00"]),
        ("9-11am", ["09:00-11:00"]),
        ("11-1pm", ["11:00-13:00"]),
        ("9 am to 1 pm", ["09:00-13:00"]),
        ("9.00–12.30; 14.00–16.00", ["09:00-12:30", "14:00-16:00"]),
        ("14-16, 9-11", ["14:00-16:00", "09:00-11:00"]),
        ("9-11 and 13-15", ["09:00-11:00", "13:00-15:00"]),
        ("22:00-02:00", ["22:00-02:00"]),
        ("16:00-00:00", ["16:00-24:00"]),
        ("any time", []),
    ],
)  # fmt: skip
def test_windows_are_read_as_they_are_written(text, windows):
    assert [str(span) for span in parse_spans(text)] == windows


@given(st.lists(st.tuples(clocks, st.integers(0, 11 * 60)), min_size=1, max_size=4))
def test_several_windows_read_back(starts):
    spans = [
        make_span(start, (start + 60 * minutes) % 86_400 or 86_400) for start, minutes in starts
    ]

    assert parse_spans(", ".join(map(str, spans))) == tuple(spans)


@given(st.text(max_size=20))
def test_no_text_makes_a_parser_fail_in_any_other_way(text):
    for parse in (parse_number, parse_clock, parse_duration_s, parse_date, parse_spans, parse_kind,
                  parse_priority, parse_names, parse_consent):  # fmt: skip
        with contextlib.suppress(CellError):
            parse(text)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_date_reads_the_same_in_every_safe_style(day):
    styles = [
        day.isoformat(),
        f"{day:%d.%m.%Y}",
        f"{day.day}.{day.month}.{day:%y}",
        f"{day:%Y%m%d}",
        f"{day} 00:00:00",
    ]

    assert {parse_date(style) for style in styles} == {day}


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_date_with_slashes_is_read_only_where_there_is_one_way(day):
    text = f"{day:%d/%m/%Y}"

    if day.day > 12 or day.day == day.month:
        assert parse_date(text) == day
    else:
        with pytest.raises(CellError):
            parse_date(text)


@pytest.mark.parametrize("text", ["26-02-01", "01-02-26", "26/02/01", "25/06/26", "01-01-01"])
def test_a_year_of_two_digits_is_read_only_with_dots(text):
    """26-02-01 is 2026-02-01 to one reader and 2001-02-26 to another."""
    with pytest.raises(CellError) as caught:
        parse_date(text)
    assert caught.value.code == "LM1129"
    assert parse_date(text.replace("-", ".").replace("/", ".")).year in {2001, 2026}


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("1 March 2026", 3), ("1. März 2026", 3), ("1 mar 2026", 3), ("1. marraskuuta 2026", 11),
        ("1 marras 2026", 11), ("1 Sept. 2026", 9), ("1. Okt. 2026", 10), ("1. Dez 2026", 12),
        ("1 maj 2026", 5), ("24. joulukuuta 2026", 12), ("1 heinäkuu 2026", 7),
    ],
)  # fmt: skip
def test_months_are_known_by_their_words_in_four_languages(text, month):
    assert (parse_date(text).month, parse_date(text).year) == (month, 2026)


@pytest.mark.parametrize("word", ["marzenec", "mayonnaise", "junk", "decaf", "ma", "janitor"])
def test_a_word_that_only_begins_like_a_month_is_none(word):
    with pytest.raises(CellError):
        parse_date(f"1 {word} 2026")


def test_durations_have_units_or_are_minutes():
    def seconds(header, text):
        return stop_of(header, f'"{text}"').service_s

    assert seconds("service_time_min", "2,5") == 150
    assert seconds("service_time_min", "90 s") == 90
    assert seconds("service_time_min", "1:30") == 90 * 60
    assert seconds("service_time_min", "0:05:30") == 330
    assert seconds("Service seconds", "90") == 90
    assert seconds("Service hours", "0,5") == 1800
    assert seconds("service_time_min", "") is None


def test_a_row_becomes_a_stop_in_the_units_of_the_house():
    stop = stop_of(
        "type,weight_kg,volume_m3,parcels,priority,sequence,skills,consent,ready at,requires,vehicle,zone",
        'Return,"2,5 kg",800 l,3 pcs,high,first,White glove;tail-lift,yes,8am,"ID, photo",van-1,north',
    )

    assert stop.kind is StopKind.RETURN
    assert stop.load.as_tuple() == (2500, 800_000, 3)
    assert (stop.priority, stop.sequence, stop.ready_s) == (80, SequenceWish.FIRST, 8 * H)
    assert stop.skills == {"white_glove", "tail_lift"}
    assert stop.contact.consent == {"email", "sms"}
    assert stop.requires == {"id", "photo"}
    assert (stop.vehicle_id, stop.zone, stop.row) == ("van-1", "north", 2)


def test_the_header_may_say_the_unit():
    assert stop_of("Weight (g)", "800").load.weight_g == 800
    assert stop_of("Weight lbs", "10").load.weight_g == 4536


def test_half_open_windows_reach_to_the_ends_of_the_day():
    assert stop_of("from time,to time", "9,").windows == (Window(9 * H, 86_399),)
    assert stop_of("from time,to time", ",9").windows == (Window(0, 9 * H),)
    assert stop_of("from time,to time", "any,").windows == ()


def test_a_stamp_of_the_next_day_is_past_midnight():
    stop = stop_of("from time,to time", "2026-06-01 22:00,2026-06-02T01:00:00")

    assert stop.windows == (Window(22 * H, 25 * H),)


def test_windows_follow_the_clock_on_the_day_it_changes():
    """In the night to 29 March 2026 Helsinki loses an hour: 09:00 comes eight hours after midnight."""
    day = ServiceDay(date=date(2026, 3, 29), timezone="Europe/Helsinki")

    assert to_window(make_span(9 * H, 12 * H), day) == Window(8 * H, 11 * H)


def test_a_made_up_id_never_takes_one_that_is_there():
    result = read("id,address\n,Katu 1\nrow-2,Katu 2\n")

    assert [stop.stop_id for stop in result.stops] == ["row-2-x", "row-2"]


def test_a_file_without_ids_numbers_its_rows_in_silence():
    result = read("address\nKatu 1\nKatu 2\n")

    assert [stop.stop_id for stop in result.stops] == ["row-2", "row-3"]
    assert result.notices == ()
