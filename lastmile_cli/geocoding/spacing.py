"""Where blanks, dashes, slashes and dots of an address line belong, before it is read."""

from __future__ import annotations

import re

_DASH = re.compile(r"(?<=\d)(\s?[a-zA-Z])?[‐‑‒–—−-](?=\d{1,3}(?!\d))")
_SPACED_DASH = re.compile(
    r"(?<![\w-])(\d{1,4})(\s?[a-zA-Z](?!\w))?\s*[‐‑‒–—−-]\s*(\d{1,4})(?![\d.]|(?:st|nd|rd|th)\b)"
)
"""With blanks beside it a dash is also a comma: "27 - 2. OG" is no range, nor is "50 - 2 tr"."""

_SLASH = re.compile(r"(?<=\d)\s*/\s*(?=\d{1,5}[a-zA-Z]?(?![\w.]))")
_APART = re.compile(
    r"(?:(?<=[^\W\d_]{3})|(?<=\d)|(?<=\d[a-zA-Z]))\s*/\s*(?=[^\W\d_]{2}|[^\W\d_]\d)"
)
"""Between two names a slash is a comma, and before a flat: "Koulukatu/Skolgatan 3/DG", "3/T4"."""

_UNIT_SLASH = re.compile(
    r"(?<!\w)(og|eg|dg|ug|stock|stk|stg|stiege|top|t(?:ü|ue)r|etage|whg)\.?\s*/\s*", re.IGNORECASE
)
"""Behind a floor or staircase a slash is a blank: "3/2. Stock/Tür 14", "2. OG/li"."""

_STAIRS = re.compile(r"(?<=[\da-zA-Z])\s+[/‐‑‒–—−-]\s*(?=[a-zA-Z]\s+\d)")
"""With a blank before it a slash is a comma here: "21 / A 12" is a staircase and a flat."""

_LETTER = re.compile(r"(?<=\d)(?:\s*[/‐‑‒–—−-]\s*|\.)([a-zA-Z])(?![\w./])")
_LIST = re.compile(
    r"(?<![\w-])(\d{1,4})(\s?[a-zA-Z](?!\w))?(?:\s*[+&]\s*|\s+(?:und|u\.|bis|and|to|thru|through"
    r"|et|y|e|ja|och|og|till|til|do|tot|en)\s+)(\d{1,4})(?!\d)",
    re.IGNORECASE,
)
"""Two numbers named together: "44 und 46", "12 + 14"."""

_WIDEST_LIST = 20
_NUMBER_SIGN = re.compile(
    r"(?:[,\s]+|\b)(?:n:o|hausnummer|haus-?nr|hs\.?-?nr|h\.?-?nr|nummer|numero|num|nro|nr|no|n|№)[.°º:]*\s*(?=\d)",
    re.IGNORECASE,
)
_GLUED_NUMBER = (
    r"\d{1,4}(?:[-/]\d{1,4})?(?:[a-z](?=[A-ZÄÖÜÅ][a-zäöüå])|[A-Z](?=[A-ZÄÖÜÅ][a-zäöüå]))?"
)
"""A house number between its street and town: "Torikatu5Pikkula", "Torikatu12aPikkula"."""

_GLUED = (
    (re.compile(rf"(?<=[^\W\d_]{{2}})(\.?)({_GLUED_NUMBER})(?=[^\W\d_]{{3}})"), r"\1 \2 "),
    (re.compile(r"(?<=[^\W\d_]{3})(\.?)(?=\d{1,4}[a-zA-Z]?(?:\d{1,3})?(?!\w))"), r"\1 "),
    (re.compile(r"(?<!\w)(\d{1,4}[a-z])([A-Z]\d{1,3})(?!\w)"), r"\1, \2"),
    (re.compile(r"(?<!\w)(\d{1,4})((?![lIoOSZ])[a-zA-Z])(\d{1,3})(?!\w)"), r"\1 \2 \3"),
    (re.compile(r"(?<!\w)(\d{4,5})([^\W\d_]{3,})"), r"\1 \2"),
    (re.compile(r"(?<!\w)(\d{1,2}\.)([^\W\d_]{2,})"), r"\1 \2"),
)
"""
Street and number, staircase and flat, postcode and town, floor: no blank between the two.
A letter that may be a digit misread ("1l2") stays where it is.
"""

_SLOPPY = (
    (re.compile(r"(?:(?<=\d)|(?<=\d[a-zA-Z]))[.,]0{1,2}(?![\w.,])"), ""),
    (re.compile(r"(?<=\d)([a-zA-Z]?)\s*[?!]+(?!\w)"), r"\1 "),
    (re.compile(r"\s*&\s*Co\.?(?:\s*(?:KGaA|KG|OHG)(?!\w))?(?=[\s,;]|$)", re.IGNORECASE), " "),
    (re.compile(r"(?<=\d)([a-zA-Z]?)\s*[½¼¾¹²³⁰-⁹]"), r"\1 "),
    (re.compile(r"(?<=\d)([a-zA-Z]?)\s*[°/‐‑‒–—−-]+\s*(?=$|[,;|])"), r"\1"),
    (re.compile(r"(?:(?<=\d)|(?<=\d[a-z]))\.(?=\d{4,5}(?!\d))"), ", "),
    (re.compile(r"(?<=\d)\s+in\s+(?=\d{4,5}|[A-ZÄÖÜ])"), ", "),
)
"""Numbers as spreadsheets and hurried people leave them: "25.0", "29°", "18/", "3.9495 Au"."""

_LABEL = re.compile(
    r"^\s*(?:osoite|katuosoite|address|street|adresse|adress|anschrift|indirizzo)\s*:",
    re.IGNORECASE,
)


def spaced(line: str) -> str:
    """
    Numbers that belong together joined, words and numbers that do not set apart.

    >>> [spaced(text) for text in ("Katu 44 und 46", "Katu5Pikkula", "Katu 25.0", "Katu 3/DG")]
    ['Katu 44-46', 'Katu 5 Pikkula', 'Katu 25', 'Katu 3, DG']
    """
    for pattern, meant in _SLOPPY:
        line = pattern.sub(meant, line)
    line = _UNIT_SLASH.sub(r"\1 ", line)
    listed = _SPACED_DASH.sub(_span_of, _LIST.sub(_span_of, line))
    joined = _SLASH.sub("/", _DASH.sub(lambda m: f"{(m[1] or '').strip()}-", listed))
    joined = _STAIRS.sub(", ", joined)
    joined = _APART.sub(", ", _LETTER.sub(r"\1", joined))
    spaced = _NUMBER_SIGN.sub(" ", _LABEL.sub("", joined))
    for pattern, apart in _GLUED:
        spaced = pattern.sub(apart, spaced)
    return spaced


def _span_of(match: re.Match[str]) -> str:
    first, letter, last = match.groups()
    is_near = int(first) < int(last) <= int(first) + _WIDEST_LIST
    return f"{first}{(letter or '').strip()}-{last}" if is_near else match.group()
