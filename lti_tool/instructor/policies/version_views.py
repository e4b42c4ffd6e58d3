"""Earlier texts of a local policy: each as learners saw it, who wrote it, when it was in force; any can be put back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.branches.models import Branch
from lti_tool.db import db, utcnow
from lti_tool.errors import N_, NotFound, ToolError
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.policies.views import find_lesson, named_branch
from lti_tool.lti.access import configuring_launch
from lti_tool.lti.models import Launch, Membership, User
from lti_tool.placements.local_policies.texts import find_policy, save_policy, text_of, versions_of
from lti_tool.placements.local_policies.words import PolicyView, policy_view
from lti_tool.placements.models import PolicyVersion
from lti_tool.placements.words import UNSET

_RULE = "/instructor/policies/<lesson_id>/versions"


class AlreadyInForce(ToolError):
    """The text is what learners meet now: somebody else put it back, or it was pressed twice."""

    status = 409
    title = N_("Nothing to put back")
    message = N_("This text is what learners see now already.")
    advice = N_("Nothing was changed.")


class AnotherInForce(ToolError):
    """Somebody saved another text since the page was opened."""

    status = 409
    title = N_("Somebody else saved since")
    message = N_("Another text was saved since you opened this page.")
    advice = N_("Nothing was changed. Go back, reload the page, and look at what is in force now.")


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One text with its times; `until` is empty for the last one, `view` where it took the text away."""

    id: int
    written_at: datetime
    until: datetime | None
    author: str
    view: PolicyView | None
    is_in_force: bool


@bp.get(_RULE)
def policy_versions(lesson_id: str) -> ResponseReturnValue:
    """Every text that was saved for everybody, or for one branch, the newest first."""
    launch = configuring_launch()
    session = db.session()
    lesson, branch = find_lesson(launch, lesson_id), named_branch(launch)
    versions = versions_of(session, launch.context_id, lesson_id, branch.name if branch else "")
    return render_template(
        "instructor/policies/versions.html",
        lesson=lesson,
        branch=branch,
        lines=_lines(session, launch, versions, branch),
        newest=versions[0].id if versions else 0,
        saved="saved" in request.args,
    )


@bp.post(f"{_RULE}/<id:version_id>")
def policy_put_back(lesson_id: str, version_id: int) -> ResponseReturnValue:
    """Put one of them back, unless another was saved since the page was opened."""
    launch = configuring_launch()
    session, launch_id = db.session(), launch.id
    find_lesson(launch, lesson_id)
    branch = named_branch(launch)
    name = branch.name if branch else ""
    version = session.get(PolicyVersion, version_id, with_for_update=True)
    if version is None or (version.context_id, version.lesson_id, version.branch_name) != (
        launch.context_id,
        lesson_id,
        name,
    ):
        raise NotFound(N_("There is no such text of this policy."))
    in_force = find_policy(session, launch.context_id, lesson_id, branch.id if branch else None)
    if in_force is not None and text_of(in_force) == text_of(version):
        raise AlreadyInForce
    newest = versions_of(session, launch.context_id, lesson_id, name)[0]
    if request.form.get("newest") != str(newest.id):
        raise AnotherInForce
    save_policy(session, launch, lesson_id, branch, text_of(version), utcnow())
    db.session.commit()
    where: dict[str, Any] = {"launch_id": launch_id, "lesson_id": lesson_id, "branch": branch.id if branch else None}
    return redirect(url_for("instructor.policy_versions", saved=1, **where), 303)


def _lines(
    session: Session, launch: Launch, versions: Sequence[PolicyVersion], branch: Branch | None
) -> list[VersionLine]:
    names = _authors(session, launch, versions)
    ends = [None, *(each.written_at for each in versions)]
    return [
        VersionLine(
            id=each.id,
            written_at=each.written_at,
            until=until,
            author=names.get(each.written_by_id or 0, UNSET),
            view=policy_view(text_of(each), branch.name if branch else "") if text_of(each) else None,
            is_in_force=until is None,
        )
        for each, until in zip(versions, ends, strict=False)
    ]


def _authors(session: Session, launch: Launch, versions: Sequence[PolicyVersion]) -> dict[int, str]:
    query = select(User.id, User.name).join(Membership, Membership.user_id == User.id)
    wanted = {each.written_by_id for each in versions}
    rows = session.execute(query.where(Membership.context_id == launch.context_id, User.id.in_(wanted)))
    return {user_id: name or UNSET for user_id, name in rows}
