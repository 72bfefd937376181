"""The review loop: doubts, a sheet or a talk, and pins that are known the next day."""

from __future__ import annotations

import csv
import os
import re
import select
import signal
import subprocess
import sys

import pytest

from tests.e2e.conftest import CONFIG

ORDERS = """\
Order ID,Consignee,Customer ID,Address Line 1,Zip,City
R-1,Aino,C-1,Yrjönkatu 13,00120,Helsinki
R-2,Olga,C-2,Yrjönkatu 13,33100,Tampere
R-3,Bo,C-3,Ei Olemassa -katu 7,00100,Helsinki
"""
PINS = "pins.csv"


@pytest.fixture
def office(desk):
    """A folder with three orders of tomorrow, of which two have a wrong address."""
    desk.at("orders.csv").write_text(ORDERS, encoding="utf-8")
    text = desk.at(CONFIG).read_text(encoding="utf-8")
    if "pins:" not in text:
        text = text.replace("geocoding:\n", f"geocoding:\n  pins: {PINS}\n")
    desk.at(CONFIG).write_text(text, encoding="utf-8")
    return desk


def review(office, name):
    text = office.at(name).read_text(encoding="utf-8-sig")
    return {row["Order ID"]: row for row in csv.DictReader(text.splitlines())}


def save(office, name, rows, delimiter=","):
    with office.at(name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, next(iter(rows.values())), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows.values())


def test_a_pin_set_once_is_known_the_next_day(office):
    first = office("geocode", "orders.csv", "-c", CONFIG, "-o", "review.csv")
    rows = review(office, "review.csv")
    assert [rows[name]["geocode_status"] for name in ("R-1", "R-2", "R-3")] == [
        "accept", "review", "fail",
    ]  # fmt: skip
    assert "remembered" not in first.err

    rows["R-2"]["geocode_status"] = "accept"
    rows["R-3"] |= {"lat": "60.1700", "lon": "24.9400"}
    save(office, "review.csv", rows)
    second = office("geocode", "review.csv", "-c", CONFIG, "-o", "again.csv")
    assert "2 pins remembered in pins.csv" in second.err
    third = office("geocode", "again.csv", "-c", CONFIG, "-o", "again.csv")
    assert "remembered" not in third.err

    office("geocode", "orders.csv", "-c", CONFIG, "-o", "tomorrow.csv")
    rows = review(office, "tomorrow.csv")
    for name in ("R-2", "R-3"):
        assert rows[name]["geocode_status"] == "accept"
        assert rows[name]["geocode_provider"] == "pins"
        assert rows[name]["geocode_precision"] == "pin"
        assert re.fullmatch(r"set by hand on \d{4}-\d\d-\d\d", rows[name]["geocode_reason"])
    assert rows["R-3"]["lat"].startswith("60.17000")
    checked = office("check", "orders.csv", "-c", CONFIG, "--date", "2026-11-23")
    assert (checked.code, "LM1301" in checked.out, "LM1302" in checked.out) == (0, False, False)


def test_a_corrected_address_is_remembered_for_the_address_as_it_came(office):
    office("geocode", "orders.csv", "-c", CONFIG, "-o", "review.csv")
    rows = review(office, "review.csv")
    rows["R-3"]["Address Line 1"] = "Simonkatu 6"
    save(office, "review.csv", rows)
    office("geocode", "review.csv", "-c", CONFIG, "-o", "again.csv")
    office("geocode", "orders.csv", "-c", CONFIG, "-o", "tomorrow.csv")
    row = review(office, "tomorrow.csv")["R-3"]
    assert row["geocode_provider"] == "pins"
    assert row["geocode_reason"].endswith("corrected to Simonkatu 6, 00100 Helsinki")


def test_nothing_is_remembered_where_nobody_wants_it_and_a_pin_can_be_forgotten(office):
    office("geocode", "orders.csv", "-c", CONFIG, "-o", "review.csv")
    rows = review(office, "review.csv")
    rows["R-2"]["geocode_status"] = "accept"
    save(office, "review.csv", rows)
    office("geocode", "review.csv", "-c", CONFIG, "-o", "again.csv", "--no-remember")
    assert not office.at(PINS).exists()
    office("geocode", "review.csv", "-c", CONFIG, "-o", "again.csv")
    assert "C-2" in office.at(PINS).read_text(encoding="utf-8")

    slip = office("geocode", "--forget", "Yrjonkatu 31, 33100 Tampere", "-c", CONFIG)
    assert slip.code == 3
    assert 'did you mean "Yrjönkatu 13, 33100 Tampere"?' in slip.err
    gone = office("geocode", "--forget", "c-2", "-c", CONFIG)
    assert (gone.code, gone.out) == (0, "Yrjönkatu 13, 33100 Tampere of customer C-2\n")
    assert "C-2" not in office.at(PINS).read_text(encoding="utf-8")


def test_a_broken_row_in_the_pins_is_told_and_a_broken_file_refuses_the_day(office):
    office.at(PINS).write_text(
        "address,customer_id,lat,lon\nAukio 1,,north,24.9\n,C-3,60.17,24.94\n", encoding="utf-8"
    )
    told = office("check", "orders.csv", "-c", CONFIG, "--date", "2026-11-23")
    assert "pins.csv:2 lat  LM1110 warning" in told.out
    office.at(PINS).write_text("who,where\nAino,here\n", encoding="utf-8")
    refused = office("geocode", "orders.csv", "-c", CONFIG)
    assert refused.code == 3
    assert "LM1332" in refused.err


