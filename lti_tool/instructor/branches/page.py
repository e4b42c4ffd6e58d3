"""What the branch pages show: the people of a course with their branches, and what a list would change."""

from __future__ import annotations

import base64
import json
import zlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.branches.membership import LONGEST_NAME
from lti_tool.branches.models import Branch, BranchMember
from lti_tool.instructor.branches.table import Plan
from lti_tool.instructor.shared.meanwhile import fingerprint
from lti_tool.instructor.shared.people.finding import says
from lti_tool.instructor.shared.people.lists import learners
from lti_tool.lti.models import User
from lti_tool.paging import as_page, cut_out
from lti_tool.text.plain_text import clean_line

LARGEST_PLAN = 4 * 1024 * 1024  # bytes, unpacked


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One learner with the id of their branch."""

    user_id: int
    name: str
    email: str
    branch_id: int | None


def people_page(session: Session, context_id: int, search: str, page: int) -> tuple[list[PersonRow], bool]:
    """Some learners by name, and whether there are more."""
    query = learners(context_id).add_columns(BranchMember.branch_id)
    member = (BranchMember.user_id == User.id) & (BranchMember.context_id == context_id)
    query = query.outerjoin(BranchMember, member).order_by(User.name_folded, User.id)
    if search:
        query = query.where(says(search))
    rows, has_more = as_page(session.execute(cut_out(query, page)).all())
    return [PersonRow(row.id, row.name, row.email, row.branch_id) for row in rows], has_more


def learner_ids(session: Session, context_id: int) -> set[int]:
    """Everybody who learns in a course."""
    return {row.id for row in session.execute(learners(context_id))}


@dataclass(frozen=True, slots=True)
class PlanWords:
    """What a list would do, in numbers: who moves, who is there already, and which branches would be new.

    `seen` is the fingerprint of where they are before it does.
    """

    moving: int
    staying: int
    new_branches: list[str]
    packed: str
    seen: str


def weigh_plan(session: Session, context_id: int, plan: Plan) -> PlanWords:
    """What carrying out a plan would change."""
    known = {name.casefold() for name in session.scalars(select(Branch.name).where(Branch.context_id == context_id))}
    query = select(BranchMember.user_id, Branch.name).join(Branch).where(BranchMember.context_id == context_id)
    now = {user_id: name.casefold() for user_id, name in session.execute(query)}
    staying = sum(now.get(user_id) == name.casefold() for user_id, name in plan.places.items())
    fresh = {name.casefold(): name for name in plan.places.values() if name.casefold() not in known}
    seen = fingerprint({str(user_id): now.get(user_id, "") for user_id in plan.places})
    return PlanWords(len(plan.places) - staying, staying, sorted(fresh.values()), pack(plan.places), seen)


def pack(places: Mapping[int, str]) -> str:
    """A plan as a form carries it from its preview to its yes: fifty thousand people in an ordinary form."""
    by_branch: dict[str, list[int]] = defaultdict(list)
    for user_id, name in sorted(places.items()):
        by_branch[name].append(user_id)
    plain = json.dumps(by_branch, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(zlib.compress(plain.encode())).decode()


def unpack(text: str) -> dict[int, str]:
    """The plan that was shown; empty if invalid. The sender may have changed it, so check who is in it."""
    try:
        plain = zlib.decompressobj().decompress(base64.urlsafe_b64decode(text), LARGEST_PLAN)
        packed: Any = json.loads(plain)
    except (ValueError, RecursionError, zlib.error):
        return {}
    pairs = packed.items() if isinstance(packed, dict) else ()
    return {
        user_id: clean_line(name)
        for name, people in pairs
        if 1 <= len(clean_line(name)) <= LONGEST_NAME and isinstance(people, list)
        for user_id in people
        if isinstance(user_id, int)
    }
