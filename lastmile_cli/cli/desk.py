"""Where words go: results to stdout, everything else to stderr, colour only on a terminal."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lastmile_cli.cli.interrupts import heeding_ctrl_c
from lastmile_cli.cli.typed_line import typed_line
from lastmile_cli.domain.errors import LastmileError
from lastmile_cli.domain.notices import Notice, Severity, told_once
from lastmile_cli.domain.progress import Progress, ProgressHook, no_progress

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}


def wants_json(argv: Sequence[str]) -> bool:
    """
    Whether a command line asks for JSON, before it is parsed.

    >>> wants_json(["plan", "stops.csv", "--format=json"]), wants_json(["plan", "json"])
    (True, False)
    >>> wants_json([])
    False
    """
    pairs = itertools.pairwise([*argv, ""])
    return any(
        word in ("--json", "--format=json") or (word == "--format" and after == "json")
        for word, after in pairs
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """How one command talks: as JSON or for people, quietly or in detail."""

    json: bool = False
    quiet: bool = False
    verbose: bool = False

    def emit(self, text: str) -> None:
        """Write a result to stdout, in UTF-8 whatever the locale says."""
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", errors="replace"))
        sys.stdout.buffer.flush()

    def emit_record(self, record: object) -> None:
        """Write a result to stdout as JSON."""
        self.emit(json.dumps(record, ensure_ascii=False, indent=2) + "\n")

    def say(self, text: str) -> None:
        """Tell the user what there is to tell on stderr, unless quiet or talking JSON."""
        if text and not self.quiet and not self.json:
            _write_err(text)

    def ask(self, text: str) -> str:
        """
        Show a text that ends with a prompt on stderr, and return the line typed.

        Raises
        ------
        EOFError
            Nobody will type any more.
        OSError
            The terminal is gone.
        """
        sys.stderr.flush()
        sys.stderr.buffer.write(text.encode("utf-8", errors="replace"))
        sys.stderr.buffer.flush()
        return typed_line()

    def warn(self, text: str) -> None:
        """Tell the user what no run may keep quiet about; with JSON the result itself tells."""
        if not self.json:
            _write_err(_tinted(f"lastmile: {text}", _COLOURS[Severity.WARNING]))

    def show_notices(self, notices: Iterable[Notice]) -> None:
        """Print notices on stderr, worst first kept in place; info only with --verbose."""
        if self.json:
            return
        for notice in told_once(notices):
            if notice.severity is Severity.INFO and not self.verbose:
                continue
            if notice.severity is not Severity.ERROR and self.quiet:
                continue
            _write_err(_tinted(str(notice), _COLOURS[notice.severity]))

    def show_error(self, error: LastmileError) -> None:
        """Print an error with all its notices and the way out; as one JSON object with --json."""
        if self.json:
            from lastmile_cli.records.notices import error_record

            _write_err(json.dumps(error_record(error), ensure_ascii=False, indent=2))
            return
        for notice in told_once(error.notices):
            _write_err(_tinted(str(notice), _COLOURS[notice.severity]))
        if _says_it_all(error):
            return
        _write_err(_tinted(f"lastmile: {error.message}", "31"))
        if error.hint:
            _write_err(f"  Try: {error.hint}")

    @contextlib.contextmanager
    def progress(self) -> Iterator[ProgressHook]:
        """Show long work: a bar on a terminal, a line a step with --verbose, else nothing."""
        if self.quiet or self.json or not (sys.stderr.isatty() or self.verbose):
            yield heeding_ctrl_c(no_progress)
        elif sys.stderr.isatty():
            from lastmile_cli.cli.bars import bars

            with bars() as hook:
                yield heeding_ctrl_c(hook)
        else:
            yield heeding_ctrl_c(_line_a_step())


def _says_it_all(error: LastmileError) -> bool:
    """Whether the one notice and the error are the same words."""
    return len(error.notices) == 1 and error.message.endswith(error.notices[0].problem)


def _write_err(text: str) -> None:
    sys.stderr.flush()
    if not text.isascii() and sys.stderr.isatty():
        from lastmile_cli.outputs.plain_ascii import is_ascii_only, to_ascii

        text = to_ascii(text) if is_ascii_only(sys.stderr, os.environ) else text
    with contextlib.suppress(OSError):
        sys.stderr.buffer.write((text + "\n").encode("utf-8", errors="replace"))
        sys.stderr.buffer.flush()


def _tinted(text: str, colour: str) -> str:
    if not sys.stderr.isatty() or os.environ.get("NO_COLOR"):
        return text
    head, _, rest = text.partition("\n")
    return f"\033[{colour}m{head}\033[0m" + (f"\n{rest}" if rest else "")


def _line_a_step() -> ProgressHook:
    told: set[str] = set()

    def hook(step: Progress) -> None:
        if step.label not in told:
            told.add(step.label)
            _write_err(f"{sentence(step.label)} ...")

    return hook


def sentence(text: str) -> str:
    """Begin with a capital."""
    return text[:1].upper() + text[1:]
