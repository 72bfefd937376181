"""What a profile is made of: who may go where, how fast, and what a turn costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnCosts:
    """
    Seconds that nodes cost.

    A turn of ``a`` degrees costs ``turn_s`` × a sigmoid of ``a`` that leans by
    ``bias`` towards the cheaper side; ``oncoming_s`` comes on top where oncoming
    traffic is crossed, ``u_turn_s`` where the vehicle turns round. Signals,
    stop and give-way signs and gates cost their time whoever passes them.
    """

    turn_s: float = 0.0
    bias: float = 1.0
    oncoming_s: float = 0.0
    u_turn_s: float = 0.0
    signal_s: float = 0.0
    stop_s: float = 0.0
    give_way_s: float = 0.0
    gate_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """
    One way of moving over a map, as data.

    Parameters
    ----------
    speeds_kmh
        Highway class to the speed driven where no limit is tagged; a class not
        listed is closed unless an access tag opens it (``opened_kmh``).
    access_keys
        Access tags from the most specific to the most general; the first one
        present decides. ``closed`` values shut the road; ``local`` values let
        in only who starts or ends there, on the classes of ``local_classes``
        (on others they shut it); every other value opens it.
    oneway_keys
        Tags that say which way a road may be driven, most specific first.
    contraflow
        Whether cycleway tags open the way against a one-way street.
    local_services
        Values of ``service`` that are nobody's way through: drives, aisles of car parks.
    pushed_classes
        Classes on which a bike is pushed unless a tag of its own lets it ride.
    maxspeed_factor
        Share of the tagged limit really driven; 0 ignores limits.
    caps_kmh
        Tag and value to the speed that cannot be exceeded there.
    carried_kmh
        Value of ``route`` to the speed of what carries the vehicle where no duration is tagged.
    height_m, width_m, length_m, weight_kg, axle_kg
        Size and weight loaded; what does not fit a tagged limit stays out. ``kinds``
        are names by which limits speak of this profile alone (``maxweight:hgv``).
    passes
        Barrier values that do not stop this profile. With ``blocked_by``
        given, only the barriers named there do.
    restriction_keys
        Turn restriction tags that bind; ``restriction_names`` are what
        ``except`` may call this profile.
    feels_traffic
        Whether the speed factors of traffic periods apply.
    on_motorroads
        Whether roads for motor vehicles only (``motorroad=yes``) are open.
    family
        Profiles of one family use much the same streets and share a contraction order.
    """

    name: str
    speeds_kmh: Mapping[str, float]
    opened_kmh: float
    access_keys: tuple[str, ...]
    closed: frozenset[str]
    local: frozenset[str] = frozenset()
    local_classes: frozenset[str] = frozenset()
    local_services: frozenset[str] = frozenset()
    pushed_classes: frozenset[str] = frozenset()
    pushed_kmh: float = 0.0
    oneway_keys: tuple[str, ...] = ()
    implied_oneways: bool = True
    contraflow: bool = False
    maxspeed_factor: float = 0.0
    top_kmh: float = 200.0
    caps_kmh: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    carried_kmh: Mapping[str, float] = field(default_factory=lambda: {"ferry": 5.0})
    movable_bridge_kmh: float = 0.0
    height_m: float = 0.0
    width_m: float = 0.0
    length_m: float = 0.0
    weight_kg: float = 0.0
    axle_kg: float = 0.0
    kinds: tuple[str, ...] = ()
    passes: frozenset[str] = frozenset()
    blocked_by: frozenset[str] | None = None
    gates: frozenset[str] = frozenset()
    restriction_keys: tuple[str, ...] = ()
    restriction_names: frozenset[str] = frozenset()
    turns: TurnCosts = TurnCosts()
    feels_traffic: bool = True
    on_motorroads: bool = True
    family: str = "motor"
    no_stopping: frozenset[str] = frozenset()
