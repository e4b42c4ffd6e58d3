"""What a course kept: first answers against those of refreshers, weeks later, as sums that hide everybody in them.

A refresher's answers are shown to nobody but the person, so their sums are told as 0023 has it: a sum is kept when it
is told, and told again until five people with thirty answers more are in.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import RefresherQuestion
from lti_tool.competencies.privacy_floor import Group
from lti_tool.coordinators.counts import ToldSkill, is_news
from lti_tool.db import upsert
from lti_tool.lti.models import Context
from lti_tool.refreshing.models import ToldRetention
from lti_tool.refreshing.spacing import INTERVALS


@dataclass(frozen=True, slots=True)
class Retention:
    """One span since a module was finished: what the same people earned at first, and what in refreshers.

    `weeks` is where the span begins. `first` and `now` are of the same answers, so of the same people.
    """

    weeks: int
    first: Group
    now: Group

    @property
    def first_percent(self) -> int:
        """A multiple of five, from 5 to 95."""
        return ToldSkill.of(self.first).percent

    @property
    def now_percent(self) -> int:
        """A multiple of five, from 5 to 95."""
        return ToldSkill.of(self.now).percent

    @property
    def people(self) -> int:
        """In fives."""
        return ToldSkill.of(self.now).people


def publish_retention(session: Session, context_id: int) -> list[Retention]:
    """Bring what is told of a course up to date, and return it; two at once take turns. The caller commits."""
    session.execute(select(Context.id).where(Context.id == context_id).with_for_update(key_share=True))
    before = {each.weeks: each for each in read_retention(session, context_id)}
    news = [
        each
        for each in _counted(session, context_id)
        if is_news(each.now, before[each.weeks].now if each.weeks in before else Group())
    ]
    told = before | {each.weeks: each for each in news}
    if news:
        upsert(session, ToldRetention, {"context_id": context_id, "figures": _as_json(told)}, keys=["context_id"])
    return [told[weeks] for weeks in sorted(told)]


def read_retention(session: Session, context_id: int) -> list[Retention]:
    """What is told of a course, the shortest span first; nothing here counts anybody."""
    stored = session.scalar(select(ToldRetention.figures).where(ToldRetention.context_id == context_id)) or {}
    found = [
        Retention(int(weeks), Group(people, first, responses), Group(people, now, responses))
        for weeks, (people, first, now, responses) in stored.items()
    ]
    return sorted(found, key=lambda each: each.weeks)


def _counted(session: Session, context_id: int) -> list[Retention]:
    """All answers that can be held against a first one, by span."""
    query = select(
        RefresherQuestion.span,
        func.count(func.distinct(RefresherQuestion.user_id)),
        func.sum(RefresherQuestion.first_points),
        func.sum(RefresherQuestion.points),
        func.count(),
    ).where(
        RefresherQuestion.context_id == context_id,
        RefresherQuestion.span > 0,
        RefresherQuestion.answered_at.is_not(None),
        RefresherQuestion.first_points.is_not(None),
    )
    return [
        Retention(
            INTERVALS[span - 1].days // 7,
            Group(people, int(first or 0), responses),
            Group(people, int(now or 0), responses),
        )
        for span, people, first, now, responses in session.execute(query.group_by(RefresherQuestion.span))
    ]


def _as_json(told: dict[int, Retention]) -> dict[str, list[int]]:
    return {
        str(weeks): [each.now.people, each.first.points, each.now.points, each.now.responses]
        for weeks, each in told.items()
    }
