"""Files of street speeds, as OSRM has them and with hours."""

from __future__ import annotations

from datetime import date

import pytest
from intake_world import codes

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.notices import Severity
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.domain.travel import FREE_FLOW, TrafficPeriod
from lastmile_cli.intake.sources import Source
from lastmile_cli.intake.speed_files import SpeedsRead, read_speeds
from lastmile_cli.intake.speed_hours import with_speeds
from lastmile_cli.intake.speed_memory import recall, remembered

MONDAY = ServiceDay(date=date(2026, 11, 23), timezone="Europe/Helsinki")
SATURDAY = ServiceDay(date=date(2026, 11, 28), timezone="Europe/Helsinki")
HEADER = "from_osm_node,to_osm_node,speed_kmh,days,from,until\n"


def read(text: str) -> SpeedsRead:
    return read_speeds(Source(file="speeds.csv", content=text.encode()))


def rows(text: str) -> list[tuple]:
    """From, to, way and speed of each row kept, all of them without a word."""
    result = read(text)
    assert result.notices == ()
    columns = (
        getattr(result.table, name).tolist() for name in ("from_node", "to_node", "way", "kmh")
    )
    return list(zip(*columns, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "1,2,30\n2,1,25.5\n",
        "1,2,30,0.5\n2,1,25.5,0.7\n",
        "1;2;30\n2;1;25,5\n",
        "\n1, 2, 30\n\n2, 1, 25.5",
        "\ufeff1\t2\t30\r\n2\t1\t25.5\r\n",
        "from_osm_node,to_osm_node,speed_kmh\n1,2,30\n2,1,25.5\n",
        "from_osm_id,to_osm_id,edge_speed_in_km_h,edge_rate\n1,2,30,5\n2,1,25.5,5\n",
        "Speed (km/h),From node,To node\n30,1,2\n25.5,2,1\n".replace("Speed (km/h)", "Speed"),
    ],
    ids=[
        "osrm",
        "with rates",
        "semicolons",
        "blank lines",
        "tabs",
        "our header",
        "theirs",
        "order",
    ],
)
def test_the_same_two_rows_in_many_spellings(text):
    assert rows(text) == [(1, 2, 0, 30.0), (2, 1, 0, 25.5)]


def test_a_row_can_name_a_way():
    assert rows("way,4711,20\n1,2,30\n") == [(0, 0, 4711, 20.0), (1, 2, 0, 30.0)]


def test_ids_beyond_32_bits_are_read_to_the_last_digit():
    assert rows("12345678901,12345678902,30\n")[0][:2] == (12345678901, 12345678902)


def test_rows_may_hold_on_some_days_and_at_some_hours():
    result = read(HEADER + '1,2,30,mon-fri,7:00,9:00\n1,2,40,"sat, sun",,\n1,2,50,,22:00,\n')
    table = result.table

    assert result.notices == ()
    assert [bin(days) for days in table.days] == ["0b11111", "0b1100000", "0b1111111"]
    assert table.from_s.tolist() == [7 * 3600, 0, 22 * 3600]
    assert table.until_s.tolist() == [9 * 3600, 86400, 86400]


@pytest.mark.parametrize(
    ("code", "row", "column", "line"),
    [
        ("LM1450", 2, "from_osm_node", "abc,2,30,,,"),
        ("LM1450", 2, "from_osm_node", "-5,2,30,,,"),
        ("LM1450", 2, "to_osm_node", "1,2.5,30,,,"),
        ("LM1450", 2, "to_osm_node", "way,Mannerheimintie,30,,,"),
        ("LM1451", 2, "speed_kmh", "1,2,0,,,"),
        ("LM1451", 2, "speed_kmh", "1,2,-30,,,"),
        ("LM1451", 2, "speed_kmh", "1,2,900,,,"),
        ("LM1451", 2, "speed_kmh", "1,2,fast,,,"),
        ("LM1451", 2, "speed_kmh", "1,2,,,,"),
        ("LM1451", 2, "speed_kmh", "1,2,inf,,,"),
        ("LM1451", 2, "speed_kmh", "1,2,nan,,,"),
        ("LM1452", 2, "days", "1,2,30,someday,,"),
        ("LM1452", 2, "days", "1,2,30,mon-wed-fri,,"),
        ("LM1453", 2, "from", "1,2,30,,9:00,7:00"),
        ("LM1453", 2, "from", "1,2,30,,22:00,02:00"),
        ("LM1453", 2, "from", "1,2,30,,soon,"),
        ("LM1459", 2, "", "1,2,30,,,,7"),
    ],
)
def test_each_slip_in_a_row_is_told_with_its_place_and_a_way_out(code, row, column, line):
    result = read(f"{HEADER}{line}\n3,4,50,,,\n")

    notice = result.notices[0]
    assert [notice.code for notice in result.notices] == [code]
    assert (notice.place.file, notice.place.row, notice.place.column) == ("speeds.csv", row, column)
    assert notice.severity is Severity.ERROR
    assert notice.hint
    assert result.table.from_node.tolist() == [3]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("LM1003", ""),
        ("LM1003", " \n \n"),
        ("LM1005", "\x00\x01\x02"),
        ("LM1454", "1,2,30,mon,7:00,9:00\n"),
        ("LM1454", "node_a,node_b,speed\n1,2,30\n"),
        ("LM1454", "hello\n"),
        ("LM1459", "1,2,30\n" + ",".join("1" * 40) + "\n1,2,3\n" * 70 + ",".join("1" * 60)),
        ("LM1459", '1,2,30\n3,4,"50\n'),
    ],
)
def test_what_is_no_such_file_is_refused_as_a_whole(code, text):
    result = read(text)

    assert (result.table, codes(result)) == (None, [code])
    assert result.has_bad_rows


