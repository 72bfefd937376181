"""Asks OSRM, in processes of its own under a Python that has ``osrm-bindings``."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lastmile_cli.domain.geo import Coordinate

PEER = Path(__file__).resolve().parent.parent / "osrm_peer.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class Osrm:
    """Where OSRM is, and where its prepared maps are kept."""

    python: str
    folder: Path

    def ask(
        self,
        path: Path,
        points: list[Coordinate],
        *,
        algorithm: str = "CH",
        profile: str = "car",
        repeat: int = 1,
    ) -> dict[str, Any]:
        """Ask for the table of some places; ``benchmarks/osrm_peer.py`` says what is answered."""
        question = {
            "map": str(path),
            "folder": str(self.folder),
            "algorithm": algorithm,
            "profile": profile,
            "points": [[point.lat_deg, point.lon_deg] for point in points],
            "repeat": repeat,
        }
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        answer = subprocess.run(
            [self.python, str(PEER)],
            input=json.dumps(question),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            env=environment,
        )
        said: dict[str, Any] = json.loads(answer.stdout[answer.stdout.index("{") :])
        return said
