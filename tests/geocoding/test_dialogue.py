"""Doubtful addresses gone through at a terminal: lines typed, places decided."""

from __future__ import annotations

import contextlib

import pytest

from lastmile_cli.domain.addresses import (
    Address,
    GeocodeCandidate,
    GeocodeResult,
    GeocodeStatus,
    Precision,
)
from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.stops import Stop
from lastmile_cli.geocoding.dialogue import Dialogue, questions_of
from lastmile_cli.intake.typed_places import read_place

HERE = Coordinate(lat_deg=60.17, lon_deg=24.94)
THERE = Coordinate(lat_deg=60.18, lon_deg=24.94)


def candidate(matched, at=HERE, score=0.7, precision=Precision.HOUSE, differs=()):
    return GeocodeCandidate(
        coordinate=at, precision=precision, score=score, matched=matched, provider="map",
        differs=differs,
    )  # fmt: skip


def doubtful(stop_id, *candidates, line1="Torikatu 2", city="", reason="ambiguous"):
    status = GeocodeStatus.REVIEW if candidates else GeocodeStatus.FAIL
    best = candidates[0] if candidates else None
    result = GeocodeResult(status=status, best=best, reason=reason, others=candidates)
    address = Address(line1=line1, city=city)
    return Stop(stop_id=stop_id, name="Aino", address=address, geocode=result)


TWO = (candidate("Torikatu 2, Pikkula"), candidate("Torikatu 2, Isola", THERE, 0.69))


def nobody(address, recipient):
    raise AssertionError(f"{address} was asked")


def talked(stops, *lines, ask=nobody, near=None):
    """All that was shown, and who was put where by these lines."""
    dialogue = Dialogue(questions_of(stops), ask, read_place, near=near)
    talk = dialogue.talk()
    shown = [next(talk)]
    with contextlib.suppress(StopIteration):
        for line in lines:
            shown.append(talk.send(line))  # noqa: PERF401 - a generator would eat the end
    found = {
        stop.stop_id: (decision.coordinate, decision.note)
        for decision in dialogue.decisions
        for stop in decision.question.stops
    }
    return shown, found


def test_candidates_are_shown_with_what_tells_them_apart():
    (shown, *_), _ = talked([doubtful("A", *TWO)])
    assert "1 of 1 · A · Aino" in shown
    assert "asked  Torikatu 2" in shown
    assert "why    ambiguous" in shown
    assert "1  Torikatu 2, Pikkula  (house, score 0.70)" in shown
    assert "2  Torikatu 2, Isola  (house, score 0.69, 1.1 km from 1)" in shown
    assert "https://www.openstreetmap.org/?mlat=60.170000&mlon=24.940000#map=18/" in shown
    assert "geo:60.180000,24.940000" in shown


def test_a_number_takes_that_place():
    assert talked([doubtful("A", *TWO)], "2")[1] == {"A": (THERE, "Torikatu 2, Isola chosen")}


@pytest.mark.parametrize("line", ["3", "0", "12", "?", "!!", "60.1"])
def test_what_decides_nothing_asks_again(line):
    shown, found = talked([doubtful("A", *TWO)], line)
    assert found == {}
    assert shown[-1].endswith(": ")


def test_typed_coordinates_are_the_place():
    assert talked([doubtful("A", *TWO)], "60.171, 24.941")[1]["A"][0] == Coordinate(
        lat_deg=60.171, lon_deg=24.941
    )


def test_a_place_far_away_has_to_be_typed_twice():
    """Lat and lon swapped is Somalia."""
    shown, found = talked([doubtful("A", *TWO)], "24.94, 60.17")
    assert found == {}
    assert "Are lat and lon swapped?" in shown[-1]
    assert "A" in talked([doubtful("A", *TWO)], "24.94, 60.17", "24.94, 60.17")[1]


def test_without_candidates_the_depot_tells_what_is_far():
    shown, found = talked([doubtful("A")], "48.2, 16.4", near=HERE)
    assert found == {}
    assert "km away" in shown[-1]


def test_a_corrected_street_is_asked_in_the_same_town():
    asked = []

    def ask(address, recipient):
        asked.append((str(address), recipient))
        return GeocodeResult(status=GeocodeStatus.ACCEPT, best=candidate("Aukio 1", score=0.99))

    _, found = talked([doubtful("A", line1="Aukioo 1", city="Pikkula")], "Aukio 1", ask=ask)
    assert asked == [("Aukio 1, Pikkula", "Aino")]
    assert found == {"A": (HERE, "corrected to Aukio 1, Pikkula")}


def test_a_corrected_address_with_a_comma_is_the_whole_address():
    asked = []

    def ask(address, recipient):
        asked.append(str(address))
        return GeocodeResult(status=GeocodeStatus.REVIEW, best=TWO[1], others=TWO[1:])

    stop = doubtful("A", line1="Aukioo 1", city="Pikkula")
    shown, found = talked([stop], "Torikatu 2, Isola", "1", ask=ask)
    assert asked == ["Torikatu 2, Isola"]
    assert "1  Torikatu 2, Isola" in shown[1]
    assert found["A"][0] == THERE


def test_skipping_leaves_the_doubt_and_goes_on():
    shown, found = talked([doubtful("A", *TWO), doubtful("B", *TWO, line1="Aukio 1")], "s", "1")
    assert list(found) == ["B"]
    assert "2 of 2 · B" in shown[1]


def test_undo_goes_back_to_what_was_decided_last():
    stops = [doubtful(name, *TWO, line1=f"Aukio {name}") for name in "ABC"]
    shown, found = talked(stops, "1", "s", "u", "2", "q")
    assert "1 of 3 · A" in shown[3]
    assert found == {"A": (THERE, "Torikatu 2, Isola chosen")}


def test_the_last_decision_can_be_undone_too():
    shown, found = talked([doubtful("A", *TWO)], "1", "u", "2", "")
    assert "That was the last one" in shown[1]
    assert found["A"][0] == THERE


def test_undo_without_a_decision_stays_where_it_is():
    shown, _ = talked([doubtful("A", *TWO)], "u")
    assert "nothing to undo" in shown[-1]
    assert "1 of 1 · A" in shown[-1]


def test_quitting_keeps_what_is_decided():
    stops = [doubtful(name, *TWO, line1=f"Aukio {name}") for name in "ABC"]
    assert list(talked(stops, "1", "q")[1]) == ["A"]


def test_one_answer_is_for_all_orders_of_one_address():
    stops = [doubtful("A", *TWO, line1="TORIKATU 2"), doubtful("B", *TWO)]
    shown, found = talked(stops, "1")
    assert "and 1 stop of the same address" in shown[0]
    assert found.keys() == {"A", "B"}


def test_sure_stops_are_not_asked_about():
    sure = GeocodeResult(status=GeocodeStatus.ACCEPT, best=candidate("Torikatu 2"))
    assert questions_of([Stop(stop_id="A", geocode=sure)]) == []


def test_the_middle_of_a_town_is_nothing_to_choose():
    town = candidate("Pikkula", precision=Precision.PLACE)
    shown, found = talked([doubtful("A", town)], "1")
    assert "There is no 1" in shown[-1]
    assert found == {}
