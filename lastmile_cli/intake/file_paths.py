"""File names in a configuration, as absolute paths."""

from __future__ import annotations

import os
from pathlib import Path


def resolved(written: str, base: Path) -> str:
    """An absolute path; links are not followed, so that a message shows what the user knows."""
    if not written:
        return ""
    return os.path.abspath(base / Path(written).expanduser())  # noqa: PTH100
