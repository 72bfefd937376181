"""The one folder where things are kept that can be made again."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import platformdirs

CACHE_VARIABLE = "LASTMILE_CACHE_DIR"


def cache_dir(*parts: str) -> Path:
    """
    Return a writable cache folder, made if need be.

    ``LASTMILE_CACHE_DIR`` wins over the user's cache folder; where neither can
    be written (no home, read-only disk) a folder under the system's temporary
    directory is used, so that work goes on, only slower next time.
    """
    chosen = os.environ.get(CACHE_VARIABLE)
    candidates = [Path(chosen)] if chosen else [Path(platformdirs.user_cache_dir("lastmile"))]
    candidates.append(Path(tempfile.gettempdir()) / f"lastmile-cache-{_user()}")
    for base in candidates:
        folder = base.joinpath(*parts)
        if _is_writable(folder):
            return folder
    return Path(tempfile.mkdtemp(prefix="lastmile-cache-")).joinpath(*parts)


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # What another user made before us could hold whatever they liked.
        is_ours = not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid()
    except OSError:
        return False
    return is_ours and os.access(folder, os.W_OK | os.X_OK)
