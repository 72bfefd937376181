"""Numbers, times, windows and words as people write them."""

import contextlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from intake_world import MONDAY, codes, read, stop_of

from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.stops import SequenceWish, StopKind, Window
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.moments import with_plain_clocks
from lastmile_cli.intake.numbers import MASS_UNITS, parse_number, parse_quantity
from lastmile_cli.intake.times import clock_text, parse_clock, parse_date, parse_duration_s
from lastmile_cli.intake.window_words import AFTERNOON, MORNING
from lastmile_cli.intake.windows import ANY_TIME, Span, make_span, parse_spans, to_window
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

    with pytest.raises(CellError, match="may mean"):
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


clocks_of_day = st.integers(0, 24 * 60 - 1).map(lambda minutes: minutes * 60)
ONE_SIDED = [
    *(f"{word} {{}}" for word in (
        "bis", "until", "till", "before", "by", "vor", "spätestens", "not after", "före", "senast", "ennen",
        "<", "<=", "-", "–", "UNTIL")),
    "{} mennessä", "-{}", "<{}", "klo {} mennessä", "{} asti",
]  # fmt: skip
OPEN_ENDED = [
    *(f"{word} {{}}" for word in ("ab", "from", "after", "not before", "nach", "efter", "från", ">", ">=", "Ab")),
    "{}-", "{} –", "{} alkaen", ">{}", "klo {} jälkeen", "{} onwards",
]  # fmt: skip


@pytest.mark.parametrize("written", ONE_SIDED)
@given(minute=st.integers(1, 24 * 60))
def test_a_window_with_an_end_only_begins_with_the_day(written, minute):
    text = written.format(clock_text(minute * 60))

    assert parse_spans(text) == (Span(0, minute * 60),)


@pytest.mark.parametrize("written", OPEN_ENDED)
@given(minute=st.integers(0, 24 * 60 - 1))
def test_a_window_with_a_start_only_lasts_the_day(written, minute):
    text = written.format(clock_text(minute * 60))

    assert parse_spans(text) == (Span(minute * 60, 86_399),)


@pytest.mark.parametrize(
    "text", ["vormittags", "Vormittag", "AM", "aamupäivä", "bis 12 Uhr", "to 12", "by 12", "< 12"]
)
def test_the_morning_ends_at_noon(text):
    assert parse_spans(text) == (Span(0, 12 * H),)


@pytest.mark.parametrize(
    "text", ["nachmittags", "pm", "iltapäivällä", "ab 12 Uhr", "after 12 pm", "12-", "> 12"]
)
def test_the_afternoon_begins_at_noon(text):
    assert parse_spans(text) == (Span(12 * H, 86_399),)


@pytest.mark.parametrize(
    "text", ["ab 24 Uhr", "bis", "until noonish", "until until", "<", "9-11-13", "from"]
)
def test_no_such_window(text):
    with pytest.raises(CellError) as caught:
        parse_spans(text)
    assert caught.value.code == "LM1104"


@given(clocks_of_day, clocks_of_day)
def test_a_window_reads_the_same_with_every_word_between(start, end):
    assume(start < end)
    one, two = clock_text(start), clock_text(end)
    styles = [f"{one}-{two}", f"{one} – {two}", f"{one}/{two}", f"{one} to {two}", f"von {one} bis {two} Uhr",
              f"{one} till {two}", f"between {one} and {two}", f"zwischen {one} und {two}", f"from {one} until {two}",
              f"2026-06-01 {one} - 2026-06-01 {two}", f"2026-06-01T{one}/2026-06-01T{two}", f"1.6.2026 {one}-{two}"]  # fmt: skip

    windows = {stop_of("time window", f'"{style}"').windows for style in styles}

    assert windows == {(Window(start, end),)}


