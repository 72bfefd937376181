"""
What an online provider costs beside its own time: a cached run, and how near we come to its limit.

    python benchmarks/geocoding_online.py
    python benchmarks/geocoding_online.py --limits 50,500,0 --delay-ms 50 --json

A Photon of our own answers on this machine, in a process of its own, after
``--delay-ms``. First a thousand addresses are asked under each limit (0: none):
"of the limit" near 100 % says that the limit is the bound, not we. Under no
limit what is left is our own work and the stub's, which share the machine.
Then the same thousand come from the cache, opening and closing included.
What has to be imported is imported before.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import tempfile
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from lastmile_cli.domain.addresses import Address, GeocodeStatus
from lastmile_cli.domain.settings import GeocodingSettings, ProviderSettings
from lastmile_cli.domain.stops import Stop

UNLIMITED = 1_000_000.0


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--addresses", type=int, default=1000)
    parser.add_argument("--limits", default="50,500,0", help="requests a second; 0: no limit")
    parser.add_argument("--delay-ms", type=float, default=50.0, help="the provider's own time")
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LASTMILE_CACHE_DIR"] = folder
        ours, theirs = multiprocessing.Pipe()
        stub = multiprocessing.get_context("spawn").Process(
            target=serve, args=(theirs, told.delay_ms / 1000), daemon=True
        )
        stub.start()
        domain = f"127.0.0.1:{ours.recv()}"
        lines = []
        run(domain, 0.0, 2, str(Path(folder) / "warm.sqlite"))
        for limit in (float(text) for text in told.limits.split(",")):
            cache = str(Path(folder) / f"answers-{limit:g}.sqlite")
            lines += [("asked", limit, *run(domain, limit, told.addresses, cache))]
        cached = run(domain, limit, told.addresses, cache)
        lines += [("from the cache", limit, *cached)]
        stub.terminate()
        stub.join()
    report(lines, told.addresses, as_json=told.json)


def run(domain: str, limit: float, count: int, cache: str) -> tuple[float, float]:
    """Wall and CPU seconds of one run, opening and closing included."""
    from lastmile_cli.geocoding.desk import geocode_stops

    settings = GeocodingSettings(
        providers=(
            ProviderSettings(
                name="photon",
                options={"domain": domain, "scheme": "http"},
                requests_per_s=limit or UNLIMITED,
            ),
        ),
        cache_path=cache,
    )
    stops = [
        Stop(stop_id=str(n), address=Address(line1=f"Unioninkatu {n}", city="Helsinki"))
        for n in range(1, count + 1)
    ]
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    found, _ = geocode_stops(stops, settings)
    spent = time.perf_counter() - wall_s, time.process_time() - cpu_s
    assert all(stop.geocode.status is GeocodeStatus.ACCEPT for stop in found if stop.geocode)
    return spent


def report(lines: Sequence[tuple[str, float, float, float]], count: int, *, as_json: bool) -> None:
    rows = [
        {
            "run": name,
            "limit_per_s": limit or None,
            "wall_s": round(wall_s, 3),
            "cpu_s": round(cpu_s, 3),
            "addresses_per_s": round(count / wall_s, 1),
            "of_the_limit": round(count / wall_s / limit, 3) if limit else None,
        }
        for name, limit, wall_s, cpu_s in lines
    ]
    if as_json:
        print(json.dumps({"addresses": count, "runs": rows}, indent=1))
        return
    print(f"{count} addresses")
    print("run              limit/s   wall s   CPU s   addresses/s   of the limit")
    for row in rows:
        limit = "none" if row["limit_per_s"] is None else f"{row['limit_per_s']:g}"
        part = "" if row["of_the_limit"] is None else f"{row['of_the_limit']:.0%}"
        print(
            f"{row['run']:<16} {limit:>7} {row['wall_s']:>8.2f} {row['cpu_s']:>7.2f}"
            f" {row['addresses_per_s']:>13.0f} {part:>14}"
        )


def serve(pipe: Connection, delay_s: float) -> None:
    """A Photon that knows every house of Unioninkatu, after so many seconds."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            time.sleep(delay_s)
            query = parse_qs(urlsplit(self.path).query)["q"][0]
            number = int(query.split(",")[0].split()[-1])
            place = {
                "geometry": {"coordinates": [24.95, 60.0 + number * 0.0002]},
                "properties": {
                    "type": "house",
                    "housenumber": str(number),
                    "street": "Unioninkatu",
                    "city": "Helsinki",
                },
            }
            body = json.dumps({"features": [place]}).encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            self.wfile.write(head + body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 64
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        pipe.send(server.server_port)
        server.serve_forever()


if __name__ == "__main__":
    main()
