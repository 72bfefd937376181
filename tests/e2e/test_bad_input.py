"""
Everything a night can be given that is no night: refused with a way out, nothing half-written.

Each case spoils one thing in an otherwise good folder, then plans. Whatever
happens, the exit code is the README's, no traceback shows, something to try is
said, and the folder holds what it held before.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.e2e.conftest import CONFIG, DAY, Ran, Shell

SEA = "lat: 60.05\n    lon: 24.95"
HUB = "lat: 60.165148                 # a pin, in degrees: it always wins over the address\n    lon: 24.942780"
MAP = "sample_data/helsinki.osm.pbf"
HEADER = "Order ID,Consignee,Address Line 1,Zip,City,Lat,Lng,Time window from,Time window to\n"
ORDER = "A-1,Ritva,Yrjönkatu 13,00120,Helsinki,,,,\n"


@dataclass(frozen=True)
class Case:
    """
    One way to spoil a day.

    ``spoil`` does it and may return the arguments to use instead of the usual
    ones; ``says`` are pieces of text that the complaint must hold.
    """

    name: str
    spoil: Callable[[Shell], tuple[str, ...] | None]
    says: tuple[str, ...]
    code: int = 3


def orders(content: str | bytes) -> Callable[[Shell], None]:
    """Other orders."""

    def spoil(desk: Shell) -> None:
        raw = content if isinstance(content, bytes) else content.encode()
        desk.at("few.csv").write_bytes(raw)

    return spoil


def config(old: str, new: str) -> Callable[[Shell], None]:
    """Another configuration."""

    def spoil(desk: Shell) -> None:
        text = desk.at(CONFIG).read_text(encoding="utf-8")
        assert old in text, "the example no longer says so"
        desk.at(CONFIG).write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def whole_config(content: bytes) -> Callable[[Shell], None]:
    return lambda desk: void(desk.at(CONFIG).write_bytes(content))


def other_map(content: bytes | None) -> Callable[[Shell], None]:
    """Another map, or (``None``) the first half of the good one."""

    def spoil(desk: Shell) -> None:
        good = desk.at(MAP).read_bytes()
        desk.at("other.osm.pbf").write_bytes(good[: len(good) // 2] if content is None else content)
        config(f"map: {MAP}", "map: other.osm.pbf")(desk)

    return spoil


def arguments(*args: str) -> Callable[[Shell], tuple[str, ...]]:
    return lambda _: args


def void(_: object) -> None:
    return None


def a_folder_for(name: str) -> Callable[[Shell], None]:
    def spoil(desk: Shell) -> None:
        desk.at(name).unlink(missing_ok=True)
        desk.at(name).mkdir()

    return spoil


def row(**cells: str) -> str:
    """A file of one good order and one with these cells instead."""
    names = HEADER.strip().split(",")
    good = dict(zip(names, ORDER.strip().split(","), strict=True)) | {"Order ID": "A-2"}
    assert cells.keys() <= {name.replace(" ", "_") for name in names}
    spoilt = {name: cells.get(name.replace(" ", "_"), good[name]) for name in names}
    return HEADER + ORDER + ",".join(spoilt.values()) + "\n"


ORDERS = [
    Case("an empty file", orders(""), ("LM1003", "few.csv")),
    Case("only a header", orders(HEADER), ("LM1004",)),
    Case("only line ends", orders("\n\n\r\n"), ("LM1003",)),
    Case("no header", orders(ORDER), ("LM1009",)),
    Case("a line of 50 MB", orders(HEADER + "x" * 50_000_000), ("LM1006",)),
    Case("a line of 50 MB in quotes", orders(f'{HEADER}A-1,"{"x" * 50_000_000}'), ("LM1006",)),
    Case("binary junk", orders(bytes(range(256)) * 400), ("LM1005",)),
    Case("zeros", orders(b"\0" * 10_000), ("LM1005",)),
    Case("a PDF", orders(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"), ("LM1005",)),
    Case("a web page", orders("<!doctype html><p>Log in"), ("LM1005",)),
    Case("a broken workbook", orders(b"PK\x03\x04" + b"\x00junk" * 100), ("LM1018",)),
    Case("a folder", a_folder_for("few.csv"), ("LM1002",)),
    Case("no such file", lambda d: void(d.at("few.csv").unlink()), ("LM1001", "few.csv")),
    Case("no place column", orders("Order ID,Consignee\nA-1,Ritva\n"), ("LM1009",)),
    Case("a quote never closed", orders(f'{HEADER}A-1,"Ritva,Yrjönkatu 13\n{ORDER}'), ("LM1017",)),
    Case(
        "a window that closes before it opens",
        orders(row(Time_window_from="17:00", Time_window_to="09:00")),
        ("LM1103", "few.csv:3"),
    ),
    Case("lat and lon swapped", orders(row(Lat="24.9407", Lng="60.1668")), ("LM1116", "few.csv:3")),
    Case("half a pin", orders(row(Lat="60.1668")), ("LM1117",)),
    Case("no place on earth", orders(row(Lat="160.1", Lng="224.9")), ("LM1118",)),
    Case("one id twice", orders(row(Order_ID="A-1")), ("LM1101",)),
    Case("no address at all", orders(row(Address_Line_1="", Zip="", City="")), ("LM1120",)),
    Case("an address on no map", orders(row(Address_Line_1="Nirgendwo 7")), ("LM1301",)),
    Case("an hour that is none", orders(row(Time_window_from="25:99")), ("LM1104",)),
]

CONFIGS = [
    Case("an empty config", whole_config(b""), ("LM1003", "lastmile init")),
    Case("a config that is a list", whole_config(b"- a\n- b\n"), ("LM12",)),
    Case("a config of binary junk", whole_config(b"\xff\xfe\x00\x01" * 50), ("Try:",)),
    Case("no such config", lambda d: void(d.at(CONFIG).unlink()), ("LM1001", CONFIG)),
    Case("a folder as config", a_folder_for(CONFIG), ("LM1002",)),
    Case("tabs", config("  timezone:", "\ttimezone:"), ("LM1202", f"{CONFIG}:13")),
    Case("no YAML", config("service:", "service: [1, 2"), ("LM1201",)),
    Case(
        "a key that is not known", config("currency: EUR", "curency: EUR"), ("`currency`", "LM1205")
    ),
    Case("a negative capacity", config("weight_kg: 900", "weight_kg: -900"), ("LM1218",)),
    Case(
        "a shift that ends before it starts",
        config('start: "08:00"', 'start: "20:00"'),
        ("LM1214",),
    ),
    Case("a zone nobody knows", config("Europe/Helsinki", "Europe/Helsingfors"), ("LM1209",)),
    Case("money nobody knows", config("currency: EUR", "currency: EURO"), ("LM1210",)),
    Case("a van of a depot there is not", config("depot: bookstore", "depot: bakery"), ("LM1213",)),
    Case("a secret that is not set", config("id: bookstore", "id: ${NO_SUCH_SECRET}"), ("LM1208",)),
    Case(
        "an engine there is not",
        config("engine: ruin-recreate", "engine: horse"),
        ("ortools",),
        code=2,
    ),
    Case(
        "a YAML that runs code", config("id: bookstore", "id: !!python/name:os.system"), ("LM1201",)
    ),
    Case("a depot in the sea", config(HUB, SEA), ("LM1420", "bookstore")),
    Case("a depot turned round", config(HUB, "lat: 24.942780\n    lon: 60.165148"), ("LM1",)),
]

MAPS = [
    Case(
        "a map that is not there",
        config(f"map: {MAP}", "map: no.osm.pbf"),
        ("LM1402", "no.osm.pbf"),
    ),
    Case("a map that is no map", other_map(b"this is not a map\n" * 100), ("LM1403",)),
    Case("a map that breaks off", other_map(None), ("LM1403",)),
    Case("an empty map", other_map(b""), ("LM140",)),
    Case("a folder as map", config(f"map: {MAP}", "map: sample_data"), ("LM1402",)),
]

OUTPUTS = [
    Case(
        "a file where a folder is needed",
        arguments("plan", "few.csv", "-c", CONFIG, "-o", "few.csv/plan.json"),
        ("LM0007", "few.csv/plan.json", "folder"),
    ),
    Case(
        "a folder where the plan should be",
        lambda d: void(d.at("plans").mkdir()) or ("plan", "few.csv", "-c", CONFIG, "-o", "plans"),
        ("LM0007", "plans", "is a folder"),
    ),
    Case(
        "a folder that is not there",
        arguments("plan", "few.csv", "-c", CONFIG, "-o", "tomorow/plan.json"),
        ("LM0007", "tomorow/plan.json", "does not exist"),
    ),
    Case(
        "a name that is too long",
        arguments("plan", "few.csv", "-c", CONFIG, "-o", "x" * 300 + ".json"),
        ("LM0007",),
    ),
    Case("stdin for both", arguments("plan", "-", "-c", "-"), ("stdin",), code=2),
    Case("nothing on stdin", arguments("plan", "-", "-c", CONFIG), ("LM1003", "<stdin>")),
    Case(
        "a day without orders",
        lambda d: (
            void(orders(HEADER.replace("Zip", "Date") + ORDER.replace("00120", "2026-11-23"))(d))
            or ("plan", "few.csv", "-c", CONFIG, "--date", "2026-11-25")
        ),
        ("LM1137",),
    ),
]

CASES = [*ORDERS, *CONFIGS, *MAPS, *OUTPUTS]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
def test_bad_input_is_refused_in_words_and_leaves_nothing_behind(desk, case):
    args = case.spoil(desk) or ("plan", "few.csv", "-c", CONFIG, "--date", DAY, "-o", "out.json")
    before = desk.names()
    ran = desk(*args, "--iterations", "5")

    complained_well(ran, case)
    assert desk.names() == before


def complained_well(ran: Ran, case: Case) -> None:
    assert ran.code == case.code, ran.err[-2000:]
    assert ran.out == ""
    assert "Traceback" not in ran.err
    assert "our bug" not in ran.err
    assert re.search(r"^  Try: \S", ran.err, re.M), ran.err[-2000:]
    for piece in case.says:
        if piece != "LM0007":  # Errors that end a command show their code in JSON.
            assert piece in ran.err, ran.err[-2000:]
    assert len(ran.err) < 20_000, "nobody reads so much"


BOTH = ("an empty file", "a folder", "tabs", "a depot in the sea", "a map that breaks off")


@pytest.mark.parametrize(
    "case", [it for it in CASES if it.name in BOTH], ids=lambda case: case.name
)
def test_check_refuses_what_plan_refuses(desk, case):
    case.spoil(desk)
    before = desk.names()
    ran = desk("check", "few.csv", "-c", CONFIG, "--date", DAY)

    assert ran.code == 3, ran.err[-2000:]
    assert "Traceback" not in ran.err
    assert "Try: " in ran.out
    for piece in case.says:
        assert piece in ran.out + ran.err
    assert desk.names() == before


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8-sig", "utf-16"])
def test_other_encodings_are_read_not_refused(desk, encoding):
    """What old exports are made of: Latin-1 is read, with a word about it."""
    text = desk.at("few.csv").read_text(encoding="utf-8")
    desk.at("few.csv").write_bytes(text.encode(encoding))
    ran = desk("plan", "few.csv", "-c", CONFIG, "--iterations", "5", "--json")
    plan = ran.json()

    assert ran.code == 0, ran.err
    assert plan["stops"][0]["address"]["line1"] == "Yrjönkatu 13"
    told = {notice["code"] for notice in plan["notices"]}
    assert ("LM1007" in told) == (encoding == "latin-1")


def test_a_stop_in_the_sea_is_left_out_by_name_and_the_rest_is_served(desk):
    # Of somebody else: two orders of one customer at one address would be one visit.
    at_sea = row(Consignee="Bo Ek", Lat="60.05", Lng="24.95")
    desk.at("few.csv").write_text(at_sea, encoding="utf-8")
    ran = desk("plan", "few.csv", "-c", CONFIG, "--iterations", "5", "--json")
    [left] = ran.json()["unassigned"]

    assert ran.code == 0
    assert (left["stop_id"], left["class"], left["reason"]) == ("A-2", "impossible", "no_road")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_named(desk):
    desk.at("locked").mkdir(mode=0o500)
    ran = desk("plan", "few.csv", "-c", CONFIG, "--iterations", "5", "-o", "locked/plan.json")

    assert ran.code == 3
    assert "locked/plan.json" in ran.err
