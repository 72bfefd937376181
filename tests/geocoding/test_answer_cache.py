"""The cache of online answers: age, other runs, damage, secrets."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from lastmile_cli.domain.addresses import Address
from lastmile_cli.domain.errors import OutputFailedError
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.geocoding.answer_cache import (
    EMPTY_DAYS,
    FOUND_DAYS,
    AnswerCache,
    options_key,
    query_key,
)
from tests.conftest import ROOT

ADDRESS = Address(line1="Unioninkatu 20", city="Helsinki")
PLACE = [{"lat": 60.1, "lon": 24.9}]
DAY_S = 86_400


@pytest.mark.parametrize(("places", "days"), [(PLACE, FOUND_DAYS), ([], EMPTY_DAYS)])
def test_an_answer_grows_old(tmp_path, places, days):
    now = [0.0]
    cache = AnswerCache(tmp_path / "a.sqlite", now=lambda: now[0])
    cache.keep("photon", ADDRESS, "", places)
    now[0] = days * DAY_S
    assert cache.find("photon", ADDRESS, "") == places
    now[0] += 1
    assert cache.find("photon", ADDRESS, "") is None
    cache.close()


def test_two_runs_share_one_file(tmp_path):
    one, two = (AnswerCache(tmp_path / "a.sqlite") for _ in range(2))
    one.keep("photon", ADDRESS, "", PLACE)
    assert two.find("photon", ADDRESS, "") == PLACE
    two.keep("photon", ADDRESS, "", [])
    assert one.find("photon", ADDRESS, "") == []
    one.close()
    two.close()


def test_what_was_kept_survives_a_run_that_never_closed(tmp_path):
    unclosed = AnswerCache(tmp_path / "a.sqlite")
    unclosed.keep("photon", ADDRESS, "", PLACE)
    later = AnswerCache(tmp_path / "a.sqlite")
    assert later.find("photon", ADDRESS, "") == PLACE
    later.close()
    unclosed.close()


def test_a_damaged_cache_is_put_aside(tmp_path):
    path = tmp_path / "a.sqlite"
    path.write_bytes(b"this was a database once" * 100)
    cache = AnswerCache(path)
    cache.keep("photon", ADDRESS, "", PLACE)
    assert cache.find("photon", ADDRESS, "") == PLACE
    assert (tmp_path / "a.sqlite.damaged").exists()
    cache.close()


def test_a_cache_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputFailedError, match="cache"):
        AnswerCache(tmp_path / "file" / "a.sqlite")


def test_spellings_that_nobody_would_tell_apart_are_one_question():
    same = Address(line1=" UNIONINKATU  20,", city="helsinki")
    assert query_key(same) == query_key(ADDRESS)
    assert query_key(Address(line1="Unioninkatu 2-0", city="Helsinki")) != query_key(ADDRESS)


def test_a_key_is_no_part_of_the_question():
    assert options_key({"language": "fi", "api_key": "a"}) == options_key(
        {"language": "fi", "api_key": "b"}
    )
    assert options_key({"language": "fi"}) != options_key({"language": "sv"})


@pytest.mark.parametrize("name", ["api_key", "subscription_key", "access_token", "proxies", "user"])
def test_no_secret_is_kept_nor_asks_for_everything_anew(name):
    assert options_key({name: "one"}) == options_key({name: "another"})


@pytest.mark.parametrize("name", ["proximity", "user_location", "keywords", "approximate", "at"])
def test_an_option_that_is_merely_spelt_like_a_secret_counts(name):
    assert options_key({name: "here"}) != options_key({name: "there"})


def test_the_file_can_be_read_by_others_meanwhile(tmp_path):
    cache = AnswerCache(tmp_path / "a.sqlite")
    cache.keep("photon", ADDRESS, "", PLACE)
    reader = sqlite3.connect(tmp_path / "a.sqlite")
    assert reader.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    reader.close()
    cache.close()


def test_the_file_is_its_owners_alone(tmp_path):
    path = tmp_path / "a.sqlite"
    path.touch(mode=0o644)
    cache = AnswerCache(path)
    cache.keep("photon", ADDRESS, "", PLACE)
    for file in tmp_path.iterdir():
        assert file.stat().st_mode & 0o077 == 0, file.name
    cache.close()


def test_damage_found_midway_costs_what_was_kept_and_nothing_else(tmp_path):
    path = tmp_path / "a.sqlite"
    cache = AnswerCache(path)
    for number in range(200):
        cache.keep("photon", Address(line1=f"Katu {number}"), "", PLACE)
    cache.close()
    cache = AnswerCache(path)
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\x17" * (len(content) - 4096))
    assert cache.find("photon", Address(line1="Katu 7"), "") is None
    assert "malformed" in cache.trouble
    cache.keep("photon", ADDRESS, "", PLACE)
    assert cache.find("photon", ADDRESS, "") == PLACE
    assert (tmp_path / "a.sqlite.damaged").exists()
    cache.close()


def test_a_full_disk_is_told_and_ends_nothing(tmp_path):
    cache = AnswerCache(tmp_path / "a.sqlite")
    cache.keep("photon", ADDRESS, "", PLACE)
    pages = cache._connection.execute("PRAGMA page_count").fetchone()[0]
    cache._connection.execute(f"PRAGMA max_page_count = {pages}")
    cache.keep("photon", Address(line1="Katu 1"), "", [{"text": "x" * 50_000}])
    assert "full" in cache.trouble
    assert cache.find("photon", Address(line1="Katu 1"), "") is None
    assert cache.find("photon", ADDRESS, "") == PLACE
    cache.close()


@pytest.mark.parametrize("raw", ["", "{", "7", '{"lat": 1}', "[7]"])
def test_what_is_no_list_of_places_was_never_answered(tmp_path, raw):
    cache = AnswerCache(tmp_path / "a.sqlite")
    cache.keep("photon", ADDRESS, "", PLACE)
    with cache._connection:
        cache._connection.execute("UPDATE answer SET raw = ?", (raw,))
    assert cache.find("photon", ADDRESS, "") is None
    cache.close()


def test_terms_that_allow_a_month_are_kept_to(tmp_path):
    now = [0.0]
    cache = AnswerCache(tmp_path / "a.sqlite", now=lambda: now[0])
    cache.keep("google", ADDRESS, "", PLACE)
    now[0] = 31 * DAY_S
    assert cache.find("google", ADDRESS, "", keep_days=30) is None
    assert cache.find("google", ADDRESS, "", keep_days=40) == PLACE
    cache.close()


def test_a_place_is_a_question_too(tmp_path):
    cache = AnswerCache(tmp_path / "a.sqlite")
    at = Coordinate(lat_deg=60.1, lon_deg=24.9)
    cache.keep("photon", at, "", PLACE)
    assert cache.find("photon", at, "") == PLACE
    assert cache.find("photon", Coordinate(lat_deg=60.1, lon_deg=24.90001), "") is None
    cache.close()


KEEP_FIFTY = """
import sys
from pathlib import Path
from lastmile_cli.domain.addresses import Address
from lastmile_cli.geocoding.answer_cache import AnswerCache
cache = AnswerCache(Path(sys.argv[1]))
for number in range(50):
    cache.keep("photon", Address(line1=f"Katu {number} {sys.argv[2]}"), "", [{"run": sys.argv[2]}])
