"""The configuration file to checked settings, with every notice; and back from plain data."""

from __future__ import annotations

import copy
import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from lastmile_cli.domain.errors import InputRefusedError
from lastmile_cli.domain.notices import Notice, Severity, has_errors
from lastmile_cli.domain.settings import Config
from lastmile_cli.intake.closure_listing import list_closures
from lastmile_cli.intake.config_build import build_config
from lastmile_cli.intake.config_changes import ConfigChange, with_changes
from lastmile_cli.intake.config_checks import run_checks
from lastmile_cli.intake.config_models import ConfigModel
from lastmile_cli.intake.config_problems import note_unknown_sections, validated
from lastmile_cli.intake.decoding import decode
from lastmile_cli.intake.environment import fill_in, note_written_secrets
from lastmile_cli.intake.file_paths import resolved
from lastmile_cli.intake.key_paths import ANY_KEY, KeyBook, KeyPath, find_texts, put
from lastmile_cli.intake.noticing import NoticeBook
from lastmile_cli.intake.partner_rates import list_rates
from lastmile_cli.intake.roster_file import list_roster
from lastmile_cli.intake.sources import Source
from lastmile_cli.intake.stock_file import list_stock
from lastmile_cli.intake.tariffs import note_missing_prices
from lastmile_cli.intake.yaml_nodes import read_yaml

PATH_KEYS: tuple[KeyPath, ...] = (
    ("roads", "map"),
    ("roads", "speeds_files", ANY_KEY),
    ("roads", "osrm_embedded", "file"),
    ("roads", "osrm_embedded", "profiles", ANY_KEY),
    ("roads", "matrix", "file"),
    ("roads", "matrix", "distances"),
    ("roads", "matrix", "profiles", ANY_KEY, "file"),
    ("roads", "matrix", "profiles", ANY_KEY, "distances"),
    ("roads", "osrm", "url"),
    ("roads", "osrm", "profiles", ANY_KEY),
    ("roads", "valhalla", "url"),
    ("geocoding", "cache"),
    ("geocoding", "pins"),
    ("stops", "mapping"),
    ("stops", "carry_over", "plan"),
    ("stops", "carry_over", "failed"),
    ("customers",),
    ("stock", "order_lines"),
)
"""Values that name files or servers: kept as written, so that a plan holds no variable's value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigRead:
    """What became of a configuration file; ``config`` is ``None`` where it is refused."""

    file: str
    config: Config | None = None
    notices: tuple[Notice, ...] = ()

    def config_or_refuse(self) -> Config:
        """
        Return the configuration.

        Raises
        ------
        InputRefusedError
            With every notice.
        """
        if self.config is not None:
            return self.config
        errors = sum(notice.severity is Severity.ERROR for notice in self.notices)
        msg = f"{self.file} is refused: {errors} error{'s' if errors != 1 else ''}."
        raise InputRefusedError(msg, hint="correct the configuration", notices=self.notices)


def read_config(
    source: Source,
    *,
    base: Path | None = None,
    environ: Mapping[str, str] | None = None,
    with_closures: bool = True,
    changes: Sequence[ConfigChange] = (),
) -> ConfigRead:
    """
    Read a configuration from YAML bytes; never raises for what is in them.

    Parameters
    ----------
    source
        The file's bytes and name.
    base
        The folder from which relative paths start; that of the file if ``None``.
    environ
        Where ``${NAME}`` is looked up; the process's environment if ``None``.
    with_closures
        Whether to read the file of closures that it names as well.
    changes
        Values that stand for those of the file.
    """
    notices = NoticeBook(source.file)
    folder = Path(source.file).parent if base is None else base
    variables = os.environ if environ is None else environ
    document = None
    if not source.content.strip():
        notices.error(
            "LM1003", "the file is empty.", "`lastmile init DIR` writes one to start from."
        )
    elif (text := decode(source.content, notices)) is not None:
        document = read_yaml(text, notices)
    if document is None:
        return ConfigRead(file=source.file, notices=notices.sorted())
    book = KeyBook(notices, document.lines)
    data = with_changes(document.data, changes, book)
    if has_errors(notices.notices):
        return ConfigRead(file=source.file, notices=notices.sorted())
    read = _Reading(data, book, variables, folder)
    read.with_closures = with_closures
    written = source.content + "".join(f"\n--set {change}" for change in changes).encode()
    config = read.config(hashlib.sha256(written).hexdigest())
    told = (*notices.sorted(), *read.of_files)
    return ConfigRead(file=source.file, config=config, notices=told)


def config_from_mapping(
    effective: Mapping[str, Any],
    *,
    base: Path,
    sha256: str = "",
    file: str = "config",
    environ: Mapping[str, str] | None = None,
) -> Config:
    """
    Build the configuration again from ``Config.effective``, such as a plan holds.

    Equal to the original but for secrets, which plain data never holds. A
    variable in a path that is not set any more is left as it is written.

    Raises
    ------
    InputRefusedError
        The data is no configuration.
    """
    notices = NoticeBook(file)
    variables = os.environ if environ is None else environ
    read = _Reading(dict(effective), KeyBook(notices), variables, base, only_paths=True)
    config = read.config(sha256)
    return ConfigRead(file=file, config=config, notices=notices.sorted()).config_or_refuse()


class _Listing(Protocol):
    """What became of a file that a configuration names: all in one model, and notices."""

    @property
    def model(self) -> ConfigModel:
        """The configuration with what the file says."""
        ...

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Every notice about the file."""
        ...


