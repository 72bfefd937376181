"""Scenarios from the command line: what is set in all, and what is varied from one to the next."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lastmile_cli.domain.errors import UsageError
from lastmile_cli.intake.config_changes import ConfigChange, parse_change

MOST_SCENARIOS = 200
"""More than anybody compares in a table."""

AS_IT_IS = "as it is"

_NUMBER = r"-?\d+(?:\.\d+)?"
_RANGE = re.compile(rf"({_NUMBER})\.\.({_NUMBER})(?:\.\.({_NUMBER}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A day to be planned, and how it differs from the configuration."""

    name: str
    changes: tuple[ConfigChange, ...] = ()


def list_scenarios(sets: Sequence[str], varied: Sequence[str]) -> tuple[Scenario, ...]:
    """
    List the day as it is, then all combinations of what is varied, each with all that is set.

    Parameters
    ----------
    sets
        Texts ``key=value``; they hold in every scenario but the first.
    varied
        Texts ``key=1..5``, ``key=0.5..2..0.5`` (with its step) or ``key=a,b,c``.

    Raises
    ------
    UsageError
        A text is of neither form, or there are more than ``MOST_SCENARIOS``.

    Examples
    --------
    >>> [it.name for it in list_scenarios(["solver.seed=7"], ["vehicles.van.count=1..2"])]
    ['as it is', 'solver.seed=7 van.count=1', 'solver.seed=7 van.count=2']
    """
    fixed = tuple(_change(text) for text in sets)
    choices = [_choices(text) for text in varied]
    count = 1
    for each in choices:
        count *= len(each)
    if count > MOST_SCENARIOS:
        raise UsageError(
            f"{count:,} scenarios are too many: at most {MOST_SCENARIOS}.",
            hint="vary fewer keys at once, or in larger steps",
        )
    if not fixed and not choices:
        raise UsageError("No scenario is named.", hint="add --set key=value or --vary key=1..5")
    combined = [(*fixed, *chosen) for chosen in itertools.product(*choices)]
    shorts = _short_names([change.path for change in combined[0]])
    return (
        Scenario(name=AS_IT_IS),
        *(
            Scenario(
                name=" ".join(f"{shorts[it.path]}={it.value}" for it in changes), changes=changes
            )
            for changes in combined
        ),
    )


def _change(text: str) -> ConfigChange:
    try:
        return parse_change(text)
    except ValueError as error:
        raise UsageError(f"--set: {error}", hint="write --set vehicles.van.count=3") from None


def _choices(text: str) -> list[ConfigChange]:
    try:
        change = parse_change(text)
    except ValueError as error:
        raise UsageError(f"--vary: {error}", hint="write --vary vehicles.van.count=1..5") from None
    return [ConfigChange(change.path, value) for value in _values(change)]


def _values(change: ConfigChange) -> list[str]:
    matched = _RANGE.fullmatch(change.value.replace(" ", ""))
    if matched is None:
        values = [part.strip() for part in change.value.split(",")]
        if len(values) > 1 and all(values):
            return values
        raise UsageError(
            f"--vary {change}: {change.value!r} is neither a range nor a list.",
            hint="write 1..5, 0.5..2..0.5 or a,b,c",
        )
    first, last = Decimal(matched[1]), Decimal(matched[2])
    step = abs(Decimal(matched[3] or 1))
    if not step or abs(last - first) / step > MOST_SCENARIOS:
        raise UsageError(
            f"--vary {change}: more than {MOST_SCENARIOS} values.", hint="take larger steps"
        )
    count = int(abs(last - first) / step) + 1
    sign = 1 if last >= first else -1
    return [f"{first + sign * step * n}" for n in range(count)]


def _short_names(paths: Sequence[str]) -> dict[str, str]:
    """The last two parts of each path, and as many more as tell it from the others."""
    shorts: dict[str, str] = {}
    for path in paths:
        parts = path.split(".")
        others = [other.split(".") for other in paths if other != path]
        size = min(2, len(parts))
        while size < len(parts) and any(other[-size:] == parts[-size:] for other in others):
            size += 1
        shorts[path] = ".".join(parts[-size:])
    return shorts
