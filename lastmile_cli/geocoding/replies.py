"""What a reply over HTTP means: an answer, a reason to ask again, or the end."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from lastmile_cli.geocoding.asking_errors import (
    AskingError,
    ClosedError,
    PassingError,
    RefusedQuestionError,
)

NOT_JSON = object()
"""Stands for a body that is no JSON."""

Judge = Callable[[int, Any], Any]
"""HTTP state and JSON of a reply to the JSON that counts; raises ``AskingError``."""

_PASSING = frozenset({408, 425, 500, 502, 503, 504})
_KEY = frozenset({401, 407})
_LONG_WORDS = ("quota", "daily", "monthly", "per day", "per month", "transactions")
_QUOTA_WORDS = {403: (*_LONG_WORDS, "limit", "exceed", "over rate", "credits"), 429: _LONG_WORDS}


def judge_by_state(is_answer: Callable[[Any], bool]) -> Judge:
    """
    Make the judge for a service that says by its HTTP state how it is.

    ``is_answer`` knows the shape of its answers, empty ones included: without
    it a proxy's ``null`` or ``{}`` would pass for "no such address".
    """

    def judge(state: int, page: Any) -> Any:
        if 200 <= state < 300:
            if page is NOT_JSON:
                raise PassingError("its answer is no JSON")
            if not is_answer(page):
                raise PassingError("its answer is none of the kind it should send")
            return page
        raise trouble_of_state(state, page)

    return judge


def trouble_of_state(state: int, page: Any) -> AskingError:
    """The trouble that an HTTP state other than success means, with what the body says of it."""
    error: AskingError = RefusedQuestionError(f"it did not take the question ({state})")
    if state in _KEY:
        error = ClosedError(f"it refused the key ({state})")
    elif state == 402 or (state in _QUOTA_WORDS and says(page, *_QUOTA_WORDS[state])):
        error = ClosedError(f"the quota is used up ({state})")
    elif state == 403:
        error = ClosedError(f"it refused us ({state}: key, terms of use or address)")
    elif state == 429:
        error = PassingError(f"it was asked too often ({state})")
    elif state in _PASSING or state >= 500:
        error = PassingError(f"it answered {state}")
    return error


def says(page: Any, *words: str) -> bool:
    """
    Whether a reply mentions one of some words anywhere, in capitals or not.

    >>> says({"error": "Rate Limited Day"}, "limited day")
    True
    """
    text = json.dumps(page).lower() if isinstance(page, (Mapping, list, str)) else ""
    return any(word in text for word in words)


def is_features(page: Any) -> bool:
    """Whether JSON is a GeoJSON collection, an empty one too."""
    return isinstance(page, Mapping) and isinstance(page.get("features"), list)


def is_list_under(name: str) -> Callable[[Any], bool]:
    """Make the test for JSON that holds a list of this name, such as ``results``."""
    return lambda page: isinstance(page, Mapping) and isinstance(page.get(name), list)
