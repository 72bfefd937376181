"""The front door: the command ``lastmile``, its exit codes and the last line of defence."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence

import typer

# First of all: what comes after looks at the standard streams.
from lastmile_cli.cli import streams  # noqa: F401 - imported for what it does
from lastmile_cli.cli.app import app
from lastmile_cli.cli.desk import Desk, wants_json
from lastmile_cli.cli.interrupts import listen
from lastmile_cli.domain.errors import (
    InterruptedRunError,
    LastmileError,
    OutputFailedError,
    UsageError,
)

_CLICK_ERROR: type[Exception] = typer.BadParameter.__mro__[2]
"""Typer's root of usage errors (it has moved between versions, its place in the line has not)."""


def run() -> None:
    """Run the command line and leave with its exit code; the console script's entry."""
    listen()
    code = main(sys.argv[1:])
    # What a closed pipe left in the buffers must not raise again at exit.
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            with contextlib.suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    sys.exit(code)


def main(argv: Sequence[str]) -> int:
    """
    Run one command.

    Returns
    -------
    int
        The exit code (design section 4): 0 done, 1 our bug, 2 usage, 3 input
        refused, 4 threshold crossed, 5 service unreachable, 6 plan failed its
        check, 75 lock held, 130 interrupted.
    """
    desk = Desk(json=wants_json(argv), verbose=not {"--verbose", "-v"}.isdisjoint(argv))
    try:
        outcome = typer.main.get_command(app).main(
            args=list(argv), prog_name="lastmile", standalone_mode=False
        )
        sys.stdout.flush()  # A disk that is full is known only now.
    except BrokenPipeError:
        return 0  # ``| head`` has seen enough.
    except SystemExit as leaving:
        if isinstance(leaving.__context__, BrokenPipeError):
            return 0  # Typer turned it into an exit of its own.
        raise
    except (Exception, KeyboardInterrupt) as error:
        told = _as_ours(error, desk)
        desk.show_error(told)
        return told.exit_code
    if outcome == InterruptedRunError.exit_code:  # Typer's own word for Ctrl-C.
        desk.show_error(_interrupted())
    return outcome if isinstance(outcome, int) else 0


def _as_ours(error: BaseException, desk: Desk) -> LastmileError:
    """Whatever was raised, as an error with a code, a hint and an exit code."""
    if isinstance(error, LastmileError):
        return error
    if isinstance(error, _CLICK_ERROR):
        return _usage_error(error, desk)
    if isinstance(error, (KeyboardInterrupt, typer.Abort)):
        return _interrupted()
    if isinstance(error, OSError):
        return OutputFailedError(
            f"{error.strerror or error}: {error.filename or 'output'}",
            hint="check that the place exists, is writable and has room",
        )
    return _bug(error, desk)


def _usage_error(error: Exception, desk: Desk) -> UsageError:
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "lastmile"
    hint = f"see `{path} --help`"
    message = getattr(error, "format_message", lambda: str(error))()
    if type(error).__name__ == "NoArgsIsHelpError":  # Its message is the whole help.
        desk.say(message)
        message = "No command was given."
    return UsageError(message, hint=hint)


def _interrupted() -> InterruptedRunError:
    return InterruptedRunError("Interrupted.", hint="run it again to finish")


def _bug(error: BaseException, desk: Desk) -> LastmileError:
    if desk.verbose:
        import traceback

        traceback.print_exception(error, file=sys.stderr)
    return LastmileError(
        f"This is our bug: {type(error).__name__}: {error}",
        hint="run it again with --verbose and report what it prints",
    )


if __name__ == "__main__":
    run()
