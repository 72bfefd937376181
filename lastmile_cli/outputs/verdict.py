"""What the referee found, for people and as a record: promises one by one, figures in short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from lastmile_cli.checking.violation import Kind, Violation, most_urgent_first
from lastmile_cli.records.notices import notice_to_record


def verdict_text(violations: Iterable[Violation], file: str, *, in_full: bool = False) -> str:
    """
    Tell every broken promise, worst first; figures that do not fit are counted by route.

    ``in_full`` lists the figures too, behind the promises.
    """
    told = most_urgent_first(violations)
    figures = [one for one in told if one.rule.kind is Kind.FIGURE]
    listed = [one for one in told if in_full or one.rule.kind is Kind.PROMISE]
    lines = [str(one.as_notice(file)) for one in listed]
    if figures and not in_full:
        counts = Counter(one.route for one in figures)
        lines += [_count_line(route, count) for route, count in counts.items()]
        lines.append(f"  Try: {figures[0].as_notice().hint}")
    return "".join(f"{line}\n" for line in lines)


def verdict_sentence(violations: Iterable[Violation]) -> str:
    """Sum up: how many promises, how many figures."""
    kinds = Counter(one.rule.kind for one in violations)
    promises, figures = kinds[Kind.PROMISE], kinds[Kind.FIGURE]
    if not promises:
        return f"Every promise is kept, but {_figures(figures)} not fit."
    broken = f"The plan breaks {promises} promise{'' if promises == 1 else 's'}"
    return f"{broken}; {_figures(figures)} not fit." if figures else f"{broken}."


def violation_to_record(violation: Violation, file: str) -> dict[str, Any]:
    """Lay out one violation: its notice, and whether a promise or a figure is at stake."""
    return {"kind": violation.rule.kind.value, **notice_to_record(violation.as_notice(file))}


def _count_line(route: str, count: int) -> str:
    where, what = (f"route {route}", "its visits") if route else ("the whole plan", "its routes")
    figures = (
        "1 written figure no longer fits"
        if count == 1
        else (f"{count} written figures no longer fit")
    )
    return f"{where}: {figures} {what}; --verbose lists them"


def _figures(count: int) -> str:
    return "1 written figure does" if count == 1 else f"{count} written figures do"
