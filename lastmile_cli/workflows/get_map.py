"""An extract of the map, fetched from a server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from lastmile_cli.domain.errors import InterruptedRunError
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.plumbing.download import Fetched, fetch_file
from lastmile_cli.roads.map_facts import begins_like_pbf
from lastmile_cli.roads.regions import region_url

LICENCE = "© OpenStreetMap contributors, ODbL 1.0 (https://www.openstreetmap.org/copyright)"


@dataclass(frozen=True, slots=True, kw_only=True)
class GotMap:
    """Where the file came from, and how."""

    url: str
    fetched: Fetched

    def record(self) -> dict[str, Any]:
        """The report as JSON."""
        return {
            "schema_version": 1,
            "url": self.url,
            "path": str(self.fetched.path),
            "size_bytes": self.fetched.size_bytes,
            "was_current": self.fetched.was_current,
            "resumed_at": self.fetched.resumed_at,
            "is_checked": self.fetched.is_checked,
            "licence": LICENCE,
        }

    def lines(self) -> list[str]:
        """The report for people."""
        it = self.fetched
        if it.was_current:
            return [f"{it.path} is what {self.url} has."]
        went_on = f", of which {it.resumed_at:,} were here" if it.resumed_at else ""
        checked = "its checksum agrees" if it.is_checked else "the server has no checksum for it"
        return [f"{it.path}: {it.size_bytes:,} bytes{went_on}; {checked}.", LICENCE]


def get_map(what: str, output: str = "", progress: ProgressHook = no_progress) -> GotMap:
    """
    Fetch a region by its name, or a file by its address.

    ``output`` is a file or folder; by default the server's name for it, here.

    Raises
    ------
    UsageError
        There is no such region.
    ServiceUnreachableError
        The server gives no whole file.
    OutputFailedError
        The disk has no room, or the folder cannot be written.
    InterruptedRunError
        Ctrl-C; what has come stays.
    """
    url = what if "://" in what else region_url(what)
    target = _target(url, output)
    accepts = begins_like_pbf if target.name.endswith(".pbf") else bool
    try:
        fetched = fetch_file(url, target, progress=progress, accepts=accepts)
    except KeyboardInterrupt:
        raise InterruptedRunError(
            f"Interrupted; what has come of {target.name} is kept.",
            hint="the same command goes on where this one stopped",
        ) from None
    return GotMap(url=url, fetched=fetched)


def _target(url: str, output: str) -> Path:
    name = Path(unquote(urlsplit(url).path)).name or "map.osm.pbf"
    if not output:
        return Path(name)
    return Path(output) / name if Path(output).is_dir() else Path(output)
