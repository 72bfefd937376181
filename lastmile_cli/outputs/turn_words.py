"""Instructions in words: "left into Aleksanterinkatu, 240 m"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lastmile_cli.domain.turns import Step, StepKind
from lastmile_cli.outputs.wording import printable

TURNS = {
    StepKind.DEPART: "start",
    StepKind.STRAIGHT: "straight on",
    StepKind.KEEP_LEFT: "keep left",
    StepKind.KEEP_RIGHT: "keep right",
    StepKind.LEFT: "left",
    StepKind.RIGHT: "right",
    StepKind.SHARP_LEFT: "sharp left",
    StepKind.SHARP_RIGHT: "sharp right",
    StepKind.U_TURN: "U-turn",
    StepKind.ROUNDABOUT: "roundabout",
    StepKind.ARRIVE: "arrive",
}

NUMBERS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
COMPASS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")

UNNAMED = {
    "service": "service road",
    "track": "track",
    "footway": "footpath",
    "path": "path",
    "steps": "steps",
    "cycleway": "cycle path",
    "pedestrian": "pedestrian street",
    "living_street": "living street",
    "residential": "street without a name",
    "motorway": "motorway",
    "ferry": "ferry",
}
"""What a street without a name is called, by its class; links are slip roads, others just roads."""


def step_text(step: Step) -> str:
    """
    Write one instruction.

    >>> step_text(Step(kind=StepKind.LEFT, street="Aleksanterinkatu", distance_m=243))
    'left into Aleksanterinkatu, 240 m'
    >>> step_text(Step(kind=StepKind.ROUNDABOUT, street="Y", exit_number=2, distance_m=1240))
    'roundabout, second exit into Y, 1.2 km'
    >>> step_text(Step(kind=StepKind.STRAIGHT, street="Y", over="X", distance_m=62))
    'straight on over X into Y, 60 m'
    """
    head = manoeuvre_text(step)
    return f"{head}, {metres_text(step.distance_m)}" if step.kind is not StepKind.ARRIVE else head


def manoeuvre_text(step: Step) -> str:
    """
    Write what to do, without how far.

    >>> manoeuvre_text(Step(kind=StepKind.RIGHT, road_class="service"))
    'right into a service road'
    """
    street, turn = street_text(step), TURNS[step.kind]
    if step.kind is StepKind.ARRIVE:
        return f"{turn}: {arrival_text(step)}"
    if step.road_class == "ferry":
        return f"take {street}" if step.street else "take the ferry"
    if step.kind in (StepKind.DEPART, StepKind.U_TURN):
        return " ".join(
            part for part in (turn, compass_text(step.heading_deg), "on", street) if part
        )
    if step.kind is StepKind.ROUNDABOUT:
        way_out = f"{turn}, {exit_text(step.exit_number)} exit into {street}"
        return way_out if step.exit_number else "into the roundabout"
    over = f" over {printable(step.over)}" if step.over else ""
    return f"{turn}{over} into {street}"


def street_text(step: Step) -> str:
    """Name the street, or say what kind of one it is, as part of a sentence."""
    kind = kind_text(step)
    if step.street or kind == "steps":
        return kind
    return f"{'the' if kind in ('ferry', 'motorway') else 'a'} {kind}"


def kind_text(step: Step) -> str:
    """
    Name the street, or the kind of it.

    >>> kind_text(Step(kind=StepKind.LEFT, road_class="trunk_link"))
    'slip road'
    """
    if step.street:
        return printable(step.street)
    if step.road_class.endswith("_link"):
        return "slip road"
    return UNNAMED.get(step.road_class, "road without a name")


def arrival_text(step: Step) -> str:
    """
    Say where the door is.

    >>> arrival_text(Step(kind=StepKind.ARRIVE, walk_m=34))
    'door ahead, 35 m on foot'
    """
    side = (
        f"on the {step.door_side.value}" if step.door_side else "ahead" if step.walk_m else "here"
    )
    walk = f", {metres_text(step.walk_m)} on foot" if step.walk_m >= WORTH_WALKING_M else ""
    return f"door {side}{walk}"


WORTH_WALKING_M = 10
"""A shorter walk is the width of a street."""


def metres_text(metres: int) -> str:
    """
    Round a distance as far as a driver can judge it.

    >>> [metres_text(metres) for metres in (3, 34, 243, 997, 1250, 23_456)]
    ['5 m', '35 m', '240 m', '1.0 km', '1.3 km', '23 km']
    """
    if metres < 100:
        return f"{max(5, 5 * round(metres / 5))} m"
    if metres < 995:
        return f"{10 * round(metres / 10)} m"
    return f"{(metres + 0.5) / 1000:.1f} km" if metres < 9_950 else f"{metres / 1000:.0f} km"


def compass_text(heading_deg: int | None) -> str:
    """
    Name a direction by the eight winds.

    >>> compass_text(350), compass_text(100)
    ('north', 'east')
    """
    return "" if heading_deg is None else COMPASS[round(heading_deg / 45) % 8]


def exit_text(number: int) -> str:
    """
    Count exits in words.

    >>> exit_text(2), exit_text(11)
    ('second', '11th')
    """
    return NUMBERS[number - 1] if number <= len(NUMBERS) else f"{number}th"


def way_text(steps: Sequence[Step], separator: str = "; ") -> str:
    """Write all instructions of a way on one line."""
    return separator.join(step_text(step) for step in steps)


def step_record(step: Step) -> dict[str, Any]:
    """Lay out one instruction for other programs, with the words beside it."""
    return {
        "kind": step.kind.value,
        "street": step.street,
        "road_class": step.road_class,
        "distance_m": step.distance_m,
        "over": step.over,
        "exit_number": step.exit_number or None,
        "heading_deg": step.heading_deg,
        "door_side": step.door_side.value if step.door_side else None,
        "walk_m": step.walk_m if step.kind is StepKind.ARRIVE else None,
        "text": step_text(step),
    }
