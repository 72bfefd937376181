"""White glove: what is done inside a home, who it takes, how long, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lastmile_cli.domain.load import Load

WHITE_GLOVE = "white_glove"
"""The skill that is asked for where nobody names another, if anybody has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InHome:
    """
    What a stop asks for inside the home.

    ``items`` are carried ``floors`` above the ground floor (below it where
    negative), by lift or by stairs, by a ``crew`` of so many; ``sets_up``: they
    are put together there. Of each item ``back_per_item`` of packaging rides
    home. The interval told to the customer is ``told_s`` long at least.
    """

    items: int = 1
    floors: int = 0
    has_lift: bool = False
    crew: int = 1
    back_per_item: Load = Load()
    told_s: int = 0
    sets_up: bool = False

    def __post_init__(self) -> None:
        if self.items < 1 or self.crew < 1:
            msg = f"{self.items} items by a crew of {self.crew}: there must be one of each."
            raise ValueError(msg)
        if self.told_s < 0:
            msg = f"Nobody can be told an interval of {self.told_s} s."
            raise ValueError(msg)

    @property
    def back(self) -> Load:
        """All the packaging that is taken back."""
        one = self.back_per_item
        return Load(
            weight_g=one.weight_g * self.items,
            volume_ml=one.volume_ml * self.items,
            parcels=one.parcels * self.items,
        )

    @property
    def flights(self) -> int:
        """Floors between the ground and the door, up or down."""
        return abs(self.floors)

    def with_items(self, items: int) -> InHome:
        """Return the same with another number of items."""
        return replace(self, items=items)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhiteGloveSettings:
    """
    What the service inside homes takes; seconds.

    ``base_s`` at the door is ``None`` where it is the usual time there. Each
    item takes ``item_s`` and ``setup_s``, and ``floor_s`` by stairs or ``lift_s``
    by lift for each floor it is carried. ``skill`` is empty where a crew of
    enough persons is all it takes. ``ground_floor`` is the number that the
    ground floor bears in a stops file.
    """

    crew: int = 2
    base_s: int | None = None
    item_s: int = 300
    setup_s: int = 0
    floor_s: int = 60
    lift_s: int = 30
    back_per_item: Load = Load()
    skill: str = ""
    told_s: int = 0
    ground_floor: int = 0

    def __post_init__(self) -> None:
        times = (self.base_s or 0, self.item_s, self.setup_s, self.floor_s, self.lift_s)
        if min(*times, self.told_s) < 0 or self.crew < 1:
            msg = f"White glove by a crew of {self.crew}, taking {times} s, told {self.told_s} s."
            raise ValueError(msg)

    def parts_s(self, home: InHome, usual_s: int) -> tuple[tuple[str, int], ...]:
        """
        Make up the time inside a home: each part in words, and its seconds.

        ``usual_s`` is the time at any door. Parts that take no time are left out.

        >>> glove = WhiteGloveSettings(base_s=600, setup_s=900)
        >>> for part in glove.parts_s(InHome(items=2, floors=3), 180):
        ...     print(part)
        ('at the door', 600)
        ('2 items', 600)
        ('2 items set up', 1800)
        ('2 items up 3 floors by stairs', 360)
        """
        items = f"{home.items} item{'' if home.items == 1 else 's'}"
        way = f"{'down' if home.floors < 0 else 'up'} {home.flights}"
        by = "lift" if home.has_lift else "stairs"
        a_floor_s = self.lift_s if home.has_lift else self.floor_s
        parts = (
            ("at the door", usual_s if self.base_s is None else self.base_s),
            (items, home.items * self.item_s),
            (f"{items} set up", home.items * self.setup_s),
            (
                f"{items} {way} floor{'' if home.flights == 1 else 's'} by {by}",
                home.items * home.flights * a_floor_s,
            ),
        )
        return tuple(part for part in parts if part[1])

    def in_home_s(self, home: InHome, usual_s: int) -> int:
        """
        Seconds inside a home, all parts together.

        >>> WhiteGloveSettings(base_s=600).in_home_s(InHome(items=2, floors=3), 180)
        1560
        """
        return sum(seconds for _, seconds in self.parts_s(home, usual_s))
