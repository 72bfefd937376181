"""How a source of roads was asked to drive and to speak."""

from __future__ import annotations

from dataclasses import dataclass

from lastmile_cli.domain.settings import RoadsSettings
from lastmile_cli.roads.snapping import ANYWHERE, KerbRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """On which side of a road to stop, and whether and in which language to tell turns."""

    kerbs: KerbRule = ANYWHERE
    tells_turns: bool = False
    language: str = ""

    @classmethod
    def of(cls, settings: RoadsSettings) -> Habits:
        """Take what the settings say."""
        kerbs = KerbRule(classes=settings.curbside, drives_left=settings.drives_left)
        tells = settings.tells_turns
        return cls(kerbs=kerbs, tells_turns=tells, language=settings.language)

    @property
    def key(self) -> str:
        """Name what changes a table; empty where nothing does."""
        if not self.kerbs.classes:
            return ""
        side = "left" if self.kerbs.drives_left else "right"
        return f" {side} of {','.join(sorted(self.kerbs.classes))}"


PLAIN = Habits()
"""To stop on either side, and to say nothing."""
