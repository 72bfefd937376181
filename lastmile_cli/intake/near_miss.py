"""The word that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable

ALIKE_PERCENT = 75.0
"""From this share of common letters on, a word is worth suggesting."""


def nearest(
    word: str, choices: Iterable[str], *, alike_percent: float = ALIKE_PERCENT
) -> str | None:
    """
    Return the choice most like ``word``, or ``None`` when nothing comes near.

    Likeness is the normalised indel similarity of rapidfuzz, blind to case.

    >>> nearest("adress", ["address", "name"])
    'address'
    """
    from rapidfuzz import fuzz, process

    found = process.extractOne(
        word.casefold(),
        list(choices),
        scorer=fuzz.ratio,
        processor=str.casefold,
        score_cutoff=alike_percent,
    )
    return str(found[0]) if found else None


def suggestion(word: str, choices: Iterable[str]) -> str:
    """Say "did you mean …?", or list what there is to choose from."""
    every = sorted(set(choices))
    near = nearest(word, every)
    if near is not None:
        return f"did you mean `{near}`?"
    if not every:
        return "leave it out."
    shown = ", ".join(every[:12]) + (", …" if len(every) > 12 else "")
    return f"choose one of: {shown}."
