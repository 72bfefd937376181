"""Cells that hold one of a few words: what happens at the door, how urgent, yes or no."""

from __future__ import annotations

import re

from lastmile_cli.domain.stops import SequenceWish, StopKind
from lastmile_cli.intake.cell_errors import CellError
from lastmile_cli.intake.near_miss import nearest
from lastmile_cli.intake.noticing import shown
from lastmile_cli.intake.numbers import parse_number

EMPTY_WORDS = frozenset({"", "-", "–", "—", "n/a", "na", "null", "none", "nan", "nil", "#n/a"})
"""What exports write into a cell that holds nothing."""

LONGEST_EMPTY_WORD = max(map(len, EMPTY_WORDS))
"""Longer texts need not be looked up."""

YES = frozenset({"yes", "y", "true", "1", "x", "on", "kyllä", "k", "ja", "oui", "sí", "si", "sì"})
NO = frozenset({"no", "n", "false", "0", "off", "ei", "nej", "nein", "non", "nee"})

CHANNELS = ("email", "sms")
"""What a plain "yes" to being contacted agrees to."""

PROOFS = ("signature", "id", "photo", "cash")
"""What may be asked for at the door."""

KINDS = {
    StopKind.DELIVERY: "delivery deliver deliveries drop dropoff d toimitus leverans lieferung"
    " zustellung auslieferung livraison entrega levering bezorging consegna unload",
    StopKind.PICKUP: "pickup pick collect collection p load nouto hämtning avhämtning upphämtning"
    " abholung enlèvement ramassage recogida ophalen afhalen ritiro",
    StopKind.RETURN: "return returns r rma palautus retur retoure rückgabe rücksendung rücknahme"
    " retour devolución retourzending reso",
    StopKind.SERVICE: "service visit task t job install installation maintenance repair asennus"
    " huolto montage wartung montaje installatie onderhoud installazione",
}
"""Words for each kind of stop."""

PRIORITIES = {
    **dict.fromkeys(("urgent", "highest", "critical", "c", "kriittinen", "kritisch"), 95),
    **dict.fromkeys(("dringend", "sehr dringend", "kiireellinen", "brådskande", "akut"), 95),
    "vip": 90,
    **dict.fromkeys(
        ("high", "h", "korkea", "hög", "hoch", "express", "eilig", "kiire", "pikainen"), 80
    ),
    **dict.fromkeys(
        ("normal", "medium", "m", "standard", "default", "normaali", "mittel", "medel"), 50
    ),
    **dict.fromkeys(("low", "l", "matala", "låg", "niedrig", "gering"), 20),
    **dict.fromkeys(("lowest", "optional"), 5),
}
"""Words for a priority from 0 to 100."""

_LIST_MARK = re.compile(r"[,;|\n]")
_KIND_WORDS = {word: kind for kind, words in KINDS.items() for word in words.split()}


def is_empty(text: str) -> bool:
    """Whether a cell says that there is nothing in it."""
    return text.casefold() in EMPTY_WORDS


def parse_kind(text: str) -> StopKind:
    """
    Read what happens at the door.

    >>> parse_kind("Drop-off"), parse_kind("Nouto")
    (<StopKind.DELIVERY: 'delivery'>, <StopKind.PICKUP: 'pickup'>)
    """
    word = re.sub(r"[\s_-]", "", text.casefold())
    if word in _KIND_WORDS:
        return _KIND_WORDS[word]
    near = nearest(word, _KIND_WORDS)
    names = ", ".join(StopKind)
    hint = f"did you mean `{_KIND_WORDS[near]}`?" if near else f"write one of: {names}."
    raise CellError("LM1121", f"{shown(text)} is not a kind of stop.", hint)


def parse_priority(text: str) -> int:
    """
    Read a priority: a number from 0 to 100, or a word.

    >>> parse_priority("High"), parse_priority("35")
    (80, 35)
    """
    if text.casefold() in PRIORITIES:
        return PRIORITIES[text.casefold()]
    hint = "write a number from 0 (dropped first) to 100, or high, normal, low."
    try:
        number = parse_number(text)
    except CellError as error:
        message = f"{shown(text)} is not a priority."
        raise CellError("LM1124", message, hint) from error
    if not 0 <= number <= 100 or number != number.to_integral_value():
        message = f"{shown(text)} is not a whole number from 0 to 100."
        raise CellError("LM1124", message, hint)
    return int(number)


def parse_sequence(text: str) -> SequenceWish:
    """Read where in its route a stop must stand."""
    try:
        return SequenceWish(text.casefold())
    except ValueError as error:
        message = f"{shown(text)} is not a place in the route."
        raise CellError("LM1126", message, "write first, last or any.") from error


def parse_names(text: str) -> frozenset[str]:
    """
    Read a list of names, such as skills, in one spelling.

    >>> sorted(parse_names("White glove; tail-lift"))
    ['tail_lift', 'white_glove']
    """
    parts = (one_name(part) for part in _LIST_MARK.split(text))
    return frozenset(part for part in parts if part)


def one_name(text: str) -> str:
    """A name in the one spelling in which names are compared."""
    return re.sub(r"[\s_-]+", "_", text.strip().casefold())


def parse_consent(text: str) -> frozenset[str]:
    """
    Read which channels the customer agreed to; "yes" is all of them.

    >>> sorted(parse_consent("yes")), sorted(parse_consent("SMS")), sorted(parse_consent("no"))
    (['email', 'sms'], ['sms'], [])
    """
    word = text.casefold()
    if word in YES:
        return frozenset(CHANNELS)
    return frozenset() if word in NO else parse_names(text)
