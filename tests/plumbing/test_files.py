import os
import stat

import pytest

from lastmile_cli.domain.errors import LockHeldError, OutputFailedError
from lastmile_cli.plumbing.cache import CACHE_VARIABLE, cache_dir
from lastmile_cli.plumbing.files import (
    atomic_file,
    atomic_path,
    check_target,
    sha256_of_file,
    write_text,
)
from lastmile_cli.plumbing.locks import exclusive


def test_a_file_appears_whole(tmp_path):
    write_text(tmp_path / "plan.json", "{}\n")
    assert (tmp_path / "plan.json").read_text() == "{}\n"
    assert [entry.name for entry in tmp_path.iterdir()] == ["plan.json"]


def test_a_slip_in_a_path_builds_no_folder(tmp_path):
    with pytest.raises(OutputFailedError, match="No such file or directory"):
        write_text(tmp_path / "tomorow" / "plan.json", "{}")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_leaves_the_old_file_and_no_debris(tmp_path):
    target = tmp_path / "plan.json"
    target.write_text("old")
    with pytest.raises(RuntimeError, match="half way"), atomic_file(target) as stream:
        stream.write(b"new")
        raise RuntimeError("half way")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_full_disk_is_told_by_name(tmp_path):
    with (
        pytest.raises(OutputFailedError, match=r"plan\.json: No space left"),
        atomic_file(tmp_path / "plan.json"),
    ):
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_way_is_told_by_name(tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OutputFailedError, match="Cannot write"):
        write_text(tmp_path / "out" / "plan.json", "{}")


def test_a_link_stays_a_link_and_what_it_points_to_is_replaced(tmp_path):
    real, link = tmp_path / "archive" / "monday.json", tmp_path / "plan.json"
    real.parent.mkdir()
    real.write_text("old")
    link.symlink_to(real)

    write_text(link, "new")

    assert link.is_symlink()
    assert real.read_text() == "new"
    assert sorted(path.name for path in real.parent.iterdir()) == ["monday.json"]


@pytest.mark.skipif(os.name != "posix", reason="permission bits are Unix's")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_who_may_read_a_file_stays_as_it_was_when_it_is_written_anew(tmp_path, mode):
    pins = tmp_path / "pins.csv"
    pins.write_text("old")
    pins.chmod(mode)

    write_text(pins, "new")
    with atomic_path(pins) as place:
        place.write_text("newer")

    assert (pins.read_text(), stat.S_IMODE(pins.stat().st_mode)) == ("newer", mode)


@pytest.mark.skipif(os.name != "posix", reason="permission bits are Unix's")
def test_a_new_file_is_for_whom_the_umask_says(tmp_path):
    old = os.umask(0o077)
    try:
        write_text(tmp_path / "pins.csv", "new")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "pins.csv").stat().st_mode) == 0o600


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_what_is_no_file_is_written_to_and_never_replaced(tmp_path):
    """Such as /dev/null, which everybody else needs too."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_text(pipe, "plan")
        assert os.read(reader, 100) == b"plan"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert list(tmp_path.iterdir()) == [pipe]


def test_whether_a_place_can_be_written_is_known_before_the_work(tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "gone" / "plan.json")
    bad = {
        tmp_path / "file" / "plan.json": "folder does not exist",
        tmp_path / "new" / "plan.json": "folder does not exist",
        tmp_path / "link": "folder does not exist",
        tmp_path / "folder": "is a folder",
    }

    check_target(tmp_path / "new.json")
    check_target(tmp_path / "file")
    for place, why in bad.items():
        with pytest.raises(OutputFailedError, match=why):
            check_target(place)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder", "link"]


def test_written_files_have_the_usual_permissions(tmp_path):
    write_text(tmp_path / "plan.json", "{}")
    (tmp_path / "other").touch()
    assert stat.S_IMODE((tmp_path / "plan.json").stat().st_mode) == stat.S_IMODE(
        (tmp_path / "other").stat().st_mode
    )


def test_the_digest_is_sha256(tmp_path):
    (tmp_path / "empty").touch()
    assert sha256_of_file(tmp_path / "empty").startswith("e3b0c44298fc1c149afbf4c8996fb924")


def test_the_cache_variable_wins(tmp_path, monkeypatch):
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    assert cache_dir("maps") == tmp_path / "maps"
    assert (tmp_path / "maps").is_dir()


def test_without_a_writable_home_work_goes_on_elsewhere(tmp_path, monkeypatch):
    blocker = tmp_path / "file"
    blocker.touch()
    monkeypatch.setenv(CACHE_VARIABLE, str(blocker / "cache"))
    folder = cache_dir("maps")
    assert os.access(folder, os.W_OK)


def test_a_second_run_is_turned_away_and_the_lock_goes_with_its_holder(tmp_path):
    with exclusive(tmp_path / "plan.json"):
        with pytest.raises(LockHeldError, match="Another run"), exclusive(tmp_path / "plan.json"):
            pass
        with exclusive(tmp_path / "other.json"):
            pass
    with exclusive(tmp_path / "plan.json"):
        pass
