"""How long a service is asked, by one thread or by many."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from lastmile_cli.geocoding.asking_errors import (
    AskingError,
    ClosedError,
    PassingError,
    RefusedQuestionError,
)
from lastmile_cli.geocoding.patience import ATTEMPTS, MOST_UNANSWERED, PATIENCE, Patience


class Service:
    """Does what its script says, question by question; the last entry is repeated."""

    def __init__(self, *script):
        self.script = list(script)
        self.asked = 0
        self._lock = threading.Lock()

    def __call__(self):
        with self._lock:
            self.asked += 1
            told = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if isinstance(told, Exception):
            raise told
        return told


def unanswered(patience, service):
    with pytest.raises(AskingError):
        patience.ask(service)


def test_what_passes_is_waited_for():
    naps = []
    service = Service(PassingError("busy"), PassingError("busy"), "here")
    assert Patience(naps.append, 0.5).ask(service) == "here"
    assert naps == [0.5, 1.0]


def test_a_service_says_how_long():
    naps = []
    service = Service(PassingError("busy", wanted_s=9.0), PassingError("busy"), "here")
    Patience(naps.append, 0.5).ask(service)
    assert naps == [9.0, 1.0]


def test_after_three_questions_in_vain_nobody_asks():
    patience, service = Patience(lambda _: None, 0.0), Service(PassingError("hangs"))
    for _ in range(10):
        unanswered(patience, service)
    assert service.asked == PATIENCE * ATTEMPTS
    assert patience.closed == "hangs"


def test_an_answer_between_begins_the_count_anew():
    patience = Patience(lambda _: None, 0.0)
    in_vain = AskingError("no")
    service = Service(in_vain, in_vain, "here", in_vain, in_vain, "there")
    for answered in (False, False, True, False, False, True):
        if answered:
            assert patience.ask(service)
        else:
            unanswered(patience, service)
    assert not patience.closed


def test_a_service_that_fails_most_of_the_time_is_given_up_too():
    """Two in vain, one answered, and so on: never three in a row, yet no use."""
    patience, in_vain = Patience(lambda _: None, 0.0), AskingError("no")
    service = Service(*[in_vain, in_vain, "here"] * 40, "here")
    for _ in range(120):
        if patience.closed:
            break
        try:
            patience.ask(service)
        except AskingError:
            continue
    assert patience.closed
    assert service.asked <= MOST_UNANSWERED * 3 // 2 + 1


def test_a_refused_question_says_nothing_of_the_next_one():
    """Nineteen rows of nonsense in a row, and the twentieth is an address."""
    patience, refused = Patience(lambda _: None, 0.0), RefusedQuestionError("400")
    service = Service(*[refused] * (MOST_UNANSWERED - 1), "here", refused)
    for _ in range(MOST_UNANSWERED - 1):
        unanswered(patience, service)
    assert patience.ask(service) == "here"
    for _ in range(3 * MOST_UNANSWERED):
        unanswered(patience, service)
    assert not patience.closed


def test_a_service_that_refuses_everything_is_not_the_right_one():
    patience, service = Patience(lambda _: None, 0.0), Service(RefusedQuestionError("404"))
    for _ in range(100):
        unanswered(patience, service)
    assert service.asked == MOST_UNANSWERED


def test_a_spent_quota_ends_it_at_once():
    patience, service = Patience(lambda _: None, 0.0), Service(ClosedError("quota"))
    unanswered(patience, service)
    unanswered(patience, service)
    assert service.asked == 1


def test_many_threads_do_not_ask_a_hanging_service_many_times():
    """Sixteen at once, all goes well, then it hangs: each in vain once, then one after the other."""
    patience, service = Patience(lambda _: None, 0.0), Service("here")
    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(lambda _: patience.ask(service), range(100))) == {"here"}
        service.script[:] = [PassingError("hangs")]
        service.asked = 0
        list(pool.map(lambda _: unanswered(patience, service), range(500)))
    assert service.asked <= 16 + PATIENCE * ATTEMPTS


def test_the_first_question_goes_alone():
    """Nobody knows yet whether the service is well: a crowd before a shut door helps nobody."""
    patience, service = Patience(lambda _: None, 0.0), Service(PassingError("hangs"))
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: unanswered(patience, service), range(100)))
    assert service.asked == PATIENCE * ATTEMPTS
