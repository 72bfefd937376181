"""Text for terminals that know no more than ASCII: accents go, the rest gets a stand-in."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Mapping
from typing import IO, Any

_STAND_INS = str.maketrans(
    {
        **dict.fromkeys("–—−‐‑", "-"),
        **dict.fromkeys("‘’‚′", "'"),
        **dict.fromkeys("“”„″«»", '"'),
        "…": "...", "×": "x", "·": ".", "•": "*", "→": "->", "←": "<-", "©": "(c)", "°": " deg",
        "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "ß": "ss", "æ": "ae", "Æ": "AE", "đ": "d",
        "€": "EUR", "£": "GBP", "þ": "th", "ı": "i", "\u00a0": " ",
    }
)  # fmt: skip

_POSIX = frozenset({"C", "POSIX"})


def to_ascii(text: str) -> str:
    """
    Write text in ASCII: what has no letter there is a question mark.

    >>> to_ascii("Łódź, 3 m³ – Åsa"), to_ascii("Москва")
    ('Lodz, 3 m3 - Asa', '??????')
    """
    if text.isascii():
        return text
    split = unicodedata.normalize("NFKD", text.translate(_STAND_INS))
    kept = "".join(letter for letter in split if not unicodedata.combining(letter))
    return kept.encode("ascii", errors="replace").decode("ascii")


def is_ascii_only(stream: IO[str], environ: Mapping[str, str]) -> bool:
    """
    Whether a terminal shows no more than ASCII: its stream says so, or the user's locale does.

    A locale that nobody has set says nothing. Python takes the C locale for UTF-8 and writes
    so into ``LC_CTYPE``; what the user said then stands in ``LANG``.
    """
    encoding = getattr(stream, "encoding", None)
    if encoding and not _is_utf(encoding):
        return True
    if environ.get("PYTHONUTF8") == "1":
        return False
    ctype = environ.get("LC_CTYPE", "")
    if sys.flags.utf8_mode and ctype.upper() == "C.UTF-8":
        ctype = ""
    said = environ.get("LC_ALL") or ctype or environ.get("LANG") or ""
    if said in _POSIX:
        return True
    charset = said.partition(".")[2].partition("@")[0]
    return bool(charset) and not _is_utf(charset)


class AsciiStream:
    """A stream that writes ASCII, whatever it is given."""

    encoding = "ascii"

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write text, its letters replaced."""
        return self._stream.write(to_ascii(text))

    def __getattr__(self, name: str) -> Any:
        """Everything else is the stream's."""
        return getattr(self._stream, name)


def _is_utf(encoding: str) -> bool:
    return encoding.lower().replace("-", "").replace("_", "").startswith(("utf", "cp65001"))
