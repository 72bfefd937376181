"""Bytes to text: which encoding a file was saved in, or that it is no text at all."""

from __future__ import annotations

import codecs
import re

from lastmile_cli.domain.counting import counted
from lastmile_cli.intake.legacy_encodings import find_encoding, name_of
from lastmile_cli.intake.noticing import NoticeBook

REPLACEMENT = "\ufffd"
"""Stands where bytes mean no character."""

MAX_CONTROL_SHARE = 0.01
"""More control characters than this, and it is no text."""

MAX_ZERO_SHARE = 0.005
"""More zeros than this were no accident, nor more than a few in a short text."""

FEW_ZEROS = 2

SAMPLE = 200_000
"""How much is looked at to tell what kind of text it is."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_KINDS = (
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"PK\x03\x04", "a zip archive or workbook"),
    (b"SQLite format 3", "a database"),
)

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_CONTROL_BYTES = re.compile(rb"[\x01-\x08\x0e-\x1f\x7f]")
_FEWEST_TO_TELL = 1000
_NOT_ASCII = re.compile(r"[^\x00-\x7f\ufffd]")
_SAVE_AS_CSV = 'save it as "CSV UTF-8" (or .xlsx) and read that.'


def decode(content: bytes, book: NoticeBook) -> str | None:
    """Return the text, or ``None`` after a notice that it is none; see ``decode_as``."""
    found = decode_as(content, book)
    return found[0] if found else None


def decode_as(
    content: bytes, book: NoticeBook, *, encoding: str = "", country: str = ""
) -> tuple[str, str] | None:
    """
    Return text and encoding, or ``None`` after a notice that it is none.

    A byte order mark decides (UTF-8, UTF-16, UTF-32), then ``encoding``, as its
    owner says. Else the text is UTF-8; where some bytes do not fit, it is still
    UTF-8 if more of the other letters than not do, with U+FFFD for the damage,
    else what spreadsheets of the ``country`` write, which a notice says.
    """
    kind = next((name for magic, name in _KINDS if content.startswith(magic)), None)
    if kind is not None:
        book.error("LM1005", f"this is {kind}, not a text file.", _SAVE_AS_CSV)
        return None
    if _is_noise(content[:SAMPLE]):
        book.error("LM1005", "this is not a text file.", _SAVE_AS_CSV)
        return None
    text, found = _to_text(content, book, encoding, country)
    text = _without_nuls(text, book)
    if _is_binary(text):
        book.error("LM1005", "this is not a text file.", _SAVE_AS_CSV)
        return None
    return text, found


def _to_text(content: bytes, book: NoticeBook, encoding: str, country: str) -> tuple[str, str]:
    for mark, named in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(named, "replace"), named
    if encoding or (encoding := _without_mark(content)):
        return content.decode(encoding, "replace"), encoding
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        first_bad = error.start
    nearby = content[max(0, first_bad - SAMPLE) : first_bad + SAMPLE]
    as_utf_8 = nearby.decode("utf-8", "replace")
    if len(_NOT_ASCII.findall(as_utf_8)) >= as_utf_8.count(REPLACEMENT):
        return content.decode("utf-8", "replace"), "utf-8"
    encoding = find_encoding(nearby, country)
    book.warning(
        "LM1007",
        f"the text is not UTF-8 (first at byte {first_bad + 1}); read as {name_of(encoding)}.",
        'if letters look wrong, save the file as "CSV UTF-8".',
        row=content.count(b"\n", 0, first_bad) + 1,
    )
    return content.decode(encoding, "replace"), encoding


def _without_mark(content: bytes) -> str:
    """UTF-16 without a byte order mark: every other byte of plain letters is a zero."""
    sample = content[:4000]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 4 < len(sample) or len(sample) < 8:
        return ""
    named = "utf-16-le" if odd > even else "utf-16-be"
    return "" if min(even, odd) else named


def _without_nuls(text: str, book: NoticeBook) -> str:
    """Take a few stray zeros out of a text that is one otherwise."""
    count = text.count("\x00")
    if not count or count > max(MAX_ZERO_SHARE * len(text), min(FEW_ZEROS, len(text) / 20)):
        return text
    line = text.count("\n", 0, text.index("\x00")) + 1
    problem = f"{counted(count, 'zero byte')} in the text, the first here; left out."
    book.warning("LM1026", problem, "look at this row; export the file again.", row=line)
    return text.replace("\x00", "")


def _is_noise(sample: bytes) -> bool:
    """Whether bytes without a mark hold more control characters than any one-byte text."""
    is_marked = any(sample.startswith(mark) for mark, _ in _BOMS) or _without_mark(sample)
    if is_marked or len(sample) < _FEWEST_TO_TELL:
        return False
    controls = len(_CONTROL_BYTES.findall(sample))
    return controls > MAX_CONTROL_SHARE * len(sample)


def _is_binary(text: str) -> bool:
    if "\x00" in text:
        return True
    sample = text[:SAMPLE]
    return len(_CONTROL.findall(sample)) > MAX_CONTROL_SHARE * max(len(sample), 100)
