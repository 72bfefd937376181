"""What a service over HTTP is told and what is told of it; its failures stand with the roads."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from lastmile_cli.domain.errors import ServiceUnreachableError
from lastmile_cli.plumbing.json_service import JsonService


@pytest.fixture
def greeter():
    """A server that answers with the name and password it was given."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text = f'"{self.headers.get("Authorization", "")}"'.encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


def service(host: str) -> JsonService:
    url = f"http://me:secret@{host}/roads/"
    return JsonService("Roads", url, 2.0, is_answer=lambda _: True, wait=lambda _: None)


def test_a_password_in_the_url_is_used(greeter):
    assert service(f"127.0.0.1:{greeter}").ask("hello").startswith("Basic ")


def test_a_password_in_the_url_is_told_to_nobody_else():
    silent = service("127.0.0.1:9")

    with pytest.raises(ServiceUnreachableError) as caught:
        silent.ask("hello")

    assert silent.where == "http://127.0.0.1:9/roads"
    assert "http://127.0.0.1:9/roads" in caught.value.message
    assert "secret" not in caught.value.message + str(caught.value.__context__)
