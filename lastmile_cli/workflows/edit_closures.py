"""The file of closures that a configuration names: close streets, list, take out again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lastmile_cli.domain.closures import Closure
from lastmile_cli.domain.errors import InputRefusedError, UsageError
from lastmile_cli.domain.notices import Notice
from lastmile_cli.domain.ports import ClosureHit
from lastmile_cli.domain.progress import ProgressHook, no_progress
from lastmile_cli.domain.settings import Config
from lastmile_cli.intake.closure_file import (
    FEATURES,
    ClosureFile,
    document_text,
    empty_document,
    read_closure_file,
)
from lastmile_cli.intake.closures_of import close_entries
from lastmile_cli.intake.config import read_config
from lastmile_cli.intake.near_miss import suggestion
from lastmile_cli.intake.sources import STDIN, Source, read_source
from lastmile_cli.plumbing.clock import now_utc
from lastmile_cli.plumbing.files import check_target, write_text
from lastmile_cli.plumbing.locks import exclusive
from lastmile_cli.roads.registry import open_roads
from lastmile_cli.workflows.close_streets import hits_on
from lastmile_cli.workflows.typed_closure import CloseRequest, typed_closure, with_id

LOCK_WAIT_S = 10.0
"""Another run holds the file for a moment only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedClosure:
    """A closure with what it closes, and whether it holds now, is over, or is to come."""

    closure: Closure
    hit: ClosureHit
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureEdit:
    """What was closed or taken out, in which file, and what is to be said of it."""

    path: Path
    closures: tuple[ListedClosure, ...]
    notices: tuple[Notice, ...] = ()


def close(request: CloseRequest, progress: ProgressHook = no_progress) -> ClosureEdit:
    """
    Add a closure to the file that the configuration names.

    Raises
    ------
    UsageError
        The configuration names no such file or no streets, or what was typed makes no closure.
    InputRefusedError
        The closure hits nothing on the map; or a file cannot be used.
    LockHeldError
        Another run is writing the file.
    """
    config, path = _config(request.config)
    _check_streets(config)
    closure, feature = typed_closure(request, config)
    (hit,) = hits_on(open_roads(config.roads, progress), [closure])
    unknown = any(notice.code == "LM1460" for notice in hit.notices)
    if unknown or not hit.closes_something:
        why = hit.notices[0] if hit.notices else None
        raise InputRefusedError(
            f"Nothing was closed: {closure.what} hits no street of the map.",
            hint=why.hint if why else "",
            notices=hit.notices,
        )
    check_target(path)
    with exclusive(path, wait_s=LOCK_WAIT_S):
        read = _read(path)
        taken = {entry.id for entry in read.entries}
        taken |= {one.closure_id for one in config.roads.closures}
        closure, feature = with_id(closure, feature, request.closure_id, taken)
        document = {**read.document, FEATURES: [*read.document[FEATURES], feature]}
        write_text(path, document_text(document))
    listed = ListedClosure(closure=closure, hit=hit, state=_state(closure, now_utc()))
    return ClosureEdit(path=path, closures=(listed,), notices=hit.notices)


def list_closures(config_name: str, progress: ProgressHook = no_progress) -> ClosureEdit:
    """
    List all closures of a configuration and of the file it names.

    Raises
    ------
    UsageError
        The roads of the configuration have no streets.
    InputRefusedError
        The configuration, the file or the map cannot be used.
    """
    read = _read_config(config_name)
    _check_streets(read)
    path = Path(read.roads.closures_path)
    closures = list(read.roads.closures)
    notices: tuple[Notice, ...] = ()
    if read.roads.closures_path:
        found = _read(path)
        closures += close_entries(found, read.service.timezone)
        notices = found.notices
    hits = hits_on(open_roads(read.roads, progress), closures) if closures else []
    now = now_utc()
    return ClosureEdit(
        path=path,
        closures=tuple(
            ListedClosure(closure=hit.closure, hit=hit, state=_state(hit.closure, now))
            for hit in hits
        ),
        notices=(*notices, *(notice for hit in hits for notice in hit.notices)),
    )


def remove(config_name: str, ids: Sequence[str], *, over: bool = False) -> tuple[Path, list[str]]:
    """
    Take closures out of the file, by id, and with ``over`` all that have ended; returns their ids.

    Raises
    ------
    UsageError
        The file has no closure of that id; a near one is suggested.
    """
    config, path = _config(config_name)
    check_target(path)
    with exclusive(path, wait_s=LOCK_WAIT_S):
        read = _read(path)
        known = [entry.id for entry in read.entries]
        _check_known(ids, known, config, path)
        gone = set(ids)
        if over:
            ended = close_entries(read, config.service.timezone)
            gone |= {one.closure_id for one in ended if _state(one, now_utc()) == "over"}
        kept = [
            feature
            for name, feature in zip(known, read.document[FEATURES], strict=True)
            if name not in gone
        ]
        if len(kept) < len(known):
            write_text(path, document_text({**read.document, FEATURES: kept}))
    return path, [name for name in known if name in gone]


def _check_streets(config: Config) -> None:
    """Refuse roads without streets to close; the file may still be edited by hand."""
    source = config.roads.source
    if source != "embedded":
        raise UsageError(
            f"roads.source is {source}, which knows no streets to close.",
            hint="only source: embedded does; name a configuration that has it",
        )


def _check_known(ids: Sequence[str], known: Sequence[str], config: Config, path: Path) -> None:
    for wanted in ids:
        if wanted in known:
            continue
        if wanted in {one.closure_id for one in config.roads.closures}:
            raise UsageError(
                f"Closure {wanted!r} stands in the configuration itself, not in {path}.",
                hint="take it out of roads.closures there",
            )
        raise UsageError(f"{path} has no closure {wanted!r}.", hint=suggestion(wanted, known))


def _config(name: str) -> tuple[Config, Path]:
    config = _read_config(name)
    if not config.roads.closures_path:
        raise UsageError(
            f"{name} names no file of closures.",
            hint="add roads.closures_file: closures.json to it",
        )
    return config, Path(config.roads.closures_path)


def _read_config(name: str) -> Config:
    base = Path() if name == STDIN else None
    return read_config(read_source(name), base=base, with_closures=False).config_or_refuse()


def _read(path: Path) -> ClosureFile:
    if not path.exists():
        source = Source(file=str(path), content=document_text(empty_document()).encode())
    else:
        source = read_source(path)
    read = read_closure_file(source)
    read.raise_if_refused()
    return read


def _state(closure: Closure, now: datetime) -> str:
    if closure.until_at is not None and closure.until_at <= now:
        return "over"
    if closure.from_at is not None and closure.from_at > now:
        return "to come"
    return "holds"
