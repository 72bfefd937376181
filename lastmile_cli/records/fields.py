"""One object of a JSON document, read key by key; every problem becomes a notice with its path."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from lastmile_cli.domain.geo import Coordinate
from lastmile_cli.domain.money import Money
from lastmile_cli.domain.service_day import ServiceDay
from lastmile_cli.records.problems import MAX_WHOLE, NOTHING, Problems, is_unicode, shown

MAX_DAYS_AWAY = 31
"""How far from its service day a plan's times may lie."""

_MONEY = re.compile(r"-?\d{1,15}(\.\d{1,2})?", re.ASCII)
_Word = TypeVar("_Word", bound=StrEnum)
_Value = TypeVar("_Value")


class Fields:
    """
    A JSON object seen through the keys it should have.

    Each method reads one key, notes what is wrong with it and then returns a
    harmless value of the right type, so that the reading goes on; whoever
    reads must throw the result away when ``problems`` is not empty.
    """

    def __init__(
        self, record: object, problems: Problems, path: str, parent: Fields | None = None
    ) -> None:
        self.problems = problems
        self._name = path
        self._parent = parent
        self.is_object = isinstance(record, Mapping)
        self.record: Mapping[str, Any] = record if isinstance(record, Mapping) else {}
        if not self.is_object:
            self._refuse_type(self.path, "an object {...}", record)

    @property
    def path(self) -> str:
        """Where this object stands in the document; empty for the document itself."""
        above = self._parent.path if self._parent else ""
        return f"{above}.{self._name}" if above else self._name

    def at(self, key: str) -> str:
        """Return the path of one key of this object."""
        return f"{self.path}.{key}" if self.path else key

    def has(self, key: str) -> bool:
        """Whether the key is there; asks without a notice, for additions to the schema."""
        return key in self.record

    def get(self, key: str) -> Any:
        """Any value; a notice and ``None`` when the key is missing."""
        if key in self.record:
            return self.record[key]
        if self.is_object:
            close = difflib.get_close_matches(key, [str(known) for known in self.record], n=1)
            hint = f"`{close[0]}` is there; did you mean `{key}`?" if close else "add the key"
            self.problems.add("LM1601", self.at(key), "the key is missing.", hint)
        return None

    def text(self, key: str) -> str:
        """Text, maybe empty."""
        value = self.get(key)
        if isinstance(value, str):
            return value if is_unicode(value) else self._refuse_text(key)
        return self._refuse(key, "text", value, "")

    def text_or_none(self, key: str) -> str | None:
        """Text or null."""
        return None if self._is_null(key) else self.text(key)

    def whole(self, key: str) -> int:
        """Read a whole number of either sign."""
        value = self.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_WHOLE:
            return value
        return self._refuse(key, "a whole number", value, 0)

    def count(self, key: str) -> int:
        """Read a whole number that is not negative."""
        value = self.whole(key)
        return value if value >= 0 else self._refuse(key, "a number of at least 0", value, 0)

    def count_or_none(self, key: str) -> int | None:
        """Read a whole number that is not negative, or null."""
        return None if self._is_null(key) else self.count(key)

    def number(self, key: str) -> float:
        """Any finite number."""
        value = self.get(key)
        if (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and abs(value) <= MAX_WHOLE
        ):
            return value
        return self._refuse(key, "a number", value, 0.0)

    def number_or_none(self, key: str) -> float | None:
        """Any finite number, or null."""
        return None if self._is_null(key) else self.number(key)

    def truth(self, key: str) -> bool:
        """Read true or false."""
        value = self.get(key)
        return (
            value if isinstance(value, bool) else self._refuse(key, "true or false", value, False)
        )

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of texts."""
        value = self.get(key)
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            if all(map(is_unicode, value)):
                return tuple(value)
            self._refuse_text(key)
        return self._refuse(key, "a list of texts", value, ())

    def word(self, key: str, words: type[_Word]) -> _Word:
        """One word of a fixed set."""
        value = self.get(key)
        known = [word.value for word in words]
        if value in known:
            return words(value)
        if isinstance(value, str):
            close = difflib.get_close_matches(value, known, n=1)
            hint = f"did you mean `{close[0]}`?" if close else f"use one of: {', '.join(known)}"
            self.problems.add("LM1606", self.at(key), f"{value[:60]!r} is not known here.", hint)
        else:
            self._refuse(key, f"one of {', '.join(known)}", value, "")
        return next(iter(words))

    def money(self, key: str, currency: str) -> Money:
        """Read an amount written as text, "12.34"."""
        value = self.get(key)
        if isinstance(value, str) and _MONEY.fullmatch(value):
            return Money(Decimal(value), currency).rounded()
        if key in self.record:
            self.problems.add(
                "LM1604",
                self.at(key),
                f"{shown(value)} is not an amount of money.",
                'write it as text with two decimals, such as "12.34"',
            )
        return Money.zero(currency)

    def money_or_none(self, key: str, currency: str) -> Money | None:
        """Read an amount written as text, or null."""
        return None if self._is_null(key) else self.money(key, currency)

    def second(self, key: str, day: ServiceDay) -> int:
        """Read an RFC 3339 time as a second of the service day."""
        value = self.get(key)
        if key not in self.record:
            return 0
        try:
            instant = datetime.fromisoformat(value)
            second = day.at_s(instant)
            if abs(second) <= MAX_DAYS_AWAY * 86_400:
                return second
            problem = f"{shown(value)} is more than {MAX_DAYS_AWAY} days from the service day."
        except (TypeError, ValueError, OverflowError):
            problem = f"{shown(value)} is not a time with its offset from UTC."
        example = day.local(9 * 3600).isoformat()
        self.problems.add("LM1603", self.at(key), problem, f'write it as "{example}"')
        return 0

    def second_or_none(self, key: str, day: ServiceDay) -> int | None:
        """Read an RFC 3339 time as a second of the service day, or null."""
        return None if self._is_null(key) else self.second(key, day)

    def coordinate(self) -> Coordinate:
        """Read the position in ``lat`` and ``lon``."""
        lat, lon = self.number("lat"), self.number("lon")
        return self.build(lambda: Coordinate(lat_deg=lat, lon_deg=lon)) or Coordinate(
            lat_deg=0, lon_deg=0
        )

    def coordinate_or_none(self) -> Coordinate | None:
        """Read the position in ``lat`` and ``lon``; both null when there is none."""
        return None if self._is_null("lat") and self._is_null("lon") else self.coordinate()

    def inside(self, key: str) -> Fields:
        """Read an object inside this one."""
        value = self.get(key)
        # A missing object was noted above; its own keys need no notices.
        return Fields(value if key in self.record else NOTHING, self.problems, key, self)

    def inside_or_none(self, key: str) -> Fields | None:
        """Read an object inside this one, or null."""
        return None if self._is_null(key) else self.inside(key)

    def objects(self, key: str) -> Iterator[Fields]:
        """Read a list of objects inside this one."""
        for index, item in enumerate(self.items(key)):
            yield Fields(item, self.problems, f"{key}[{index}]", self)

    def items(self, key: str) -> list[Any]:
        """Read a list of anything."""
        value = self.get(key)
        return value if isinstance(value, list) else self._refuse(key, "a list [...]", value, [])

    def build(self, make: Callable[[], _Value]) -> _Value | None:
        """Make a value that checks itself; its refusal becomes a notice and ``None``."""
        if not self.is_object:
            return None
        try:
            return make()
        except (ValueError, TypeError) as error:
            self.problems.add("LM1607", self.path, str(error), "mend the value")
            return None

    def _is_null(self, key: str) -> bool:
        return key in self.record and self.record[key] is None

    def _refuse(self, key: str, wanted: str, value: object, instead: _Value) -> _Value:
        if key in self.record:
            self._refuse_type(self.at(key), wanted, value)
        return instead

    def _refuse_text(self, key: str) -> str:
        path = self.at(key)
        self.problems.add("LM1602", path, "the text holds half a character.", "write it anew")
        return ""

    def _refuse_type(self, path: str, wanted: str, value: object) -> None:
        if value is NOTHING:
            return
        problem = f"{shown(value)} stands where {wanted} is needed."
        self.problems.add("LM1602", path, problem, f"write {wanted}")
