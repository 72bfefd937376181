"""Service inside a home in words: what the crew does there, and what comes back with it."""

from __future__ import annotations

from typing import Any

from lastmile_cli.domain.counting import counted
from lastmile_cli.domain.load import Load
from lastmile_cli.domain.stops import Stop
from lastmile_cli.outputs.wording import load_text
from lastmile_cli.records.in_home import in_home_to_record
from lastmile_cli.records.parts import load_to_record


def home_texts(stop: Stop) -> list[str]:
    """
    What is done inside the home, a thing each; nothing at an ordinary door.

    >>> from lastmile_cli.domain.in_home import InHome
    >>> home = InHome(items=2, floors=3, crew=2, sets_up=True)
    >>> home_texts(Stop(stop_id="A", in_home=home))
    ['White glove', '2 items', '3 floors up, no lift', 'set up', 'crew of 2']
    """
    home = stop.in_home
    if home is None:
        return []
    return [
        "White glove",
        counted(home.items, "item"),
        floor_text(home.floors, has_lift=home.has_lift),
        *(["set up"] if home.sets_up else []),
        *([f"take packaging back ({back_text(stop.back)})"] if any(stop.back.as_tuple()) else []),
        *([f"crew of {home.crew}"] if home.crew > 1 else []),
    ]


def home_text(stop: Stop) -> str:
    """All of it in one line; empty at an ordinary door."""
    return ", ".join(home_texts(stop))


def floor_text(floors: int, *, has_lift: bool) -> str:
    """
    Where to, and how.

    >>> floor_text(1, has_lift=True), floor_text(-1, has_lift=False), floor_text(0, has_lift=False)
    ('1 floor up, lift', '1 floor down, no lift', 'ground floor')
    """
    if not floors:
        return "ground floor"
    way = "down" if floors < 0 else "up"
    return f"{counted(abs(floors), 'floor')} {way}, {'lift' if has_lift else 'no lift'}"


def back_text(back: Load) -> str:
    """How much comes back; a volume is told even where it is little."""
    little = f"{back.volume_ml / 1_000_000:.3f} m³" if 0 < back.volume_ml < 50_000 else ""
    return ", ".join(part for part in (load_text(back), little) if part)


def home_record(stop: Stop) -> dict[str, Any]:
    """Lay out the same for programs; nothing at an ordinary door."""
    if stop.in_home is None:
        return {}
    told = in_home_to_record(stop.in_home)
    return {"in_home": {**told, "back": load_to_record(stop.back), "what": home_text(stop)}}
