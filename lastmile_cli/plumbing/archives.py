"""What reading an ``.npz`` archive may raise, whatever has become of its bytes."""

from __future__ import annotations

import zipfile
import zlib

DAMAGED = (
    OSError,
    ValueError,
    KeyError,
    EOFError,
    # A flipped bit may ask for a password or for a compression that nobody knows.
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
)
"""A file of our own that raises one of these is made again; a user's is refused."""
