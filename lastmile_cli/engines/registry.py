"""Engines by name: ours, and those that installed packages announce as ``lastmile.engines``."""

from __future__ import annotations

from lastmile_cli.domain.ports import Engine
from lastmile_cli.plumbing.registry import find_plug, list_plugs

KIND = "engines"
OURS = {
    "ruin-recreate": "lastmile_cli.engines.ruin_recreate.engine:RuinRecreateEngine",
    "ortools": "lastmile_cli.engines.ortools_routing.engine:OrToolsEngine",
}


def open_engine(name: str) -> Engine:
    """
    Return a fresh engine of this name; its libraries are imported only now.

    Raises
    ------
    UsageError
        No engine of that name; the nearest one is suggested.
    """
    engine: Engine = find_plug(KIND, name, OURS)()
    return engine


def list_engines() -> list[str]:
    """Names of all engines, sorted."""
    return list_plugs(KIND, OURS)
