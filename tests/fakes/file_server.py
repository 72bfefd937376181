"""A small file server on 127.0.0.1 that can be told to misbehave."""

from __future__ import annotations

import hashlib
import threading
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, HTTPServer


class FileServer:
    """
    Serves one content under every path, and its checksum under the same with ``.md5``.

    ``script`` are the manners of the first answers: an HTTP state, "half" (hang up in the
    middle), "hang" (hang up at once), "change" (another content from now on). ``ranges``
    and ``marks`` say whether it knows Range, and sends ETag and Last-Modified.
    """

    def __init__(
        self,
        content: bytes,
        script: tuple[int | str, ...] = (),
        *,
        ranges: bool = True,
        marks: bool = True,
        checksum: str | None = "right",
    ) -> None:
        self.content, self.script = content, list(script)
        self.ranges, self.marks, self.checksum = ranges, marks, checksum
        self.edited_s = 1_700_000_000
        self.asked: list[tuple[str, str]] = []
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                fake.reply(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}/europe/town-latest.osm.pbf"

    @property
    def etag(self) -> str:
        return f'"{hashlib.md5(self.content).hexdigest()[:12]}"'

    @property
    def modified(self) -> str:
        return formatdate(self.edited_s, usegmt=True)

    def change(self, content: bytes) -> None:
        self.content, self.edited_s = content, self.edited_s + 3600

    def reply(self, handler: BaseHTTPRequestHandler) -> None:
        if handler.path.endswith(".md5"):
            self._send_checksum(handler)
            return
        self.asked.append((handler.headers.get("Range", ""), handler.headers.get("If-Range", "")))
        told = self.script.pop(0) if self.script else None
        if told == "change":
            self.change(self.content[::-1])
        if told == "hang":
            handler.close_connection = True
            return
        if isinstance(told, int):
            handler.send_response(told)
            handler.send_header("Retry-After", "2")
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        if self.marks and handler.headers.get("If-Modified-Since") == self.modified:
            handler.send_response(304)
            handler.end_headers()
            return
        self._send(handler, is_half=told == "half")

    def _send(self, handler: BaseHTTPRequestHandler, *, is_half: bool) -> None:
        begin = self._begin(handler)
        body = self.content[begin:]
        handler.send_response(206 if begin else 200)
        handler.send_header("Content-Length", str(len(body)))
        if begin:
            total = len(self.content)
            handler.send_header("Content-Range", f"bytes {begin}-{total - 1}/{total}")
        if self.marks:
            handler.send_header("ETag", self.etag)
            handler.send_header("Last-Modified", self.modified)
        handler.end_headers()
        handler.wfile.write(body[: len(body) // 2] if is_half else body)

    def _begin(self, handler: BaseHTTPRequestHandler) -> int:
        """Where an answer begins: a range counts only under the mark of this very content."""
        asked = handler.headers.get("Range", "")
        if not self.ranges or not asked or handler.headers.get("If-Range") != self.etag:
            return 0
        return int(asked.removeprefix("bytes=").rstrip("-"))

    def _send_checksum(self, handler: BaseHTTPRequestHandler) -> None:
        if self.checksum is None:
            handler.send_error(404)
            return
        right = hashlib.md5(self.content).hexdigest()
        body = f"{right if self.checksum == 'right' else self.checksum}  town.osm.pbf\n".encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def __enter__(self) -> FileServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
