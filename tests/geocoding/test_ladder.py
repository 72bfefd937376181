"""Every rung of the ladder on the drawn town (see drawn_town.py for the picture)."""

from __future__ import annotations

import pytest

from lastmile_cli.domain.addresses import Address, Precision
from lastmile_cli.geocoding.plane import distance_m
from tests.geocoding.drawn_town import at


def find(town, line1, city="Pikkula", postal_code="00100", **rest):
    found = town.candidates(Address(line1=line1, city=city, postal_code=postal_code, **rest))
    assert found, f"{line1} was not found"
    return found[0]


def away_m(candidate, east, north):
    here = candidate.coordinate
    return distance_m((here.lat_deg, here.lon_deg), at(east, north))


def test_a_mapped_house_is_certain(town):
    best = find(town, "Torikatu 3")
    assert (best.precision, best.score, best.differs) == (Precision.HOUSE, 1.0, ())
    assert best.matched == "Torikatu 3, 00100 Pikkula"
    assert away_m(best, 40, -15) < 1


def test_the_same_number_across_the_street_is_not_confused(town):
    assert away_m(find(town, "Torikatu 4"), 40, 15) < 1


def test_a_building_drawn_as_a_relation_is_found(town):
    best = find(town, "Kirkkokatu 9")
    assert best.precision is Precision.HOUSE
    assert away_m(best, 110, 180) < 2


def test_both_numbers_of_a_list_lead_to_the_house(town):
    assert away_m(find(town, "Kirkkokatu 5"), 60, 185) < 1
    assert away_m(find(town, "Kirkkokatu 7"), 60, 185) < 1


def test_a_range_as_it_is_mapped_is_the_house(town):
    assert find(town, "Torikatu 8-10").precision is Precision.HOUSE
    assert find(town, "Torikatu 8–10").score == 1.0


@pytest.mark.parametrize("number", ["8", "10"])
def test_a_number_inside_a_mapped_range_is_a_range(town, number):
    best = find(town, f"Torikatu {number}")
    assert best.precision is Precision.RANGE
    assert 0.9 <= best.score < 1
    assert f"{number} is mapped as 8-10" in best.differs[0]


def test_an_odd_number_does_not_lie_in_an_even_range(town):
    assert find(town, "Torikatu 9").precision is not Precision.RANGE


def test_a_written_range_with_one_mapped_end_is_a_range(town):
    best = find(town, "Torikatu 2-4")
    assert best.precision is Precision.RANGE
    assert away_m(best, 20, 15) <= 21


def test_a_missing_letter_leads_to_the_house_without_it(town):
    best = find(town, "Torikatu 3 A 12")
    assert (best.precision, best.score) == (Precision.RANGE, 0.97)
    assert away_m(best, 40, -15) < 1


def test_another_letter_is_only_as_good_as_the_next_house_is_near(town):
    near, lonely = find(town, "Torikatu 4C"), find(town, "Torikatu 12C")
    assert near.precision is lonely.precision is Precision.RANGE
    assert near.score >= 0.9 > lonely.score


def test_a_house_with_its_letter_is_exact(town):
    assert away_m(find(town, "Torikatu 22 b"), 525, 15) < 1


def test_a_gap_between_near_neighbours_is_interpolated_and_trusted(town):
    """5 lies between 3 (at 40 m) and 7 (at 90 m)."""
    best = find(town, "Torikatu 5")
    assert best.precision is Precision.INTERPOLATED
    assert best.score >= 0.9
    assert away_m(best, 65, -15) < 2
    assert "placed between 3 and 7" in best.differs[0]


def test_a_gap_between_far_neighbours_is_interpolated_but_doubted(town):
    """16 lies halfway between 12 (at 160 m) and 20 (at 480 m)."""
    best = find(town, "Torikatu 16")
    assert best.precision is Precision.INTERPOLATED
    assert 0.5 <= best.score < 0.9
    assert away_m(best, 320, 15) < 5


def test_interpolation_follows_the_bend_of_the_street(town):
    """Half way from 1 to 9 along Kaarikatu is its corner, not the middle of the field."""
    best = find(town, "Kaarikatu 5")
    assert best.precision is Precision.INTERPOLATED
    assert away_m(best, 200, 400) < 10


def test_an_interpolation_line_of_the_map_gives_estimates(town):
    best = find(town, "Rantatie 5")
    assert (best.precision, best.score) == (Precision.INTERPOLATED, 0.95)
    assert away_m(best, 80, -290) < 1
    assert find(town, "Rantatie 9").precision is Precision.HOUSE


def test_a_number_beyond_the_last_house_is_only_near_it(town):
    best = find(town, "Torikatu 26")
    assert best.precision is Precision.STREET
    assert best.score < 0.9
    assert "the nearest is 22" in best.differs[0]


