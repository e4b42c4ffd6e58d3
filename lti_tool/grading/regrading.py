"""Ruling on an item after it was answered: what that would change, and changing it.

A ruling holds for one version of an item in one course: for what was handed in before and for what comes. An attempt
that it would lower keeps its points, unless the instructor said that points may fall. Taken back, it holds no more:
what named it is marked as if it had never been made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
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
from lti_tool.audit import CourseAction, Fact
from lti_tool.competencies import tallying
from lti_tool.content.model import Item
from lti_tool.grading.following import REGRADES, are_many, check_nothing_follows, follow_people, leave_to_work
from lti_tool.lti.models import Launch, User
from lti_tool.lti.records.recording import record_change
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
    """One attempt that a ruling changes; `is_kept` where it would lower the points, and they stay.

    `regrades` are those that its points take into account afterwards.
    """

    attempt: Attempt
    user: User
    before: Outcome
    after: Outcome
    is_kept: bool
    regrades: Sequence[Regrade] = ()


def made_before(session: Session, context_id: int, digest: str) -> list[Regrade]:
    """What was ruled on this version of an item in a course, as it was made; also what was taken back."""
    query = select(Regrade).where(Regrade.context_id == context_id, Regrade.digest == digest)
    return list(session.scalars(query.order_by(Regrade.id)))


def find_answered(session: Session, context_id: int, digest: str) -> Attempt | None:
    """Some submitted attempt of a course that asked this version of an item; None: nothing of the course's."""
    return session.scalar(_asking(context_id, digest).limit(1))


def propose(session: Session, context_id: int, proposal: Proposal) -> list[ScoreChange]:
    """Every score that a ruling would change, by name; nothing is written."""
    row = proposal.as_row(context_id)
    attempts = session.scalars(_asking(context_id, row.digest).order_by(Attempt.id).options(*_LOADED))
    made = ((attempt, regrades_of(session, attempt)) for attempt in attempts)
    return _by_name(change for attempt, before in made if (change := _change(session, attempt, before, row)))


def propose_back(session: Session, regrade: Regrade) -> list[ScoreChange]:
    """Every score that would change if a ruling were taken back, by name; nothing is written."""
    changes = (_change_back(session, attempt, regrade) for attempt in _naming(session, regrade))
    return _by_name(change for change in changes if change.before != change.after)


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
        regrade=row.id,
        reason=reason,
    )


def take_back(
    session: Session, launch: Launch, regrade: Regrade, changes: Sequence[ScoreChange], reason: str, now: datetime
) -> None:
    """Let a ruling hold no more, with all that follows, or leave that to the course's work. Hold its row before.

    The caller commits. Raises StillFollowing.
    """
    check_nothing_follows(session, launch.context_id)
    regrade.taken_back_at = now
    session.flush()
    naming = [attempt.id for attempt in _naming(session, regrade)]
    if are_many(len(naming)):
        leave_to_work(session, launch.context_id, now, REGRADES, [regrade.id])
    else:
        rewrite(session, regrade, naming, now)
    facts: dict[str, Fact] = {"item": regrade.item_id, "regrade": regrade.id, "scores_changed": len(changes)}
    record_change(session, launch, CourseAction.REGRADE_TAKEN_BACK, now, **facts, reason=reason)


def attempts_asking(session: Session, regrade: Regrade) -> Sequence[int]:
    """The attempts that a ruling may change."""
    asking = _asking(regrade.context_id, regrade.digest).with_only_columns(Attempt.id)
    return session.scalars(asking.order_by(Attempt.id)).all()


def rewrite(session: Session, regrade: Regrade, attempt_ids: Collection[int], now: datetime) -> None:
    """Give some attempts the points that a ruling means, or its being taken back, with all that follows.

    An attempt that names the ruling already, or names it no more, is left as it is. The tallies stay in step: what was
    counted of these attempts is taken back before they change, and they wait to be counted anew. The caller commits.
    """
    changes = _changes(session, regrade, attempt_ids)
    tallying.withdraw(session, [change.attempt for change in changes], now)
    people: dict[Placement, set[int]] = defaultdict(set)
    for change in changes:
        write_outcome(change.attempt, change.after, change.regrades)
        tallying.queue(change.attempt)
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
    attempts = session.scalars(held).all()
    if regrade.taken_back_at:
        return [_change_back(session, attempt, regrade) for attempt in attempts if regrade.id in attempt.regrades]
    made = [(each, regrades_of(session, each)) for each in attempts if regrade.id not in each.regrades]
    found = [change for attempt, before in made if (change := _change(session, attempt, before, regrade))]
    return [change for change in found if not change.is_kept]


def _naming(session: Session, regrade: Regrade) -> list[Attempt]:
    """The attempts whose points take a ruling into account."""
    asking = _asking(regrade.context_id, regrade.digest).order_by(Attempt.id).options(*_LOADED)
    return [attempt for attempt in session.scalars(asking) if regrade.id in attempt.regrades]


def _by_name(changes: Iterable[ScoreChange]) -> list[ScoreChange]:
    return sorted(changes, key=lambda each: (each.user.name_folded, each.user.id, each.attempt.number))


def _change(session: Session, attempt: Attempt, made: Sequence[Regrade], row: Regrade) -> ScoreChange | None:
    """What a ruling more makes of an attempt whose points take these into account."""
    if row.action == ACCEPT and not _is_touched(session, attempt, made, row):
        return None
    before, after = (outcome(session, attempt, combine(each)) for each in (made, [*made, row]))
    if before == after:
        return None
    falls = after.share < before.share or (before.passed and not after.passed)
    return ScoreChange(attempt, attempt.user, before, after, falls and not row.may_lower, [*made, row])


def _change_back(session: Session, attempt: Attempt, row: Regrade) -> ScoreChange:
    """What an attempt comes to without a ruling.

    A later one of the same item that would have lowered it then, and so was not named, may be a gain now.
    """
    made = regrades_of(session, attempt)
    left = [each for each in made if each.id != row.id]
    for each in _later(session, row):
        if each not in made and (change := _change(session, attempt, left, each)) and not change.is_kept:
            left.append(each)
    before, after = (outcome(session, attempt, combine(each)) for each in (made, left))
    return ScoreChange(attempt, attempt.user, before, after, is_kept=False, regrades=left)


def _later(session: Session, row: Regrade) -> list[Regrade]:
    """What was ruled on the same item after a ruling, and still holds."""
    ruled = made_before(session, row.context_id, row.digest)
    return [each for each in ruled if each.id > row.id and each.taken_back_at is None]


def _is_touched(session: Session, attempt: Attempt, made: Sequence[Regrade], row: Regrade) -> bool:
    """Whether the mark of the item itself changes: looked at first, because mostly it does not."""
    item = read_items(session, [row.digest])[row.digest]
    tokens = saved_answers(attempt).get(row.item_id, NO_ANSWER).tokens
    before, after = (combine(each).get(row.item_id, NO_RULING).mark(item, tokens) for each in (made, [*made, row]))
    return before != after
