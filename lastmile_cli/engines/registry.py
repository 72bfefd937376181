"""Engines by name: ours, and those that installed packages announce as ``lastmile.engines``."""

from __future__ import annotations

from importlib.util import find_spec

from lastmile_cli.domain.errors import UsageError
from lastmile_cli.domain.ports import Engine
from lastmile_cli.plumbing.registry import find_plug, list_plugs

KIND = "engines"
ALWAYS = {
    "ruin-recreate": "lastmile_cli.engines.ruin_recreate.engine:RuinRecreateEngine",
    "ortools": "lastmile_cli.engines.ortools_routing.engine:OrToolsEngine",
}
EXTRAS = {"pyvrp": "lastmile_cli.engines.pyvrp.engine:PyVrpEngine"}
"""Engines whose library, of the same name, is an extra that need not be installed."""


def open_engine(name: str) -> Engine:
    """
    Return a fresh engine of this name; its libraries are imported only now.

    Raises
    ------
    UsageError
        No engine of that name, or its library is not installed; a way out is named.
    """
    if name in EXTRAS and find_spec(name) is None:
        raise UsageError(
            f"The engine {name} is not installed.", hint=f"pip install 'lastmile-cli[{name}]'"
        )
    engine: Engine = find_plug(KIND, name, _ours())()
    return engine


def list_engines() -> list[str]:
    """Names of all engines that can be opened, sorted."""
    return list_plugs(KIND, _ours())


def _ours() -> dict[str, str]:
    return ALWAYS | {name: plug for name, plug in EXTRAS.items() if find_spec(name) is not None}
