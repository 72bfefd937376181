"""What a review sheet that came back says for good: pins to be remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from lastmile_cli.domain.addresses import Address, GeocodeStatus
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.pins import CONFIRMED, RememberedPin
from lastmile_cli.domain.stops import Stop
from lastmile_cli.geocoding.overrides import customer_of
from lastmile_cli.geocoding.overrides_edit import rounded
from lastmile_cli.geocoding.review_back import corrected_query, is_confirmed, is_set_by_hand


def pins_of_review(
    fed_back: Sequence[Stop], answered: Sequence[Stop], on: date
) -> list[RememberedPin]:
    """
    Pins that a person set in a sheet: typed, moved, accepted, or by correcting a doubtful address.

    A correction is remembered for the address as it came, so that it helps
    when the same order comes again. An address that was sure is never
    remembered as another: who changes it wants something else.

    Parameters
    ----------
    fed_back
        Stops as the sheet says, before anybody was asked.
    answered
        The same stops with their places.
    on
        The day they were set.
    """
    found = []
    for before, after in zip(fed_back, answered, strict=True):
        if after.coordinate is None or after.geocode is None:
            continue
        if is_set_by_hand(before) and (after.address or after.customer_id):
            note = CONFIRMED if is_confirmed(before) and after.geocode.gap_m is not None else ""
            found.append(pin_of(after, after.coordinate, on, note))
        asked = corrected_query(before)
        if asked and after.geocode.status is GeocodeStatus.ACCEPT:
            note = f"corrected to {after.address}"
            as_it_came = replace(after, address=Address(line1=asked))
            found.append(pin_of(as_it_came, after.coordinate, on, note))
    return found


def pin_of(stop: Stop, at: Coordinate, on: date, note: str = "") -> RememberedPin:
    """The pin to remember for a stop, under its address and customer (by name, without an id)."""
    return RememberedPin(
        coordinate=rounded(at),
        address=stop.address,
        customer_id=customer_of(stop),
        set_on=on,
        note=note,
    )