def test_all_slips_are_told_at_once():
    result = read(f"{HEADER}a,2,30,,,\n1,2,-1,,,\n1,2,30,never,,\n1,2,30,,8:00,7:00\n")

    assert codes(result) == ["LM1450", "LM1451", "LM1452", "LM1453"]
    assert len(result.table.way) == 0


def test_rows_that_disagree_are_counted_once_and_the_last_one_is_told_to_hold():
    result = read("1,2,30\n1,2,40\n3,4,50\n3,4,50\n1,2,45\n")

    assert codes(result) == ["LM1457"]
    assert "2 rows" in result.notices[0].problem


def test_columns_nobody_asked_for_are_named():
    result = read("from_osm_node,to_osm_node,speed_kmh,road name\n1,2,30,Katu\n")

    assert codes(result) == ["LM1458"]
    assert "road name" in result.notices[0].problem


def test_a_file_of_noise_does_not_become_a_million_notices():
    result = read("1,2,-3\n" * 5_000)

    assert len(result.notices) == 1_001
    assert "4,000 more" in result.notices[-1].problem


JAM = TrafficPeriod(name="jam", start_s=8 * 3600, default_factor=0.5, speed_factors={})
QUIET = TrafficPeriod(name="free flow", start_s=0, speed_factors={})
LATER = TrafficPeriod(name="free flow", start_s=10 * 3600, speed_factors={})


def laid(text: str, day: ServiceDay = MONDAY, periods=FREE_FLOW):
    """Start in hours, name, and the speeds that hold, of each piece of the day."""
    table = read(text).table
    return [
        (p.start_s / 3600, p.name, p.speeds.pairs[2].tolist() if p.speeds else [])
        for p in with_speeds(periods, [table], day)
    ]


def test_a_file_without_hours_holds_all_day_and_cuts_nothing():
    assert laid("1,2,30\n") == [(0, "free flow", [30.0])]


def test_hours_cut_the_day_and_keep_the_traffic_around_them():
    pieces = laid(HEADER + "1,2,30,,7:00,9:00\n3,4,60,,,\n", periods=(QUIET, JAM, LATER))

    assert pieces == [
        (0, "free flow", [60.0]),
        (7, "free flow", [30.0, 60.0]),
        (8, "jam", [30.0, 60.0]),
        (9, "jam", [60.0]),
        (10, "free flow", [60.0]),
    ]


def test_rows_of_other_days_have_no_say():
    text = HEADER + "1,2,30,mon-fri,7:00,9:00\n"

    assert laid(text, SATURDAY) == [(0, "free flow", [])]
    assert [start for start, *_ in laid(text, MONDAY)] == [0, 7, 9]


def test_until_midnight_means_into_the_night_as_the_last_traffic_does():
    assert laid(HEADER + "1,2,30,,22:00,24:00\n") == [
        (0, "free flow", []),
        (22, "free flow", [30.0]),
    ]


def test_on_the_day_the_clock_springs_forward_hours_follow_the_clock():
    spring = ServiceDay(date=date(2026, 3, 29), timezone="Europe/Helsinki")

    assert [start for start, *_ in laid(HEADER + "1,2,30,,7:00,9:00\n", spring)] == [0, 6, 8]


def test_a_day_cut_into_minutes_is_refused():
    lines = "".join(f"1,2,30,,{m // 60}:{m % 60:02d},24:00\n" for m in range(0, 300, 2))

    with pytest.raises(InputRefusedError) as refused:
        laid(HEADER + lines)

    assert [notice.code for notice in refused.value.notices] == ["LM1456"]


def test_periods_that_say_the_same_are_equal_and_others_are_not():
    same, again, other = (
        with_speeds(FREE_FLOW, [read(text).table], MONDAY)[0]
        for text in ("1,2,30\n", "1;2;30\n", "1,2,31\n")
    )

    assert same.speeds == again.speeds
    assert hash(same.speeds) == hash(again.speeds)
    assert same.speeds != other.speeds
    assert same.speeds.files[0].sha256 != again.speeds.files[0].sha256


def test_a_file_is_read_once_and_remembered_with_its_notices(tmp_path, monkeypatch):
    monkeypatch.setenv("LASTMILE_CACHE_DIR", str(tmp_path))
    source = Source(file="old.csv", content=b"1,2,30\n1,2,40\n3,4,-1\n")
    table, notices = remembered(source)
    monkeypatch.setattr("lastmile_cli.intake.speed_files.read_speeds", None)

    moved = Source(file="new.csv", content=source.content)
    again, told = remembered(moved)

    assert again.kmh.tolist() == table.kmh.tolist() == [30.0, 40.0]
    assert [n.code for n in told] == [n.code for n in notices] == ["LM1457", "LM1451"]
    assert {n.place.file for n in told} == {"new.csv"}


def test_a_damaged_memory_is_read_anew(tmp_path, monkeypatch):
    monkeypatch.setenv("LASTMILE_CACHE_DIR", str(tmp_path))
    source = Source(file="speeds.csv", content=b"1,2,30\n")
    table, _ = remembered(source)
    (kept,) = (tmp_path / "speeds").glob("*.npz")
    kept.write_bytes(kept.read_bytes()[:100])

    assert recall(table.about) is None
    assert remembered(source)[0].kmh.tolist() == [30.0]
