"""Figures as text: one small table a part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.solving.table import align

Lines = Sequence[Sequence[str]]
TOOK = ("wall_s", "cpu_s", "peak_mb")


def report(figures: dict[str, Any]) -> str:
    """All parts that were measured, an empty line between two."""
    shown = {
        "build": _build,
        "day": _day,
        "table": _tables,
        "legs": _pairs,
        "speeds": _pairs,
        "agreement": _agreement,
    }
    return "\n\n".join(f"{part}\n{align(shown[part](said))}" for part, said in figures.items())


def _build(figures: dict[str, Any]) -> Lines:
    """One line a map: the graph alone, then with its address index."""
    heads = ("map", "streets", "edges", "turns", "wall s", "CPU s", "peak MB")
    lines = [(*heads, "all: wall s", "CPU s", "peak MB")]
    for place, said in figures.items():
        counts = [f"{said[key]:,}" for key in heads[1:4]]
        took = [str(part[key]) for part in (said, said["with_addresses"]) for key in TOOK]
        lines.append((place, *counts, *took))
    return lines


def _day(figures: dict[str, Any]) -> Lines:
    """One line a kind of run: the whole process, then its steps."""
    steps = ("open", "snap", "tables")
    told = [f"{step} {unit}" for step in steps for unit in ("wall s", "CPU s")]
    name = f"{figures['periods']} periods, {figures['points']} places"
    lines = [(name, "wall s", "CPU s", "peak MB", *told)]
    for kind in ("cold", "warm", "remembered"):
        said = figures[kind]
        whole = (said["whole_wall_s"], said["whole_cpu_s"], said["peak_mb"])
        each = (said[f"{step}_{key}"] for step in steps for key in TOOK[:2])
        lines.append((kind, *map(str, (*whole, *each))))
    return lines


def _tables(figures: dict[str, Any]) -> Lines:
    """Ours, then a line for each of OSRM's algorithms; how often ours goes into theirs."""
    ours = figures["lastmile"]
    one_core = ours["one_core"]["cpu_s"]
    anew = ours["one_more_period_tables_cpu_s"]
    lines = [
        ("who", "table wall s", "CPU s", "ours is × of it", "new period CPU s", "peak MB"),
        (
            "lastmile, one core",
            *_took(ours["one_core"]),
            "1",
            f"{anew} (in it)",
            str(ours["peak_mb"]),
        ),
        ("lastmile, two cores", *_took(ours["two_cores"]), "–", "–", "–"),
    ]
    for name, said in figures.items():
        if name != "lastmile":
            share = f"{one_core / said['cpu_s']:.2f}"
            more = str(said["one_more_period_cpu_s"])
            lines.append((name, *_took(said), share, more, str(said["peak_mb"])))
    rest = ((key, str(value)) for key, value in ours.items() if key.endswith("cpu_s"))
    return [*lines, *((*pair, "", "", "", "") for pair in rest)]


def _took(said: dict[str, Any]) -> tuple[str, str]:
    return str(said["wall_s"]), str(said["cpu_s"])


def _pairs(figures: dict[str, Any]) -> Lines:
    return [(key, str(value)) for key, value in figures.items()]


def _agreement(figures: dict[str, Any]) -> Lines:
    """One line for each map, OSRM's profile, and what is compared."""
    heads = ("map", "beside", "of", "pairs", "5th", "median", "95th")
    lines = [(*heads, "apart: median", "apart: 95th", "one-sided")]
    for place, peers in figures.items():
        for peer, said in peers.items():
            only = f"{said['only_we_find_a_way']}/{said['only_they_find_a_way']}"
            for what, unit in (("duration", "s"), ("distance", "m")):
                ratio = said[what]
                apart = (
                    f"{ratio[f'difference_{q}']} {unit}, {ratio[f'difference_{q}_percent']} %"
                    for q in ("median", "p95")
                )
                quantiles = (f"{ratio[q]:.3f}" for q in ("p5", "median", "p95"))
                lines.append((place, peer, what, str(said["pairs"]), *quantiles, *apart, only))
    return lines
