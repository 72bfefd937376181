"""Doubtful addresses settled in a talk with whoever sits at the terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lastmile_cli.domain.addresses import Address, GeocodeResult, GeocodeStatus
from lastmile_cli.domain.errors import LastmileError, ServiceUnreachableError, UsageError
from lastmile_cli.domain.pins import told_reason
from lastmile_cli.domain.stops import Stop
from lastmile_cli.geocoding.dialogue import Decision, Dialogue, questions_of
from lastmile_cli.geocoding.overrides_from_review import pin_of
from lastmile_cli.geocoding.verdicts import set_by_hand
from lastmile_cli.intake.typed_places import read_place
from lastmile_cli.workflows.geocode_stops import Review, open_desk
from lastmile_cli.workflows.remembered_pins import today

Talk = Callable[[str], str]
"""Shows a text that ends with a prompt, and returns the line that is typed."""


def check_kept(review: Review, *, has_sheet: bool, remembers: bool) -> None:
    """
    Refuse to ask anything where the answers would go nowhere.

    Raises
    ------
    UsageError
        Neither a sheet nor a file of pins is there for them.
    """
    if not has_sheet and not (remembers and review.inputs.config.geocoding.pins_path):
        raise UsageError(
            "Nothing would keep what you decide.",
            hint="add -o review.csv, or name a file under `geocoding: pins:`",
        )


def settle(review: Review, talk: Talk, *, offline: bool) -> tuple[Review, BaseException | None]:
    """
    Go through the doubtful stops of a review; what was decided until the end counts.

    ``talk`` may raise ``EOFError`` to end it. The second value is whatever else
    ended it (``KeyboardInterrupt``, a terminal that is gone): the caller keeps
    the review before raising it again.
    """
    desk = open_desk(review.inputs, offline=offline)

    def ask(address: Address, recipient: str) -> GeocodeResult:
        try:
            return desk.geocode_address(address, recipient)
        except ServiceUnreachableError as error:
            return _no_answer(error)

    dialogue = Dialogue(questions_of(review.stops), ask, read_place, near=desk.bias)
    ended_by: BaseException | None = None
    conversation = dialogue.talk()
    try:
        shown = next(conversation)
        while True:
            shown = conversation.send(talk(shown))
    except (StopIteration, EOFError):
        pass
    except (KeyboardInterrupt, Exception) as error:
        ended_by = error
    finally:
        desk.close()
    return _with_decisions(review, dialogue.decisions), ended_by


def _no_answer(error: LastmileError) -> GeocodeResult:
    return GeocodeResult(status=GeocodeStatus.FAIL, reason=f"not asked: {error.message}")


def _with_decisions(review: Review, decisions: list[Decision]) -> Review:
    on = today(review.inputs.config.service)
    settled: dict[str, Stop] = {}
    pins = []
    for decision in decisions:
        for stop in decision.question.stops:
            at, note = decision.coordinate, decision.note
            result = set_by_hand(at, decision.label, told_reason(on, note))
            settled[stop.stop_id] = stop.with_geocode(result)
            if stop.address or stop.customer_id:
                pins.append(pin_of(stop, at, on, note))
    stops = tuple(settled.get(stop.stop_id, stop) for stop in review.stops)
    codes = {"LM1301", "LM1302", "LM1304", "LM1306", "LM1307", "LM1308"}
    rows = {stop.row for stop in settled.values()}
    notices = tuple(n for n in review.notices if n.code not in codes or n.place.row not in rows)
    return replace(review, stops=stops, notices=notices, set_by_hand=(*review.set_by_hand, *pins))
