"""Large files over HTTP, from servers with bad manners."""

from __future__ import annotations

import random
from types import SimpleNamespace

import pytest

from lastmile_cli.domain.errors import OutputFailedError, ServiceUnreachableError, UsageError
from lastmile_cli.plumbing import partial_file
from lastmile_cli.plumbing.download import CHUNK_BYTES, TRIES, fetch_file
from tests.fakes.file_server import FileServer

CONTENT = random.Random(1).randbytes(1_000_000)


class Fetching:
    """Fetches into a folder, remembering the pauses instead of making them."""

    def __init__(self, folder):
        self.folder, self.target = folder, folder / "town.osm.pbf"
        self.pauses: list[float] = []
        self.steps: list[float] = []

    def __call__(self, server: FileServer, **special):
        return fetch_file(
            server.url,
            self.target,
            wait=self.pauses.append,
            progress=lambda step: self.steps.append(step.done),
            timeout_s=5,
            **special,
        )

    def names(self):
        return sorted(path.name for path in self.folder.iterdir())


@pytest.fixture
def fetch(tmp_path):
    return Fetching(tmp_path)


def test_a_file_comes_whole_checked_and_with_the_servers_date(fetch):
    with FileServer(CONTENT) as server:
        fetched = fetch(server)

    assert fetch.target.read_bytes() == CONTENT
    assert fetch.target.stat().st_mtime == server.edited_s
    assert (fetched.size_bytes, fetched.is_checked, fetched.was_current) == (1_000_000, True, False)
    assert fetch.names() == ["town.osm.pbf"]
    assert fetch.steps[-1] == 1_000_000


def test_what_has_not_changed_is_not_fetched_again(fetch):
    with FileServer(CONTENT) as server:
        fetch(server)
        again = fetch(server)
        server.change(CONTENT[::-1])
        newer = fetch(server)

    assert (again.was_current, newer.was_current) == (True, False)
    assert fetch.target.read_bytes() == CONTENT[::-1]


@pytest.mark.parametrize("manners", [("half",), ("half", "half", "half"), ("hang", "half")])
def test_a_body_that_breaks_off_is_gone_on_with(fetch, manners):
    with FileServer(CONTENT, manners) as server:
        fetched = fetch(server)

    assert fetch.target.read_bytes() == CONTENT
    assert fetched.is_checked
    begun = [asked for asked, _ in server.asked if asked]
    assert begun[0] == f"bytes={500_000 // CHUNK_BYTES * CHUNK_BYTES}-"
    assert {mark for asked, mark in server.asked if asked} == {server.etag}


def test_a_later_run_goes_on_where_an_earlier_one_was_interrupted(fetch):
    def interrupt(_):
        raise KeyboardInterrupt

    with FileServer(CONTENT, ("half",)) as server:
        with pytest.raises(KeyboardInterrupt):
            fetch_file(server.url, fetch.target, wait=interrupt, timeout_s=5)
        left = fetch.names()
        fetched = fetch(server)

    assert left == ["town.osm.pbf.part", "town.osm.pbf.part.json"]
    assert fetched.resumed_at == 500_000 // CHUNK_BYTES * CHUNK_BYTES
    assert fetch.target.read_bytes() == CONTENT
    assert fetch.names() == ["town.osm.pbf"]


def test_a_file_that_changed_in_between_is_fetched_anew(fetch):
    with FileServer(CONTENT, ("half", "change")) as server:
        fetched = fetch(server)

    assert fetch.target.read_bytes() == CONTENT[::-1]
    assert fetched.is_checked


def test_a_part_of_another_address_is_not_gone_on_with(fetch):
    def interrupt(_):
        raise KeyboardInterrupt

    with FileServer(CONTENT, ("half",)) as server, FileServer(CONTENT[::-1]) as other:
        with pytest.raises(KeyboardInterrupt):
            fetch_file(server.url, fetch.target, wait=interrupt, timeout_s=5)
        fetch(other)

    assert fetch.target.read_bytes() == CONTENT[::-1]
    assert other.asked == [("", "")]


