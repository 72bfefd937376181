"""File names from ids that people typed: safe in every shell and file system, and distinct."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MAX_LENGTH = 60

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def safe_name(text: str, taken: set[str] | None = None) -> str:
    """
    Return letters, digits, ``.``, ``_`` and ``-`` only, never empty, hidden or an option.

    Accents are dropped, everything else becomes ``-``. Names in ``taken``
    (lower case) are avoided by a number behind, and the new one is put there.

    >>> taken: set[str] = set()
    >>> [safe_name(name, taken) for name in ("Van 1", "../van 1", "Łódź; rm -rf", "", "NUL")]
    ['Van-1', 'van-1-2', 'odz-rm-rf', 'unnamed', 'x-NUL']
    """
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    name = re.sub(r"[^A-Za-z0-9._]+", "-", ascii_text).strip("-._")[:MAX_LENGTH].rstrip("-._")
    name = name or "unnamed"
    if _RESERVED.fullmatch(name.split(".")[0]):
        name = f"x-{name}"
    if taken is None:
        return name
    unique, number = name, 1
    while unique.lower() in taken:
        number += 1
        unique = f"{name}-{number}"
    taken.add(unique.lower())
    return unique


def safe_names(texts: Iterable[str]) -> dict[str, str]:
    """Return a distinct safe name for each text, in their order; case does not tell two apart."""
    taken: set[str] = set()
    return {text: safe_name(text, taken) for text in dict.fromkeys(texts)}