def test_without_a_terminal_the_way_out_is_named(office):
    ran = office("geocode", "orders.csv", "-c", CONFIG, "--interactive")
    assert ran.code == 2
    assert "needs a terminal" in ran.err
    assert "-o review.csv" in ran.err


@pytest.mark.parametrize(
    ("policy", "code", "served"), [("refuse", 3, 0), ("skip", 0, 1), ("accept", 0, 2)]
)
def test_the_policy_says_what_becomes_of_doubtful_addresses(office, policy, code, served):
    """One sure, one doubtful, one that is nowhere: nobody is ever sent to the last one."""
    text = office.at(CONFIG).read_text(encoding="utf-8")
    text = text.replace("on_doubtful_address: refuse", f"on_doubtful_address: {policy}")
    office.at(CONFIG).write_text(text, encoding="utf-8")
    day = ("orders.csv", "-c", CONFIG, "--date", "2026-11-23")

    checked = office("check", *day, "--json")
    planned = office("plan", *day, "--iterations", "5", "--json")

    assert (checked.code, planned.code) == (code, code), planned.err
    if served:
        assert planned.json()["totals"]["served"] == served
        assert {stop["reason"] for stop in planned.json()["unassigned"]} == {"address"}
        assert checked.json()["usable"] == served


def test_two_spellings_of_one_house_are_one_visit_once_they_are_found(office):
    rows = "Order ID,Consignee,Address,Zip,City\n"
    rows += "A,Aino,Yrjönkatu 13,00120,Helsinki\nB,Aino,YRJÖNK. 13,120,Helsinki\n"
    rows += "C,Aino,Yrjönkatu 13 B 4,00120,Helsinki\n"
    office.at("orders.csv").write_text(rows, encoding="utf-8")

    ran = office("plan", "orders.csv", "-c", CONFIG, "--iterations", "5", "--json")

    assert ran.code == 0, ran.err
    orders = [[o["order_id"] for o in stop.get("orders", [])] for stop in ran.json()["stops"]]
    assert orders == [["A", "B"], []]
    assert "one visit" in next(n["problem"] for n in ran.json()["notices"] if n["code"] == "LM1133")


def test_plan_says_how_an_unusual_file_is_written(office):
    text = ORDERS.splitlines()[:2]
    odd = "\n".join(text).replace(",", ";").encode("cp1252")
    office.at("odd.csv").write_bytes(odd)
    office.at("plain.csv").write_text("\n".join(text), encoding="utf-8")
    few = ("-c", CONFIG, "--iterations", "5", "--format", "csv")

    told = office("plan", "odd.csv", *few)
    quiet = office("plan", "odd.csv", *few, "--quiet")
    plain = office("plan", "plain.csv", *few)

    line = "odd.csv: CSV, Windows-1252, cells by semicolon"
    assert (line in told.err, line in quiet.err) == (True, False)
    assert "plain.csv: CSV" not in plain.err


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
class TestAtATerminal:
    """A pseudo-terminal is typed at, as a person would."""

    def talk(self, office, lines, *args):
        """Type a line at each prompt; a signal is sent, ``"gone"`` closes the terminal."""
        import pty

        master, slave = pty.openpty()
        run = office.start(
            "geocode", "orders.csv", "-c", CONFIG, "--interactive", "--quiet", *args,
            stdin=slave, stdout=subprocess.PIPE, stderr=slave,
        )  # fmt: skip
        os.close(slave)
        shown = ""
        for line in lines:
            shown += self.until(master, "?: ", "ends: ")
            if line == "gone":
                break
            if isinstance(line, signal.Signals):
                run.send_signal(line)
            else:
                os.write(master, line.encode())
        shown += "" if "gone" in lines else self.until(master, "\0")
        os.close(master)
        run.communicate(timeout=60)
        return run.returncode, shown

    @staticmethod
    def until(master, *ends):
        """All that is shown up to one of these texts, or to the end."""
        shown = ""
        while not shown.endswith(ends) and select.select([master], [], [], 120)[0]:
            try:
                read = os.read(master, 4096).decode(errors="replace")
            except OSError:  # Linux's way to say that the other end is closed.
                return shown
            if not read:
                return shown
            shown += read
        return shown

    def test_choosing_and_typing_settles_the_day(self, office):
        code, shown = self.talk(office, ["1\n", "60.1700, 24.9400\n", "\n"], "-o", "review.csv")
        assert code == 0, shown
        assert "asked  Yrjönkatu 13, 33100 Tampere" in shown
        assert "openstreetmap.org/?mlat=" in shown
        rows = review(office, "review.csv")
        assert {row["geocode_status"] for row in rows.values()} == {"accept"}
        assert rows["R-3"]["lat"] == "60.1700000"
        assert len(office.at(PINS).read_text(encoding="utf-8").splitlines()) == 3
        again = office("geocode", "orders.csv", "-c", CONFIG, "-o", "tomorrow.csv")
        assert "3 accept, 0 review" in again.err

    def test_nothing_is_asked_whose_answer_would_go_nowhere(self, office):
        code, shown = self.talk(office, [], "--no-remember")
        assert code == 2, shown
        assert "Nothing would keep what you decide" in shown

    @pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, "gone"])
    def test_however_it_ends_what_was_decided_is_kept(self, office, end):
        code, shown = self.talk(office, ["1\n", end], "-o", "review.csv")
        assert code == 130, shown
        rows = review(office, "review.csv")
        assert (rows["R-2"]["geocode_status"], rows["R-3"]["geocode_status"]) == ("accept", "fail")
        assert "C-2" in office.at(PINS).read_text(encoding="utf-8")
