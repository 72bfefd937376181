"""Reasons of stops that have no place in a problem, whatever is planned."""

from __future__ import annotations

from lastmile_cli.domain.supply import SHORT_OF_STOCK
from lastmile_cli.planning.attempts import ATTEMPTS_USED
from lastmile_cli.planning.line_haul import NOT_BROUGHT
from lastmile_cli.planning.point_choice import NO_POINT
from lastmile_cli.workflows.walk_notices import NO_ROAD

NO_ADDRESS = "address"
"""The reason why a stop is left out before, beside ``NO_ROAD``, though it may have a place."""

PLACELESS = (NO_ADDRESS, NO_ROAD, NO_POINT, ATTEMPTS_USED, SHORT_OF_STOCK, NOT_BROUGHT)
"""Reasons of stops that are never posed."""
