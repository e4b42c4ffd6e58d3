"""A moment: one choice, answered at once, and taken back as often as one likes."""

from __future__ import annotations

from lti_tool.activities.outcome import Form, Outcome, State, asked_for, first, not_offered
from lti_tool.content.model.activities.light import Moment, MomentChoice
from lti_tool.content.model.record import sha256_hex

AGAIN = "again"


def act(moment: Moment, state: State, form: Form) -> Outcome:
    """Choose, or go back to the question; that it was answered once is kept."""
    if asked_for(form) == AGAIN:
        return Outcome({**state, "chosen": None})
    index = first(form, "choice")
    offered = {str(number): number for number in range(len(moment.choices))}
    return Outcome({"chosen": offered[index], "answered": True}) if index in offered else not_offered(state)


def chosen(moment: Moment, state: State) -> MomentChoice | None:
    """What stands chosen; None before the first choice, after "again", and where the choice is no longer there."""
    index = state.get("chosen")
    return moment.choices[index] if isinstance(index, int) and index in range(len(moment.choices)) else None


def offers(moment: Moment) -> list[tuple[int, MomentChoice]]:
    """The choices with their numbers, always in one order that does not reveal which the author wrote first."""
    return sorted(enumerate(moment.choices), key=lambda offer: sha256_hex(offer[1].text))


def is_done(_moment: Moment, state: State) -> bool:
    """Whether something was chosen, now or before."""
    return bool(state.get("answered"))
