"""Branches: made, named and filled by hand or from a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.audit import CourseAction
from lti_tool.branches import membership as service
from lti_tool.db import db, utcnow
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.branches import page as branch_pages
from lti_tool.instructor.branches.page import PlanWords
from lti_tool.instructor.branches.table import MOST_ROWS, Plan, make_plan
from lti_tool.instructor.branches.two_people import REMOVE, Asking, branches_opened, compare_branch, moved_by_others
from lti_tool.instructor.shared import meanwhile
from lti_tool.instructor.shared.meanwhile import Meanwhile
from lti_tool.instructor.shared.people.lists import BadList, RowProblem, known_people
from lti_tool.instructor.shared.people.upload import allow_list, rows_refused, sent_list
from lti_tool.instructor.shared.saved import what_was_saved
from lti_tool.lti.access import configuring_launch
from lti_tool.lti.models import Launch
from lti_tool.paging import page_number
from lti_tool.templating import in_words, translate
from lti_tool.text.plain_text import clean_line
from lti_tool.undoing.branches import change_name, remove_branch

LARGEST_LIST = 8 * 1024 * 1024  # bytes
PROBLEMS_SHOWN = 200
_RULE = "/instructor/branches"
_ONE = f"{_RULE}/<id:branch_id>"


@bp.url_value_preprocessor
def allow_lists(endpoint: str | None, _values: object) -> None:
    """A list may be longer than a form."""
    if endpoint == "instructor.import_branches":
        allow_list(LARGEST_LIST)


@bp.get(_RULE)
def branches() -> ResponseReturnValue:
    """All branches, and how to fill them."""
    return _page(configuring_launch())


@bp.post(_RULE)
def make_branch() -> ResponseReturnValue:
    """One branch more."""
    launch, now, name = configuring_launch(), utcnow(), request.form.get("name", "")
    try:
        service.make_branch(db.session(), launch, name, now)
    except service.BadBranchName as problem:
        return _page(launch, problem=in_words(problem), typed=name), problem.status
    return _back(launch, now)


@bp.post(_ONE)
def change_branch(branch_id: int) -> ResponseReturnValue:
    """Rename a branch, or take it away."""
    launch, session, now = configuring_launch(), db.session(), utcnow()
    meanwhile.hold_course(session, launch)
    branch = service.find_branch(session, launch.context_id, branch_id)
    act, name = request.form.get("act", ""), request.form.get("name", "")
    found = compare_branch(session, launch, branch, None if act == REMOVE else name)
    if found.must_be_asked:
        return _page(launch, asking=Asking(branch.id, found, act, name)), 409
    if act == REMOVE:
        remove_branch(session, launch, branch, now)
    else:
        change_name(session, launch, branch, name, now)
    return _back(launch, now)


@bp.get(f"{_RULE}/people")
def branch_people() -> ResponseReturnValue:
    """Everybody with their branch, a page at a time."""
    return _people_page(configuring_launch(), clean_line(request.args.get("q", ""))[:100], page_number())


@bp.post(f"{_RULE}/people")
def place_people() -> ResponseReturnValue:
    """Put people in branches as the page's lists say, as far as somebody changed them there."""
    launch, session, now = configuring_launch(), db.session(), utcnow()
    meanwhile.hold_course(session, launch)
    known = branch_pages.learner_ids(session, launch.context_id)
    names = {branch.id: branch.name for branch, _people in service.list_branches(session, launch.context_id)}
    chosen, was = _choices("branch-"), _choices("was-")
    wanted = {
        user_id: branch_id
        for user_id, branch_id in chosen.items()
        if user_id in known and branch_id in {None, *names} and (user_id not in was or was[user_id] != branch_id)
    }
    search, page = clean_line(request.form.get("q", ""))[:100], request.form.get("page", 1, type=int)
    if differences := moved_by_others(session, launch.context_id, wanted, was, names):
        return _people_page(launch, search, max(page, 1), Meanwhile("", differences), wanted), 409
    if changed := service.whose_branch_changes(session, launch.context_id, wanted):
        service.move_people(session, launch, CourseAction.PEOPLE_MOVED, changed, "hand", now)
    said = what_was_saved(session, launch, now)
    session.commit()
    return redirect(url_for("instructor.branch_people", launch_id=launch.id, q=search, page=page, **said), 303)


