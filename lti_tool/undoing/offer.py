"""What taking one change back would do now, as a page shows it and as a yes means it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from lti_tool.audit import AuditEvent
from lti_tool.errors import N_
from lti_tool.grading.reconfiguring import Touched
from lti_tool.grading.regrading import ScoreChange
from lti_tool.lti.models import Launch

NO_LINK = N_("The link that this was about is no longer in this course.")
NO_PERSON = N_("The person whom this was about is no longer known in this course.")
AS_BEFORE = N_("Everything that this change touched is as it was before it already.")
UNREADABLE = N_("This line is from an older version of the tool, and does not say exactly what was before.")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence for the translators' catalogue, with what it names."""

    wording: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Field:
    """One value that would be put back: what it is called, now and then, in words.

    `is_since` says that somebody changed it again after the change that is taken back; it is put back only where it
    `is_chosen`.
    """

    name: str
    called: str
    now: str
    then: str
    is_since: bool = False
    is_chosen: bool = True


def choose(name: str, wanted: frozenset[str] | None, *, is_since: bool) -> bool:
    """Whether a field is put back: what somebody ticked; before anybody was asked, what nobody changed since."""
    return not is_since if wanted is None else name in wanted


def chosen_of(fields: Iterable[Field]) -> list[str]:
    """The names of those that are put back."""
    return [each.name for each in fields if each.is_chosen]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A page on which it is done, or on which what can be done is done."""

    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Offer:
    """What taking a change back would do; without `do` it cannot be done, and `problems` say why.

    `facts` is all that a yes is a yes to, as JSON. `people` are those whom it touches by id; of a refusal, nobody.
    """

    do: Callable[[str, datetime], None] | None = None
    facts: object = None
    fields: Sequence[Field] = ()
    scores: Sequence[ScoreChange] = ()
    touched: Touched | None = None
    people: Collection[int] = ()
    notes: Sequence[Said] = ()
    problems: Sequence[Said] = ()
    asks_why: bool = False
    elsewhere: Elsewhere | None = None


Look = Callable[[Session, Launch, AuditEvent, frozenset[str] | None], Offer]
"""Looks at a change; the names are those of the fields that somebody ticked, None where nobody was asked yet."""


def refused(wording: str, endpoint: str = "", **params: object) -> Offer:
    """An offer of nothing, with the reason and perhaps the page that helps."""
    return Offer(problems=[Said(wording, params)], elsewhere=Elsewhere(endpoint) if endpoint else None)
