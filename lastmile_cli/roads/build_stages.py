"""What is finished of a build, so that one that was interrupted goes on from there."""

from __future__ import annotations

import contextlib
import shutil
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lastmile_cli.domain.errors import OutputFailedError
from lastmile_cli.plumbing.archives import DAMAGED
from lastmile_cli.plumbing.files import atomic_file, make_folder
from lastmile_cli.roads.graph import RoadGraph

KEPT_S = 14 * 86_400
"""Builds that nobody went on with for so long are forgotten."""


class BuildStages:
    """
    The folder of one build, beside the file it will become.

    Where it cannot be written nothing is kept, and nothing else changes.
    """

    def __init__(self, target: Path) -> None:
        self._folder = target.with_suffix(".stages")

    def can_keep(self) -> bool:
        """Whether there is a place to keep anything."""
        with contextlib.suppress(OutputFailedError):
            make_folder(self._folder)
        return self._folder.is_dir()

    def find_graph(self) -> RoadGraph | None:
        """Return the graph without its orders, where that far was come."""
        try:
            with (self._folder / "graph.npz").open("rb") as stream:
                return RoadGraph.load(stream)
        except DAMAGED:
            return None

    def keep_graph(self, graph: RoadGraph) -> None:
        """Keep the graph without its orders."""
        if self.can_keep():
            with (
                contextlib.suppress(OutputFailedError),
                atomic_file(self._folder / "graph.npz") as stream,
            ):
                graph.save(stream)

    def find_order(self, family: int) -> npt.NDArray[np.int32] | None:
        """Return a family's order, where it was finished."""
        try:
            found: npt.NDArray[np.int32] = np.load(self._order(family), allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return None
        return found

    def keep_order(self, family: int, order: npt.NDArray[np.int32]) -> None:
        """Keep a family's order."""
        if self.can_keep():
            with (
                contextlib.suppress(OutputFailedError),
                atomic_file(self._order(family)) as stream,
            ):
                np.save(stream, order)

    def clear(self) -> None:
        """Forget this build, and others that nobody went on with."""
        shutil.rmtree(self._folder, ignore_errors=True)
        oldest_s = time.time() - KEPT_S
        for other in self._folder.parent.glob("*.stages"):
            with contextlib.suppress(OSError):
                if other.stat().st_mtime < oldest_s:
                    shutil.rmtree(other, ignore_errors=True)

    def _order(self, family: int) -> Path:
        return self._folder / f"order-{family}.npy"
