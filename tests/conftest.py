"""What every test gets: no network, a cache of its own, and the shared data where there is any."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile(
    "lastmile",
    deadline=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("lastmile")

_LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """Only loopback addresses may be connected to."""
    connect = socket.socket.connect

    def guarded(self, address):
        host = address[0] if isinstance(address, tuple) else ""
        if host and not str(host).startswith(_LOOPBACK):
            msg = f"A test tried to reach {address}."
            raise OSError(msg)
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory):
    """Caches of tests never touch the user's."""
    if "LASTMILE_CACHE_DIR" not in os.environ:
        os.environ["LASTMILE_CACHE_DIR"] = str(
            tmp_path_factory.getbasetemp().parent / "lastmile-cache"
        )


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public benchmark data; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("LASTMILE_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(
            "the benchmark data is not here (set LASTMILE_DATA; docs/data.md says where it comes from)"
        )
    return folder


@pytest.fixture(scope="session")
def sample_data() -> Path:
    """The sample day that comes with the project."""
    return ROOT / "sample_data"
