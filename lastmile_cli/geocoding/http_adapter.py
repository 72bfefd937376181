"""How geopy's geocoders reach the network here: limited, bounded in time, and never followed on."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Mapping
from typing import Any

import requests
import urllib3
from geopy.adapters import BaseSyncAdapter, get_retry_after
from requests.utils import get_environ_proxies

from lastmile_cli.geocoding.asking_errors import AskingError, ClosedError, PassingError
from lastmile_cli.geocoding.limiter import HostLimiter
from lastmile_cli.geocoding.replies import NOT_JSON, Judge
from lastmile_cli.plumbing.json_service import read_body

_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")

MOST_CONNECTIONS = 16
"""So many questions to one service may be under way at once."""

# Both write whole URLs, keys and addresses in them, where somebody listens to everything.
for _name in ("geopy", "urllib3"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class HouseAdapter(BaseSyncAdapter):  # type: ignore[misc]
    """
    One service's connection.

    Every request waits for its turn. It ends after its timeout even where a
    byte drips now and then, is never sent on to another host, and what
    becomes of it is said without its URL. One connection is used again and again.
    """

    def __init__(
        self, limiter: HostLimiter, judge: Judge, *, proxies: Any = None, ssl_context: Any = None
    ) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self._limiter = limiter
        self._judge = judge
        self._session = requests.Session()
        # Proxies and certificates of the environment count, looked up once; its .netrc does not.
        self._session.trust_env = False
        told = get_environ_proxies(f"https://{limiter.host}") if proxies is None else proxies
        self._session.proxies = dict(told)
        self._session.verify = next((os.environ[v] for v in _BUNDLES if os.environ.get(v)), True)
        pool = requests.adapters.HTTPAdapter(pool_maxsize=MOST_CONNECTIONS, max_retries=0)
        self._session.mount("http://", pool)
        self._session.mount("https://", pool)

    def get_json(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> Any:
        """
        Fetch one page of JSON.

        Raises
        ------
        AskingError
            There is none; its kind says whether to ask again.
        """
        self._limiter.wait()
        state, wanted_s, body = self._fetch(url, timeout, headers)
        try:
            page = json.loads(body)
        except (ValueError, RecursionError):
            page = NOT_JSON
        try:
            return self._judge(state, page)
        except AskingError as error:
            error.wanted_s = max(error.wanted_s, wanted_s)
            raise

    def get_text(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> str:
        """Fetch one page as text; ``AskingError`` as above."""
        return json.dumps(self.get_json(url, timeout=timeout, headers=headers))

    def close(self) -> None:
        """Hang up."""
        self._session.close()

    def _fetch(
        self, url: str, timeout_s: float, headers: Mapping[str, str]
    ) -> tuple[int, float, bytes]:
        """The reply's state, how long it wants to be left alone (s), its body."""
        until_s = time.monotonic() + timeout_s
        try:
            reply = self._session.get(
                url,
                headers={**headers, "Accept-Encoding": "identity"},
                timeout=timeout_s,
                stream=True,
                allow_redirects=False,
            )
            with reply:
                body = read_body(reply, until_s)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise PassingError(_reason(error)) from None
        if reply.is_redirect:
            raise ClosedError("it sends us to another place, where no address is sent unasked")
        return reply.status_code, float(get_retry_after(reply.headers) or 0.0), body


def adapter_factory(limiter: HostLimiter, judge: Judge) -> Callable[..., HouseAdapter]:
    """Make what geopy wants to make its adapter with."""

    def make(*, proxies: Any, ssl_context: Any) -> HouseAdapter:
        return HouseAdapter(limiter, judge, proxies=proxies, ssl_context=ssl_context)

    return make


def _reason(error: Exception) -> str:
    if isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError | TimeoutError):
        return "it did not answer in time"
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate cannot be trusted"
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy does not let us through"
    return "it cannot be reached, or hung up"
