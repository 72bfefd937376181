"""Address cells as they come out of forms, files and web pages, made plain before they are read."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import fields
from functools import lru_cache

from lastmile_cli.domain.addresses import Address
from lastmile_cli.geocoding.text import fold
from lastmile_cli.geocoding.vocabulary import NO_TOWN_WORDS

_BREAK = re.compile(r"<br\s*/?>|(?:\\r)?\\n|[\r\n\v\f\x85\u2028\u2029]+", re.IGNORECASE)
_BLANK = re.compile(r"[^\S\n]+")
_WRAPPERS = str.maketrans(dict.fromkeys('"“”„‟«»‹›*<>[]{}=~_\\', " "))
_TWICE = re.compile(r"[\u00c2-\u00f4][^\x00-\x7f]{1,3}")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_PHONE = re.compile(
    r"(?:(?<!\w)(?:tel(?:efon)?|phone|mobil|handy|puh|soita|call)\b\.?\s*:?\s*\+?|(?<![\w+])\+)"
    r"\(?\d[\d\s/().-]{5,}\d|(?<!\w)0\d{2,4}[/-]\d{5,9}(?!\w)",
    re.IGNORECASE,
)
_CODE_AND_TOWN = re.compile(r"(\d{4,5})([^\W\d_]{3,}.*)")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_LONGEST_CODE = 10

LONGEST_CELL = 1_000
"""No address has more letters than this in one cell: a page of text was pasted into it."""
_ORDINARY = re.compile(r"[\u00a0-\u04ff\u1e00-\u1eff\u2010-\u203a]+")
"""What twice encoded text becomes; other signs were rather meant as they stand."""


@lru_cache(maxsize=4096)
def tidy(address: Address) -> Address:
    r"""
    Repair each cell, and put back what stands in the wrong one.

    Twice encoded text, entities of web pages, odd blanks, quotes and fillers
    ("n/a") are undone. A whole address in the city's or postcode's cell goes
    to the first line, a postcode and town that changed places change back.

    >>> tidy(Address(line1="Stra&szlig;e\u00a05", city="13509", postal_code="Berlin"))
    Address(line1='Straße 5', line2='', city='Berlin', state='', postal_code='13509', country='')
    >>> tidy(Address(city="Torikatu 3, 00100 Pikkula")).line1
    'Torikatu 3, 00100 Pikkula'
    """
    plain = {cell.name: _plain(getattr(address, cell.name)) for cell in fields(address)}
    for line in ("line1", "line2"):
        plain[line] = _beside_brackets(plain[line])
    return _in_place(Address(**plain))


def is_too_long(address: Address) -> bool:
    """Whether some cell holds too much text to be part of an address."""
    return any(len(getattr(address, cell.name)) > LONGEST_CELL for cell in fields(address))


def why_not_asked(address: Address) -> str:
    """Say why nobody can be asked about an address; empty where it may be one."""
    if not address:
        return "there is neither an address nor a pin"
    if is_too_long(address):
        return f"a cell of more than {LONGEST_CELL:,} letters is too long for an address"
    return ""


def _plain(text: str) -> str:
    """One cell; what it says is not judged."""
    if text.isascii() and text.isalnum():
        return "" if _is_filler(text) else text
    whole = _encoded_once(html.unescape(text) if "&" in text else text)
    broken = _BREAK.sub("\n", whole)
    letters = (_letter(sign) for sign in broken)
    spaced = _PHONE.sub(" ", "".join(letters).translate(_WRAPPERS))
    lines = [_BLANK.sub(" ", line).strip() for line in spaced.split("\n")]
    tidied = ", ".join(line for line in lines if line).strip(" ,;")
    return "" if _is_filler(tidied) else tidied


def _beside_brackets(line: str) -> str:
    """What stands in brackets is said beside the rest, never in the middle of a street."""
    if "(" not in line:
        return line
    beside = [text.strip() for text in _BRACKETS.findall(line)]
    outside = " ".join(_BRACKETS.sub(" ", line).split())
    return ", ".join(filter(None, (outside, *beside)))


def _letter(sign: str) -> str:
    """Digits of any script are ours; what has no width is nothing."""
    if sign.isascii():
        return sign
    digit = unicodedata.decimal(sign, None)
    if digit is not None:
        return str(digit)
    return "" if unicodedata.category(sign) == "Cf" else sign


def _encoded_once(text: str) -> str:
    r"""
    Undo UTF-8 that was read as a one-byte code page, run by run.

    >>> _encoded_once("HauptstraÃ\u009fe, MÃ¼hlebachgÃ¤ssle")
    'Hauptstraße, Mühlebachgässle'
    """
    return _TWICE.sub(lambda run: _decoded(run.group()), text)


def _decoded(run: str) -> str:
    for length in range(len(run), 1, -1):
        for code_page in ("cp1252", "latin-1"):
            try:
                meant = run[:length].encode(code_page).decode()
            except UnicodeError:
                continue
            if _ORDINARY.fullmatch(meant):
                return meant + run[length:]
    return run


def _is_filler(text: str) -> bool:
    return fold(text) in NO_TOWN_WORDS or not any(sign.isalnum() for sign in text)


def _in_place(address: Address) -> Address:
    line1, city, code = address.line1, address.city, address.postal_code
    if not _LETTERS.search(city) and _LETTERS.search(code) and any(map(str.isdigit, city)):
        city, code = code, city
    if len(code) > _LONGEST_CODE and _LETTERS.search(code):
        line1, code = ", ".join(filter(None, (line1, code))), ""
    if not line1 and not address.line2 and _holds_address(city):
        line1, city = city, ""
    city = _CODE_AND_TOWN.sub(r"\1 \2", city)
    return Address(
        line1=line1, line2=address.line2, city=city, state=address.state, postal_code=code,
        country=address.country,
    )  # fmt: skip


def _holds_address(city: str) -> bool:
    """Whether a town's cell names a house: a number beside a postcode, or one too short for it."""
    numbers = re.findall(r"(?<!\w)\d{1,5}(?=[a-zA-Z]?(?!\w))", city)
    return len(numbers) > 1 or any(len(number) < len("1000") for number in numbers)
