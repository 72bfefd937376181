"""
The command in a process of its own, without the second that it takes to import its libraries.

A process (not pytest's) imports what ``lastmile`` needs, and forks for every run. The child then has
the arguments, folder, environment and streams of that run, and begins at the command's own front
door as any process does. Runs whose very beginning matters (signals, variables of the environment,
limits) are started the long way; so is everything with ``LASTMILE_TESTS_COLD=1``.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from pathlib import Path

ANSWER_S = 300.0
_STREAMS = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))
_ROOMS = ("checking", "costing", "domain", "geocoding", "intake", "outputs", "planning", "plumbing")
_ROOMS += ("records", "roads", "timing", "workflows", "engines.ruin_recreate")


class WarmStart:
    """Runs commands in children of a process that has imported everything; for one test worker."""

    def __init__(self, environ: dict[str, str]) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._path = str(Path(self._folder.name) / "door")
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self._path)
        self._listener.listen()
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.warm_start", str(self._listener.fileno())],
            env=environ,
            stdin=subprocess.PIPE,
            pass_fds=(self._listener.fileno(),),
        )

    def run(
        self, args: list[str], folder: Path, environ: dict[str, str], stdin: bytes
    ) -> tuple[int, bytes, bytes]:
        """Run to the end: the exit code, and what was written on stdout and stderr."""
        with (
            tempfile.TemporaryFile() as given,
            tempfile.TemporaryFile() as out,
            tempfile.TemporaryFile() as err,
            socket.socket(socket.AF_UNIX) as caller,
        ):
            given.write(stdin)
            given.seek(0)
            caller.settimeout(ANSWER_S)
            caller.connect(self._path)
            wish = json.dumps([args, str(folder), environ]).encode()
            streams = [given.fileno(), out.fileno(), err.fileno()]
            socket.send_fds(caller, [len(wish).to_bytes(8, "big")], streams)
            caller.sendall(wish)
            code = int(caller.recv(16).decode())
            out.seek(0)
            err.seek(0)
            return code, out.read(), err.read()

    def close(self) -> None:
        """End the process that waits."""
        self._listener.close()
        self._server.communicate(timeout=60)
        self._folder.cleanup()


def _serve(listener: socket.socket) -> None:
    """Fork for each who calls, and again to wait for what the child comes to."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # Nobody waits for those who only wait.
    while True:
        ready, _, _ = select.select([listener, sys.stdin], [], [])
        if sys.stdin in ready:
            return  # The worker has ended, in whatever way.
        caller, _ = listener.accept()
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            listener.close()
            _attend(caller)
            os._exit(0)
        caller.close()


def _attend(caller: socket.socket) -> None:
    head, streams, _, _ = socket.recv_fds(caller, 8, 3)
    wish = b""
    while len(wish) < int.from_bytes(head, "big"):
        wish += caller.recv(1 << 16)
    args, folder, environ = json.loads(wish)
    child = os.fork()
    if child == 0:
        caller.close()
        _become(args, folder, environ, streams)
    _, status = os.waitpid(child, 0)
    caller.sendall(str(os.waitstatus_to_exitcode(status)).encode())


def _become(args: list[str], folder: str, environ: dict[str, str], streams: list[int]) -> None:
    """Be the command from here on, and end as the interpreter does."""
    for number, (name, mode) in enumerate(_STREAMS):
        os.dup2(streams[number], number)
        os.close(streams[number])
        errors = "backslashreplace" if name == "stderr" else "strict"
        opened = open(number, mode, encoding="utf-8", errors=errors, closefd=False)  # noqa: SIM115
        setattr(sys, name, opened)
        setattr(sys, f"__{name}__", getattr(sys, name))
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    for name in [name for name in sys.modules if name.startswith("lastmile_cli.cli")]:
        del sys.modules[name]  # They look at the streams when they are imported.
    sys.argv = ["lastmile", *args]
    code = 0
    try:
        runpy.run_module("lastmile_cli", run_name="__main__", alter_sys=True)
    except SystemExit as leaving:
        code = leaving.code or 0
    except BaseException:
        traceback.print_exc()
        code = 1
    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    # The interpreter would now take apart all that was imported, and copy its pages to do so.
    os._exit(code)


def _import_all() -> None:
    """Import the libraries and every room but the one that looks at the streams."""
    for room in _ROOMS:
        package = importlib.import_module(f"lastmile_cli.{room}")
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)


if __name__ == "__main__":
    _import_all()
    gc.freeze()  # What is there will stay: children need not look at it, page by page.
    _serve(socket.socket(fileno=int(sys.argv[1])))
