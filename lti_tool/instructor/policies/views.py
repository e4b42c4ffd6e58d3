"""Local policy: what the library says itself at each lesson, for everybody or for one branch."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.audit import CourseAction
from lti_tool.branches.membership import find_branch, list_branches
from lti_tool.branches.models import Branch
from lti_tool.content.model.lesson import Lesson
from lti_tool.content.model.module import Module
from lti_tool.db import db, utcnow
from lti_tool.errors import N_, NotFound
from lti_tool.grading.reconfiguring import placements_of
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.policies.form import PolicyForm
from lti_tool.instructor.shared import meanwhile
from lti_tool.instructor.shared.meanwhile import Field, Meanwhile
from lti_tool.instructor.shared.saved import what_was_saved
from lti_tool.lti.access import configuring_launch
from lti_tool.lti.models import Launch
from lti_tool.placements.local_policies.texts import PolicyText, find_policy, policies_of_course, save_policy
from lti_tool.placements.local_policies.words import policy_view
from lti_tool.placements.models import LocalPolicy
from lti_tool.placements.settings import QuizSettings
from lti_tool.placements.shown import shown_module


@dataclass(frozen=True, slots=True)
class LessonPolicies:
    """A lesson with what is said at it."""

    lesson: Lesson
    policies: list[LocalPolicy]


@bp.get("/instructor/policies")
def policies() -> ResponseReturnValue:
    """Every lesson of the course's modules, and what the library says at it."""
    launch = configuring_launch()
    said: dict[str, list[LocalPolicy]] = defaultdict(list)
    for policy in policies_of_course(db.session(), launch.context_id):
        said[policy.lesson_id].append(policy)
    return render_template(
        "instructor/policies/policies.html",
        modules=[
            (module, [LessonPolicies(lesson, said[lesson.id]) for lesson in module.lessons])
            for module in _modules(launch)
            if module.lessons
        ],
        branches=[branch for branch, _people in list_branches(db.session(), launch.context_id)],
    )


@bp.get("/instructor/policies/<lesson_id>")
def policy(lesson_id: str) -> ResponseReturnValue:
    """What is said at one lesson, to be changed."""
    launch = configuring_launch()
    lesson, branch = find_lesson(launch, lesson_id), named_branch(launch)
    stored = _facts(launch, lesson_id, branch)
    return _page(launch, lesson, branch, PolicyForm(data=stored), meanwhile.opened(stored))


@bp.post("/instructor/policies/<lesson_id>")
def policy_posted(lesson_id: str) -> ResponseReturnValue:
    """Show it as learners would see it, or keep it; nothing at all takes it away."""
    launch, session, now = configuring_launch(), db.session(), utcnow()
    lesson, branch = find_lesson(launch, lesson_id), named_branch(launch)
    form = PolicyForm()
    if not form.validate_on_submit():
        return _page(launch, lesson, branch, form, meanwhile.as_sent()), 400
    if request.form.get("act") == "preview":
        return _page(launch, lesson, branch, form, meanwhile.as_sent(), is_preview=True)
    meanwhile.hold_course(session, launch)
    found = _compare(launch, lesson_id, branch, form)
    if found.must_be_asked:
        return _page(launch, lesson, branch, form, found), 409
    save_policy(session, launch, lesson_id, branch, form.to_text(), now)
    address = url_for("instructor.policies", launch_id=launch.id, **what_was_saved(session, launch, now))
    session.commit()
    return redirect(address, 303)


def _facts(launch: Launch, lesson_id: str, branch: Branch | None) -> dict[str, str]:
    """What is said now, as the form has it."""
    found = find_policy(db.session(), launch.context_id, lesson_id, branch.id if branch else None)
    return asdict(
        PolicyText(found.body, found.link_url, found.link_title, found.file_reference) if found else PolicyText()
    )


def _compare(launch: Launch, lesson_id: str, branch: Branch | None, form: PolicyForm) -> Meanwhile:
    where = branch.name if branch else None
    saved_by = meanwhile.saver_in_log(
        db.session(),
        launch,
        [CourseAction.POLICY_SAVED, CourseAction.POLICY_REMOVED],
        lambda facts, _name: (facts.get("lesson"), facts.get("where")) == (lesson_id, where),
    )
    typed = asdict(form.to_text())
    fields = {name: Field(form[name].label.text) for name in typed}
    return meanwhile.compare(_facts(launch, lesson_id, branch), typed, fields, saved_by)


def _modules(launch: Launch) -> list[Module]:
    """The modules placed in the course, each once, with all their lessons."""
    session = db.session()
    found = (
        shown_module(session, placement, QuizSettings()) for placement in placements_of(session, launch.context_id)
    )
    return list({module.id: module for module in found if module}.values())


def find_lesson(launch: Launch, lesson_id: str) -> Lesson:
    """A lesson of the modules placed in the course; raises NotFound."""
    for module in _modules(launch):
        if lesson := module.lesson(lesson_id):
            return lesson
    raise NotFound(N_("No module of this course has such a lesson."))


def named_branch(launch: Launch) -> Branch | None:
    """The branch that the request names; raises UnknownBranch."""
    number = request.values.get("branch", "")
    if not number:
        return None
    fits = number.isascii() and number.isdigit() and len(number) < 10
    return find_branch(db.session(), launch.context_id, int(number) if fits else 0)


def _page(
    launch: Launch,
    lesson: Lesson,
    branch: Branch | None,
    form: PolicyForm,
    found: Meanwhile,
    *,
    is_preview: bool = False,
) -> str:
    return render_template(
        "instructor/policies/policy.html",
        lesson=lesson,
        branch=branch,
        branches=[each for each, _people in list_branches(db.session(), launch.context_id)],
        form=form,
        meanwhile=found,
        drop_url=url_for(
            "instructor.policy", launch_id=launch.id, lesson_id=lesson.id, branch=branch.id if branch else None
        ),
        preview=policy_view(form.to_text(), branch.name if branch else "") if is_preview else None,
    )
