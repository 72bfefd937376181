"""
One OSRM server over HTTP: questions asked again while there is hope, answers checked.

The protocol is OSRM's (https://project-osrm.org/docs/v5.24.0/api): JSON with a
``code``; positions are lon, lat.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from lastmile_cli import __version__
from lastmile_cli.domain.errors import ServiceUnreachableError
from lastmile_cli.domain.geo import Coordinate

if TYPE_CHECKING:
    import requests

TRIES = 4
"""How often a question is asked before the server counts as out of reach."""

FIRST_PAUSE_S = 0.5
"""Before the second try; doubled before each further one."""

LONGEST_PAUSE_S = 30.0
"""A server that wants a longer one is out of reach tonight."""

BUSY = frozenset({429, 500, 502, 503, 504})
"""HTTP states that may pass."""


class RefusedQuestionError(Exception):
    """The server understood a question and says no; ``code`` is OSRM's word for why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class OsrmServer:
    """
    A server that answers for one profile.

    Parameters
    ----------
    url
        Where it listens, as ``http://127.0.0.1:5000``; a path in it is kept.
    timeout_s
        Seconds to wait for one answer.
    wait
        Sleeps so many seconds between two tries.
    """

    def __init__(
        self, url: str, timeout_s: float, wait: Callable[[float], None] = time.sleep
    ) -> None:
        self.url = url.rstrip("/")
        self._timeout_s = timeout_s
        self._wait = wait
        self._session: requests.Session | None = None

    def ask(
        self, service: str, points: Sequence[Coordinate], options: Sequence[str] = ()
    ) -> dict[str, Any]:
        """
        Ask one service ("table", "route", "nearest") about some positions.

        Raises
        ------
        RefusedQuestionError
            The server says that there is no such way, or no street near.
        ServiceUnreachableError
            It gives no usable answer, however often it is asked.
        """
        place = ";".join(f"{point.lon_deg:.6f},{point.lat_deg:.6f}" for point in points)
        path = f"{self.url}/{service}/v1/driving/{place}"
        found = f"{path}?{'&'.join(options)}" if options else path
        pause_s = FIRST_PAUSE_S
        for left in reversed(range(TRIES)):
            answer, why, wanted_s = self._once(found)
            if answer is not None:
                return answer
            pause_s = max(pause_s, wanted_s)
            if not left or pause_s > LONGEST_PAUSE_S:
                break
            self._wait(pause_s)
            pause_s *= 2
        raise self._out_of_reach(why)

    def _once(self, address: str) -> tuple[dict[str, Any] | None, str, float]:
        """Ask once: an answer, or why there is none and how many seconds to wait."""
        import requests

        if self._session is None:
            self._session = requests.Session()
            self._session.headers["User-Agent"] = f"lastmile/{__version__}"
            # Roads on this machine or in this house are asked directly.
            self._session.trust_env = False
        try:
            reply = self._session.get(address, timeout=self._timeout_s)
        except requests.RequestException as error:
            return None, _reason(error), 0.0
        if reply.status_code in BUSY:
            return None, f"it answered {reply.status_code}", _wanted_pause_s(reply)
        try:
            answer = reply.json()
        except ValueError:
            return None, "its answer is no JSON", 0.0
        if not isinstance(answer, dict) or not isinstance(answer.get("code"), str):
            return None, "its answer is not OSRM's", 0.0
        if answer["code"] != "Ok":
            raise RefusedQuestionError(answer["code"], str(answer.get("message", "")))
        return answer, "", 0.0

    def _out_of_reach(self, why: str) -> ServiceUnreachableError:
        return ServiceUnreachableError(
            f"The OSRM server {self.url} gives no answer: {why}.",
            hint="start it, correct roads.osrm, or plan with roads.source: embedded",
        )

    def nonsense(self, what: str) -> ServiceUnreachableError:
        """Make the error for an answer of the right form and the wrong content."""
        return self._out_of_reach(f"its {what} make no sense")


def _wanted_pause_s(reply: requests.Response) -> float:
    asked = reply.headers.get("Retry-After", "")
    return float(asked) if asked.isdigit() else 0.0


def _reason(error: Exception) -> str:
    import requests

    if isinstance(error, requests.Timeout):
        return "it did not answer in time"
    if isinstance(error, requests.ConnectionError):
        return "it cannot be reached, or hung up"
    return f"the question failed ({type(error).__name__})"
