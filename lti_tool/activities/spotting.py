"""Looking at places, on a picture or in a list, one after the other in any order."""

from __future__ import annotations

from lti_tool.activities.outcome import Form, Outcome, State, first, not_offered
from lti_tool.content.model.activities.light import Spot


def act(spot: Spot, state: State, form: Form) -> Outcome:
    """Look at a place; it stays open."""
    place = first(form, "place")
    if place not in {each.id for each in spot.places}:
        return not_offered(state)
    return Outcome({"seen": [*(each for each in seen(spot, state) if each != place), place]})


def seen(spot: Spot, state: State) -> list[str]:
    """The places that were looked at, in that order; those no longer in the lesson are dropped."""
    found = state.get("seen")
    known = {each.id for each in spot.places}
    return [each for each in found if each in known] if isinstance(found, list) else []


def is_done(spot: Spot, state: State) -> bool:
    """Whether every place was looked at."""
    return len(seen(spot, state)) == len(spot.places)


def is_begun(spot: Spot, state: State) -> bool:
    """Whether a place was looked at."""
    return bool(seen(spot, state))
