"""Ruling on an item after it was answered: what that would change, and changing it.

A ruling holds for one version of an item in one course: for what was handed in before and for what comes. An attempt
that it would lower keeps its points, unless the instructor said that points may fall.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, String, cast, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lti_tool.attempts.answering import saved_answers
from lti_tool.attempts.models import Attempt, Regrade
from lti_tool.attempts.rulings import ACCEPT, DROP, NO_RULING, combine, regrades_of
from lti_tool.attempts.snapshots import read_items
from lti_tool.attempts.submitting import NO_ANSWER, Outcome, outcome, write_outcome
from lti_tool.audit import record_event
from lti_tool.competencies import rebuilding, tallying
from lti_tool.content.schema import Item
from lti_tool.courses import progress
from lti_tool.grades.earning import earned_grades
from lti_tool.grades.settling import follow_up, queue_everybody
from lti_tool.lti.models import Launch, User
from lti_tool.placements.models import Placement
from lti_tool.quizzes.answers import is_complete
from lti_tool.quizzes.marking import full_answer

MANY = 200  # from here on, summaries are made anew as a whole instead of attempt by attempt
BATCH = 500


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


def propose(session: Session, context_id: int, proposal: Proposal, *, lock: bool = False) -> list[ScoreChange]:
    """Every score that a ruling would change, by name; nothing is written. `lock` holds them until the commit."""
    row = proposal.as_row(context_id)
    changes = [
        change
        for attempt in _attempts(session, context_id, proposal, lock)
        if (change := _change(session, attempt, row))
    ]
    return sorted(changes, key=lambda each: (each.user.name.casefold(), each.user.id, each.attempt.number))


def regrade(session: Session, launch: Launch, proposal: Proposal, reason: str, now: datetime) -> list[ScoreChange]:
    """Make a ruling, with all that follows; return what it changed. The caller commits."""
    changes = propose(session, launch.context_id, proposal, lock=True)
    row = proposal.as_row(launch.context_id)
    row.reason, row.made_by_id, row.made_at = reason, launch.user_id, now
    session.add(row)
    session.flush()
    changed = [each for each in changes if not each.is_kept]
    if len(changed) < MANY:
        _rewrite_each(session, changed, row, now)
    else:
        _rewrite_many(session, launch.context_id, changed, row, now)
    record_event(
        session,
        "item.dropped" if proposal.action == DROP else "item.answer_accepted",
        actor=f"user {launch.user_id}",
        now=now,
        context_id=launch.context_id,
        item=proposal.item.id,
        changed=len(changed),
        kept=len(changes) - len(changed),
        reason=reason,
    )
    return changes


def _asking(context_id: int, digest: str) -> Select[Attempt]:
    """Submitted attempts of a course that asked an item; a digest is met nowhere else in what was drawn."""
    return (
        select(Attempt)
        .join(Attempt.placement)
        .where(
            Placement.context_id == context_id,
            Attempt.submitted_at.is_not(None),
            Attempt.is_preview.is_(False),
            cast(Attempt.drawn, String).contains(digest, autoescape=True),
        )
    )


def _attempts(session: Session, context_id: int, proposal: Proposal, lock: bool) -> Iterator[Attempt]:
    query = _asking(context_id, proposal.item.digest).order_by(Attempt.id)
    loaded = query.options(selectinload(Attempt.responses), joinedload(Attempt.user, innerjoin=True))
    yield from session.scalars(loaded.with_for_update(of=Attempt) if lock else loaded)


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


def _rewrite_each(session: Session, changes: Sequence[ScoreChange], row: Regrade, now: datetime) -> None:
    """New points with the tallies in step: each attempt takes its part back before it changes, and adds it after."""
    for change in changes:
        tallying.withdraw(session, change.attempt)
        write_outcome(change.attempt, change.after, [*regrades_of(session, change.attempt), row])
        session.flush()
        tallying.add(session, change.attempt)
    for placement, user in {(change.attempt.placement, change.user) for change in changes}:
        follow_up(session, placement, user, now)


def _rewrite_many(
    session: Session, context_id: int, changes: Sequence[ScoreChange], row: Regrade, now: datetime
) -> None:
    """The same for very many, with every summary made anew."""
    placements = list({change.attempt.placement for change in changes})
    earned = [earned_grades(session, placement) for placement in placements]
    for change in changes:
        write_outcome(change.attempt, change.after, [*regrades_of(session, change.attempt), row])
    session.flush()
    rebuilding.rebuild(session, context_id)
    for placement, before in zip(placements, earned, strict=True):
        progress.rebuild(session, placement)
        queue_everybody(session, placement, now, before)
