"""
The law of motion compiled: ``motion`` through numba, for the hot loops of engines.

Same functions, same source, so both forms agree to the second. ``durations_s``
is any integer array or tuple, one value per period (periods,), in seconds;
``period_starts_s`` is (periods,), rising. Products stay below 2**60, inside
int64. Import this module lazily: the first import loads numba.
"""

from __future__ import annotations

from numba import njit

from lastmile_cli.timing import motion

arrive = njit(cache=True)(motion.arrive)
latest_departure = njit(cache=True)(motion.latest_departure)
