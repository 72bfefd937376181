"""What an engine tells of the best plan it has, while it searches."""

from __future__ import annotations

from lastmile_cli.domain.progress import Progress

LABEL = "planning routes"


def tell(
    *, done: float, total: float | None, driven_micro: float, routes: int, unserved: int
) -> Progress:
    """
    Make one step of progress: how far the search is, and its best plan.

    ``driven_micro`` is what the routes cost; prices of what is left out are no money.

    >>> tell(done=3, total=9, driven_micro=1_234_500_000, routes=2, unserved=1).detail
    '1,234.50 on 2 routes, 1 left out'
    """
    left = f", {unserved} left out" if unserved else ""
    word = "route" if routes == 1 else "routes"
    detail = f"{driven_micro / 1e6:,.2f} on {routes} {word}{left}"
    best = None if unserved else driven_micro / 1e6
    return Progress(label=LABEL, done=done, total=total, detail=detail, best=best)
