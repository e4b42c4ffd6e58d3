"""From a list to what people have of their own: weighed first, and carried from the preview to its yes."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StrictFloat, StrictInt, StrictStr, TypeAdapter, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.attempts.adjusting import reschedule_people
from lti_tool.audit import CourseAction
from lti_tool.instructor.accommodations.table import MOST_ATTEMPTS, MOST_PERCENT, MOST_ROWS, Plan, Wish
from lti_tool.instructor.shared.people.lists import RowProblem
from lti_tool.lti.models import Launch
from lti_tool.lti.records.recording import record_change
from lti_tool.placements.accommodations import figures_in, figures_of, set_figures
from lti_tool.placements.dates import DATES
from lti_tool.placements.models import Accommodation, Placement
from lti_tool.placements.own_dates.checking import find_own_contradictions
from lti_tool.placements.own_dates.many import SaidAt, heard_at, own_at, said_to_many
from lti_tool.placements.own_dates.setting import Whose, as_own, set_own_dates
from lti_tool.placements.picking.custom import read_moment

LARGEST_PLAN = 1024 * 1024  # bytes, unpacked
Moments = Mapping[str, datetime | None]
_Name = Literal["opens_at", "due_at", "closes_at"]
_PACKED = TypeAdapter(
    tuple[
        StrictInt,
        StrictInt,
        StrictInt | None,
        Annotated[StrictFloat, Field(ge=1, le=1 + MOST_PERCENT / 100)] | None,
        Annotated[StrictInt, Field(ge=0, le=MOST_ATTEMPTS)] | None,
        dict[_Name, StrictStr | None],
    ]
)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a wish comes to: the figures and dates that somebody would have, and what they have `before`."""

    wish: Wish
    factor: float
    extra_attempts: int
    moments: Moments
    before: tuple[float, int, Moments]

    @property
    def is_change(self) -> bool:
        """Whether that is another than now."""
        return self.before != (self.factor, self.extra_attempts, self.moments)


def weigh(session: Session, context_id: int, plan: Plan) -> list[Outlook]:
    """What each wish would change; one that contradicts what else holds becomes a problem of the plan."""
    placements = {
        each.id: each for each in session.scalars(select(Placement).where(Placement.context_id == context_id))
    }
    users = {each.user_id for each in plan.wishes}
    figures = figures_of(session, context_id, users)
    said = said_to_many(session, context_id, users)
    outlooks, problems = [], list(plan.problems)
    for wish in plan.wishes:
        outlook = _look(wish, figures.get(wish.user_id), said.get(wish.user_id, ()), placements)
        problem = _contradiction(outlook, said.get(wish.user_id, ()), placements)
        if problem:
            problems.append(problem)
        else:
            outlooks.append(outlook)
    plan.problems = sorted(problems, key=lambda each: each.row)
    plan.wishes = [each.wish for each in outlooks]
    return outlooks


def _look(
    wish: Wish, known: Accommodation | None, said: Sequence[SaidAt], placements: Mapping[int, Placement]
) -> Outlook:
    factor, attempts = figures_in(known)
    own = own_at(said, _placement(wish, placements))
    before = {name: getattr(own, name) for name in DATES}
    new_factor = factor if wish.factor is None else wish.factor
    new_attempts = attempts if wish.extra_attempts is None else wish.extra_attempts
    moments = before | dict(wish.moments)
    return Outlook(wish, new_factor, new_attempts, moments, (factor, attempts, before))


def _placement(wish: Wish, placements: Mapping[int, Placement]) -> Placement | None:
    return placements[wish.placement_id] if wish.placement_id else None


def _contradiction(outlook: Outlook, said: Sequence[SaidAt], placements: Mapping[int, Placement]) -> RowProblem | None:
    wish = outlook.wish
    if not wish.moments or not any(outlook.moments.values()):
        return None
    at = _placement(wish, placements)
    known = {link: heard_at(said, link) for link in ([at] if at else placements.values())}
    found = find_own_contradictions(known, as_own(Whose(user_id=wish.user_id), at, outlook.moments))
    return next((RowProblem(wish.row, each.wording, each.params) for _link, each in found), None)


def save(session: Session, launch: Launch, outlooks: Iterable[Outlook], refused: int, now: datetime) -> int:
    """Keep what was shown, as far as it changes anything; return how many people that is. The caller commits."""
    changed = [each for each in outlooks if each.is_change]
    placements = {each.id: each for each in _placements(session, launch.context_id)}
    for each in changed:
        wish = each.wish
        if wish.factor is not None or wish.extra_attempts is not None:
            set_figures(session, launch, wish.user_id, each.factor, each.extra_attempts, now)
        if wish.moments:
            at = _placement(wish, placements)
            set_own_dates(session, launch, Whose(user_id=wish.user_id), at, each.moments, now)
    people = {each.wish.user_id for each in changed}
    record_change(session, launch, CourseAction.ACCOMMODATIONS_IMPORTED, now, people=len(people), refused=refused)
    session.flush()
    reschedule_people(session, launch.context_id, people)
    return len(people)


def _placements(session: Session, context_id: int) -> Sequence[Placement]:
    return session.scalars(select(Placement).where(Placement.context_id == context_id)).all()


def pack(wishes: Iterable[Wish]) -> str:
    """Wishes as a form carries them from their preview to its yes."""
    rows = [
        [each.row, each.user_id, each.placement_id, each.factor, each.extra_attempts, _as_text(each.moments)]
        for each in wishes
    ]
    plain = json.dumps(rows, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(zlib.compress(plain)).decode()


def unpack(text: str, people: Collection[int], placements: Collection[int]) -> list[Wish]:
    """The wishes that were shown, without any that is none: the sender may have changed them."""
    try:
        plain = zlib.decompressobj().decompress(base64.urlsafe_b64decode(text), LARGEST_PLAN)
        rows: Any = json.loads(plain)
    except (ValueError, RecursionError, zlib.error):
        return []
    found = (_unpack_one(each, people, placements) for each in (rows[:MOST_ROWS] if isinstance(rows, list) else ()))
    return [each for each in found if each]


def _unpack_one(row: object, people: Collection[int], placements: Collection[int]) -> Wish | None:
    try:
        number, user_id, placement_id, factor, attempts, moments = _PACKED.validate_python(row)
    except ValidationError:
        return None
    if user_id not in people or placement_id not in (None, *placements):
        return None
    return Wish(number, user_id, placement_id, factor, attempts, _as_moments(moments))


def _as_moments(texts: Mapping[_Name, str | None]) -> Moments:
    return {name: read_moment(at) if at else None for name, at in texts.items()}


def _as_text(moments: Moments) -> dict[str, str | None]:
    return {name: at.astimezone(UTC).isoformat() if at else None for name, at in moments.items()}
