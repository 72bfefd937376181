"""Best-known objectives and the rounding they are counted in, from a JSON file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from benchmarks.solving.instance import SCALES, InstanceError, Rounding


@dataclass(frozen=True, slots=True)
class Known:
    """The best objective anybody found for an instance, in scaled whole units of ``rounding``."""

    rounding: Rounding
    objective: int | None


def read_best_known(path: Path) -> dict[str, Known]:
    """
    Read ``{"instances": {file name: {"rounding", "best_known"}}}``.

    Raises
    ------
    InstanceError
        No such file, no such shape, or a rounding that nobody knows.
    """
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))["instances"]
        known = {name: _known(entry) for name, entry in listed.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        msg = f"{path}: not a file of best-known objectives: {error!r}"
        raise InstanceError(msg) from error
    return known


def _known(entry: dict[str, object]) -> Known:
    rounding, best = entry["rounding"], entry.get("best_known")
    if rounding not in SCALES:
        msg = f"rounding {rounding!r} is none of {', '.join(SCALES)}"
        raise ValueError(msg)
    if best is not None and (not isinstance(best, int) or best <= 0):
        msg = f"best_known {best!r} is no whole number above 0"
        raise ValueError(msg)
    return Known(rounding, best)  # type: ignore[arg-type]


def gap_percent(objective: int | None, best: int | None) -> float | None:
    """How far above the best known, in percent; nothing where either is missing."""
    if objective is None or not best:
        return None
    return round(100 * (objective - best) / best, 3)
