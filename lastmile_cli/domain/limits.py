"""Numbers that stand for "no limit", and for what does not fit."""

from __future__ import annotations

NO_LIMIT = 2**40
"""Stands for "no limit" in seconds, metres, grams and counts."""

MAX_OBJECTIVE_MICRO = 2**62
"""What an objective may not exceed, so that sums stay inside 64 bits."""
