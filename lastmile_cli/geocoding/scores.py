"""Numbers that every geocoder of ours keeps to, so that scores of different ones compare."""

from __future__ import annotations

AMBIGUOUS_SCORE = 0.75
"""No candidate scores more where another place fits as well."""

APART_M = 100.0
"""Places nearer than this are one place: no ambiguity between them."""

MARGIN = 0.06
"""Another candidate must cost this much more to be ruled out."""
