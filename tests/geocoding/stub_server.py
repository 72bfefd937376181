"""A geocoding service on 127.0.0.1 that answers, refuses, hangs or talks nonsense on command."""

from __future__ import annotations

import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote_plus, urlparse

from tests.geocoding.provider_replies import MORE_EMPTY, MORE_GOOD

GOOD = {
    "nominatim": [
        {
            "lat": "60.1680", "lon": "24.9500", "display_name": "20, Unioninkatu, 00130 Helsinki",
            "class": "building", "type": "yes", "addresstype": "building", "osm_type": "way",
            "address": {"house_number": "20", "road": "Unioninkatu", "city": "Helsinki", "postcode": "00130"},
        }
    ],
    "photon": {
        "features": [
            {
                "geometry": {"coordinates": [24.95, 60.168]},
                "properties": {"type": "house", "housenumber": "20", "street": "Unioninkatu", "city": "Helsinki", "postcode": "00130"},
            }
        ]
    },
    "pelias": {
        "features": [
            {
                "geometry": {"coordinates": [24.95, 60.168]},
                "properties": {"layer": "address", "match_type": "exact", "housenumber": "20", "street": "Unioninkatu", "locality": "Helsinki", "postalcode": "00130", "name": "Unioninkatu 20", "label": "Unioninkatu 20, Helsinki"},
            }
        ]
    },
    "google": {
        "status": "OK",
        "results": [
            {
                "formatted_address": "Unioninkatu 20, 00130 Helsinki",
                "types": ["street_address"],
                "geometry": {"location_type": "ROOFTOP", "location": {"lat": 60.168, "lng": 24.95}},
                "address_components": [
                    {"long_name": "20", "types": ["street_number"]},
                    {"long_name": "Unioninkatu", "types": ["route"]},
                    {"long_name": "Helsinki", "types": ["locality", "political"]},
                    {"long_name": "00130", "types": ["postal_code"]},
                ],
            }
        ],
    },
    **MORE_GOOD,
}  # fmt: skip
"""Unioninkatu 20 in each service's own words."""

EMPTY = {
    "nominatim": [],
    "photon": {"features": []},
    "pelias": {"features": []},
    "google": {"status": "ZERO_RESULTS", "results": []},
    **MORE_EMPTY,
}


NEEDS_KEY = frozenset(GOOD) - {"nominatim", "photon", "ban"}
"""Those that are opened with a key here."""


class _Server(ThreadingHTTPServer):
    request_queue_size = 64


class StubServer:
    """
    Answers each request with the next reply of its script; the last one is repeated.

    A reply is JSON, a text, a state, (state, headers) or (state, headers, JSON or bytes),
    "hang", "reset", "drip".
    """

    def __init__(self, *script):
        self.script = list(script)
        self.queries: list[dict[str, list[str]]] = []
        self.agents: list[str] = []
        self.paths: list[str] = []
        self.received: list[str] = []
        self.patience_s = 5
        self.turning = threading.Lock()
        self._release = threading.Event()
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                stub.queries.append(parse_qs(urlparse(self.path).query))
                stub.agents.append(self.headers.get("User-Agent", ""))
                stub.paths.append(urlparse(self.path).path)
                stub.received.append(unquote_plus(f"{self.requestline}\n{self.headers}"))
                with stub.turning:
                    reply = stub.script.pop(0) if len(stub.script) > 1 else stub.script[0]
                stub.act(self, reply)

            def log_message(self, *_):
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.domain = f"127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self):
        self._server.serve_forever(poll_interval=0.01)

    def act(self, handler, reply):
        if reply == "hang":
            self._release.wait(self.patience_s)
            handler.close_connection = True
        elif reply == "reset":
            handler.connection.close()
            handler.close_connection = True
        elif isinstance(reply, int) or (isinstance(reply, tuple) and isinstance(reply[0], int)):
            status, headers, *rest = reply if isinstance(reply, tuple) else (reply, {})
            body = b"".join(
                part if isinstance(part, bytes) else json.dumps(part).encode() for part in rest
            )
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)
        elif reply == "drip":
            handler.send_response(200)
            handler.send_header("Content-Length", "1000")
            handler.end_headers()
            with contextlib.suppress(OSError):
                while not self._release.wait(0.02):
                    handler.wfile.write(b" ")
        else:
            body = reply.encode() if isinstance(reply, str) else json.dumps(reply).encode()
            handler.send_response(200)
            handler.send_header("Content-Type", "application/json")
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._release.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
