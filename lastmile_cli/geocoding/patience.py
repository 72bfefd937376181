"""How long one service is asked: again after a pause, alone while in trouble, then no more."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from lastmile_cli.geocoding.asking_errors import (
    AskingError,
    ClosedError,
    PassingError,
    RefusedQuestionError,
)

ATTEMPTS = 4
"""How often one question is asked before it counts as unanswered."""

PATIENCE = 3
"""After so many unanswered questions in a row nothing more is asked."""

MOST_UNANSWERED = 20
"""
Nor after so many in all, where they are more than the answered ones; or so many refused, where
nothing was ever answered: then it is not the questions.
"""

LONGEST_PAUSE_S = 30.0
"""A service that wants a longer one is left alone for the rest of the run."""

T = TypeVar("T")


@dataclass
class Patience:
    """
    The patience with one service, shared by all threads that ask it.

    Several ask at once only while all goes well. The first failure makes them
    take turns: one question at a time is tried again, with growing pauses, so
    that a service that hangs costs a handful of timeouts, however many addresses wait.

    Parameters
    ----------
    sleep
        Sleeps so many seconds.
    first_pause_s
        Before the second attempt; doubled before each further one.
    """

    sleep: Callable[[float], None]
    first_pause_s: float
    closed: str = ""
    _answered: int = 0
    _unanswered: int = 0
    _refused: int = 0
    _in_a_row: int = 0
    _troubles: int = 0
    _is_well: bool = False
    _alone: threading.RLock = field(default_factory=threading.RLock)

    def ask(self, question: Callable[[], T]) -> T:
        """
        Ask until there is an answer or no hope.

        Raises
        ------
        ClosedError
            Nothing more is asked.
        AskingError
            This question has no answer.
        """
        if not self._is_well:
            with self._alone:
                self._raise_if_closed()
                # Who waited here while another found it well need not go alone.
                if not self._is_well:
                    return self._ask_again(question, 0)
        self._raise_if_closed()
        try:
            return self._answer(question)
        except PassingError:
            pass
        except AskingError as error:
            raise self._given_up(error) from None
        with self._alone:
            self._raise_if_closed()
            return self._ask_again(question, 1)

    def _ask_again(self, question: Callable[[], T], made: int) -> T:
        pause_s, wanted_s = self.first_pause_s, 0.0
        for attempt in range(made, ATTEMPTS):
            if attempt:
                self.sleep(max(pause_s, wanted_s))
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
            try:
                return self._answer(question)
            except PassingError as error:
                wanted_s = error.wanted_s
                if wanted_s > LONGEST_PAUSE_S:
                    words = f"{error.words} and wants to be left alone for {wanted_s:.0f} s"
                    raise self._given_up(ClosedError(words)) from None
                if attempt + 1 == ATTEMPTS:
                    raise self._given_up(error) from None
            except AskingError as error:
                raise self._given_up(error) from None
        raise AssertionError

    def _answer(self, question: Callable[[], T]) -> T:
        before = self._troubles
        try:
            answer = question()
        except PassingError:
            self._is_well = False
            self._troubles += 1
            raise
        # An answer that was on its way when another question failed says nothing of now.
        if before == self._troubles:
            self._is_well = True
            self._in_a_row = 0
        self._answered += 1
        return answer

    def _given_up(self, error: AskingError) -> AskingError:
        """Count what stays unanswered, and close where it is enough."""
        if isinstance(error, RefusedQuestionError):
            return self._refused_one(error)
        with self._alone:
            self._is_well = False
            self._unanswered += 1
            self._in_a_row += 1
            mostly = self._unanswered >= max(MOST_UNANSWERED, self._answered + 1)
            if isinstance(error, ClosedError) or self._in_a_row >= PATIENCE or mostly:
                self.closed = self.closed or error.words
        return error

    def _refused_one(self, error: AskingError) -> AskingError:
        """A service that refuses one question is well and may answer the next."""
        with self._alone:
            self._refused += 1
            if not self._answered and self._refused >= MOST_UNANSWERED:
                self.closed = self.closed or error.words
        return error

    def _raise_if_closed(self) -> None:
        if self.closed:
            raise ClosedError(self.closed)
