"""Which of the old one-byte encodings a text was saved in: told by its letters and the country."""

from __future__ import annotations

import re

BY_COUNTRY = {
    **dict.fromkeys(("PL", "CZ", "SK", "HU", "SI", "HR", "RO", "RS", "BA", "AL"), "cp1250"),
    **dict.fromkeys(("RU", "UA", "BG", "BY", "KZ", "MK"), "cp1251"),
    **dict.fromkeys(("GR", "CY"), "cp1253"),
    "TR": "cp1254",
    "IL": "cp1255",
    **dict.fromkeys(("EE", "LV", "LT"), "cp1257"),
    "JP": "cp932",
    "CN": "gb18030",
    "KR": "cp949",
    **dict.fromkeys(("TW", "HK"), "big5"),
}
"""What spreadsheets of a country write where they do not write Unicode; Windows-1252 elsewhere."""

NAMES = {
    "utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32", "cp932": "Shift JIS", "cp949": "EUC-KR", "cp850": "DOS (cp850)",
    "mac_roman": "Mac Roman",
}  # fmt: skip
"""What people call them; the others are Windows code pages by their number."""

_LETTERS = frozenset("äöåüéèêàáíóúñçßæøÄÖÅÜÉÆØŒœ")
_MARKS = frozenset("‘’“”„–—…€§°«»´·•\xa0®©™")
"""What else is ordinary between letters."""

_CYRILLIC_RUN = re.compile(rb"[\xc0-\xff]{4,}")
_HIGH = re.compile(rb"[\x80-\xff]")


def find_encoding(sample: bytes, country: str = "") -> str:
    """
    Name the encoding, as Python calls it, of bytes that are not UTF-8.

    In some countries one answer is usual. Elsewhere words all of high bytes are
    Cyrillic; DOS and the old Macintosh are told from Windows by which of them
    makes the most ordinary letters, and the fewest odd signs, of the bytes.

    >>> find_encoding("Töölö".encode("cp850")), find_encoding("Töölö".encode("cp1252"))
    ('cp850', 'cp1252')
    """
    usual = BY_COUNTRY.get(country, "cp1252")
    if usual not in ("cp1252", "cp1254"):
        return usual if _fits(sample, usual) else "cp1252"
    high = len(_HIGH.findall(sample))
    if sum(map(len, _CYRILLIC_RUN.findall(sample))) * 2 > high:
        return "cp1251"
    return max((usual, "cp850", "mac_roman"), key=lambda it: _plausible(sample, it))


def name_of(encoding: str) -> str:
    """
    What people call an encoding.

    >>> name_of("cp1252"), name_of("utf-8")
    ('Windows-1252', 'UTF-8')
    """
    return NAMES.get(encoding, encoding.replace("cp125", "Windows-125"))


def _plausible(sample: bytes, encoding: str) -> int:
    """Count ordinary letters, less what is neither letter nor ordinary mark."""
    text = [sign for sign in sample.decode(encoding, "replace") if sign > "\x7f"]
    letters = sum(sign in _LETTERS for sign in text)
    odd = sum(sign not in _LETTERS and sign not in _MARKS for sign in text)
    # Quotation marks come in pairs; a lone one was a letter.
    unpaired = abs(text.count("“") - text.count("”"))
    return letters - odd - unpaired


def _fits(sample: bytes, encoding: str) -> bool:
    try:
        sample.decode(encoding)
    except UnicodeDecodeError as error:
        # A sample may end inside a letter of several bytes.
        return error.start >= len(sample) - 3
    return True
