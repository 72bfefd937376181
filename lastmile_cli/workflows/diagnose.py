"""What is installed, cached, reachable and writable on this machine."""

from __future__ import annotations

import os
import platform
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from lastmile_cli import __version__
from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.errors import InputRefusedError, LastmileError
from lastmile_cli.domain.settings import Config, RoadsSettings
from lastmile_cli.engines.registry import list_engines
from lastmile_cli.intake.config import read_config
from lastmile_cli.intake.sources import read_source
from lastmile_cli.plumbing.cache import cache_dir
from lastmile_cli.plumbing.json_service import without_user

State = Literal["ok", "missing", "warning", "broken"]

NEEDED = (
    "typer",
    "rich",
    "pandas",
    "numpy",
    "numba",
    "ortools",
    "geopy",
    "pyyaml",
    "pydantic",
    "osmium",
    "routingkit-cch",
    "rapidfuzz",
    "fpdf2",
    "segno",
    "font-roboto",
    "xstatic-leaflet",
    "openpyxl",
    "platformdirs",
    "requests",
    "sqlalchemy",
    "alembic",
)
EXTRAS = {"osrm-bindings": "osrm", "pyvrp": "pyvrp"}
LEAST_FREE_BYTES = 500 * 1024 * 1024
REACH_TIMEOUT_S = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at."""

    area: str
    item: str
    state: State
    detail: str = ""
    hint: str = ""


def diagnose(config: str, *, offline: bool) -> list[Finding]:
    """
    Look at libraries, cache and disk; with a config, at its map and services too.

    Never raises for what it finds: a thing that is wrong is a finding.
    """
    findings = [*_libraries(), *_places()]
    if config:
        findings += _of_config(config, offline=offline)
    return findings


def _libraries() -> Iterator[Finding]:
    yield Finding(
        area="system",
        item="lastmile",
        state="ok",
        detail=f"{__version__}, Python {platform.python_version()}, {platform.system()}",
    )
    for name in NEEDED:
        yield _library(name, "broken", f"pip install {name}")
    for name, extra in EXTRAS.items():
        yield _library(name, "missing", f"pip install 'lastmile-cli[{extra}]' if you want it")
    engines = list_engines()
    yield Finding(area="plugs", item="engines", state="ok", detail=", ".join(engines))


def _library(name: str, absent: State, hint: str) -> Finding:
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Finding(area="library", item=name, state=absent, detail="not installed", hint=hint)
    return Finding(area="library", item=name, state="ok", detail=version)


def _places() -> Iterator[Finding]:
    cache = cache_dir()
    is_spare = str(cache).startswith(tempfile.gettempdir()) and not os.environ.get(
        "LASTMILE_CACHE_DIR"
    )
    yield Finding(
        area="disk",
        item="cache folder",
        state="warning" if is_spare else "ok",
        detail=f"{cache} ({_size_text(_folder_bytes(cache))} kept)",
        hint="set LASTMILE_CACHE_DIR to a folder that lasts" if is_spare else "",
    )
    free = shutil.disk_usage(cache).free
    yield Finding(
        area="disk",
        item="free space",
        state="ok" if free > LEAST_FREE_BYTES else "broken",
        detail=_size_text(free),
        hint="" if free > LEAST_FREE_BYTES else "free at least 500 MB for maps and plans",
    )
    yield _writable(Path())
    if sys.stdout.encoding.lower().replace("-", "") not in ("utf8", "utf8sig"):
        yield Finding(
            area="terminal",
            item="encoding",
            state="warning",
            detail=sys.stdout.encoding,
            hint="set PYTHONUTF8=1 so that tables show every name",
        )


def _writable(folder: Path) -> Finding:
    is_writable = os.access(folder, os.W_OK)
    return Finding(
        area="disk",
        item="this folder",
        state="ok" if is_writable else "warning",
        detail=str(folder.resolve()) + ("" if is_writable else " is read-only"),
        hint="" if is_writable else "write plans elsewhere with -o",
    )


def _of_config(config: str, *, offline: bool) -> Iterator[Finding]:
    try:
        settings = read_config(read_source(config)).config_or_refuse()
    except InputRefusedError as error:
        yield Finding(
            area="config", item=config, state="broken", detail=error.message, hint=error.hint
        )
        return
    yield Finding(
        area="config",
        item=config,
        state="ok",
        detail=f"{counted(len(settings.depots), 'depot')}, "
        f"{counted(len(settings.vehicles), 'vehicle')}",
    )
    yield from _map(settings)
    for provider in settings.geocoding.providers:
        if provider.name != "map":
            host = str(provider.options.get("domain") or "")
            way_out = "check the network, or plan with --offline"
            yield _service(provider.name, host, "warning", way_out, offline=offline)
    yield from _roads(settings.roads, offline=offline)


def _roads(roads: RoadsSettings, *, offline: bool) -> Iterator[Finding]:
    """Look at the servers and files of the configured source."""
    urls = {"osrm": [*roads.osrm_urls.values()], "valhalla": [roads.valhalla_url]}
    for url in dict.fromkeys(urls.get(roads.source, [])):
        way_out = "start it, or plan with roads.source: embedded"
        if url:
            yield _service(roads.source, url, "broken", way_out, offline=offline)
    matrices = [path for one in roads.matrix_files.values() for path in (one.path, one.distances)]
    if roads.source == "matrix":
        yield from (_file("matrix", path) for path in dict.fromkeys(matrices) if path)
    if roads.source == "osrm_embedded":
        yield from _osrm_files(roads)


def _file(item: str, path: str) -> Finding:
    is_there = os.access(path, os.R_OK) and Path(path).is_file()
    return Finding(
        area="config",
        item=item,
        state="ok" if is_there else "broken",
        detail=path if is_there else f"{path} cannot be read",
        hint="" if is_there else f"correct roads.{item}",
    )


def _osrm_files(roads: RoadsSettings) -> Iterator[Finding]:
    from lastmile_cli.roads.osrm_embedded import OsrmFiles

    for path in dict.fromkeys(roads.osrm_files.values()):
        state: State = "ok"
        detail, hint = path, ""
        try:
            OsrmFiles(Path(path))
        except LastmileError as error:
            state, detail, hint = "broken", error.message, error.hint
        yield Finding(area="config", item="osrm_embedded", state=state, detail=detail, hint=hint)


def _map(settings: Config) -> Iterator[Finding]:
    if not settings.roads.map_path:
        return
    path = Path(settings.roads.map_path)
    if not path.is_file():
        yield Finding(
            area="config",
            item="map",
            state="broken",
            detail=f"{path} is not there",
            hint="correct roads.map",
        )
        return
    from lastmile_cli.roads.build import is_built
    from lastmile_cli.roads.profiles.catalogue import with_own

    known = is_built(path, with_own(settings.roads.own_profiles))
    yield Finding(
        area="config",
        item="map",
        state="ok",
        detail=f"{path}, {'built' if known else 'not built yet'}",
        hint="" if known else f"lastmile roads build {path} saves the first plan the wait",
    )


def _service(name: str, host: str, silent: State, way_out: str, *, offline: bool) -> Finding:
    """Ask whether somebody listens at ``host``; ``silent`` is how bad it is where nobody does."""
    shown = without_user(host)
    if offline or not host:
        detail = f"{shown}, not asked" if host else "configured, not asked"
        return Finding(area="service", item=name, state="ok", detail=detail)
    trouble = _trouble_with(host)
    if not trouble:
        return Finding(area="service", item=name, state="ok", detail=f"{shown} answers")
    detail = f"{shown} cannot be reached: {trouble}"
    return Finding(area="service", item=name, state=silent, detail=detail, hint=way_out)


def _trouble_with(host: str) -> str:
    """Why nothing answers there; empty where something does."""
    parts = urlsplit(host if "://" in host else f"https://{host}")
    usual = 80 if parts.scheme == "http" else 443
    try:
        address = (parts.hostname or "", parts.port or usual)
        with socket.create_connection(address, timeout=REACH_TIMEOUT_S):
            return ""
    except (OSError, ValueError) as error:
        return str(error)


def _folder_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _size_text(size: int) -> str:
    return f"{size / 2**30:.1f} GB" if size >= 2**30 else f"{size / 2**20:.0f} MB"
