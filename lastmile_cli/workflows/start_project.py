"""Files to start from."""

from __future__ import annotations

from pathlib import Path

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.intake.starter import starter_files
from lastmile_cli.plumbing.files import make_folder, write_text


def start_project(folder: str, *, force: bool) -> list[Path]:
    """
    Write a commented config and a stops file; nothing that is there is overwritten unasked.

    Raises
    ------
    InputRefusedError
        A file of that name is there already and ``force`` is not set.
    OutputFailedError
        The folder cannot be written.
    """
    files = {Path(folder) / name: text for name, text in starter_files().items()}
    there = [path for path in files if path.exists()]
    if there and not force:
        raise InputRefusedError(
            f"{', '.join(map(str, there))} is there already; nothing was written.",
            hint="choose another folder, or overwrite with --force",
        )
    make_folder(Path(folder))
    for path, text in files.items():
        write_text(path, text)
    return list(files)
