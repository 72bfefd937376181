"""Every notice about a stops file, provoked by the smallest file that deserves it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from intake_world import MONDAY, codes, facts, read

from lastmile_cli.domain.notices import Severity
from lastmile_cli.intake.stops import BadRowPolicy

FULL = "stop_id,name,address,"

STORIES = [
    ("LM1003", "error", None, ""),
    ("LM1003", "error", None, "\n \n\n"),
    ("LM1004", "error", None, "stop_id,address\n"),
    ("LM1005", "error", None, b"%PDF-1.7 this is no table"),
    ("LM1005", "error", None, b"\x00\x01\x02\x03" * 20),
    ("LM1005", "error", None, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(200)),
    ("LM1005", "error", None, "<html><table><tr><td>address</td></tr></table></html>"),
    ("LM1006", "error", 2, "stop_id,address\nA," + "x" * 1_000_001 + "\nB,Katu 1\n"),
    ("LM1007", "warning", 2, "stop_id,address\nA,Töölönkatu 1\n".encode("cp1252")),
    ("LM1008", "warning", 3, "stop_id,address\nA,Töölönkatu 1\nB,Katu\xe4\n".encode().replace(
        "Katuä".encode(), b"Katu\xe4")),
    ("LM1009", "error", 1, "stop_id,name\nA,Aino\n"),
    ("LM1010", "warning", 1, "stop_id,address,weigth kg\nA,Katu 1,2\n"),
    ("LM1011", "info", 1, "stop_id,address,gift wrap\nA,Katu 1,yes\n"),
    ("LM1012", "warning", 1, "stop_id,address,phone,mobile\nA,Katu 1,,\n"),
    ("LM1013", "info", 1, "stop_id,address,Load #1\nA,Katu 1,2.5\n"),
    ("LM1014", "error", 2, "stop_id,address\nA,Katu 1, 2nd floor\n"),
    ("LM1015", "warning", 2, "stop_id,address,notes\nA,Katu 1\n"),
    ("LM1016", "warning", 2, "stop_id,address,notes\nA,Katu 1,=A1\n"),
    ("LM1016", "warning", 2, "stop_id,address,notes\nA,Katu 1,#REF!\n"),
    ("LM1017", "error", 2, 'stop_id,address\nA,"Katu 1\nB,Katu 2\n'),
    ("LM1017", "error", 2, 'stop_id,address\nA,"Katu 1\nB,Katu 2\nC,"Katu 3"\n'),
    ("LM1025", "error", 2, '{"stop_id": "A", "address": "Katu 1"}\n["B"]\n'),
    ("LM1026", "warning", 2, "stop_id,address\nA,Ka\0tu 1" + " yard" * 60 + "\n"),
    ("LM1028", "warning", 2, "stop_id,address\nA,TÃ¶Ã¶lÃ¶nkatu 1\n"),
    ("LM1101", "error", 3, "stop_id,address\nA,Katu 1\nA,Katu 2\n"),
    ("LM1158", "warning", 2, "stop_id,address\n4.00E+12,Katu 1\n"),
    ("LM1180", "warning", 2, "stop_id,address,value\nA,Katu 1,USD 49.90\n"),
    ("LM1180", "warning", 2, "stop_id,address,value\nA,Katu 1,49.90 £\n"),
    ("LM1181", "warning", 2, "stop_id,address,value\nA,Katu 1,dear\n"),
    ("LM1181", "warning", 2, "stop_id,address,value\nA,Katu 1,-3\n"),
    ("LM1182", "warning", 2, "stop_id,address,failure_probability\nA,Katu 1,5\n"),
    ("LM1182", "warning", 2, "stop_id,address,failure_probability\nA,Katu 1,-0.1\n"),
    ("LM1182", "warning", 2, "stop_id,address,failure_probability\nA,Katu 1,120 %\n"),
    ("LM1182", "warning", 2, "stop_id,address,failure_probability\nA,Katu 1,high\n"),
    ("LM1585", "warning", 2, "stop_id,address,failure_by_hour\nA,Katu 1,mornings\n"),
    ("LM1585", "warning", 2, "stop_id,address,failure_by_hour\nA,Katu 1,9-12=120 %\n"),
    ("LM1585", "warning", 2, 'stop_id,address,failure_by_hour\nA,Katu 1,"9-12=0.1, 11-13=0.2"\n'),
    ("LM1585", "warning", 2, "stop_id,address,tries\nA,Katu 1,-1\n"),
    ("LM1585", "warning", 2, "stop_id,address,tries\nA,Katu 1,often\n"),
    ("LM1102", "info", 2, "stop_id,address\n,Katu 1\n"),
    ("LM1103", "error", 2, "stop_id,address,from time,to time\nA,Katu 1,17:00,09:00\n"),
    ("LM1104", "error", 2, "stop_id,address,time window\nA,Katu 1,soonish\n"),
    ("LM1104", "error", 2, "stop_id,address,from time\nA,Katu 1,25:00\n"),
    ("LM1104", "error", 2, "stop_id,address,from time\nA,Katu 1,2026-06-09 09:00:00\n"),
    ("LM1105", "info", 2, "stop_id,address,time window\nA,Katu 1,22:00-02:00\n"),
    ("LM1106", "warning", 2, "stop_id,address,time window\nA,Katu 1,09:00-09:00\n"),
    ("LM1107", "info", 2, 'stop_id,address,time window\nA,Katu 1,"9-11,10-12"\n'),
    ("LM1108", "error", 2, "stop_id,address,time window,from time\nA,Katu 1,9-11,10\n"),
    ("LM1110", "error", 2, "stop_id,address,weight_kg\nA,Katu 1,heavy\n"),
    ("LM1110", "error", 2, "stop_id,address,weight_kg\nA,Katu 1,2 stone\n"),
    ("LM1110", "error", 2, "stop_id,address,parcels\nA,Katu 1,1.5\n"),
    ("LM1111", "error", 2, 'stop_id,address,weight_kg\nA,Katu 1,"1,234"\n'),
    ("LM1112", "error", 2, "stop_id,address,weight_kg\nA,Katu 1,-2\n"),
    ("LM1112", "error", 2, "stop_id,address,service_time_min\nA,Katu 1,-2\n"),
    ("LM1113", "error", 2, "stop_id,address,weight_kg\nA,Katu 1,5000000\n"),
    ("LM1113", "error", 2, "stop_id,address,parcels\nA,Katu 1,99999999999999999999\n"),
    ("LM1114", "warning", 2, "stop_id,address,weight_kg\nA,Katu 1,2500\n"),
    ("LM1115", "warning", 2, "stop_id,address,parcels\nA,Katu 1,0\n"),
    ("LM1116", "error", 2, "stop_id,lat,lon\nA,24.9,160.2\n".replace("24.9,160.2", "124.9,60.2")),
    ("LM1117", "error", 2, "stop_id,lat,lon\nA,60.2,\n"),
    ("LM1118", "error", 2, "stop_id,lat,lon\nA,60.2,700\n"),
    ("LM1118", "error", 2, "stop_id,lat,lon\nA,0,0\n"),
    ("LM1120", "error", 2, "stop_id,address,name\nA,,Aino\n"),
    ("LM1121", "error", 2, "stop_id,address,type\nA,Katu 1,delivry\n"),
    ("LM1124", "error", 2, "stop_id,address,priority\nA,Katu 1,101\n"),
    ("LM1125", "warning", None, "stop_id,address,priority\n" + "".join(
        f"{n},Katu {n},{n}\n" for n in range(1, 6))),
    ("LM1126", "error", 2, "stop_id,address,sequence\nA,Katu 1,third\n"),
    ("LM1127", "warning", 2, "stop_id,address,email\nA,Katu 1,aino(at)example.com\n"),
    ("LM1128", "warning", 2, "stop_id,address,phone\nA,Katu 1,3.58E+11\n"),
    ("LM1129", "error", 2, "stop_id,address,date\nA,Katu 1,3/4/2026\n"),
    ("LM1129", "error", 2, "stop_id,address,date\nA,Katu 1,30.2.2026\n"),
    ("LM1131", "error", None, "stop_id,address,date\nA,Katu 1,1.6.2026\nB,Katu 2,2.6.2026\n"),
    ("LM1132", "warning", 2, "stop_id,address,delivery_option\nA,Katu 1,DHL Express\n"),
    ("LM1183", "warning", 2, "stop_id,address,delivery_option,collection_point\nA,Katu 1,door,B\n"),
    ("LM1133", "info", 3, FULL + "notes\nA,Aino,Katu 1,one\nB,Aino,katu 1,two\n"),
    ("LM1134", "warning", 3, FULL + "notes\nA,Aino,Katu 1,one\nB,Aino,Katu 1,one\n"),
    ("LM1135", "error", 2, "stop_id,address,ready_at,time window\nA,Katu 1,14:00,9-11\n"),
    ("LM1139", "error", 2, "stop_id,address,service_time_min\nA,Katu 1,a while\n"),
    ("LM1142", "error", 2, "stop_id,address,paired_with\nA,Katu 1,B\n"),
    ("LM1142", "error", 2, "stop_id,address,paired_with\nA,Katu 1,A\n"),
    ("LM1146", "info", 2, "stop_id,address,group\nA,Katu 1,wedding\n"),
    ("LM1140", "warning", 2, "stop_id,address,requires\nA,Katu 1,handshake\n"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "severity", "row", "file"), STORIES)
def test_each_problem_gets_its_own_notice_at_its_row(code, severity, row, file):
    result = read(file)

    assert codes(result) == [code]
    notice = result.notices[0]
    assert (notice.severity, notice.place.row) == (Severity(severity), row)
    assert result.is_refused == (severity == "error")
    assert notice.hint or severity == "info"


WITH_A_FLEET = [
    ("LM1116", "stop_id,lat,lon\nA,24.94,60.17\n"),
    ("LM1119", "stop_id,lat,lon\nA,40.7,-74.0\n"),
    ("LM1122", "stop_id,address,skills\nA,Katu 1,tial lift\n"),
    ("LM1123", "stop_id,address,vehicle\nA,Katu 1,vann\n"),
    ("LM1123", "stop_id,address,driver\nA,Katu 1,eino\n"),
    ("LM1123", "stop_id,address,depot\nA,Katu 1,hubb\n"),
    ("LM1136", "stop_id,address,time window\nA,Katu 1,5-6\n"),
]


@pytest.mark.parametrize(("code", "file"), WITH_A_FLEET)
def test_rows_are_held_against_the_fleet_where_there_is_one(code, file):
    assert codes(read(file, facts=facts())) == [code]
    assert code not in codes(read(file))


def test_a_truck_is_known_and_brings_nothing_to_a_stop():
    trucks = replace(facts(), truck_ids=frozenset({"truck"}))

    (notice,) = read("stop_id,address,vehicle\nA,Katu 1,truck\n", facts=trucks).notices

    assert notice.code == "LM1123"
    assert notice.problem == "'truck' serves hubs only (echelon: line_haul), never a stop."


def test_a_window_in_the_hour_that_the_clock_skips_is_refused():
    """On 29 March 2026 the clock in Helsinki goes from 03:00 to 04:00."""
    result = read(
        "stop_id,address,date,time window\nA,Katu 1,2026-03-29,03:30-04:00\n",
    )

    assert codes(result) == ["LM1109"]


def test_rows_of_other_days_are_left_out_and_counted():
    file = "stop_id,address,date\nA,Katu 1,2026-06-01\nB,Katu 2,2026-06-02\nC,Katu 3,\n"

    result = read(file, wanted=MONDAY)

    assert codes(result) == ["LM1130"]
    assert [stop.stop_id for stop in result.stops] == ["A", "C"]
    assert result.left_out == 1


def test_a_day_without_rows_is_refused():
    result = read("stop_id,address,date\nA,Katu 1,2026-07-01\n", wanted=MONDAY)

    assert codes(result) == ["LM1137"]
    assert result.is_refused


def test_bad_rows_can_be_left_out_instead():
    file = "stop_id,address,weight_kg\nA,Katu 1,-1\nB,Katu 2,1\nB,Katu 3,1\n"

    result = read(file, on_bad_row=BadRowPolicy.SKIP)

    assert codes(result) == ["LM1101", "LM1112", "LM1138"]
    assert [stop.row for stop in result.stops] == [3]
    assert result.bad_rows == (2, 4)
    assert not result.is_refused


def test_leaving_out_bad_rows_does_not_help_a_file_without_good_ones():
    result = read("stop_id,address,weight_kg\nA,Katu 1,-1\n", on_bad_row=BadRowPolicy.SKIP)

    assert result.is_refused


def test_swapped_pins_show_among_the_other_pins():
    result = read("stop_id,lat,lon\nA,60.17,24.94\nB,60.16,24.95\nC,24.93,60.18\nD,60.18,24.93\n")

    assert [(n.code, n.place.row) for n in result.notices] == [("LM1116", 4)]


def test_an_invalid_pin_is_not_also_called_missing():
    assert codes(read("stop_id,lat,lon\nA,x,24.9\n")) == ["LM1110"]


def all_codes_of_the_room():
    room = Path(__file__).parents[2] / "lastmile_cli" / "intake"
    return {
        c
        for file in room.glob("*.py")
        for c in re.findall(r'"(LM1\d{3})"', file.read_text("utf-8"))
    }


def test_every_code_is_in_the_documentation_with_its_severity_and_nothing_else_is():
    page = Path(__file__).parents[2] / "docs" / "notices" / "intake.md"
    documented = dict(re.findall(r"^\| (LM\d{4}) \| (\w+) \|", page.read_text("utf-8"), re.M))

    assert set(documented) == all_codes_of_the_room()
    for code, severity, _, _ in STORIES:
        assert documented[code] == severity


def test_every_code_is_provoked_by_a_test():
    """Reading this folder's own tests: a code that none names is a check nobody tried."""
    tests = "".join(file.read_text("utf-8") for file in Path(__file__).parent.glob("test_*.py"))

    assert {code for code in all_codes_of_the_room() if code not in tests} == set()


