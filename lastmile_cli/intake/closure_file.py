"""A file of closures: GeoJSON that a city publishes, or that `lastmile roads close` keeps."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.notices import Notice, has_errors
from lastmile_cli.intake.closure_entries import with_own_ids
from lastmile_cli.intake.config_models import ClosureModel
from lastmile_cli.intake.config_problems import validated
from lastmile_cli.intake.decoding import decode
from lastmile_cli.intake.key_paths import KeyBook
from lastmile_cli.intake.noticing import NoticeBook
from lastmile_cli.intake.sources import Source

KNOWN = ("street", "between", "way_ids", "from", "until", "note", "source")
"""Properties that are read; all others are somebody else's and kept as they are."""

FEATURES = "features"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureFile:
    """
    A closure file: its document as it was read, and an entry for each feature.

    ``book`` is where further notices about it go; it holds those so far.
    """

    file: str
    document: dict[str, Any]
    entries: tuple[ClosureModel, ...]
    book: KeyBook

    @property
    def notices(self) -> tuple[Notice, ...]:
        """All that was noted so far."""
        return self.book.book.sorted()

    def raise_if_refused(self) -> None:
        """
        Refuse a file with an error in it.

        Raises
        ------
        InputRefusedError
            With every notice.
        """
        if has_errors(self.notices):
            raise InputRefusedError(
                f"{self.file} is refused.", hint="correct the file", notices=self.notices
            )


def empty_document() -> dict[str, Any]:
    """Return a file without closures."""
    return {"type": "FeatureCollection", FEATURES: []}


def read_closure_file(source: Source) -> ClosureFile:
    """Read a GeoJSON FeatureCollection; never raises for what is in it."""
    book = KeyBook(NoticeBook(source.file))
    document = _document(source, book)
    features = document.get(FEATURES, [])
    raw = []
    for number, feature in enumerate(features):
        if isinstance(feature, dict) and feature.get("type", "Feature") == "Feature":
            raw.append({"source": source.file, **_entry(feature, number)})
        else:
            problem = "this is no GeoJSON feature."
            book.error("LM1264", (FEATURES, number), problem, "write an object of type Feature.")
    entries, is_valid = validated(FEATURES, list[ClosureModel], raw, book, set())
    kept = tuple(with_own_ids(entries)) if is_valid else ()
    return ClosureFile(file=source.file, document=document, entries=kept, book=book)


def document_text(document: dict[str, Any]) -> str:
    """Write a document as the file keeps it."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _document(source: Source, book: KeyBook) -> dict[str, Any]:
    text = decode(source.content, book.book)
    if text is None:
        return empty_document()
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        why = str(error) if isinstance(error, ValueError) else "it is nested too deeply"
        problem = f"this is not JSON: {why}."
        book.error("LM1264", (), problem, "fetch it again, or correct it.")
        return empty_document()
    is_collection = isinstance(found, dict) and found.get("type") == "FeatureCollection"
    if not is_collection or not isinstance(found.get(FEATURES), list):
        problem = "this is no GeoJSON FeatureCollection."
        hint = 'write {"type": "FeatureCollection", "features": [...]}.'
        book.error("LM1264", (), problem, hint)
        return empty_document()
    return dict(found)


def _entry(feature: dict[str, Any], number: int) -> dict[str, Any]:
    properties = feature.get("properties")
    given = properties if isinstance(properties, dict) else {}
    entry = {key: given[key] for key in KNOWN if given.get(key) is not None}
    if feature.get("geometry") is not None:
        entry["geometry"] = feature["geometry"]
    named = given.get("id") if given.get("id") is not None else feature.get("id")
    entry["id"] = f"closure-{number + 1}" if named is None or named == "" else named
    return entry
