"""A round from its first question to its end."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_tool.attempts.answering import Answer
from lti_tool.attempts.errors import CannotStart
from lti_tool.attempts.models import RefresherQuestion, RefresherRound, Regrade
from lti_tool.attempts.rules import Rules
from lti_tool.attempts.rulings import HOLDS, NO_RULING, Ruling, combine
from lti_tool.attempts.snapshots import read_items, store_items
from lti_tool.attempts.starting import SEED_BITS
from lti_tool.attempts.submitting import Marked
from lti_tool.competencies.contribution import sixtieths
from lti_tool.errors import N_, NotFound, ToolError
from lti_tool.lti.models import Launch
from lti_tool.placements.models import Placement
from lti_tool.quizzes.answers import check_possible
from lti_tool.quizzes.selection import DrawnItem, lay_out
from lti_tool.refreshing.choosing import Chosen, History, choose
from lti_tool.refreshing.finished import read_topics
from lti_tool.refreshing.history import remember, without_dropped
from lti_tool.refreshing.spacing import span_of


class NothingToAsk(ToolError):
    """A round was wanted, and there is no question for it now."""

    status = 409
    title = N_("Nothing to refresh now")
    message = N_("No refresher is due, or what is left to ask is part of a quiz that you have open.")
    advice = N_("Hand in a quiz that you have open, or come back when the next refresher is due.")


class NotOpenYet(CannotStart):
    """A refresher's own link before its opening date."""

    title = N_("You cannot start the refresher now")
    message = N_("This refresher opens on %(when)s.")
    advice = N_("Come back then, or open a refresher from the page of a module.")


class Closed(CannotStart):
    """A refresher's own link after its closing date."""

    title = N_("You cannot start the refresher now")
    message = N_("This refresher closed on %(when)s.")
    advice = N_("You can still open a refresher from the page of a module; it is not graded.")


def check_open(rules: Rules, now: datetime) -> None:
    """Raise NotOpenYet or Closed where a refresher's own link takes no part now."""
    if rules.opens_at and now < rules.opens_at:
        raise NotOpenYet(params={"when": rules.opens_at})
    if rules.closes_at and now >= rules.closes_at:
        raise Closed(params={"when": rules.closes_at})


def is_open(rules: Rules, now: datetime) -> bool:
    """Whether a round finished now counts at a refresher's own link."""
    return not (rules.opens_at and now < rules.opens_at) and not (rules.closes_at and now >= rules.closes_at)


def find_open(session: Session, user_id: int) -> RefresherRound | None:
    """The round that this person has begun and not finished, wherever in the deployment."""
    return session.scalar(
        select(RefresherRound).where(RefresherRound.user_id == user_id, RefresherRound.finished_at.is_(None))
    )


def get_own(session: Session, round_id: int, launch: Launch, *, lock: bool = False) -> RefresherRound:
    """This person's round, or NotFound; `lock` holds it until the commit, so that the last of two answers ends it."""
    query = select(RefresherRound).where(RefresherRound.id == round_id, RefresherRound.user_id == launch.user_id)
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound(N_("There is no such refresher, or it is not yours."))
    return found


def questions_of(session: Session, found: RefresherRound) -> Sequence[RefresherQuestion]:
    """A round's questions, in the order in which they are asked."""
    query = select(RefresherQuestion).where(RefresherQuestion.round_id == found.id)
    return session.scalars(query.order_by(RefresherQuestion.number)).all()


def start_round(session: Session, launch: Launch, now: datetime, *, early: bool = False) -> RefresherRound:
    """Return the open round, or choose a new one's questions; `early` also asks what is not due yet.

    The caller commits. Raises NothingToAsk.
    """
    if found := find_open(session, launch.user_id):
        if any(each.answered_at is None for each in questions_of(session, found)):
            return found
        found.finished_at = now  # what it asked went with its course
    topics = read_topics(session, launch.user_id, now)
    if not any(topic.is_ready(now, early=early) for topic in topics):
        raise NothingToAsk
    known = remember(session, launch.user_id)
    seed = secrets.randbits(SEED_BITS)
    chosen = choose(without_dropped(session, topics), known.history, now, seed, known.held, early=early)
    if not chosen:
        raise NothingToAsk
    store_items(session, [each.item for each in chosen], now)
    begun = RefresherRound(user_id=launch.user_id, context_id=launch.context_id, started_at=now)
    try:
        with session.begin_nested():
            session.add(begun)
    except IntegrityError:  # of two at once, on Postgres, the second goes on with the first one's
        return _begun_meanwhile(session, launch.user_id)
    session.add_all(
        _question(begun, number, each, known.history, seed, now) for number, each in enumerate(chosen, start=1)
    )
    session.flush()
    return begun


def drawn_of(session: Session, question: RefresherQuestion) -> DrawnItem:
    """A question as it was laid out, from its snapshot."""
    item = read_items(session, [question.digest])[question.digest]
    return DrawnItem(item, tuple(question.options), tuple(question.targets))


def marked_of(session: Session, question: RefresherQuestion) -> Marked:
    """An answered question with its mark, as its course rules on it now."""
    answer = Answer(frozenset(question.answer or ()), question.sure)
    return _marked(session, question, answer)


def answer_question(session: Session, question: RefresherQuestion, answer: Answer, now: datetime) -> None:
    """Keep the one answer to a question of a round that is held; one that was answered stays as it was.

    The caller commits. Raises ImpossibleAnswer.
    """
    check_possible(drawn_of(session, question).item, answer.tokens)
    if question.answered_at is None:
        question.answer, question.sure = sorted(answer.tokens), answer.sure
        question.points, question.answered_at = sixtieths(_marked(session, question, answer)), now
        session.flush()


def finish(session: Session, found: RefresherRound, launch: Launch, placement: Placement | None, now: datetime) -> bool:
    """Close a round whose questions are all answered; whether it is closed by this.

    It counts where it is finished: `placement` is a refresher's own link, or None. The caller commits.
    """
    if found.finished_at is not None or any(each.answered_at is None for each in questions_of(session, found)):
        return False
    found.finished_at, found.context_id = now, launch.context_id
    found.placement_id = placement.id if placement else None
    session.flush()
    return True


def _begun_meanwhile(session: Session, user_id: int) -> RefresherRound:
    found = find_open(session, user_id)
    if found is None:
        raise NothingToAsk
    return found


def _question(
    begun: RefresherRound, number: int, chosen: Chosen, history: History, seed: int, now: datetime
) -> RefresherQuestion:
    drawn = lay_out(chosen.item, seed)
    first = history.first.get(chosen.item.group)
    return RefresherQuestion(
        round_id=begun.id,
        number=number,
        user_id=begun.user_id,
        context_id=chosen.topic.context_id,
        module_id=chosen.topic.module_id,
        item_id=chosen.item.id,
        digest=chosen.item.digest,
        options=list(drawn.part_order),
        targets=list(drawn.target_order),
        span=span_of(chosen.topic.finished_at, now),
        is_known=chosen.is_known,
        first_points=first.points if first else None,
    )


def _marked(session: Session, question: RefresherQuestion, answer: Answer) -> Marked:
    """What the course accepts is right here, too; a question that it dropped meanwhile is marked all the same."""
    drawn = drawn_of(session, question)
    query = select(Regrade).where(Regrade.context_id == question.context_id, Regrade.digest == question.digest, HOLDS)
    ruling = combine(session.scalars(query.order_by(Regrade.id))).get(question.item_id, NO_RULING)
    ruling = Ruling(accepted=ruling.accepted)
    return Marked(drawn, answer, ruling.mark(drawn.item, answer.tokens), ruling)
