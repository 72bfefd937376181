"""How the command speaks: to pipes, to terminals, to programs, to people in a hurry."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys

import pytest
import typer

from lastmile_cli.cli.app import app
from tests.e2e.conftest import CONFIG, FEW, PLAN_FEW, Shell

ESCAPE = "\x1b"
COLOUR = re.compile(r"\x1b\[[0-9;]*3[0-9][0-9;]*m")
MESSY = ("sample_data/stops_messy.csv", "-c", CONFIG, "--date", "2026-06-01")

AS_JSON = {
    "init": ("init", "new", "--json"),
    "check": ("check", *FEW, "--json"),
    "geocode": ("geocode", "few.csv", "-c", CONFIG, "--json"),
    "plan": (*PLAN_FEW, "--json"),
    "verify": ("verify", "plan.json", "--json"),
    "manifest": ("manifest", "plan.json", "--json"),
    "costs": ("costs", "plan.json", "--json"),
    "carbon": ("carbon", "plan.json", "--json"),
    "explain": ("explain", "plan.json", "HB-10001", "--json"),
    "map": ("map", "plan.json", "--json"),
    "export": ("export", "plan.json", "--to", "out", "--formats", "csv", "--json"),
    "replan": ("replan", "plan.json", "-c", CONFIG, "--at", "08:00", "--json"),
    "track": ("track", "status", "plan.json", "-c", CONFIG, "--json"),
    "roads": ("roads", "build", "sample_data/helsinki.osm.pbf", "--json"),
    "doctor": ("doctor", "-c", CONFIG, "--json"),
    "diff": ("diff", "plan.json", "plan.json", "--json"),
    "move": ("move", "plan.json", "HB-10001", "nobody", "--json"),
    "quote": ("quote", "plan.json", "--pin", "60.17,24.945", "--json"),
    "stress": ("stress", "plan.json", "--runs", "100", "--json"),
    "hubs": ("hubs", "sample_data/sites.csv", *FEW, "--json"),
    "whatif": ("whatif", *FEW, "--set", "solver.seed=3", "--iterations", "20", "--json"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory, planned) -> Shell:
    """A folder as ``desk`` is, with the sample day's plan in it."""
    folder = tmp_path_factory.mktemp("made")
    for path in (planned.parent / "sample_data", planned.parent / CONFIG, planned):
        (folder / path.name).symlink_to(path)
    orders = (planned.parent / "sample_data/stops.csv").read_text(encoding="utf-8")
    (folder / "few.csv").write_text("".join(orders.splitlines(True)[:13]), encoding="utf-8")
    return Shell(folder)


def test_no_command_is_forgotten_here():
    assert set(AS_JSON) == set(typer.main.get_command(app).commands)


@pytest.mark.parametrize("command", AS_JSON)
def test_every_command_speaks_json_and_nothing_beside_it(made, command):
    ran = made(*AS_JSON[command])

    assert ran.code == 0, ran.err
    assert ran.json()["schema_version"] == 1
    assert ran.err == ""


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("plan", "nowhere.csv", "-c", CONFIG), "LM0003"),
        (("plan", *MESSY), "LM0003"),
        (("plan", "few.csv"), "LM0002"),
        (("geocode", "few.csv", "-c", "nowhere.yaml"), "LM0003"),
        (("verify", "few.csv"), "LM0003"),
        (("manifest", "plan.json", "--vehicle", "tractor"), "LM0002"),
        (("costs", "nowhere.json"), "LM0003"),
        (("export", "plan.json", "--to", "out", "--formats", "docx"), "LM0002"),
        (("export", "plan.json", "--to", "few.csv/out"), "LM0007"),
        (("init", "few.csv/new"), "LM0007"),
        (("roads", "build", "nowhere.osm.pbf"), "LM0003"),
    ],
)
def test_with_json_an_error_is_json_on_stderr(made, args, code):
    ran = made(*args, "--json")
    told = json.loads(ran.err)["error"]

    assert ran.out == ""
    assert set(told) == {"code", "message", "hint", "notices"}
    assert told["code"] == code
    assert told["message"]
    assert told["hint"]
    assert ran.code == {"LM0002": 2, "LM0003": 3, "LM0007": 3}[code]


def test_the_notices_of_a_refused_night_are_in_the_json_one_by_one(made):
    notices = json.loads(made("plan", *MESSY, "--json").err)["error"]["notices"]

    assert {it["severity"] for it in notices} == {"error", "warning", "info"}
    assert {"code": "LM1103", "row": 6} in [
        {"code": it["code"], "row": it["place"]["row"]} for it in notices
    ]


@pytest.mark.parametrize(
    "args",
    [
        PLAN_FEW,
        ("check", *MESSY),
        ("manifest", "plan.json"),
        ("costs", "plan.json", "--by", "stop"),
        ("doctor",),
        ("--help",),
        ("plan", "--help"),
        ("plan", *MESSY, "--verbose"),
    ],
)
def test_off_a_terminal_there_is_no_escape_code_bar_or_box(made, args):
    ran = made(*args, env={"FORCE_COLOR": "1", "TERM": "xterm-256color"})
    told = ran.out + ran.err

    assert told
    assert ESCAPE not in told
    assert not set("━─│╭╰┃\r") & set(told)