@given(clocks_of_day, clocks_of_day)
def test_a_spreadsheets_numbers_for_times_are_those_times(start, end):
    assume(0 < start < end)
    one, two = f"{start / 86_400:.9f}", f"{end / 86_400:.9f}".replace(".", ",")

    assert stop_of("time window", f'"{one} to {two}"').windows == (Window(start, end),)
    assert stop_of("from time,to time", f'{one},"{two}"').windows == (Window(start, end),)


def test_one_long_number_tells_what_the_short_one_beside_it_is():
    assert stop_of("time window", "0.375 to 0.5").windows == (Window(9 * H, 12 * H),)
    assert stop_of("from time,to time", "0.375,0.5").windows == (Window(9 * H, 12 * H),)


def test_without_a_long_one_a_number_stays_a_clock_time():
    """Half past midnight, as some write it: nothing says that a spreadsheet wrote 0.30."""
    assert stop_of("time window", "0.30-2.30").windows == (Window(H // 2, 2 * H + H // 2),)


def test_a_window_of_another_day_is_refused():
    result = read("stop_id,address,time window\nA,Katu 1,2026-06-03 09:00-11:00\n")

    assert codes(result) == ["LM1104"]
    assert "not on the service day" in result.notices[0].problem


def test_the_way_out_of_an_unreadable_window_shows_one_with_one_end():
    for text in ("noonish", "until noonish", "9-noonish"):
        [notice] = read(f"stop_id,address,time window\nA,Katu 1,{text}\n").notices
        assert "until 12:00" in notice.hint


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


WINDOW_PIECES = ["9", "24:00", "12", "25:00", "0.375", "2026-06-01", "31.6.2026", " ", "-", "/", ",", "bis", "between",
                 "and", "pm", "klo", "<", "+1d", "jälkeen", "\u0663"]  # fmt: skip


@given(st.lists(st.sampled_from(WINDOW_PIECES), max_size=7), st.booleans())
def test_no_mixture_of_window_words_makes_the_reader_fail_in_any_other_way(pieces, parts_of_day):
    for joint in ("", " "):
        with contextlib.suppress(CellError):
            text = with_plain_clocks(joint.join(pieces), MONDAY, parts_of_day=parts_of_day)
            for span in parse_spans(text):
                assert 0 <= span.opens_s <= span.closes_s <= 2 * 86_400


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


@pytest.mark.parametrize(
    "header",
    ["Parcel no", "Bestellnr", "Bestell-Nr.", "BESTELLNUMMER", "Tilausnro", "Beställningsnr"],
)
def test_an_order_number_is_known_by_its_name(header):
    result = read(f"{header},address\n4711,Katu 1\n")

    assert (result.stops[0].stop_id, result.notices) == ("4711", ())


def test_plain_words_for_sides_worth_and_signatures_are_known():
    header = "Parcel no,address,Longest side,Second side,Third side,Sign for,Worth"

    (stop,) = read(f"{header}\n1,Katu 1,120,40,30,signature,49.90\n").stops

    assert stop.boxes_mm == ((1200, 400, 300),)
    assert set(stop.requires) == {"signature"}
    assert stop.value_micro == 49_900_000


@pytest.mark.parametrize(
    "header", ["Anzahl", "Stück", "Pakete", "Kolli", "kpl", "Anzahl Pakete", "Antal", "Stk."]
)
def test_a_count_is_known_by_its_name(header):
    assert stop_of(header, "3").load.parcels == 3


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (StopKind.DELIVERY, ["Zustellung", "toimitus", "Leverans", "Lieferung"]),
        (StopKind.PICKUP, ["Abholung", "nouto", "hämtning"]),
        (StopKind.RETURN, ["Rückgabe", "palautus", "retur", "Retoure"]),
    ],
)
def test_what_happens_at_the_door_may_be_said_in_ones_own_language(kind, words):
    assert {parse_kind(word) for word in words} == {kind}


def test_urgent_is_urgent_in_every_language():
    urgent = {parse_priority(word) for word in ("urgent", "Dringend", "kiireellinen", "BRÅDSKANDE")}
    high, low = (
        {parse_priority("eilig"), parse_priority("high")},
        {parse_priority("niedrig"), parse_priority("low")},
    )

    assert (urgent, high, low) == ({95}, {80}, {20})


