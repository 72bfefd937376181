"""Progress on a terminal: a bar, how the best cost came down, and what is known so far."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lastmile_cli.domain.progress import Progress, ProgressHook

if TYPE_CHECKING:
    from rich.progress import TaskID

BAR, CURVE = 20, 16
NARROW, NARROW_BAR, NARROW_CURVE = 100, 10, 12
"""Below so many columns the bar and the curve give way to the words."""


class CostCurve:
    """
    The best objectives told so far, in the order in which they were told.

    Where one is less than half of the one before, something was served that had not been: the
    curve begins anew, as what comes then would be a flat line beside that cliff.

    >>> curve = CostCurve()
    >>> for best in (9000.0, 100.0, 90.0, None, 70.0, 70.0):
    ...     curve.add(best)
    >>> curve.text(8)
    '█▇▁▁'
    """

    def __init__(self) -> None:
        self._values: list[float] = []

    def add(self, best: float | None) -> None:
        """Note one; nothing is noted while there is none."""
        if best is None:
            return
        if self._values and best < self._values[-1] / 2:
            self._values.clear()
        self._values.append(best)

    def text(self, width: int, *, is_ascii: bool = False) -> str:
        """Draw it, once it has come down at all."""
        from lastmile_cli.outputs.sparks import ASCII_LEVELS, LEVELS, falling

        if len(set(self._values)) < 2:
            return ""
        return falling(self._values, width, ASCII_LEVELS if is_ascii else LEVELS)


@contextlib.contextmanager
def bars() -> Iterator[ProgressHook]:
    """Show one line of progress for what is going on; it is gone at the end."""
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    from lastmile_cli.outputs.printer import Printer

    printer = Printer(sys.stderr)
    console = printer.console()
    is_narrow = console.width < NARROW
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=NARROW_BAR if is_narrow else BAR),
        TextColumn("{task.fields[curve]}", style="green"),
        TextColumn("{task.fields[detail]}"),
        TimeElapsedColumn(),
    )
    tasks: dict[str, TaskID] = {}
    curves: dict[str, CostCurve] = {}
    with Bars(*columns, console=console, transient=True) as shown:

        def hook(step: Progress) -> None:
            if step.label not in tasks:
                for task in tasks.values():
                    shown.update(task, visible=False)
                told = step.label[:1].upper() + step.label[1:]
                tasks[step.label] = shown.add_task(told, total=step.total, detail="", curve="")
                curves[step.label] = CostCurve()
            curve = curves[step.label]
            curve.add(step.best)
            shown.update(
                tasks[step.label],
                completed=step.done,
                total=step.total,
                detail=step.detail,
                curve=curve.text(NARROW_CURVE if is_narrow else CURVE, is_ascii=printer.is_ascii),
            )

        yield hook
