"""How a source of roads was asked to drive and to speak."""

from __future__ import annotations

from dataclasses import dataclass

from lastmile_cli.domain.settings import RoadsSettings
from lastmile_cli.roads.profiles.catalogue import PROFILES, with_own
from lastmile_cli.roads.profiles.profile import Profile
from lastmile_cli.roads.snapping import ANYWHERE, KerbRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """
    Who drives, on which side of a road to stop, and whether and how to tell turns.

    ``profiles`` are all the map is built for, the fleet's own among them.
    """

    profiles: tuple[Profile, ...] = PROFILES
    kerbs: KerbRule = ANYWHERE
    tells_turns: bool = False
    language: str = ""

    @classmethod
    def of(cls, settings: RoadsSettings) -> Habits:
        """Take what the settings say."""
        kerbs = KerbRule(classes=settings.curbside, drives_left=settings.drives_left)
        tells = settings.tells_turns
        return cls(
            profiles=with_own(settings.own_profiles),
            kerbs=kerbs,
            tells_turns=tells,
            language=settings.language,
        )

    @property
    def key(self) -> str:
        """Name what changes a table; empty where nothing does."""
        if not self.kerbs.classes:
            return ""
        side = {None: "own side", True: "left", False: "right"}[self.kerbs.drives_left]
        return f" {side} of {','.join(sorted(self.kerbs.classes))}"


PLAIN = Habits()
"""The house's profiles, to stop on either side, and to say nothing."""