@pytest.mark.parametrize("end", ["\n", "\r\n", ",\n", " \r", "\u2028", "_x000D_\n", "\n\n"])
def test_lines_within_an_address_cell_stay_apart(end):
    """Street 5 in flat 3 is not number 53."""
    text = f'stop_id,address,address2\nA,"Katu 5{end}3","B\n2"\n'

    address = read(text.encode()).stops[0].address

    assert (address.line1, address.line2) == ("Katu 5, 3", "B, 2")


@pytest.mark.parametrize(
    ("text", "opens", "closes"),
    [
        ("9-noon", 9 * H, 12 * H),
        ("noon-2pm", 12 * H, 14 * H),
        ("until noon", 0, 12 * H),
        ("from noon to midnight", 12 * H, 24 * H),
        ("midnight-02:00", 0, 2 * H),
        ("bis Mittag", 0, 12 * H),
    ],
)
def test_noon_and_midnight_are_times(text, opens, closes):
    assert parse_spans(text) == (Span(opens, closes),)


def test_an_end_at_midnight_is_the_end_of_the_day():
    stop = stop_of("time_window_end", "midnight")

    assert stop.windows == (Window(0, 24 * H),)


TEN_TO_NOON = """10h à 12h; de 10h à 12h; entre 10h et 12h; kl. 10.00-12.00; 10.00 tot 12.00;
van 10 tot 12 uur; 10:00-12:00 uur; tussen 10 en 12 uur; 10:00 a 12:00; de 10 a 12 horas;
entre las 10 y las 12; 10:00 hasta las 12:00; dalle 10 alle 12; dalle ore 10 alle ore 12;
tra le 10 e le 12; 10 jusqu'à 12; entre 10 h et 12 h; tussen 10 uur en 12 uur; 10 t/m 12;
10 tot en met 12 uur; 10am a 12pm; 10 heures à 12 heures"""


@pytest.mark.parametrize("text", [it.strip() for it in TEN_TO_NOON.split(";")])
def test_a_window_is_read_in_the_languages_of_the_headers(text):
    assert [str(span) for span in parse_spans(text)] == ["10:00-12:00"]


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("à partir de 10h", ["10:00-23:59:59"]),
        ("vanaf 10 uur", ["10:00-23:59:59"]),
        ("desde las 10", ["10:00-23:59:59"]),
        ("dalle 10", ["10:00-23:59:59"]),
        ("jusqu'à 12h", ["00:00-12:00"]),
        ("tot 12 uur", ["00:00-12:00"]),
        ("hasta las 12", ["00:00-12:00"]),
        ("entro le 12", ["00:00-12:00"]),
        ("'s ochtends", ["00:00-12:00"]),
        ("pomeriggio", ["12:00-23:59:59"]),
        ("de 9h à 11h et de 14h à 16h", ["09:00-11:00", "14:00-16:00"]),
        ("9-11 y 14-16", ["09:00-11:00", "14:00-16:00"]),
        ("10 a.m. to 12 p.m.", ["10:00-12:00"]),
        ("après-midi", ["12:00-23:59:59"]),
        ("L'après-midi", ["12:00-23:59:59"]),
        ("tot en met 12 uur", ["00:00-12:00"]),
        ("toute la journée", []),
    ],
)
def test_one_end_and_parts_of_the_day_are_read_in_them_too(text, windows):
    assert [str(span) for span in parse_spans(text)] == windows


@pytest.mark.parametrize("word", sorted(MORNING | AFTERNOON | ANY_TIME))
def test_every_word_for_a_part_of_the_day_is_read_whole(word):
    """A dash, a slash or an "and" inside it does not take it apart."""
    morning, afternoon = ["00:00-12:00"], ["12:00-23:59:59"]
    meant = morning if word in MORNING else afternoon if word in AFTERNOON else []

    assert [str(span) for span in parse_spans(word)] == meant
