"""Which of the numbers in a phrase is the house number, and what stands around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lastmile_cli.geocoding.house_numbers import (
    WIDEST_PAIR,
    WIDEST_SPAN,
    HouseNumber,
    read_written_number,
)
from lastmile_cli.geocoding.segments import NUMBER, bare


def splits(words: list[str]) -> Iterator[tuple[list[str], HouseNumber, tuple[str, ...]]]:
    """Every numeric word may be the number; what stands before or behind it is the street."""
    for i in reversed(positions(words)):
        before = words[:i]
        for number, used in _numbers_at(words, i):
            after = words[i + used :]
            if has_name(before):
                yield before, number, _text(after)
            if has_name(after):
                yield after, number, _text(before)
                house = _behind_slash(words[i], number)
                if house is not None:
                    yield after, house, _text(before)


def _behind_slash(word: str, number: HouseNumber) -> HouseNumber | None:
    """Read "23/16 Katu" as flat 23 of house 16, as in Australia."""
    if "/" not in word:
        return None
    is_wide = number.may_be_flat and number.last - number.first > WIDEST_PAIR
    second = number.last if is_wide else int(number.flat) if number.flat.isdigit() else 0
    return HouseNumber(second, flat=str(number.first)) if second else None


def _numbers_at(words: list[str], i: int) -> Iterator[tuple[HouseNumber, int]]:
    first = bare(words[i])
    single = read_written_number(first)
    if single is None:
        return
    second, third = (bare(word) for word in ([*words, "", ""])[i + 1 : i + 3])
    if len(second) == 1 and second.isalpha() and first.isdigit():
        flat = third if third.isdigit() else ""
        yield HouseNumber(int(first), second, flat=flat), 3 if flat else 2
        return
    if first.isdigit() and second.isdigit():
        low, high = int(first), int(second)
        if low < high <= low + WIDEST_SPAN:
            # A blank says neither: a flat behind the house, or a range that lost its dash.
            yield HouseNumber(low, "", high, may_be_flat=True), 2
            return
    yield single, 1


def positions(words: Sequence[str]) -> list[int]:
    """Where words stand that may be house numbers."""
    return [i for i, word in enumerate(words) if NUMBER.fullmatch(bare(word))]


def is_numeric(words: Sequence[str]) -> bool:
    """Whether this is a house number and nothing else."""
    return bool(words) and bool(NUMBER.fullmatch(bare(words[0]))) and not has_name(words)


def has_name(words: Iterable[str]) -> bool:
    """Whether any word has two letters at least."""
    return any(sum(letter.isalpha() for letter in word) > 1 for word in words)


def _text(words: list[str]) -> tuple[str, ...]:
    return (" ".join(words),) if words else ()
