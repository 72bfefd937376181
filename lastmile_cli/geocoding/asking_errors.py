"""Why a service gave no answer; the words hold no address, no key and no URL."""

from __future__ import annotations


class AskingError(Exception):
    """
    No usable answer came.

    Parameters
    ----------
    words
        What happened, for people: "it answered 503".
    wanted_s
        How many seconds the service asks to be left alone, 0 where it does not say.
    """

    def __init__(self, words: str, *, wanted_s: float = 0.0) -> None:
        super().__init__(words)
        self.words = words
        self.wanted_s = wanted_s


class PassingError(AskingError):
    """It may be over in a moment: ask again."""


class RefusedQuestionError(AskingError):
    """The service does not take this question, however often it is asked."""


class ClosedError(AskingError):
    """The service will answer nothing more today: key refused, quota used up, moved away."""
