"""When a search may end before its budget: cold, nothing new for long, and the budget its own."""

from __future__ import annotations

import pytest

from lastmile_cli.domain.ports import SolveBudget
from lastmile_cli.engines.ruin_recreate import engine as engine_module
from lastmile_cli.engines.ruin_recreate.engine import RuinRecreateEngine
from lastmile_cli.engines.ruin_recreate.parameters import EARLIEST_END
from lastmile_cli.engines.ruin_recreate.teams import Rivals
from tests.worlds import drawn_problem

EASY = drawn_problem("D..A..B")
"""Its best plan is the first one found: all that follows is quiet."""

OWN_BUDGET = 400


@pytest.fixture(autouse=True)
def short_default(monkeypatch):
    """Let the default budget be small enough for a test."""
    monkeypatch.setattr(engine_module, "default_iterations", lambda _stops, **_: OWN_BUDGET)


def test_a_quiet_search_ends_before_its_default_budget():
    spent = RuinRecreateEngine().solve(EASY, SolveBudget()).iterations

    assert EARLIEST_END * OWN_BUDGET <= spent < OWN_BUDGET


def test_a_search_with_news_to_the_end_goes_on(monkeypatch):
    class Lucky(Rivals):
        """Finds a cheaper plan in every round."""

        luck = 0

        @property
        def best_cost(self):
            return super().best_cost - self.luck

        def meet(self, rounds, share):
            self.luck = rounds
            super().meet(rounds, share)

    monkeypatch.setattr(engine_module, "Rivals", Lucky)

    assert RuinRecreateEngine().solve(EASY, SolveBudget()).iterations == OWN_BUDGET


def test_iterations_that_were_asked_for_are_spent_however_quiet_it_is():
    asked = SolveBudget(iterations=OWN_BUDGET)

    assert RuinRecreateEngine().solve(EASY, asked).iterations == OWN_BUDGET
