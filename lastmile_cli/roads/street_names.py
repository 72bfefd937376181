"""Streets by name, in every language of the map, and the name that was probably meant."""

from __future__ import annotations

import unicodedata

import numpy as np
import numpy.typing as npt

from lastmile_cli.roads.graph import RoadGraph

BoolArray = npt.NDArray[np.bool_]

ALIKE_PERCENT = 75.0
"""From this share of common letters on, a name is worth suggesting."""


def plain(name: str) -> str:
    """
    Write a name as it is compared: no matter which case, blanks and composed letters.

    >>> plain("  UNIONINKATU  20 ")
    'unioninkatu 20'
    """
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


class StreetNames:
    """The names of a map's streets, each as it is written."""

    def __init__(self, graph: RoadGraph) -> None:
        self._graph = graph
        self._written: dict[str, str] = {}
        self._usual: dict[str, list[int]] = {}
        self._other: dict[str, list[int]] = {}
        for number, name in enumerate(graph.names):
            if name:
                self._note(self._usual, number, name)
        for number, by_language in enumerate(graph.other_names):
            for name in by_language.values():
                self._note(self._other, number, name)

    def _note(self, index: dict[str, list[int]], number: int, name: str) -> None:
        key = plain(name)
        self._written.setdefault(key, name)
        index.setdefault(key, []).append(number)

    def streets_called(self, name: str) -> BoolArray:
        """Streets of this name, in whichever language; shape (streets,)."""
        key = plain(name)
        usual, other = self._usual.get(key, []), self._other.get(key, [])
        return np.isin(self._graph.street_name, usual) | np.isin(self._graph.street_other, other)

    def find_near(self, name: str) -> str | None:
        """Return the name most like this one, as the map writes it; ``None``: none comes near."""
        from rapidfuzz import fuzz, process

        keys = list(self._written)
        found = process.extractOne(plain(name), keys, scorer=fuzz.ratio, score_cutoff=ALIKE_PERCENT)
        return self._written[found[0]] if found else None
