"""Plugs found by name: our own, and those that installed packages announce as entry points."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from importlib import import_module, metadata
from typing import Any

from lastmile_cli.domain.errors import UsageError


def find_plug(kind: str, name: str, ours: Mapping[str, str]) -> Callable[..., Any]:
    """
    Load the plug called ``name`` of a kind ("engines", "roads", "geocoders", "channels").

    ``ours`` maps names to "module:attribute", imported only when asked for.

    Raises
    ------
    UsageError
        No plug of that name; the nearest one is suggested.
    """
    if name in ours:
        module, _, attribute = ours[name].partition(":")
        return getattr(import_module(module), attribute)  # type: ignore[no-any-return]
    for entry in metadata.entry_points(group=f"lastmile.{kind}"):
        if entry.name == name:
            return entry.load()  # type: ignore[no-any-return]
    raise UsageError(
        f"There is no {kind} plug called {name!r}.", hint=_suggestion(name, kind, ours)
    )


def list_plugs(kind: str, ours: Mapping[str, str]) -> list[str]:
    """Names of all plugs of a kind, sorted."""
    return sorted(
        {*ours, *(entry.name for entry in metadata.entry_points(group=f"lastmile.{kind}"))}
    )


def _suggestion(name: str, kind: str, ours: Mapping[str, str]) -> str:
    names = list_plugs(kind, ours)
    near = difflib.get_close_matches(name, names, n=1)
    return f"did you mean {near[0]!r}?" if near else f"choose one of: {', '.join(names)}"
