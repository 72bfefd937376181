"""The closures of a configuration's own list and of the file it names, in one list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.notices import Notice
from lastmile_cli.intake.closure_entries import EntryReader, with_own_ids
from lastmile_cli.intake.closure_file import FEATURES, ClosureFile, read_closure_file
from lastmile_cli.intake.config_models import ClosureModel, ConfigModel
from lastmile_cli.intake.noticing import NoticeBook
from lastmile_cli.intake.sources import read_source


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureListing:
    """The configuration with all its closures, and every notice about the file."""

    model: ConfigModel
    notices: tuple[Notice, ...]


def list_closures(model: ConfigModel, path: str) -> ClosureListing:
    """
    Add the closures of a file to those of the configuration.

    A feature that cannot be read is noted, and the others are taken; an id that
    is there already gets a number behind it.
    """
    try:
        # By the name that was written: a plan holds it, and must not depend on the folder.
        source = replace(read_source(Path(path)), file=model.roads.closures_file)
    except InputRefusedError as error:
        book = NoticeBook(model.roads.closures_file)
        hint = "`lastmile roads close` makes it; else correct roads.closures_file, or remove it."
        problem = error.notices[0].problem if error.notices else error.message
        book.error("LM1265", f"the file of closures: {problem}", hint)
        return ClosureListing(model=model, notices=book.sorted())
    read = read_closure_file(source)
    taken = sound_entries(read, model)
    every = with_own_ids([*model.roads.closures, *taken])
    roads = model.roads.model_copy(update={"closures": every})
    return ClosureListing(model=model.model_copy(update={"roads": roads}), notices=read.notices)


def sound_entries(read: ClosureFile, model: ConfigModel) -> list[ClosureModel]:
    """Return the entries of a file that close something; why others do not is noted in it."""
    reader = EntryReader(areas={}, timezone=model.service.timezone, skips_points=True)
    return [
        entry
        for number, entry in enumerate(read.entries)
        if reader.read_one(entry, (FEATURES, number), read.book)
    ]
