"""One limit a host, over geocoders, threads and runs."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from lastmile_cli.domain.settings import ProviderSettings
from lastmile_cli.geocoding import limiter
from lastmile_cli.geocoding.limiter import HostLimiter
from lastmile_cli.geocoding.providers import Surroundings, open_geocoder
from lastmile_cli.geocoding.turns import SharedTurns, shared_turns
from tests.conftest import ROOT
from tests.geocoding.stub_server import GOOD, StubServer
from tests.geocoding.test_providers import UNIONINKATU

TAKE_FORTY = """
import json, sys
from pathlib import Path
from lastmile_cli.geocoding.turns import SharedTurns
turns = SharedTurns(Path(sys.argv[1]))
print(json.dumps([turns.take("host", 1000.0, 1.0) for _ in range(40)]))
"""


def test_two_runs_at_once_never_get_the_same_turn(tmp_path):
    """All ask at the same moment: forty turns each, a second apart, and none twice."""
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", TAKE_FORTY, str(tmp_path / "turns.sqlite")],
            stdout=subprocess.PIPE,
            cwd=ROOT,
        )
        for _ in range(2)
    ]
    taken = [turn for run in runs for turn in json.loads(run.communicate(timeout=60)[0])]
    assert sorted(taken) == [1000.0 + turn for turn in range(80)]


def test_threads_share_turns_too(tmp_path):
    turns = SharedTurns(tmp_path / "turns.sqlite")
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: turns.take("host", 5.0, 0.5), range(50)))
    turns.close()
    assert sorted(taken) == [5.0 + turn / 2 for turn in range(50)]


def test_each_host_has_turns_of_its_own(tmp_path):
    turns = SharedTurns(tmp_path / "turns.sqlite")
    assert [turns.take(host, 1.0, 1.0) for host in ("a", "b", "a")] == [1.0, 1.0, 2.0]
    turns.close()


def test_a_clock_that_was_set_back_stops_nobody_for_a_year(tmp_path):
    turns = SharedTurns(tmp_path / "turns.sqlite")
    turns.take("host", 50_000_000.0, 1.0)
    assert turns.take("host", 1_000.0, 1.0) == 1_000.0
    turns.close()


def test_the_next_run_waits_for_the_last_turn_of_the_one_before(tmp_path):
    naps = []
    for _ in range(2):
        turns = SharedTurns(tmp_path / "turns.sqlite")
        one = HostLimiter("host", 1.0, turns=turns, clock=lambda: 7.0, sleep=naps.append)
        one.wait()
        one.close()
    assert naps == [1.0]


def test_without_a_file_a_run_keeps_its_own_turns(tmp_path, monkeypatch):
    monkeypatch.setattr(limiter, "_NEXT_TURN_S", {})
    (tmp_path / "turns.sqlite").mkdir()
    assert shared_turns(tmp_path) is None
    broken = SharedTurns(tmp_path / "other.sqlite")
    broken.close()
    naps = []
    one = HostLimiter("host", 1.0, turns=broken, clock=lambda: 7.0, sleep=naps.append)
    one.wait()
    one.wait()
    assert naps == [1.0]


def test_a_question_in_two_requests_takes_two_turns():
    """Nominatim is asked in parts, finds nothing, and is asked freely: two requests, two turns."""
    naps = []
    with StubServer([], GOOD["nominatim"]) as stub:
        options = {"domain": stub.domain, "scheme": "http"}
        settings = ProviderSettings(name="nominatim", options=options, requests_per_s=0.1)
        geocoder = open_geocoder(settings, Surroundings(sleep=naps.append))
        assert geocoder.candidates(UNIONINKATU)
        geocoder.close()
        assert len(stub.queries) == 2
    assert [round(nap) for nap in naps] == [10]
