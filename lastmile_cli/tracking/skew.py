"""Clocks that run ahead: what is told before it happened cannot have happened then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from lastmile_cli.domain.events import Event

TOLERATED = timedelta(seconds=60)
"""A clock less ahead than this is left alone: hours are told in minutes."""


def skews_of(events: Iterable[Event]) -> Mapping[str, timedelta]:
    """
    By how much the clock of each source runs ahead, where more than ``TOLERATED``.

    A report needs some time to reach us, so a clock is ahead by what its most punctual report is,
    and maybe by a little more. One that is behind cannot be told from reports that come late, and
    is believed.
    """
    most: dict[str, timedelta] = {}
    for event in events:
        ahead = event.at - event.received_at
        most[event.source] = max(most.get(event.source, ahead), ahead)
    return {source: ahead for source, ahead in most.items() if ahead > TOLERATED}
