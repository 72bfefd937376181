"""A Photon that knows every house of one endless street, until it is told to fall silent."""

from __future__ import annotations

import re
import threading

from tests.geocoding.stub_server import StubServer

_NUMBER = re.compile(r"Unioninkatu (\d+)")


class EchoStub(StubServer):
    """
    Finds "Unioninkatu N, Helsinki" N steps up the street; the rest of the script is as ever.

    After ``good`` answers every reply is the script's; ``answered`` are the numbers found.
    """

    def __init__(self, *script, good=1_000_000):
        super().__init__(*script or [503])
        self.good = good
        self.answered: list[int] = []
        self.enough = threading.Event()
        self.stop_at = 1_000_000
        self._counting = threading.Lock()

    def act(self, handler, reply):
        with self._counting:
            is_good = len(self.answered) < self.good
            if is_good:
                number = int(_NUMBER.search(self.queries_of(handler)).group(1))
                self.answered.append(number)
            if len(self.answered) >= self.stop_at:
                self.enough.set()
        super().act(handler, self.place(number) if is_good else reply)

    @staticmethod
    def queries_of(handler):
        from urllib.parse import unquote_plus

        return unquote_plus(handler.path)

    @staticmethod
    def place(number):
        found = {
            "type": "house", "housenumber": str(number), "street": "Unioninkatu",
            "city": "Helsinki", "postcode": "00130",
        }  # fmt: skip
        at = {"coordinates": [24.95, round(60.0 + number * 0.0002, 6)]}
        return {"features": [{"geometry": at, "properties": found}]}
