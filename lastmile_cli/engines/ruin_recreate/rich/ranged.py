# mypy: ignore-errors
"""The search on days with ranges: entries of their own, so that no other day waits for them."""

from __future__ import annotations

from lastmile_cli.engines.ruin_recreate.compiled import entry
from lastmile_cli.engines.ruin_recreate.rich.search import run, take_over


@entry
def search(d, p, w, best, iterations, hot, cold, near, mean_removed, longest, keep_rate, blink):
    """``search.run`` with ``layout.RangedDay``."""
    return run(d, p, w, best, iterations, hot, cold, near, mean_removed, longest, keep_rate, blink)


@entry
def adopt(d, p, w, best, is_new):
    """``search.take_over`` with ``layout.RangedDay``."""
    take_over(d, p, w, best, is_new)
