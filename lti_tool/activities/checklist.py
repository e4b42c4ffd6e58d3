"""A learner's own checklist: entries picked, lines added, on a sheet or on cards to print."""

from __future__ import annotations

from dataclasses import dataclass

from lti_tool.activities.outcome import Form, Outcome, State, not_offered
from lti_tool.activities.typed import LONGEST, too_long
from lti_tool.content.model.activities.kinds import Checklist
from lti_tool.text.plain_text import clean_text

ROOM_FOR_HAND = 3  # empty lines on a sheet that prints


@dataclass(frozen=True, slots=True)
class Sheet:
    """What prints: (heading, lines) for every group that has any; the learner's own lines have no heading."""

    groups: tuple[tuple[str, tuple[str, ...]], ...]
    own: tuple[str, ...]
    is_everything: bool


def act(checklist: Checklist, state: State, form: Form) -> Outcome:
    """Keep what is picked and written; a draft is as good as a save."""
    picked = list(dict.fromkeys(form.get("pick", ())))
    if not set(picked) <= {entry.id for entry in checklist.entries}:
        return not_offered(state)
    own = [line for line in (clean_text(each) for each in form.get("own", ())) if line]
    kept = {"picked": picked, "own": own}
    if len(own) > checklist.own:
        return not_offered(state)
    return too_long(kept) if any(len(line) > LONGEST for line in own) else Outcome(kept)


def picked_in(checklist: Checklist, state: State) -> frozenset[str]:
    """The ids of the entries picked; those no longer in the lesson are dropped."""
    return frozenset(state.get("picked", ())) & {entry.id for entry in checklist.entries}


def own_in(state: State) -> tuple[str, ...]:
    """The learner's own lines."""
    return tuple(state.get("own", ()))


def sheet(checklist: Checklist, state: State) -> Sheet:
    """What prints: the picked entries and the learner's own lines; every entry if nothing has been picked yet."""
    picked, own = picked_in(checklist, state), own_in(state)
    is_everything = not picked and not own
    groups = (
        (group.title, tuple(each.text for each in group.entries if is_everything or each.id in picked))
        for group in checklist.groups
    )
    return Sheet(tuple(group for group in groups if group[1]), own, is_everything)


def is_done(checklist: Checklist, state: State) -> bool:
    """Whether anything is on the list."""
    return bool(picked_in(checklist, state) or own_in(state))