@dataclass(slots=True)
class _Reading:
    """The steps from plain data to a configuration."""

    data: Any
    book: KeyBook
    environ: Mapping[str, str]
    base: Path
    only_paths: bool = False
    with_closures: bool = False
    of_files: tuple[Notice, ...] = ()
    written_paths: dict[KeyPath, str] = field(default_factory=dict)

    def config(self, sha256: str) -> Config | None:
        """Validate, check, fill in defaults, build; ``None`` if there was an error."""
        if not isinstance(self.data, dict):
            problem = "the file must be a mapping (key: value lines)."
            hint = "`lastmile init DIR` writes one to start from."
            self.book.error("LM1207", (), problem, hint)
            return None
        data, hidden = self._filled()
        note_written_secrets(self.data, hidden, self.book)
        sections = self._sections(_without_nulls(data), hidden)
        run_checks(sections, self.book)
        if has_errors(self.book.book.notices):
            return None
        model = ConfigModel.model_construct(**sections)
        if not self.only_paths:
            note_missing_prices(model.costs, model.service.currency, self.book)
        readers: tuple[tuple[bool, Callable[[ConfigModel, Path], _Listing]], ...] = (
            (self.with_closures and bool(model.roads.closures_file), _listed_closures),
            (any(partner.rates for partner in model.partners), list_rates),
            (bool(model.roster_file), list_roster),
            (bool(model.stock.file), list_stock),
        )
        for is_named, read in readers:
            if is_named:
                listed = read(model, self.base)
                self.of_files = (*self.of_files, *listed.notices)
                if has_errors(listed.notices):
                    return None
                model = listed.model
        return build_config(
            model, base=self.base, written_paths=self.written_paths, hidden=hidden, sha256=sha256
        )

    def _filled(self) -> tuple[Any, set[KeyPath]]:
        for pattern in PATH_KEYS:
            self.written_paths.update(find_texts(self.data, pattern))
        if not self.only_paths:
            filled = fill_in(self.data, self.environ, self.book)
            return filled.data, filled.from_environment
        data = copy.deepcopy(self.data)
        for path, written in self.written_paths.items():
            lenient = KeyBook(NoticeBook(""))
            found = fill_in(written, self.environ, lenient)
            text = written if lenient.book.notices else found.data
            put(data, path, text)
        return data, set()

    def _sections(self, data: dict[str, Any], hidden: set[KeyPath]) -> dict[str, Any]:
        fields = ConfigModel.model_fields
        note_unknown_sections(data, fields, self.book)
        sections = {}
        for name, about in fields.items():
            if name not in data and about.is_required():
                self.book.error("LM1206", (name,), f"`{name}` is missing.", "add it.")
            elif name not in data:
                sections[name] = about.get_default(call_default_factory=True)
            else:
                value, is_valid = validated(name, about.annotation, data[name], self.book, hidden)
                if is_valid:
                    sections[name] = value
        return sections


def _listed_closures(model: ConfigModel, base: Path) -> _Listing:
    return list_closures(model, resolved(model.roads.closures_file, base))


def _without_nulls(data: Any) -> Any:
    """A key without a value is a key that was not written."""
    if isinstance(data, dict):
        return {k: _without_nulls(v) for k, v in data.items() if v is not None}
    return [_without_nulls(value) for value in data] if isinstance(data, list) else data
