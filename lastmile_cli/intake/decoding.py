"""Bytes to text: which encoding a file was saved in, or that it is no text at all."""

from __future__ import annotations

import codecs
import re

from lastmile_cli.intake.noticing import NoticeBook

REPLACEMENT = "\ufffd"
"""Stands where bytes mean no character."""

MAX_CONTROL_SHARE = 0.01
"""More control characters than this, and it is no text."""

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
_NOT_ASCII = re.compile(r"[^\x00-\x7f\ufffd]")
_SAVE_AS_CSV = 'save it as "CSV UTF-8" (or .xlsx) and read that.'


def decode(content: bytes, book: NoticeBook) -> str | None:
    """
    Return the text, or ``None`` after a notice that it is none.

    A byte order mark decides (UTF-8, UTF-16, UTF-32). Without one the text is
    UTF-8; where some bytes do not fit, it is still UTF-8 if more of the other
    letters than not do, with U+FFFD for the damage, else Windows-1252, the
    usual answer of spreadsheets, which a notice says.
    """
    kind = next((name for magic, name in _KINDS if content.startswith(magic)), None)
    if kind is not None:
        book.error("LM1005", f"this is {kind}, not a text file.", _SAVE_AS_CSV)
        return None
    text = _to_text(content, book)
    if _is_binary(text):
        book.error("LM1005", "this is not a text file.", _SAVE_AS_CSV)
        return None
    return text


def _to_text(content: bytes, book: NoticeBook) -> str:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        first_bad = error.start
    nearby = content[max(0, first_bad - SAMPLE) : first_bad + SAMPLE].decode("utf-8", "replace")
    if len(_NOT_ASCII.findall(nearby)) >= nearby.count(REPLACEMENT):
        return content.decode("utf-8", "replace")
    book.warning(
        "LM1007",
        f"the text is not UTF-8 (first at byte {first_bad + 1}); read as Windows-1252.",
        'if letters look wrong, save the file as "CSV UTF-8".',
        row=content.count(b"\n", 0, first_bad) + 1,
    )
    return content.decode("cp1252", "replace")


def _is_binary(text: str) -> bool:
    if "\x00" in text:
        return True
    sample = text[:SAMPLE]
    return len(_CONTROL.findall(sample)) > MAX_CONTROL_SHARE * max(len(sample), 100)
