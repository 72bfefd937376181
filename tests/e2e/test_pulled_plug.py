"""A thousand addresses, and in the middle the network goes: nothing answered is lost or asked again."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
import time

import pytest

from lastmile_cli.cli.main import main
from lastmile_cli.geocoding import limiter, online
from lastmile_cli.geocoding.http_adapter import MOST_CONNECTIONS
from lastmile_cli.geocoding.patience import ATTEMPTS, PATIENCE
from tests.e2e.conftest import CONFIG, DAY, Shell
from tests.geocoding.echo_stub import EchoStub

ADDRESSES = 1_000
HALF = 500
MOST_IN_VAIN = MOST_CONNECTIONS + PATIENCE * ATTEMPTS
"""Those under way when it happens, and three questions asked patiently, one after the other."""


@pytest.fixture
def day(desk: Shell, monkeypatch, tmp_path):
    """A thousand orders of one street, and a Photon to be asked about them."""
    monkeypatch.setattr(online, "FIRST_PAUSE_S", 0.0)
    monkeypatch.setattr(limiter, "_NEXT_TURN_S", {})
    monkeypatch.setenv("LASTMILE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(desk.folder)
    write_orders(desk, ADDRESSES)
    return desk


def write_orders(day, many):
    lines = [f"{i},Customer {i},Unioninkatu {i},00130,Helsinki" for i in range(1, many + 1)]
    header = "stop_id,name,address,postal_code,city"
    day.at("stops.csv").write_text("\n".join([header, *lines]), encoding="utf-8")


def configure(day, stub, timeout_s):
    text = (day.at(CONFIG)).read_text(encoding="utf-8")
    asked = f"- name: photon\n      options: {{domain: '{stub.domain}', scheme: http}}\n"
    asked += f"      requests_per_s: 100000\n      timeout_s: {timeout_s}\n"
    assert "- name: map " in text
    day.at(CONFIG).write_text(text.replace("- name: map ", f"{asked}    # "), encoding="utf-8")


ARGS = ("geocode", "stops.csv", "-c", CONFIG, "--date", DAY, "--quiet")


@pytest.mark.parametrize("trouble", ["hang", "reset", 503, "<html>Sorry, we are moving</html>"])
def test_the_plug_is_pulled(day, capsys, trouble):
    with EchoStub(trouble, good=HALF) as stub:
        configure(day, stub, 0.5 if trouble == "hang" else 20)

        assert main([*ARGS, "--json"]) == 5
        error = json.loads(capsys.readouterr().err)["error"]
        assert f"{ADDRESSES - HALF} of 1,000 stops" in error["message"]
        assert any(notice["code"] == "LM1310" for notice in error["notices"])
        assert len(stub.queries) <= HALF + MOST_IN_VAIN

        stub.good = 1_000_000
        before = len(stub.queries)
        assert main(ARGS) == 0
        rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
        assert [row["geocode_status"] for row in rows] == ["accept"] * ADDRESSES
        assert len(stub.queries) - before == ADDRESSES - HALF
        assert sorted(stub.answered) == list(range(1, ADDRESSES + 1))

        before = len(stub.queries)
        assert main(ARGS) == 0
        assert len(stub.queries) == before


def test_who_refreshes_asks_again_and_keeps_what_is_answered_now(day, capsys):
    write_orders(day, 20)
    with EchoStub() as stub:
        configure(day, stub, 20)
        assert main(ARGS) == 0
        assert main([*ARGS, "--refresh"]) == 0
        assert len(stub.queries) == 40
        assert main(ARGS) == 0
        assert len(stub.queries) == 40
        assert main([*ARGS, "--refresh", "--offline"]) == 2
        assert "leave one of the two out" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="signals are Unix here")
def test_the_plug_of_the_machine_itself_is_pulled(day):
    with EchoStub() as stub:
        configure(day, stub, 20)
        stub.stop_at = HALF
        run = day.start(*ARGS, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        assert stub.enough.wait(60)
        run.send_signal(signal.SIGKILL)
        run.communicate()
        answered = len(stub.answered)
        assert HALF <= answered < ADDRESSES

        ran = day(*ARGS)
        assert ran.code == 0, ran.err
        again = len(stub.answered) - len(set(stub.answered))
        assert again <= MOST_CONNECTIONS, "more than was under way was asked again"
        assert len(set(stub.answered)) == ADDRESSES


def test_offline_the_whole_command_opens_no_socket(day, monkeypatch, capsys):
    import socket

    with EchoStub() as stub:
        configure(day, stub, 20)

        def forbidden(*_, **__):
            raise AssertionError("a socket was opened")

        for name in ("socket", "create_connection", "getaddrinfo"):
            monkeypatch.setattr(socket, name, forbidden)
        assert main([*ARGS, "--offline"]) == 5
        told = capsys.readouterr()
        rows = list(csv.DictReader(io.StringIO(told.out)))
    assert stub.queries == []
    assert {row["geocode_status"] for row in rows} == {"fail"}
    assert rows[0]["geocode_reason"] == "not asked: working offline, and no answer is kept"
    assert "nobody was asked about 1,000 addresses" in told.err
    assert "was not found" not in told.err


@pytest.mark.skipif(sys.platform == "win32", reason="signals are Unix here")
def test_ctrl_c_waits_for_no_provider_that_hangs(day):
    """It would hang for a minute; what was answered before is kept."""
    with EchoStub("hang", good=50) as stub:
        stub.patience_s = 60
        write_orders(day, 100)
        configure(day, stub, 60)
        stub.stop_at = 50
        run = day.start(*ARGS, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        assert stub.enough.wait(60)
        while len(stub.queries) < 50 + MOST_CONNECTIONS:
            time.sleep(0.01)
        run.send_signal(signal.SIGINT)
        run.communicate(timeout=30)
        assert run.returncode == 130

        stub.good = 1_000_000
        assert day(*ARGS).code == 0
        assert sorted(stub.answered) == list(range(1, 101))
