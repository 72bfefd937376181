"""
A large file over HTTP: goes on where it broke off, is checked, and appears whole or not at all.

What has come lies in ``NAME.part`` beside the target, with the server's mark for
that very content (ETag or date) in ``NAME.part.json``. A later run asks for the rest
under that mark (RFC 9110, Range and If-Range): a file that has changed in between is
fetched anew. A ``.md5`` beside the file, as Geofabrik has it, is held against it.
"""

from __future__ import annotations

import contextlib
import email.utils
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import requests

from lastmile_cli import __version__
from lastmile_cli.domain.errors import ServiceUnreachableError, UsageError
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress
from lastmile_cli.plumbing.files import check_target
from lastmile_cli.plumbing.locks import exclusive
from lastmile_cli.plumbing.partial_file import PartialFile, check_room

TRIES = 5
"""So often without a single new byte, and the server counts as out of reach."""

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
"""A server that wants a longer pause is out of reach for now."""

CHUNK_BYTES = 1 << 16
"""Of what breaks off, at most so much is asked for again."""
MEGABYTE = 1_000_000
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
"""HTTP states that may pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """
    How a file came.

    ``was_current``: nothing was fetched, as the file here is that of the server.
    ``resumed_at`` bytes were here already; ``is_checked``: the server's checksum agrees.
    """

    path: Path
    size_bytes: int
    was_current: bool = False
    resumed_at: int = 0
    is_checked: bool = False


def fetch_file(
    url: str,
    target: Path,
    *,
    progress: ProgressHook = no_progress,
    accepts: Callable[[bytes], bool] = bool,
    wait: Callable[[float], None] = time.sleep,
    timeout_s: float = 60.0,
) -> Fetched:
    """
    Fetch a file to ``target``; ``wait`` sleeps so many seconds between two tries.

    ``accepts`` says whether a file that begins with these bytes is what was asked
    for: servers answer with pages of text too.

    Raises
    ------
    UsageError
        Not a web address.
    ServiceUnreachableError
        The server does not have the file, or gives no whole copy of it.
    OutputFailedError
        The folder cannot be written, or the disk has no room for it.
    LockHeldError
        Another run is fetching the same.
    """
    if not url.startswith(("http://", "https://")):
        raise UsageError(f"{url} is no web address.", hint="write http:// or https:// before it")
    check_target(target)
    with exclusive(target), _session(url) as session:
        return _Download(session, url, target, progress, accepts, wait, timeout_s).run()


def _session(url: str) -> requests.Session:
    session = requests.Session()
    session.headers["User-Agent"] = f"lastmile/{__version__}"
    # A packed body would have other lengths than the file.
    session.headers["Accept-Encoding"] = "identity"
    # What runs on this machine is asked without a proxy.
    session.trust_env = "//127.0.0.1" not in url and "//localhost" not in url
    return session


class _BrokenOffError(Exception):
    """The answer ended early, or the server asks for a pause of so many seconds."""

    def __init__(self, why: str, pause_s: float = 0.0) -> None:
        super().__init__(why)
        self.pause_s = pause_s


class _Download:
    """One file on its way."""

    def __init__(
        self,
        session: requests.Session,
        url: str,
        target: Path,
        progress: ProgressHook,
        accepts: Callable[[bytes], bool],
        wait: Callable[[float], None],
        timeout_s: float,
    ) -> None:
        self._session, self._url, self._target = session, url, target
        self._progress, self._accepts = progress, accepts
        self._wait, self._timeout_s = wait, timeout_s
        self._goes_on = False
        self._part = PartialFile(target, url)

    def run(self) -> Fetched:
        """Fetch, check, and put in place; a false checksum is given a second chance."""
        for left in (1, 0):
            resumed_at = self._part.size()
            if not self._fetch_rest():
                return Fetched(
                    path=self._target, size_bytes=self._target.stat().st_size, was_current=True
                )
            if not self._accepts(self._part.head()):
                self._part.discard()
                raise self._failed("what came is no such file", hint="check the address")
            wanted = self._checksum()
            if wanted is None or wanted == self._part.md5():
                size = self._part.size()
                self._part.move_to_target()
                return Fetched(
                    path=self._target,
                    size_bytes=size,
                    resumed_at=resumed_at,
                    is_checked=wanted is not None,
                )
            self._part.discard()
            if left:
                self._wait(FIRST_PAUSE_S)
        raise self._failed(
            "what came has another checksum than the server says",
            hint="the file may be changing there just now: try again in an hour",
        )

    def _fetch_rest(self) -> bool:
        """Ask until all is here; ``False`` where the file here is the server's already."""
        pause_s, tries = FIRST_PAUSE_S, TRIES
        while True:
            before = self._part.size()
            try:
                return self._ask()
            except _BrokenOffError as broken:
                why, wanted_s = str(broken), broken.pause_s
            # Who begins anew each time comes no nearer, however much was sent.
            if self._goes_on and self._part.size() > before:
                pause_s, tries = FIRST_PAUSE_S, TRIES
            tries -= 1
            pause_s = max(pause_s, wanted_s)
            if not tries or pause_s > LONGEST_PAUSE_S:
                raise self._failed(why, hint="try again later: it goes on where it broke off")
            self._wait(pause_s)
            pause_s *= 2

    def _ask(self) -> bool:
        self._goes_on = False
        headers = self._part.conditions()
        if not headers and self._target.is_file():
            written_s = self._target.stat().st_mtime
            headers = {"If-Modified-Since": email.utils.formatdate(written_s, usegmt=True)}
        try:
            with self._session.get(
                self._url, headers=headers, stream=True, timeout=self._timeout_s
            ) as reply:
                if reply.status_code == 304:
                    return False
                self._accept(reply)
                self._write(reply)
        except requests.RequestException as error:
            raise _BrokenOffError(_reason(error)) from error
        return True

    def _accept(self, reply: requests.Response) -> None:
        """Prepare for what the server sends: the rest, the whole, or nothing useful."""
        state = reply.status_code
        if state in BUSY:
            asked = reply.headers.get("Retry-After", "")
            pause_s = float(asked) if asked.isdigit() else 0.0
            raise _BrokenOffError(f"it answered {state}", pause_s)
        if state == 416:
            # What is here is longer than the file there: it must be another one.
            self._part.discard()
            raise _BrokenOffError("it answered 416")
        if state == 206 and self._part.continues(reply.headers.get("Content-Range", "")):
            self._goes_on = True
            return
        if state not in (200, 206):
            raise self._failed(f"it answered {state}", hint="check the address, or the name")
        self._part.begin(reply.headers)
        if state == 206:
            raise _BrokenOffError("it sent another part than it was asked for")

    def _write(self, reply: requests.Response) -> None:
        length = reply.headers.get("Content-Length", "")
        done = self._part.size()
        total = done + int(length) if length.isdigit() else None
        check_room(self._target, (total or done) - done)
        with self._part.opened() as stream:
            for chunk in reply.iter_content(CHUNK_BYTES):
                stream.write(chunk)
                done += len(chunk)
                self._progress(_step(done, total))
        if total is not None and done < total:
            raise _BrokenOffError(f"it hung up after {done:,} of {total:,} bytes")

    def _checksum(self) -> str | None:
        """Fetch the MD5 that lies beside the file; ``None`` where there is none."""
        with contextlib.suppress(requests.RequestException):
            reply = self._session.get(f"{self._url}.md5", timeout=self._timeout_s)
            words = reply.text[:200].split()
            if reply.status_code == 200 and words and len(words[0]) == 32:
                return words[0].lower()
        return None

    def _failed(self, why: str, *, hint: str) -> ServiceUnreachableError:
        return ServiceUnreachableError(f"{self._url} cannot be had: {why}.", hint=hint)


def _step(done: int, total: int | None) -> Progress:
    of = f" of {total / MEGABYTE:,.0f}" if total is not None else ""
    detail = f"{done / MEGABYTE:,.0f}{of} MB"
    return Progress(label="downloading", done=done, total=total, detail=detail)


def _reason(error: requests.RequestException) -> str:
    if isinstance(error, requests.Timeout):
        return "the server did not answer in time"
    if isinstance(error, (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        return "the server cannot be reached, or hung up"
    return f"the question failed ({type(error).__name__})"
