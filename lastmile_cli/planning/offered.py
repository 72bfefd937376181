"""The windows that an order may be offered."""

from __future__ import annotations

from collections.abc import Iterable

from lastmile_cli.domain.fleet import Vehicle
from lastmile_cli.domain.quoting import QuoteSettings
from lastmile_cli.domain.stops import Window

USUAL_S = 7_200
"""How wide a window is where nobody says."""
HOUR_S = 3_600


def offered_windows(settings: QuoteSettings, vehicles: Iterable[Vehicle]) -> tuple[Window, ...]:
    """
    List the windows as they are set, else two hours each from the first full hour of a shift.

    The last of these ends with the last shift, and is left out where that is within its
    first hour.
    """
    if settings.windows:
        return tuple(Window(opens_s, closes_s) for opens_s, closes_s in settings.windows)
    shifts = [vehicle.shift for vehicle in vehicles]
    if not shifts:
        return ()
    opens_s = min(shift.opens_s for shift in shifts) // HOUR_S * HOUR_S
    last_s = max(shift.closes_s for shift in shifts)
    starts = range(opens_s, last_s - HOUR_S + 1, USUAL_S)
    return tuple(Window(start_s, min(start_s + USUAL_S, last_s)) for start_s in starts)
