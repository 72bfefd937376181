"""The two files that ``lastmile init`` writes to start from."""

from __future__ import annotations

from importlib import resources

STARTER_NAMES = ("config.yaml", "stops.csv")


def starter_files() -> dict[str, str]:
    """
    Return a commented configuration and a list of stops, by file name.

    Both read without an error, and plan at once: every stop has a pin, and
    the roads are an estimate until a map is named.
    """
    folder = resources.files("lastmile_cli.intake") / "starter"
    return {name: folder.joinpath(name).read_text(encoding="utf-8") for name in STARTER_NAMES}
