"""
The solvers, one module each; a module imports its library only when it is asked to solve.
"""

from __future__ import annotations

from importlib import import_module, metadata, util
from typing import cast

from benchmarks.solving.run import Solver

PEERS = {
    "pyvrp": ("pyvrp_peer", "pyvrp", "pyvrp"),
    "ortools": ("ortools_peer", "ortools", "ortools"),
    "vroom": ("vroom_peer", "vroom", "pyvroom"),
    "vrp-cli": ("vrp_cli_peer", "vrp_cli", "vrp-cli"),
    "commiv": ("commiv_peer", "commiv", "commiv"),
}
"""Peer: our module, the module it imports, its package on PyPI."""

OURS = "ruin-recreate"


def list_solvers() -> list[str]:
    """All names, ours first."""
    return [OURS, *PEERS]


def open_solver(name: str) -> Solver:
    """Return the solver called so; ``ValueError`` where there is none."""
    if name != OURS and name not in PEERS:
        msg = f"There is no solver called {name!r}: choose among {', '.join(list_solvers())}."
        raise ValueError(msg)
    module = "ours" if name == OURS else PEERS[name][0]
    return cast(Solver, import_module(f"{__name__}.{module}"))


def missing(name: str) -> str:
    """Say what to install for a peer that is not there; empty where it is."""
    if name == OURS or util.find_spec(PEERS[name][1]) is not None:
        return ""
    return f"not installed (pip install {PEERS[name][2]})"


def version(name: str) -> str:
    """Return the installed version of a peer; empty for ours."""
    return "" if name == OURS else metadata.version(PEERS[name][2])
