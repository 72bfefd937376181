"""The real OSRM where its wheel is installed: its tools prepare maps, its server answers."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

LONGEST_START_S = 60.0


def prepared_osrm(map_path: Path, profile: str = "car", *options: str) -> Path:
    """Extract and contract a map beside itself; skips the test where the wheel is not installed."""
    spec = find_spec("osrm")
    if spec is None or spec.origin is None:
        pytest.skip("osrm-bindings is not installed (it has wheels for Python 3.12 and later)")
    lua = Path(spec.origin).parent / "share" / "profiles" / f"{profile}.lua"
    copy = map_path.with_name(f"{profile}.osm.pbf")
    shutil.copy(map_path, copy)
    base = copy.with_name(f"{profile}.osrm")
    for command in (["extract", "-p", str(lua), str(copy), *options], ["contract", str(base)]):
        _run(*command, "--threads", "1")
    return base


def _run(*command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "osrm", *command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def osrm_routed(base: Path) -> Iterator[str]:
    """Start the server on a free port of 127.0.0.1, and stop it again; yields its URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--ip", "127.0.0.1", "--port", str(port), "--threads", "1"]
    executable = Path(find_spec("osrm").origin).parent / "bin" / "osrm-routed"
    server = subprocess.Popen(
        [str(executable), *options, str(base)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int, server: subprocess.Popen) -> None:
    given_up_s = time.monotonic() + LONGEST_START_S
    while time.monotonic() < given_up_s:
        assert server.poll() is None, "osrm-routed ended by itself"
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("osrm-routed does not listen")
