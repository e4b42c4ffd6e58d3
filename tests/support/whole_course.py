"""A course in which people did everything that the tool knows, through its pages; each word of theirs is told apart."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from flask.testing import FlaskCliRunner
from sqlalchemy import select

from lti_tool.branches.models import Branch
from lti_tool.db import utcnow
from lti_tool.delivery.delivering import deliver_due
from lti_tool.delivery.models import GradeCheck, ScoreDelivery
from lti_tool.lti.models import User
from lti_tool.placements.catalogue import LazyCatalogue
from tests.support.door import ROLE, Door
from tests.support.ledger import FakeGradebook
from tests.support.pixels import picture
from tests.support.quiz_course import write_quiz_course
from tests.support.readers import ACTIVITIES_COURSE
from tests.support.refreshers import answer, begin, take_round, weeks_pass
from tests.support.takers import Taker, attempts_of, entering, placement_id
from tests.support.visitor import fields_of

LEARNERS = ("mei-ling", "yusuf", "siobhan")
MENTOR, ASSISTANT = "lars", "kwame"
ELSEWHERE = {"id": "another-course", "title": "Another"}
ACTIVITIES = "culture-of-yes"


@dataclass
class WholeCourse:
    """Who is in it, and what each wrote."""

    door: Door
    runner: FlaskCliRunner

    def enter(self, person: str, module: str = "types", **claims: Any) -> Taker:
        return entering(self.door, Taker, module)(person, module, **claims)

    def user_id(self, person: str) -> int:
        with self.door.session() as session:
            query = select(User.id).where(User.id_on_platform == self.door.platform.people[person].sub)
            return session.scalars(query).one()

    def words_of(self, person: str) -> str:
        """What this person alone writes wherever there is something to write."""
        return f"wrote-{person}"


def live_together(door: Door, runner: FlaskCliRunner, folder: Path) -> WholeCourse:
    """Fill the database; nothing is on its way afterward, and no thread changes anything."""
    write_quiz_course(folder)
    shutil.copytree(ACTIVITIES_COURSE / "modules" / ACTIVITIES, folder / "modules" / ACTIVITIES)
    door.app.extensions["catalogue"] = LazyCatalogue(folder)
    executor = door.app.extensions["score_executor"]
    executor.start()
    executor.stop()
    course = WholeCourse(door, runner)
    for place, person in enumerate(LEARNERS):
        _learn(course, person, right=5 - place)
    _teach(course)
    door.fold()
    _look_on(course)
    deliver_due(door.app.extensions["lti"], open_gradebook=lambda *_: FakeGradebook())
    _compare_gradebook(course)
    for each in door.app.extensions["work"], door.app.extensions["link_checker"]:
        each.wait()
    return course


def _learn(course: WholeCourse, person: str, right: int) -> None:
    """Lessons, two quizzes, a certificate, notes, a survey, two contributions, a visit elsewhere, a wish."""
    words, learner = course.words_of(person), course.enter(person)
    learner.post(f"{learner.base}/lessons/types.l1")
    learner.take(right)
    learner.start()
    learner.post(f"{learner.base}/certificate", {"name": f"{words} certified"})
    course.enter(person, "retake").take(right=1)
    course.enter(person, context=ELSEWHERE).take(right)
    _refresh(course, person)
    _do_activities(course, person, words)
    _go_to_the_desk(course, person, words)
    for licence in ("CC-BY-4.0", "course"):
        fields = {"kind": "idea", "title": f"An idea under {licence}", "background": "A stool at the desk."}
        fields |= {"wants_credit": "1", "credit": f"{words} credited", "licence": licence}
        assert learner.post(f"{learner.base}/community/share", fields).status == 200
    browser = course.door.browser()
    about_me = {"message_type": "DataPrivacyLaunchRequest", "resource_link": None, "context": None}
    page = course.door.enter(browser, person, **about_me)
    Taker(course.door, browser, page, "").post(f"/l/{page.launch_id}/privacy/erasure", {"confirmed": "1"})


def _refresh(course: WholeCourse, person: str) -> None:
    """A refresher of the other module, weeks later, at a link of its own; and the first question of a second round."""
    again = course.enter(person, "retake")
    again.post(f"{again.base}/lessons/retake.l1")
    weeks_pass(course.door, 1)
    take_round(course.enter(person, "retake"))
    weeks_pass(course.door, 3)
    answer(again, begin(again))


def _do_activities(course: WholeCourse, person: str, words: str) -> None:
    reader = course.enter(person, ACTIVITIES)
    at = f"{reader.base}/lessons/{ACTIVITIES}.l1"
    reader.post(f"{at}/activities/thoughts", {"words": f"{words} in notes"})
    reader.post(f"{at}/activities/say", {"words": f"{words} in a rewrite"})
    page = reader.get(at)
    (first, *_) = page.soup.select("#activity-barriers label.pick input")
    answer = {"field-barrier": str(first["value"]), "field-rule": "A rule", "field-idea": "Fewer forms"}
    reader.post(f"{at}/activities/barriers", answer)


def _go_to_the_desk(course: WholeCourse, person: str, words: str) -> None:
    """An agreement, a count, two pieces of work, what a colleague said of one, and saw."""
    learner = course.enter(person)
    at = f"{learner.base}/transfer"
    learner.post(f"{at}/agreement", {"better_at": f"{words} agreed", "is_shared": "1"})
    learner.post(f"{at}/count", {"counted_before": "7"})
    for number in (1, 2):
        learner.post(f"{at}/work", {"text": f"{words} at work {number}"})
    said = {"line-1": "yes", "line-2": "yes", "line-3": "no", "note": f"{words} was watched"}
    learner.post(f"{at}/card", said)
    page = learner.get(f"{at}/work")
    learner.post(page.link("A colleague looks at it now"), said)


def _teach(course: WholeCourse) -> None:
    """An instructor decides about everybody, and a second one after her."""
    code = course.runner.invoke(args=["coordinators", "invite", "--deployment", "1"]).stdout.splitlines()[0]
    rosa, words = course.enter("rosa"), course.words_of("rosa")
    assert rosa.post(f"{rosa.base}/coordinator", {"code": code}).status == 200
    rosa.take()
    colleague = course.enter(ASSISTANT, roles=[f"{ROLE}Instructor"])
    for teacher in (rosa, colleague):
        reason = f"{course.words_of('rosa' if teacher is rosa else ASSISTANT)} reason"
        for person in LEARNERS:
            _adjust(course, teacher, person, reason)
            _look_at_the_desk(course, teacher, person)
    _branch_off(course, rosa)
    _regrade(course, rosa)
    rosa.post(f"{rosa.base}/instructor/policies/types.l1", {"body": "We waive fines."})
    colleague.post(f"{colleague.base}/instructor/policies/{ACTIVITIES}.l1", {"body": "We waive more."})
    rosa.post(f"{rosa.base}/instructor/settings", {"module": "types"})
    rosa.post(f"{rosa.base}/instructor/own/new", {"module": "types", "kind": "lesson", "title": "Our atlas room"})
    photo = {"alt": "Our desk", "file": (BytesIO(picture()), "desk.png")}
    assert rosa.post(f"{rosa.base}/instructor/own/images", photo).status == 200
    for number in range(1, 2 * len(LEARNERS) + 1):
        decided = {"decision": "shown", "answer": f"{words} answered"}
        assert rosa.post(f"{rosa.base}/instructor/community/{number}", decided).status == 200


def _adjust(course: WholeCourse, teacher: Taker, person: str, reason: str) -> None:
    user = course.user_id(person)
    about = f"{teacher.base}/instructor/people/{user}"
    needs = {"time_factor": "1.5", "extra_attempts": "1", "reason": reason}
    assert teacher.post(f"{about}/needs", needs).status == 200
    link = placement_id(course.door, "retake")
    assert teacher.post(f"{about}/links/{link}/attempts", {"reason": reason}).status == 200


def _look_at_the_desk(course: WholeCourse, teacher: Taker, person: str) -> None:
    """The newest work held against its lines (a second teacher takes the place of the first), and a card."""
    said = {"line-1": "yes", "line-2": "no", "line-3": "no"}
    desk = teacher.get(f"{teacher.base}/instructor/people/{course.user_id(person)}/transfer")
    assert teacher.post(desk.link("Hold it against its three lines"), said).status == 200
    assert teacher.post(desk.link("Fill in a card"), said).status == 200


def _branch_off(course: WholeCourse, teacher: Taker) -> None:
    teacher.post(f"{teacher.base}/instructor/branches", {"name": "North"})
    with course.door.session() as session:
        north = session.scalars(select(Branch.id)).one()
    people = {f"branch-{course.user_id(each)}": str(north) for each in LEARNERS}
    assert teacher.post(f"{teacher.base}/instructor/branches/people", people).status == 200


def _regrade(course: WholeCourse, teacher: Taker) -> None:
    digest = next(e["digest"] for e in attempts_of(course.door, "types")[0].drawn if e["item"] == "t-single")
    path = f"{teacher.base}/instructor/regrade/{digest}"
    fields = {"reason": "Two are right", "action": "drop", "may_lower": "1"}
    page = teacher.post(path, fields)
    teacher.post(path, fields | {"confirmed": fields_of(page.form("Regrade now"))["confirmed"]})


def _look_on(course: WholeCourse) -> None:
    """A mentor of two, who watched one, a review from the gradebook, a list of branches."""
    subs = [course.door.platform.people[each].sub for each in LEARNERS[:2]]
    mentor = course.enter(MENTOR, roles=[f"{ROLE}Mentor"], role_scope_mentor=subs)
    said = {"line-1": "yes", "line-2": "no", "line-3": "no"}
    assert mentor.post(f"{mentor.base}/people/{course.user_id(LEARNERS[0])}/card/types", said).status == 200
    for person in LEARNERS:
        for_user = {"user_id": course.door.platform.people[person].sub}
        link = {"id": "link-types"}
        review = {"message_type": "LtiSubmissionReviewRequest", "for_user": for_user, "resource_link": link}
        course.door.enter(course.door.browser(), "rosa", **review)


def _compare_gradebook(course: WholeCourse) -> None:
    """As if the gradebook had lacked everybody's score when it was last read."""
    with course.door.session() as session:
        rows = session.scalars(select(ScoreDelivery).order_by(ScoreDelivery.id)).all()
        context_id = rows[0].placement.context_id
        facts = {"kind": "missing", "link_id": 1, "title": "Types"}
        findings = [facts | {"delivery_id": each.id, "name": each.user.name} for each in rows]
        session.add(GradeCheck(context_id=context_id, state="done", findings=findings, asked_at=utcnow()))
        session.commit()


Fill = Callable[[], WholeCourse]