@pytest.mark.parametrize("server", [{"ranges": False}, {"marks": False}])
def test_a_server_that_knows_no_ranges_or_marks_sends_it_all_again(fetch, server):
    with FileServer(CONTENT, ("half",), **server) as polite:
        fetch(polite)

    assert fetch.target.read_bytes() == CONTENT


def test_a_busy_server_is_given_the_time_it_asks_for(fetch):
    with FileServer(CONTENT, (429, 503)) as server:
        fetch(server)

    assert fetch.pauses == [2, 4]
    assert fetch.target.read_bytes() == CONTENT


@pytest.mark.parametrize("trouble", [500, "hang", 429])
def test_a_server_that_stays_down_is_named_and_nothing_is_written(fetch, trouble):
    with (
        FileServer(CONTENT, (trouble,) * 20) as server,
        pytest.raises(ServiceUnreachableError, match="cannot be had") as failed,
    ):
        fetch(server)

    assert failed.value.exit_code == 5
    assert "goes on" in failed.value.hint
    assert len(server.asked) == TRIES
    assert fetch.names() == []


def test_patience_begins_anew_with_every_new_byte(fetch):
    """Three answers each bring half of the rest, then two bring nothing, and so on to the end."""
    manners = ("half", "half", "hang", "half", 500, 500, "hang")
    with FileServer(CONTENT, manners) as server:
        fetch(server)

    assert len(server.asked) == len(manners) + 1
    assert fetch.target.read_bytes() == CONTENT


def test_a_server_that_sends_half_and_knows_no_ranges_is_given_up(fetch):
    with (
        FileServer(CONTENT, ("half",) * 50, ranges=False) as server,
        pytest.raises(ServiceUnreachableError, match="hung up"),
    ):
        fetch(server)

    assert len(server.asked) == TRIES


def test_a_name_the_server_does_not_have_is_told_at_once(fetch):
    with FileServer(CONTENT, (404,)) as server, pytest.raises(ServiceUnreachableError, match="404"):
        fetch(server)

    assert fetch.pauses == []


def test_a_wrong_checksum_is_given_one_more_chance_and_then_refused(fetch):
    with (
        FileServer(CONTENT, checksum="0" * 32) as server,
        pytest.raises(ServiceUnreachableError, match="checksum"),
    ):
        fetch(server)

    assert len(server.asked) == 2
    assert fetch.names() == []


def test_an_older_file_stays_where_a_newer_one_fails_its_check(fetch):
    fetch.target.write_bytes(b"yesterday")
    with FileServer(CONTENT, checksum="0" * 32) as server, pytest.raises(ServiceUnreachableError):
        fetch(server)

    assert fetch.target.read_bytes() == b"yesterday"


@pytest.mark.parametrize("checksum", [None, "no checksum at all"])
def test_without_a_checksum_the_length_alone_is_checked(fetch, checksum):
    with FileServer(CONTENT, checksum=checksum) as server:
        fetched = fetch(server)

    assert not fetched.is_checked
    assert fetch.target.read_bytes() == CONTENT


def test_a_page_of_text_is_not_taken_for_the_file(fetch):
    with (
        FileServer(b"<html>Please log in</html>") as server,
        pytest.raises(ServiceUnreachableError, match="no such file"),
    ):
        fetch(server, accepts=lambda head: head.startswith(b"PBF"))

    assert fetch.names() == []


def test_a_disk_without_room_is_told_before_it_is_full(fetch, monkeypatch):
    room = SimpleNamespace(free=partial_file.SPARE_BYTES + 1000)
    monkeypatch.setattr(partial_file.shutil, "disk_usage", lambda _: room)

    with FileServer(CONTENT) as server, pytest.raises(OutputFailedError, match="MB left"):
        fetch(server)

    assert fetch.steps == []


def test_what_is_no_web_address_is_refused(tmp_path):
    with pytest.raises(UsageError, match="no web address"):
        fetch_file("ftp://example.org/a", tmp_path / "a")
