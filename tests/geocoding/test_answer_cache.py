"""The cache of online answers: age, other runs, damage, secrets."""

from __future__ import annotations

import sqlite3

import pytest

from lastmile_cli.domain.addresses import Address
from lastmile_cli.domain.errors import OutputFailedError
from lastmile_cli.geocoding.answer_cache import (
    EMPTY_DAYS,
    FOUND_DAYS,
    AnswerCache,
    options_key,
    query_key,
)

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


def test_the_file_can_be_read_by_others_meanwhile(tmp_path):
    cache = AnswerCache(tmp_path / "a.sqlite")
    cache.keep("photon", ADDRESS, "", PLACE)
    reader = sqlite3.connect(tmp_path / "a.sqlite")
    assert reader.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    reader.close()
    cache.close()
