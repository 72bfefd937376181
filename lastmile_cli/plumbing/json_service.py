"""A service that answers questions in JSON over HTTP: asked again while there is hope."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lastmile_cli import __version__
from lastmile_cli.domain.errors import ServiceUnreachableError

if TYPE_CHECKING:
    import requests

TRIES = 4
"""How often a question is asked before the service counts as out of reach."""

FIRST_PAUSE_S = 0.5
"""Before the second try; doubled before each further one."""

LONGEST_PAUSE_S = 30.0
"""A service that wants a longer one is out of reach tonight."""

CHUNK_BYTES = 2**16

BUSY = frozenset({429, 500, 502, 503, 504})
"""HTTP states that may pass."""

_USER = re.compile(r"(?<=://)[^/@]*@")


class JsonService:
    """
    One service of a known kind.

    Parameters
    ----------
    name
        What it is called in messages, such as ``OSRM``.
    url
        Where it listens, as ``http://127.0.0.1:5000``; a path in it is kept. A
        name and password in it are used and never told.
    timeout_s
        Seconds to wait for one answer.
    is_answer
        Whether some JSON is what such a service says, a refusal included.
    way_out
        What to try where it gives no usable answer.
    wait
        Sleeps so many seconds between two tries.
    """

    def __init__(
        self,
        name: str,
        url: str,
        timeout_s: float,
        *,
        is_answer: Callable[[Any], bool],
        way_out: str = "",
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._url = url.rstrip("/")
        self.where = without_user(self._url)
        self._name, self._way_out = name, way_out
        self._timeout_s = timeout_s
        self._is_answer = is_answer
        self._wait = wait
        self._session: requests.Session | None = None

    def ask(self, path: str, question: object = None) -> Any:
        """
        Fetch what lies at a path, or send a question there as JSON.

        Raises
        ------
        ServiceUnreachableError
            The service gives no usable answer, however often it is asked.
        """
        pause_s = FIRST_PAUSE_S
        for left in reversed(range(TRIES)):
            answer, why, wanted_s = self._once(f"{self._url}/{path}", question)
            if not why:
                return answer
            pause_s = max(pause_s, wanted_s)
            if not left or pause_s > LONGEST_PAUSE_S:
                break
            self._wait(pause_s)
            pause_s *= 2
        raise self._out_of_reach(why)

    def nonsense(self, what: str) -> ServiceUnreachableError:
        """Make the error for an answer of the right form and the wrong content."""
        return self._out_of_reach(f"its {what} make no sense")

    def _once(self, address: str, question: object) -> tuple[Any, str, float]:
        """Ask once: an answer, or why there is none and how many seconds to wait."""
        import requests
        import urllib3

        if self._session is None:
            self._session = requests.Session()
            self._session.headers["User-Agent"] = f"lastmile/{__version__}"
            # A service on this machine or in this house is asked directly.
            self._session.trust_env = False
            # Bytes are counted as they come, so they must come as they are.
            self._session.headers["Accept-Encoding"] = "identity"
        method = "GET" if question is None else "POST"
        until_s = time.monotonic() + self._timeout_s
        try:
            reply = self._session.request(
                method, address, json=question, timeout=self._timeout_s, stream=True
            )
            with reply:
                body = read_body(reply, until_s)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            return None, _reason(error), 0.0
        if reply.status_code in BUSY:
            return None, f"it answered {reply.status_code}", _wanted_pause_s(reply)
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            return None, "its answer is no JSON", 0.0
        if not self._is_answer(answer):
            return None, f"its answer is not {self._name}'s", 0.0
        return answer, "", 0.0

    def _out_of_reach(self, why: str) -> ServiceUnreachableError:
        return ServiceUnreachableError(
            f"The {self._name} server {self.where} gives no answer: {why}.", hint=self._way_out
        )


def without_user(url: str) -> str:
    """
    Leave a name and password out of a URL.

    >>> without_user("http://me:secret@roads.example:5000/osrm")
    'http://roads.example:5000/osrm'
    """
    return _USER.sub("", url)


def read_body(reply: requests.Response, until_s: float) -> bytes:
    """
    Read what comes as it comes: a server that drips would else hold the line for hours.

    Raises
    ------
    TimeoutError
        It is not whole by ``until_s`` on the monotonic clock.
    """
    # What is there already; urllib3 before 2 has only the call that waits for all it was asked for.
    read = getattr(reply.raw, "read1", reply.raw.read)
    parts = [b""]
    while part := read(CHUNK_BYTES):
        parts.append(part)
        if time.monotonic() > until_s:
            raise TimeoutError
    return b"".join(parts)


def _wanted_pause_s(reply: requests.Response) -> float:
    asked = reply.headers.get("Retry-After", "")
    return float(asked) if asked.isdecimal() else 0.0


def _reason(error: Exception) -> str:
    import requests
    import urllib3

    if isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError | TimeoutError):
        return "it did not answer in time"
    if isinstance(error, requests.RequestException) and not isinstance(
        error, requests.ConnectionError
    ):
        return f"the question failed ({type(error).__name__})"
    return "it cannot be reached, or hung up"
