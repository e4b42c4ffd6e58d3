"""What a library says itself at a lesson: for a whole course, and for single branches on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session, joinedload

from lti_tool.audit import CourseAction
from lti_tool.branches.models import Branch, BranchMember
from lti_tool.lti.models import Launch
from lti_tool.lti.records.recording import record_change
from lti_tool.placements.models import LocalPolicy, PolicyVersion

MOST_VERSIONS = 100


@dataclass(frozen=True, slots=True)
class PolicyText:
    """Markdown, a link with its title, a reference to a file; whatever is empty is left out."""

    body: str = ""
    link_url: str = ""
    link_title: str = ""
    file_reference: str = ""

    def __bool__(self) -> bool:
        return bool(self.body or self.link_url or self.file_reference)


def policies_shown(session: Session, launch: Launch, lesson_id: str, *, all_branches: bool) -> Sequence[LocalPolicy]:
    """What this person meets at a lesson: the course's own, then their branch's; who previews sees every branch's."""
    query = _met_by(launch, all_branches=all_branches).where(LocalPolicy.lesson_id == lesson_id)
    return session.scalars(query.options(joinedload(LocalPolicy.branch))).all()


def policies_met(session: Session, launch: Launch, *, all_branches: bool) -> Sequence[LocalPolicy]:
    """The same at all lessons of the course."""
    return session.scalars(_met_by(launch, all_branches=all_branches)).all()


def _met_by(launch: Launch, *, all_branches: bool) -> Select[LocalPolicy]:
    own_branch = select(BranchMember.branch_id).filter_by(context_id=launch.context_id, user_id=launch.user_id)
    query = (
        select(LocalPolicy)
        .outerjoin(LocalPolicy.branch)
        .where(LocalPolicy.context_id == launch.context_id)
        .order_by(LocalPolicy.branch_id.is_not(None), Branch.name)
    )
    if all_branches:
        return query
    return query.where(or_(LocalPolicy.branch_id.is_(None), LocalPolicy.branch_id == own_branch.scalar_subquery()))


def policies_of_course(session: Session, context_id: int) -> Sequence[LocalPolicy]:
    """Everything that a course says at its lessons."""
    query = select(LocalPolicy).where(LocalPolicy.context_id == context_id).options(joinedload(LocalPolicy.branch))
    return session.scalars(query).all()


def find_policy(session: Session, context_id: int, lesson_id: str, branch_id: int | None) -> LocalPolicy | None:
    """What is said at one lesson for one branch, or for all."""
    at_lesson = select(LocalPolicy).where(LocalPolicy.context_id == context_id, LocalPolicy.lesson_id == lesson_id)
    is_for = LocalPolicy.branch_id.is_(None) if branch_id is None else LocalPolicy.branch_id == branch_id
    return session.scalars(at_lesson.where(is_for)).one_or_none()


def save_policy(
    session: Session, launch: Launch, lesson_id: str, branch: Branch | None, text: PolicyText, now: datetime
) -> None:
    """Keep what is said at a lesson, and what was; nothing to say takes it away. The caller commits."""
    branch_id, name = (branch.id, branch.name) if branch else (None, "")
    found = find_policy(session, launch.context_id, lesson_id, branch_id)
    if found is not None:
        keep_present(session, found)
    elif not text:
        return
    if text:
        found = found or LocalPolicy(context_id=launch.context_id, lesson_id=lesson_id, branch_id=branch_id)
        session.add(found)
        found.body, found.link_url = text.body, text.link_url
        found.link_title, found.file_reference = text.link_title, text.file_reference
        found.updated_by_id, found.updated_at = launch.user_id, now
    else:
        session.delete(found)
    _keep(session, launch.context_id, lesson_id, name, text, launch.user_id, now)
    action = CourseAction.POLICY_SAVED if text else CourseAction.POLICY_REMOVED
    facts = {"lesson": lesson_id, "where": name or None, "branch": branch_id}
    record_change(session, launch, action, now, **facts)


def versions_of(session: Session, context_id: int, lesson_id: str, branch_name: str) -> Sequence[PolicyVersion]:
    """Every text that was said at a lesson for one branch, or for all, the newest first."""
    theirs = select(PolicyVersion).filter_by(context_id=context_id, lesson_id=lesson_id, branch_name=branch_name)
    return session.scalars(theirs.order_by(PolicyVersion.id.desc())).all()


def keep_present(session: Session, policy: LocalPolicy) -> int:
    """Keep a text that is in force among the versions, if it is not there yet; the version's id."""
    name = policy.branch.name if policy.branch else ""
    versions = versions_of(session, policy.context_id, policy.lesson_id, name)
    text = text_of(policy)
    if versions and text_of(versions[0]) == text:
        return versions[0].id
    author, at = policy.updated_by_id, policy.updated_at
    return _keep(session, policy.context_id, policy.lesson_id, name, text, author, at)


def follow_branch_name(session: Session, context_id: int, before: str, name: str) -> None:
    """A branch is called otherwise now, also where earlier texts were for it. The caller commits."""
    theirs = update(PolicyVersion).filter_by(context_id=context_id, branch_name=before)
    session.execute(theirs.values(branch_name=name))


def text_of(said: LocalPolicy | PolicyVersion) -> PolicyText:
    """What a row says."""
    return PolicyText(said.body, said.link_url, said.link_title, said.file_reference)


def _keep(
    session: Session, context_id: int, lesson_id: str, name: str, text: PolicyText, author: int | None, at: datetime
) -> int:
    """Add a version; the oldest goes where there are MOST_VERSIONS."""
    where = {"context_id": context_id, "lesson_id": lesson_id, "branch_name": name}
    version = PolicyVersion(**where, **asdict(text), written_by_id=author, written_at=at)
    session.add(version)
    session.flush()
    for old in versions_of(session, context_id, lesson_id, name)[MOST_VERSIONS:]:
        session.delete(old)
    return version.id