assert not cache.trouble, cache.trouble
"""


def test_whoever_refreshes_finds_only_what_is_kept_from_then_on(tmp_path):
    clock = [1_000.0]
    path = tmp_path / "a.sqlite"
    first, second = (Address(line1=f"Katu {number}") for number in (1, 2))
    with contextlib.closing(AnswerCache(path, lambda: clock[0])) as cache:
        cache.keep("photon", first, "", PLACE)
        cache.keep("photon", second, "", PLACE)
    clock[0] += 60
    with contextlib.closing(AnswerCache(path, lambda: clock[0], refresh=True)) as cache:
        assert cache.find("photon", first, "") is None
        cache.keep("photon", first, "", [])
        assert cache.find("photon", first, "") == []
    with contextlib.closing(AnswerCache(path, lambda: clock[0])) as cache:
        assert cache.find("photon", first, "") == []
        assert cache.find("photon", second, "") == PLACE


def test_two_runs_write_at_once(tmp_path):
    path = tmp_path / "a.sqlite"
    runs = [
        subprocess.Popen([sys.executable, "-c", KEEP_FIFTY, str(path), name], cwd=ROOT)
        for name in "ab"
    ]
    assert [run.wait(timeout=60) for run in runs] == [0, 0]
    cache = AnswerCache(path)
    for name in "ab":
        for number in range(50):
            asked = Address(line1=f"Katu {number} {name}")
            assert cache.find("photon", asked, "") == [{"run": name}]
    cache.close()


def test_threads_share_one(tmp_path):
    cache = AnswerCache(tmp_path / "a.sqlite")
    asked = [Address(line1=f"Katu {number}") for number in range(100)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda one: cache.keep("photon", one, "", PLACE), asked))
        assert all(
            found == PLACE for found in pool.map(lambda a: cache.find("photon", a, ""), asked)
        )
    cache.close()


@pytest.mark.parametrize(
    ("one", "other"), [("Weg 1/2", "Weg 12"), ("Weg 5²", "Weg 52"), ("Bodaweg 1", "Bödaweg 1")]
)
def test_addresses_that_only_look_alike_are_asked_about_apart(one, other):
    assert query_key(Address(line1=one)) != query_key(Address(line1=other))