def test_a_street_without_numbers_is_a_street(town):
    best = find(town, "Mäntytie 5", city="Isola", postal_code="00200")
    assert (best.precision, best.matched) == (Precision.STREET, "Mäntytie, 00200 Isola")
    assert best.score < 0.9


def test_a_street_without_a_number_is_a_street(town):
    best = find(town, "Kirkkokatu")
    assert best.precision is Precision.STREET
    assert "none was given" in best.differs[0]


def test_an_unknown_street_falls_to_the_postcode_and_far_below_review(town):
    best = find(town, "Nirgendwogasse 3")
    assert best.precision is Precision.POSTCODE
    assert best.score <= 0.4


def test_without_a_postcode_it_falls_to_the_place(town):
    best = find(town, "Nirgendwogasse 3", postal_code="")
    assert (best.precision, best.matched) == (Precision.PLACE, "Pikkula")
    assert best.score < 0.4


def test_a_house_is_found_by_its_name(town):
    best = find(town, "Villa Rosa")
    assert best.precision is Precision.HOUSE
    assert away_m(best, 30, 230) < 1


def test_an_exact_street_with_a_nearby_number_beats_another_street(town):
    """Kirkkokatu has no 12; Torikatu 12 exists and is no answer."""
    found = town.candidates(Address(line1="Kirkkokatu 12", city="Pikkula"))
    assert found[0].matched.startswith("Kirkkokatu")
    assert found[0].score < 0.9


def test_a_house_without_town_or_postcode_in_the_map_takes_its_neighbours(town):
    assert find(town, "Torikatu 6").matched == "Torikatu 6, 00100 Pikkula"


def test_nothing_in_nothing_out(town):
    assert town.candidates(Address()) == []
    assert town.candidates(Address(line1="Zzzyx 3", city="Nowhere", postal_code="99999")) == []


@pytest.mark.parametrize("number", ["2 4", "2/4"])
def test_two_near_numbers_are_the_first_house_whatever_the_second_means(town, number):
    """Torikatu 4 is 40 m from 2: range, or house 2, flat 4."""
    best = find(town, f"Torikatu {number}")
    assert best.score >= 0.9
    assert best.matched == "Torikatu 2, 00100 Pikkula"
    assert best.differs == ("number: 2 and 4 were read as house 2 and what is behind its door",)


@pytest.mark.parametrize("number", ["2 12", "2/12"])
def test_a_house_and_a_flat_or_a_range_is_doubted_where_both_ends_stand_apart(town, number):
    """Torikatu 12 is 160 m from 2."""
    found = town.candidates(
        Address(line1=f"Torikatu {number}", city="Pikkula", postal_code="00100")
    )
    assert [one.matched[:11] for one in found[:2]] == ["Torikatu 2,", "Torikatu 12"]
    assert found[0].score <= 0.75
    assert "may be house 2 and a flat, or a range" in found[0].differs[0]


def test_a_flat_that_no_range_reaches_leaves_the_house(town):
    """1 to 22 holds more numbers than a building: house 1, flat 22."""
    assert find(town, "Torikatu 1 22").matched == "Torikatu 1, 00100 Pikkula"
    assert find(town, "Torikatu 1 22").score >= 0.9


@pytest.mark.parametrize("number", ["8 10", "8-10", "8/10"])
def test_a_range_that_is_mapped_stays_a_range_without_its_dash(town, number):
    assert find(town, f"TORIKATU {number}").precision is Precision.HOUSE


def test_a_range_names_both_its_ends_where_they_lie_apart(town):
    """12 and 20 stand 320 m apart: none of them is chosen silently."""
    found = town.candidates(Address(line1="Torikatu 12-20", city="Pikkula", postal_code="00100"))
    assert {one.matched for one in found[:2]} == {
        "Torikatu 12, 00100 Pikkula",
        "Torikatu 20, 00100 Pikkula",
    }
    assert found[0].score <= 0.75


@pytest.mark.parametrize(("written", "house"), [("12/2", "2"), ("1/22", "22")])
def test_a_flat_before_the_house_is_doubted(town, written, house):
    """Down under "12/2 Torikatu" is flat 12 of house 2."""
    found = town.candidates(
        Address(line1=f"{written} Torikatu", city="Pikkula", postal_code="00100")
    )
    first = written.partition("/")[0]
    assert found[0].score <= 0.75
    assert {f"Torikatu {number}, 00100 Pikkula" for number in (first, house)} <= {
        one.matched for one in found
    }


def test_a_number_whose_side_is_not_mapped_there_is_placed_across_the_street(town):
    """Odd numbers end at 7: 21 belongs over the street from 20 (480 m) and 22 (510 m)."""
    best = find(town, "Torikatu 21")
    assert best.precision is Precision.INTERPOLATED
    assert away_m(best, 495, -15) < 2
    assert best.score < 0.85
    assert "across from 20 and 22, as its own side is not mapped there" in best.differs[0]
