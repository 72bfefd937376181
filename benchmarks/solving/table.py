"""Rows as text: every run, then what each solver makes of all instances together."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean

from benchmarks.solving.engines import OURS
from benchmarks.solving.race import Row

HEADS = (
    "instance", "engine", "seed", "objective", "best known", "gap %", "routes",
    "first s", "iterations/s", "peak MB", "seconds", "note",
)  # fmt: skip
LEVEL = 0.05
"""Gaps (in points) no further apart than this are level."""


def runs_table(rows: Sequence[Row]) -> str:
    """One line a run."""
    return align([HEADS, *(_cells(row) for row in rows)])


def _cells(row: Row) -> tuple[str, ...]:
    verdict = row.note if row.feasible or row.objective is None else f"infeasible: {row.note}"
    return (
        row.instance,
        row.engine,
        str(row.seed),
        _shown(row.objective),
        _shown(row.best_known),
        "–" if row.gap_percent is None else f"{row.gap_percent:.2f}",
        _shown(row.routes),
        "–" if row.first_solution_s is None else f"{row.first_solution_s:.2f}",
        "–" if row.iterations_per_s is None else f"{row.iterations_per_s:,.0f}",
        "–" if row.peak_mb is None else f"{row.peak_mb:.0f}",
        "–" if row.seconds is None else f"{row.seconds:.1f}",
        verdict,
    )


def summary_table(rows: Sequence[Row]) -> str:
    """
    One line a solver: mean gap over its instances (each the mean of its seeds), and beside ours.

    An instance counts where every run of the solver is feasible; "ahead" and
    "level" are told from ours, on the instances both have.
    """
    gaps = {engine: mean_gaps(rows, engine) for engine in dict.fromkeys(r.engine for r in rows)}
    ours = gaps.get(OURS, {})
    lines = [
        ("engine", "instances", "failed", "mean gap %", "ours ahead", "level", "behind", "worst")
    ]
    for engine, own in gaps.items():
        tried = {row.instance for row in rows if row.engine == engine}
        lines.append(
            (
                engine,
                str(len(own)),
                str(len(tried) - len(own)),
                f"{mean(own.values()):.2f}" if own else "–",
                *(_beside(ours, own) if engine != OURS and ours else ("", "", "", "")),
            )
        )
    return align(lines)


def mean_gaps(rows: Sequence[Row], engine: str) -> dict[str, float]:
    """Mean gap over the seeds, for instances on which no run failed."""
    found: dict[str, list[float | None]] = {}
    for row in rows:
        if row.engine == engine:
            found.setdefault(row.instance, []).append(row.gap_percent)
    return {
        name: mean(gap for gap in gaps if gap is not None)
        for name, gaps in found.items()
        if None not in gaps
    }


def _beside(ours: dict[str, float], theirs: dict[str, float]) -> tuple[str, str, str, str]:
    apart = [ours[name] - theirs[name] for name in theirs if name in ours]
    if not apart:
        return ("–", "–", "–", "–")
    ahead, behind = sum(d < -LEVEL for d in apart), sum(d > LEVEL for d in apart)
    return (str(ahead), str(len(apart) - ahead - behind), str(behind), f"{max(apart):+.2f}")


def _shown(value: int | None) -> str:
    return "–" if value is None else str(value)


def align(lines: Sequence[Sequence[str]]) -> str:
    """Columns side by side."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rows = ("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) for line in lines)
    return "\n".join(row.rstrip() for row in rows)