def on_a_terminal(shell: Shell, *args: str, **env: str) -> str:
    """What somebody at a terminal 100 columns wide sees, stdout and stderr together."""
    ours, theirs = pty.openpty()
    done = shell.start(
        *args,
        env={"TERM": "xterm-256color", "COLUMNS": "100", **env},
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b""
    with os.fdopen(ours, "rb", buffering=0) as screen:
        while True:
            try:
                piece = screen.read(65536)
            except OSError:  # Linux says so when the other end is closed.
                break
            if not piece:
                break
            seen += piece
    assert done.wait(60) in (0, 3)
    return seen.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo terminals are Unix")
@pytest.mark.parametrize("args", [("costs", "plan.json"), ("check", *MESSY), ("plan", *MESSY)])
def test_a_terminal_gets_colour_unless_it_asks_for_none(made, args):
    assert ESCAPE in on_a_terminal(made, *args) or args[0] == "check"
    assert not COLOUR.search(on_a_terminal(made, *args, NO_COLOR="1"))


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo terminals are Unix")
def test_a_terminal_sees_bars_come_and_go(made):
    seen = on_a_terminal(made, *PLAN_FEW)

    assert "Reading the orders" in seen
    assert "━" in seen
    assert seen.rstrip().splitlines()[-1].strip("\x1b[]0123456789;?hlmK ")


def test_quiet_prints_the_result_and_nothing_else(made):
    quiet, plain = made(*PLAN_FEW, "--quiet"), made(*PLAN_FEW)

    assert quiet.err == ""
    assert quiet.out == plain.out != ""


def test_quiet_with_a_plan_to_keep_prints_nothing_at_all(made, tmp_path):
    ran = made(*PLAN_FEW, "--quiet", "-o", str(tmp_path / "plan.json"))

    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_quiet_keeps_quiet_about_warnings_but_not_about_errors(made):
    ran = made("plan", *MESSY, "--quiet")

    assert "LM1103 error" in ran.err
    assert ran.code == 3


def test_verbose_tells_each_step_once_and_every_remark(made):
    verbose, plain = made(*PLAN_FEW, "--verbose"), made(*PLAN_FEW)
    steps = [line for line in verbose.err.splitlines() if line.endswith(" ...")]

    assert "Reading the orders ..." in steps
    assert len(steps) == len(set(steps)) >= 4
    assert all(step[0].isupper() for step in steps), steps
    assert "LM1011 info" in verbose.err
    assert "LM1011" not in plain.err
    assert verbose.out == plain.out


@pytest.mark.parametrize(
    "args",
    [
        ("manifest", "plan.json"),
        ("manifest", "plan.json", "--json"),
        ("costs", "plan.json", "--by", "stop", "--format", "csv"),
        (*PLAN_FEW, "--json"),
    ],
)
def test_a_reader_who_has_seen_enough_disturbs_nobody(made, args):
    """As ``lastmile ... | head -1`` does: the pipe is closed after the first bytes."""
    writer = made.start(*args, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert writer.stdout.read(1)
    writer.stdout.close()
    err = writer.stderr.read().decode()
    writer.stderr.close()

    assert writer.wait(60) == 0
    assert err == ""


@pytest.mark.skipif(sys.platform == "win32", reason="shells close descriptors on Unix")
@pytest.mark.parametrize(
    ("closed", "args", "code"),
    [
        ("<&-", ("plan", "-", "-c", CONFIG), 3),
        (">&-", ("costs", "plan.json"), 0),
        ("2>&-", ("costs", "nowhere.json"), 3),
        ("<&- >&- 2>&-", ("verify", "plan.json"), 0),
    ],
)
def test_a_scheduler_may_start_it_without_streams(made, closed, args, code):
    """As daemons do that close what they do not need."""
    call = " ".join(made.argv(*args))
    ran = subprocess.run(
        ["sh", "-c", f"{call} {closed}"],
        cwd=made.folder,
        env=made.environ(),
        capture_output=True,
        check=False,
    )

    assert ran.returncode == code, ran.stderr.decode()
    assert b"Traceback" not in ran.stderr


def test_text_is_utf8_whatever_the_locale_says(made):
    plain = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}

    assert "Östen Nyman" in made("manifest", "plan.json", "--format", "csv", env=plain).out
    assert made("costs", "plan.json", "--by", "stop", env=plain).code == 0


def test_version_help_and_a_bare_call(made):
    version, helped, bare = made("--version"), made("--help"), made()

    assert re.fullmatch(r"lastmile \d+\.\d+\.\d+\n", version.out)
    assert helped.code == 0
    for command in AS_JSON:
        assert re.search(rf"^\s+{command} ", helped.out, re.M), command
    assert bare.code == 2
    assert "Usage: lastmile" in bare.err
    assert "Traceback" not in bare.err


@pytest.mark.parametrize("command", AS_JSON)
def test_every_command_explains_itself(made, command):
    helped = made(command, "--help")

    assert helped.code == 0
    assert f"Usage: lastmile {command}" in helped.out


def test_a_slip_in_a_command_is_met_with_the_nearest_one(made):
    ran = made("pln", *FEW)

    assert ran.code == 2
    assert "plan" in ran.err
