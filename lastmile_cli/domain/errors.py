"""Exceptions for broken promises and for a world that failed us; bad data is a notice instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lastmile_cli.domain.notices import Notice


class LastmileError(Exception):
    """
    The root of all our exceptions.

    Parameters
    ----------
    message
        What went wrong, naming the offending value.
    hint
        What to try next, in the imperative; may be empty.
    notices
        Every single problem found, where a reader collected several.
    """

    code = "LM0000"
    exit_code = 1

    def __init__(self, message: str, *, hint: str = "", notices: tuple[Notice, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.notices = notices


class UsageError(LastmileError):
    """The command was called in a way that makes no sense."""

    code = "LM0002"
    exit_code = 2


class InputRefusedError(LastmileError):
    """What came in cannot be used; ``notices`` says where and why."""

    code = "LM0003"
    exit_code = 3


class ThresholdCrossedError(LastmileError):
    """A threshold that the user asked for was crossed (``--strict`` and the like)."""

    code = "LM0004"
    exit_code = 4


class ServiceUnreachableError(LastmileError):
    """A remote service could not be reached, or refused to answer."""

    code = "LM0005"
    exit_code = 5


class PlanCheckError(LastmileError):
    """A plan failed the referee's check."""

    code = "LM0006"
    exit_code = 6


class OutputFailedError(LastmileError):
    """A result could not be written: read-only folder, full disk and the like."""

    code = "LM0007"
    exit_code = 3


class NotSupportedError(UsageError):
    """A plug was asked for something it cannot do; the message names one that can."""

    code = "LM0008"


class LockHeldError(LastmileError):
    """Another run holds the lock."""

    code = "LM0075"
    exit_code = 75


class InterruptedRunError(LastmileError):
    """The user interrupted the run (Ctrl-C)."""

    code = "LM0130"
    exit_code = 130
