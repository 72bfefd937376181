"""Ctrl-C, a second cron job, a server that is down, a disk that is full."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lastmile_cli.plumbing.locks import exclusive
from tests.e2e.conftest import CONFIG, FEW, PLAN_FEW

ENDLESS = ("plan", *FEW, "--iterations", "1000000000")

unix = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits are Unix here")


def interrupt_when(
    run: subprocess.Popen[bytes], words: bytes, how: signal.Signals = signal.SIGINT
) -> bytes:
    """Press Ctrl-C as soon as stderr holds these words; return what it held till then."""
    seen = b""
    while words not in seen:
        piece = os.read(run.stderr.fileno(), 65536)
        assert piece, seen.decode()
        seen += piece
    run.send_signal(how)
    return seen


@unix
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_in_the_search_writes_the_best_plan_so_far(desk, how):
    run = desk.start(
        *ENDLESS, "-o", "plan.json", "--verbose", stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    interrupt_when(run, b"Planning routes ...", how)
    out, err = run.communicate(timeout=60)
    plan = json.loads(desk.at("plan.json").read_bytes())

    assert run.returncode == 130
    assert b"Traceback" not in err
    assert b"Interrupted" in err
    assert b"12 of 12 stops served" in out
    assert plan["provenance"]["repeatable"] is False
    assert plan["totals"]["served"] == 12
    assert desk("verify", "plan.json").code == 0


@unix
def test_ctrl_c_before_the_search_writes_nothing(desk):
    before = desk.names()
    run = desk.start(
        *ENDLESS, "-o", "plan.json", "--verbose", stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    interrupt_when(run, b"Reading the orders ...")
    out, err = run.communicate(timeout=60)

    assert run.returncode == 130
    assert out == b""
    assert b"Traceback" not in err
    assert b"Interrupted" in err
    assert desk.names() == before


def test_two_runs_never_write_one_plan(desk):
    with exclusive(desk.at("plan.json")):
        ran = desk(*PLAN_FEW, "-o", "plan.json")
        elsewhere = desk(*PLAN_FEW, "-o", "other.json")
    after = desk(*PLAN_FEW, "-o", "plan.json")

    assert ran.code == 75
    assert "plan.json" in ran.err
    assert "Try:" in ran.err
    assert (elsewhere.code, after.code) == (0, 0)


def test_a_geocoder_that_cannot_be_reached_ends_the_night_with_5(desk):
    ask_only(desk, "nominatim")
    before = desk.names()
    ran = desk(*PLAN_FEW, "-o", "plan.json", "--json")
    told = json.loads(ran.err)["error"]

    assert ran.code == 5
    assert told["code"] == "LM0005"
    assert "nominatim" in told["message"]
    assert told["hint"]
    assert desk.names() == before


def test_with_the_map_asked_first_nobody_misses_the_server(desk):
    ask_only(desk, "photon", first="map")

    assert desk(*PLAN_FEW).code == 0


def test_offline_asks_nobody_and_says_which_addresses_stay_open(desk):
    ask_only(desk, "photon")
    ran = desk(*PLAN_FEW, "--offline")

    assert ran.code == 3
    assert "LM1301" in ran.err
    assert "offline" in ran.err


def ask_only(desk, name: str, first: str = "") -> None:
    """Make the config ask this geocoder, on a port where nobody listens."""
    config = desk.at(CONFIG).read_text(encoding="utf-8")
    head, rest = config.split("  providers:", 1)
    tail = rest[rest.index("\n  accept_score") :]
    names = f"\n    - name: {first}" if first else ""
    asked = f"""  providers:{names}
    - name: {name}
      options: {{domain: "127.0.0.1:9", scheme: http, user_agent: lastmile-tests}}
      timeout_s: 2
      requests_per_s: 100"""
    desk.at(CONFIG).write_text(head + asked + tail, encoding="utf-8")


def full_disk() -> None:
    """From here on no file may grow beyond 4 kB, as on a disk that is nearly full."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))


@unix
@pytest.mark.parametrize("old", [None, "last night's plan"])
def test_on_a_full_disk_the_last_plan_stays(desk, old):
    assert desk(*PLAN_FEW).code == 0, "fills the cache while there is room"
    if old is not None:
        desk.at("plan.json").write_text(old)
    before = desk.names()
    ran = desk(*PLAN_FEW, "-o", "plan.json", before=full_disk)

    assert ran.code == 3
    assert "plan.json" in ran.err
    assert "Try:" in ran.err
    assert "Traceback" not in ran.err
    assert desk.names() == before
    assert old is None or desk.at("plan.json").read_text() == old


@unix
def test_a_cache_that_is_full_says_so_and_keeps_nothing_half_built(desk, tmp_path):
    fresh = {"LASTMILE_CACHE_DIR": str(tmp_path / "cache")}
    full = desk(*PLAN_FEW, "-o", "plan.json", env=fresh, before=full_disk)
    left = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    roomy = desk(*PLAN_FEW, "-o", "plan.json", env=fresh)

    assert full.code == 3
    assert "LASTMILE_CACHE_DIR" in full.err
    assert {path.suffix for path in left} <= {".lock"}
    assert roomy.code == 0, roomy.err


@unix
def test_a_full_disk_under_an_export_leaves_only_whole_files(desk):
    assert desk(*PLAN_FEW, "-o", "plan.json").code == 0
    ran = desk("export", "plan.json", "--to", "out", before=full_disk)
    written = sorted(path.name for path in desk.at("out").iterdir())

    assert ran.code == 3
    assert "Traceback" not in ran.err
    assert not [name for name in written if name.startswith(".")]
    assert "routes.geojson" not in written, "which is larger than that"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("form", ["json", "csv", "table"])
def test_full_stdout_is_an_error_not_a_success(desk, form):
    with Path("/dev/full").open("wb") as full:
        run = desk.start(*PLAN_FEW, "--format", form, stdout=full, stderr=subprocess.PIPE)
        _, err = run.communicate(timeout=60)

    assert run.returncode == 3
    assert b"Traceback" not in err
    assert b"No space left" in err
