"""Ruling on an item after it was answered: what that would change, and changing it.

A ruling holds for one version of an item in one course: for what was handed in before and for what comes. An attempt
that it would lower keeps its points, unless the instructor said that points may fall.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, String, cast, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lti_tool.attempts.answering import saved_answers
from lti_tool.attempts.drawn import short
from lti_tool.attempts.models import Attempt, Regrade
from lti_tool.attempts.rulings import ACCEPT, DROP, NO_RULING, combine, regrades_of
from lti_tool.attempts.snapshots import read_items
from lti_tool.attempts.submitting import NO_ANSWER, Outcome, outcome, write_outcome
from lti_tool.audit import CourseAction
from lti_tool.competencies import tallying
from lti_tool.content.model import Item
from lti_tool.grading.following import REGRADES, are_many, follow_people, leave_to_work
from lti_tool.lti.models import Launch, User
from lti_tool.lti.recording import record_change
from lti_tool.placements.models import Placement
from lti_tool.quizzes.answers import is_complete
from lti_tool.quizzes.marking import full_answer

_LOADED = (selectinload(Attempt.responses), joinedload(Attempt.user, innerjoin=True))


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an instructor thinks of ruling on an item; `accepted` is the other answer that earns the point too."""

    item: Item
    action: str
    accepted: frozenset[str] = frozenset()
    may_lower: bool = False

    def as_row(self, context_id: int) -> Regrade:
        """The ruling as a row, not added to any session."""
        return Regrade(
            context_id=context_id,
            item_id=self.item.id,
            digest=self.item.digest,
            action=self.action,
            accepted=sorted(self.accepted) if self.action == ACCEPT else [],
            may_lower=self.may_lower,
        )

    @property
    def makes_sense(self) -> bool:
        """Whether it changes anything: an answer that is accepted must be a whole one, and another than the key."""
        is_another = is_complete(self.item, self.accepted) and self.accepted != full_answer(self.item)
        return self.action == DROP or is_another


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """One attempt that a ruling changes; `is_kept` where it would lower the points, and they stay."""

    attempt: Attempt
    user: User
    before: Outcome
    after: Outcome
    is_kept: bool


def made_before(session: Session, context_id: int, digest: str) -> list[Regrade]:
    """What was ruled on this version of an item in a course, as it was made."""
    query = select(Regrade).where(Regrade.context_id == context_id, Regrade.digest == digest)
    return list(session.scalars(query.order_by(Regrade.id)))


def find_answered(session: Session, context_id: int, digest: str) -> Attempt | None:
    """Some submitted attempt of a course that asked this version of an item; None: nothing of the course's."""
    return session.scalar(_asking(context_id, digest).limit(1))


def propose(session: Session, context_id: int, proposal: Proposal) -> list[ScoreChange]:
    """Every score that a ruling would change, by name; nothing is written."""
    row = proposal.as_row(context_id)
    attempts = session.scalars(_asking(context_id, row.digest).order_by(Attempt.id).options(*_LOADED))
    changes = [change for attempt in attempts if (change := _change(session, attempt, row))]
    return sorted(changes, key=lambda each: (each.user.name_folded, each.user.id, each.attempt.number))


def regrade(
    session: Session,
    launch: Launch,
    proposal: Proposal,
    changes: Sequence[ScoreChange],
    reason: str,
    now: datetime,
) -> None:
    """Make a ruling that was proposed, with all that follows, or leave that to the course's work.

    The caller commits. Raises StillFollowing.
    """
    row = proposal.as_row(launch.context_id)
    row.reason, row.made_by_id, row.made_at = reason, launch.user_id, now
    session.add(row)
    session.flush()
    changed = [each for each in changes if not each.is_kept]
    if are_many(len(changed)):
        leave_to_work(session, launch.context_id, now, REGRADES, [row.id])
    else:
        rewrite(session, row, [each.attempt.id for each in changed], now)
    record_change(
        session,
        launch,
        CourseAction.ITEM_DROPPED if proposal.action == DROP else CourseAction.ANSWER_ACCEPTED,
        now,
        item=proposal.item.id,
        scores_changed=len(changed),
        kept=len(changes) - len(changed),
        reason=reason,
    )


def attempts_asking(session: Session, regrade: Regrade) -> Sequence[int]:
    """The attempts that a ruling may change."""
    asking = _asking(regrade.context_id, regrade.digest).with_only_columns(Attempt.id)
    return session.scalars(asking.order_by(Attempt.id)).all()


def rewrite(session: Session, regrade: Regrade, attempt_ids: Collection[int], now: datetime) -> None:
    """Give some attempts the points that a ruling means, with all that follows. The caller commits.

    An attempt that names the ruling already is left as it is. The tallies stay in step: each attempt takes its part
    back before it changes, and adds it after.
    """
    changes = _changes(session, regrade, attempt_ids)
    tallying.hold(session, [change.attempt for change in changes])
    people: dict[Placement, set[int]] = defaultdict(set)
    for change in changes:
        tallying.withdraw(session, change.attempt)
        write_outcome(change.attempt, change.after, [*regrades_of(session, change.attempt), regrade])
        session.flush()
        tallying.add(session, change.attempt)
        people[change.attempt.placement].add(change.user.id)
    for placement, user_ids in people.items():
        follow_people(session, placement, user_ids, now)


def _asking(context_id: int, digest: str) -> Select[Attempt]:
    """Submitted attempts of a course that asked an item; a digest is met nowhere else in what was drawn."""
    drawn = cast(Attempt.drawn, String)  # in the form of this release, or of earlier ones
    return (
        select(Attempt)
        .join(Attempt.placement)
        .where(
            Placement.context_id == context_id,
            Attempt.submitted_at.is_not(None),
            Attempt.is_preview.is_(False),
            or_(*(drawn.contains(form, autoescape=True) for form in (digest, short(digest)))),
        )
    )


def _changes(session: Session, regrade: Regrade, attempt_ids: Collection[int]) -> list[ScoreChange]:
    """What a ruling changes in these attempts, held until the commit."""
    query = select(Attempt).where(Attempt.id.in_(attempt_ids), Attempt.submitted_at.is_not(None)).order_by(Attempt.id)
    held = query.options(*_LOADED).with_for_update(of=Attempt).execution_options(populate_existing=True)
    waiting = [attempt for attempt in session.scalars(held) if regrade.id not in attempt.regrades]
    found = [change for attempt in waiting if (change := _change(session, attempt, regrade))]
    return [change for change in found if not change.is_kept]


def _change(session: Session, attempt: Attempt, row: Regrade) -> ScoreChange | None:
    made = regrades_of(session, attempt)
    if row.action == ACCEPT and not _is_touched(session, attempt, made, row):
        return None
    before, after = (outcome(session, attempt, combine(each)) for each in (made, [*made, row]))
    if before == after:
        return None
    falls = after.share < before.share or (before.passed and not after.passed)
    return ScoreChange(attempt, attempt.user, before, after, is_kept=falls and not row.may_lower)


def _is_touched(session: Session, attempt: Attempt, made: list[Regrade], row: Regrade) -> bool:
    """Whether the mark of the item itself changes: looked at first, because mostly it does not."""
    item = read_items(session, [row.digest])[row.digest]
    tokens = saved_answers(attempt).get(row.item_id, NO_ANSWER).tokens
    before, after = (combine(each).get(row.item_id, NO_RULING).mark(item, tokens) for each in (made, [*made, row]))
    return before != after