def test_every_row_that_is_no_stop_is_kept_with_its_cells_and_its_reason():
    result = read(
        """\
        id,address,date,time window
        A,Katu 1,2026-06-01,9-11
        B,Katu 2,2026-06-01,17-9:30
        C,Katu 3,2026-06-02,
        D,Katu 4, 2 krs,2026-06-01,
        E,"Katu 5,2026-06-01,
        """,
        wanted=MONDAY,
        on_bad_row=BadRowPolicy.SKIP,
    )

    aside = {row.row: row for row in result.aside}
    assert list(aside) == [3, 4, 5, 6]
    assert dict(aside[3].cells)["time window"] == "17-9:30"
    assert aside[3].reason.startswith("time window: closes 09:30 before")
    assert (aside[4].reason, aside[4].is_bad) == ("is for 2026-06-02", False)
    assert aside[5].beyond == ("",)
    assert aside[5].cells[2] == ("date", " 2 krs")
    assert aside[6].cells == (
        ("id", 'E,"Katu 5,2026-06-01,\n'),
        ("address", ""),
        ("date", ""),
        ("time window", ""),
    )


def test_a_file_without_fault_sets_nothing_aside():
    assert read("address\nKatu 1\n").aside == ()


def test_an_unknown_skill_is_never_advised_away():
    """Who leaves out `adr` sends dangerous goods with a driver who may not carry them."""
    hints = {}
    for skill in ("tail lifd", "adr"):
        [notice] = read(f"id,address,skills\nA,Katu 1,{skill}\n", facts=facts()).notices
        hints[skill] = notice.hint

    assert hints["tail lifd"].endswith("or did you mean `tail_lift`?")
    assert all("add it to a vehicle or driver" in hint for hint in hints.values())
    assert not any("leave it out" in hint for hint in hints.values())