@bp.post(f"{_RULE}/import")
def import_branches() -> ResponseReturnValue:
    """What a list would change; nothing is changed yet."""
    launch = configuring_launch()
    try:
        plan = make_plan(sent_list(), known_people(db.session(), launch.context_id))
    except BadList as problem:
        return _page(launch, problem=in_words(problem)), problem.status
    words = branch_pages.weigh_plan(db.session(), launch.context_id, plan)
    return _plan_page(launch, words, len(plan.problems), plan.problems)


@bp.post(f"{_RULE}/import/confirmed")
def import_branches_confirmed() -> ResponseReturnValue:
    """Carry out the plan that was shown; where people were moved since, show what it comes to now."""
    launch, session, now = configuring_launch(), db.session(), utcnow()
    context_id = launch.context_id
    meanwhile.hold_course(session, launch)
    known = branch_pages.learner_ids(session, context_id)
    places = {
        user_id: name for user_id, name in branch_pages.unpack(request.form.get("plan", "")).items() if user_id in known
    }
    words = branch_pages.weigh_plan(session, context_id, Plan(places))
    if request.form.get(meanwhile.SEEN) not in (None, "", words.seen):
        return _plan_page(launch, words, rows_refused(MOST_ROWS), is_again=True), 409
    ids = service.ensure_branches(session, context_id, places.values())
    wanted = {user_id: ids[name.casefold()] for user_id, name in places.items()}
    action = CourseAction.BRANCHES_IMPORTED
    service.move_people(session, launch, action, wanted, "roster", now, refused=rows_refused(MOST_ROWS))
    return _back(launch, now)


def _choices(prefix: str) -> dict[int, int | None]:
    """What each person's list says, or said when it was opened, of those who were shown."""
    pairs = ((name.removeprefix(prefix), value) for name, value in request.form.items() if name.startswith(prefix))
    return {
        int(number): int(value) if value else None for number, value in pairs if _is_id(number) and _is_id(value or "0")
    }


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10


def _plan_page(
    launch: Launch, words: PlanWords, refused: int, problems: Sequence[RowProblem] = (), *, is_again: bool = False
) -> str:
    return render_template(
        "instructor/branches/branch_import.html",
        words=words,
        problems=[(each.row, translate(each.wording, each.params)) for each in problems[:PROBLEMS_SHOWN]],
        refused=refused,
        is_again=is_again,
    )


def _page(launch: Launch, problem: str = "", typed: str = "", asking: Asking | None = None) -> str:
    branches = service.list_branches(db.session(), launch.context_id)
    return render_template(
        "instructor/branches/branches.html",
        branches=branches,
        opened=branches_opened(db.session(), launch.context_id, [branch for branch, _people in branches]),
        asking=asking,
        problem=problem,
        typed=typed,
    )


def _people_page(
    launch: Launch,
    search: str,
    page: int,
    found: Meanwhile | None = None,
    typed: Mapping[int, int | None] | None = None,
) -> str:
    rows, has_more = branch_pages.people_page(db.session(), launch.context_id, search, page)
    return render_template(
        "instructor/branches/branch_people.html",
        rows=rows,
        branches=service.list_branches(db.session(), launch.context_id),
        search=search,
        number=page,
        has_more=has_more,
        meanwhile=found,
        typed=typed or {},
    )


def _back(launch: Launch, now: datetime) -> ResponseReturnValue:
    address = url_for("instructor.branches", launch_id=launch.id, **what_was_saved(db.session(), launch, now))
    db.session.commit()
    return redirect(address, 303)
