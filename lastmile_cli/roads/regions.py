"""Names of regions to addresses of their extracts."""

from __future__ import annotations

import difflib
from importlib.resources import files

from lastmile_cli.domain.errors import UsageError

SERVER = "https://download.geofabrik.de/"
SUFFIX = "-latest.osm.pbf"
WORTH_NAMING = 8
"""So many names of the same ending are listed; more say little."""


def list_regions() -> list[str]:
    """Paths of all regions on the server, such as ``europe/germany/berlin``."""
    text = files("lastmile_cli.roads").joinpath("data", "regions.txt").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def region_url(name: str) -> str:
    """
    Return the address of a region's extract.

    ``name`` is a region's own name, or as much of its path as tells it from others.

    >>> region_url("Liechtenstein")
    'https://download.geofabrik.de/europe/liechtenstein-latest.osm.pbf'
    >>> region_url("germany/berlin")
    'https://download.geofabrik.de/europe/germany/berlin-latest.osm.pbf'

    Raises
    ------
    UsageError
        There is no such region, or there are several; near ones are suggested.
    """
    wanted = "-".join(name.strip().lower().replace("_", "-").split())
    regions = list_regions()
    found = [path for path in regions if path == wanted or path.endswith(f"/{wanted}")]
    if len(found) == 1:
        return f"{SERVER}{found[0]}{SUFFIX}"
    if found:
        raise UsageError(
            f"There are {len(found)} regions called {name!r}.",
            hint=f"name one of: {', '.join(found[:WORTH_NAMING])}",
        )
    raise UsageError(f"There is no region {name!r}.", hint=_suggestion(wanted, regions))


def _suggestion(wanted: str, regions: list[str]) -> str:
    by_name = {path.rsplit("/", 1)[-1]: path for path in regions}
    near = difflib.get_close_matches(wanted.rsplit("/", 1)[-1], by_name, n=3, cutoff=0.7)
    if near:
        return f"did you mean {' or '.join(near)}?"
    return f"give the address of an .osm.pbf file, or a region of {SERVER}"
