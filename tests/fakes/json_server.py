"""A server on 127.0.0.1 that answers in JSON from a map's own streets, well or badly."""

from __future__ import annotations

import abc
import contextlib
import gc
import json
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit

from lastmile_cli.domain.settings import RoadsSettings
from lastmile_cli.roads.registry import open_roads


class JsonFake(abc.ABC):
    """
    The frame of a routing service's fake; a subclass answers on ``self.roads``.

    ``script`` are replies that come first, one a question: an HTTP state, a text
    sent as it is, "half" for half a body, "hang" to hang up, "slow" to do so
    after half a second, "drip" for a byte now and then; ``headers`` go with each state.
    ``asked`` are the services asked for, in order.
    """

    def __init__(
        self,
        settings: RoadsSettings,
        script: Sequence[int | str] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        self.settings = settings
        self.script, self.headers = list(script), headers or {}
        self.asked: list[str] = []
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                fake.reply(self, b"")

            def do_POST(self) -> None:
                fake.reply(self, self.rfile.read(int(self.headers["Content-Length"])))

            def log_message(self, *_: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._closing = threading.Event()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    @abc.abstractmethod
    def answer(self, path: str, body: bytes) -> tuple[int, object]:
        """The HTTP state and the JSON for one question."""

    def reply(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        self.asked.append(urlsplit(handler.path).path.split("/")[1])
        told = self.script.pop(0) if self.script else None
        if told in ("hang", "slow"):
            if told == "slow":
                self._closing.wait(0.5)
            handler.close_connection = True
            return
        if told == "drip":
            self._drip(handler)
            return
        state, text = 200, ""
        if isinstance(told, int):
            state = told
        elif told and told != "half":
            text = told
        else:
            state, found = self.answer(handler.path, body)
            text = json.dumps(found)
        data = text.encode()
        handler.send_response(state)
        handler.send_header("Content-Length", str(len(data)))
        for name, value in self.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(data[: len(data) // 2] if told == "half" else data)

    def _drip(self, handler: BaseHTTPRequestHandler) -> None:
        """Never silent for long, and never done: until the other side has had enough."""
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        with contextlib.suppress(OSError):
            while not self._closing.wait(0.05):
                handler.wfile.write(b" ")

    def _serve(self) -> None:
        """Open the streets, answer, and let go of them in one thread: they must not change it."""
        self.roads = open_roads(self.settings)
        self._server.serve_forever()
        del self.roads
        gc.collect()

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
