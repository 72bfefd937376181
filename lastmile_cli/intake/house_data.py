"""The tables that come with this room: price and emission defaults, currencies, countries."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import resources
from typing import Any

from lastmile_cli.intake.noticing import NoticeBook
from lastmile_cli.intake.yaml_nodes import read_yaml


def data_text(name: str) -> str:
    """The text of a file in this room's ``data`` folder."""
    folder = resources.files("lastmile_cli.intake") / "data"
    return folder.joinpath(name).read_text(encoding="utf-8")


@functools.cache
def currencies() -> frozenset[str]:
    """Codes of ISO 4217 in use in 2025."""
    return frozenset(data_text("currencies.txt").split())


@functools.cache
def countries() -> Mapping[str, str]:
    """Names by ISO 3166 alpha-2 code, from the tz database."""
    table = resources.files("tzdata") / "zoneinfo" / "iso3166.tab"
    lines = table.read_text(encoding="utf-8").splitlines()
    rows = (line.partition("\t") for line in lines if line and not line.startswith("#"))
    return {code: name for code, _, name in rows}


@functools.cache
def default_costs() -> Mapping[str, Mapping[str, Any]]:
    """Prices with their sources, by currency and key."""
    return _table("cost_defaults.yaml")


@functools.cache
def default_factors() -> Mapping[str, Mapping[str, Any]]:
    """Emission factors with their sources, by name."""
    return _table("emission_factors.yaml")


def _table(name: str) -> Mapping[str, Mapping[str, Any]]:
    document = read_yaml(data_text(name), NoticeBook(name))
    if document is None:
        msg = f"The packaged table {name} is damaged; install the package again."
        raise RuntimeError(msg)
    return document.data  # type: ignore[no-any-return]
