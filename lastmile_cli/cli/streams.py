"""Standard streams that were closed before we began (``>&-``) become ones that swallow."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def mend_streams() -> None:
    """Open the null device wherever a standard stream is missing."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115


mend_streams()
