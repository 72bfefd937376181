"""Money inside the solver: fine enough for a cent, never too large for 64 bits."""

from __future__ import annotations

from fractions import Fraction

import pytest

from lastmile_cli.domain.problem import MAX_OBJECTIVE_MICRO
from lastmile_cli.engines.ortools_routing.scale import scale_for
from tests.worlds import EURO, drawn_problem


def test_on_a_usual_day_a_price_an_hour_is_whole_a_second():
    scale = scale_for(drawn_problem("D..A..B"))

    assert scale.units == 3_600
    assert scale(Fraction(1, 3_600)) == 1


@pytest.mark.parametrize("drop_micro", [0, EURO, 10**12, 10**15, MAX_OBJECTIVE_MICRO // 2 - 1])
def test_no_sum_of_drop_prices_leaves_64_bits(drop_micro):
    stops = {"A": {"drop_micro": drop_micro}, "B": {"drop_micro": drop_micro}}
    scale = scale_for(drawn_problem("D..A..B", stops=stops))

    assert scale(2 * drop_micro) <= 2**61


def test_even_on_the_dearest_day_a_cent_still_counts():
    stops = {"A": {"drop_micro": MAX_OBJECTIVE_MICRO - 1}}
    scale = scale_for(drawn_problem("D..A", stops=stops))

    assert scale(EURO // 100) > 1_000


def test_what_costs_something_never_becomes_free():
    stops = {"A": {"drop_micro": MAX_OBJECTIVE_MICRO - 1}}
    scale = scale_for(drawn_problem("D..A", stops=stops))

    assert scale(Fraction(1, 3_600)) == 1
    assert scale(0) == 0
