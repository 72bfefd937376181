"""A real browser for tests: Chromium without a window, driven over plain HTTP (WebDriver)."""

from __future__ import annotations

import base64
import json
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""What WebDriver calls a reference to an element (W3C)."""

QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
)


def missing_browser() -> str:
    """Why there is no browser to test with; empty where there is one."""
    names = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    return f"{' and '.join(names)} not installed" if names else ""


class Browser:
    """One window; ``close`` ends both programs and takes their folder away."""

    def __init__(self, width: int = 1280, height: int = 800) -> None:
        self._home = tempfile.mkdtemp(prefix="lastmile-browser-")
        self._port = _free_port()
        self._driver = subprocess.Popen(
            ["chromedriver", f"--port={self._port}", "--silent"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._session = ""
        try:
            self._wait_for_driver()
            self._session = self._open(width, height)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._session:
            self._ask("DELETE", f"/session/{self._session}")
            self._session = ""
        self._driver.terminate()
        self._driver.wait(20)
        shutil.rmtree(self._home, ignore_errors=True)

    def visit(self, page: Path) -> None:
        self._in("POST", "/url", url=page.resolve().as_uri())

    def run(self, script: str, *args: object) -> Any:
        """Run JavaScript in the page; ``return`` gives a value back."""
        return self._in("POST", "/execute/sync", script=script, args=list(args))

    def click(self, selector: str) -> None:
        """Click where the middle of the first such element is, as a finger would."""
        found = self._in("POST", "/element", using="css selector", value=selector)
        self._in("POST", f"/element/{found[ELEMENT]}/click")

    def keys(self, selector: str, text: str) -> None:
        found = self._in("POST", "/element", using="css selector", value=selector)
        self._in("POST", f"/element/{found[ELEMENT]}/value", text=text)

    def texts(self, selector: str) -> list[str]:
        return self.run(
            "return [...document.querySelectorAll(arguments[0])].map((it) => it.textContent)",
            selector,
        )

    def wait_until(self, condition: str, seconds: float = 10.0) -> None:
        """Wait for a JavaScript expression to become true."""
        for _ in range(round(seconds * 20)):
            if self.run(f"return Boolean({condition})"):
                return
            time.sleep(0.05)
        raise AssertionError(f"never true: {condition}")

    def as_phone(self, width: int, height: int) -> None:
        """Become a phone: narrow, sharp, touched by fingers."""
        size = {"width": width, "height": height, "deviceScaleFactor": 2, "mobile": True}
        self.command("Emulation.setDeviceMetricsOverride", **size)
        self.command("Emulation.setTouchEmulationEnabled", enabled=True)

    def as_screen(self, width: int, height: int) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.command("Emulation.setDeviceMetricsOverride", **size)

    def prefers(self, scheme: str) -> None:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.command("Emulation.setEmulatedMedia", features=features)

    def screenshot(self) -> bytes:
        return base64.b64decode(self._in("GET", "/screenshot"))

    def pdf(self, **how: object) -> bytes:
        return base64.b64decode(self.command("Page.printToPDF", **how)["data"])

    def console(self) -> list[str]:
        """What the console says since last asked."""
        return [entry["message"] for entry in self._in("POST", "/se/log", type="browser")]

    def requests(self) -> list[str]:
        """Every address asked for since last asked."""
        events = self._in("POST", "/se/log", type="performance")
        told = [json.loads(event["message"])["message"] for event in events]
        return [
            event["params"]["request"]["url"]
            for event in told
            if event["method"] == "Network.requestWillBeSent"
        ]

    def command(self, name: str, **params: object) -> Any:
        """Give a command of the DevTools protocol."""
        return self._in("POST", "/goog/cdp/execute", cmd=name, params=params)

    def _open(self, width: int, height: int) -> str:
        args = [*QUIET, f"--user-data-dir={self._home}", f"--window-size={width},{height}"]
        wanted = {
            "browserName": "chrome",
            "goog:chromeOptions": {"args": args, "binary": shutil.which("chromium")},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }
        told = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        return told["sessionId"]

    def _wait_for_driver(self) -> None:
        for _ in range(200):
            try:
                if self._ask("GET", "/status")["ready"]:
                    return
            except OSError:
                time.sleep(0.05)
        raise TimeoutError("chromedriver does not answer")

    def _in(self, method: str, path: str, **body: object) -> Any:
        return self._ask(method, f"/session/{self._session}{path}", body)

    def _ask(self, method: str, path: str, body: object | None = None) -> Any:
        data = json.dumps(body or {}).encode() if method == "POST" else None
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._port}{path}", data=data, method=method
        )
        no_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with no_proxy.open(request, timeout=60) as answer:
                return json.loads(answer.read())["value"]
        except urllib.error.HTTPError as error:
            told = json.loads(error.read())["value"]
            raise AssertionError(f"{told['error']}: {told['message'][:400]}") from None


def _free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return made.getsockname()[1]
