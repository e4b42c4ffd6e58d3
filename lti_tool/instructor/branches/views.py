"""Branches: made, named and filled by hand or from a list."""

from __future__ import annotations

from contextlib import closing, suppress

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.audit import CourseAction
from lti_tool.branches import membership as service
from lti_tool.db import db, utcnow
from lti_tool.errors import ToolError
from lti_tool.instructor.blueprint import bp
from lti_tool.instructor.branches import page as branch_pages
from lti_tool.instructor.branches.table import MOST_ROWS, Plan, make_plan
from lti_tool.instructor.shared.people_list import BadList, known_people
from lti_tool.lti.access import configuring_launch
from lti_tool.lti.models import Launch
from lti_tool.lti.recording import record_change
from lti_tool.paging import page_number
from lti_tool.plain_text import clean_line
from lti_tool.request_limits import allow_file
from lti_tool.templating import in_words, translate

LARGEST_LIST = 8 * 1024 * 1024  # bytes
PROBLEMS_SHOWN = 200
_RULE = "/instructor/branches"
_ONE = f"{_RULE}/<id:branch_id>"


@bp.url_value_preprocessor
def allow_lists(endpoint: str | None, _values: object) -> None:
    """Let a long list through before anything reads the form, but only from somebody who may bring one in."""
    if endpoint == "instructor.import_branches":
        with suppress(ToolError):  # the view says why
            configuring_launch()
            allow_file(request, LARGEST_LIST)


@bp.get(_RULE)
def branches() -> ResponseReturnValue:
    """All branches, and how to fill them."""
    return _page(configuring_launch())


@bp.post(_RULE)
def make_branch() -> ResponseReturnValue:
    """One branch more."""
    launch = configuring_launch()
    launch_id, name = launch.id, request.form.get("name", "")
    try:
        service.make_branch(db.session(), launch, name, utcnow())
    except service.BadBranchName as problem:
        return _page(launch, problem=in_words(problem), typed=name), problem.status
    db.session.commit()
    return _back(launch_id)


@bp.post(_ONE)
def change_branch(branch_id: int) -> ResponseReturnValue:
    """Rename a branch, or take it away."""
    launch = configuring_launch()
    launch_id, now = launch.id, utcnow()
    branch = service.find_branch(db.session(), launch.context_id, branch_id)
    if request.form.get("act") == "remove":
        service.remove_branch(db.session(), launch, branch, now)
    else:
        service.rename_branch(db.session(), launch, branch, request.form.get("name", ""), now)
    db.session.commit()
    return _back(launch_id)


@bp.get(f"{_RULE}/people")
def branch_people() -> ResponseReturnValue:
    """Everybody with their branch, a page at a time."""
    launch = configuring_launch()
    search, page = clean_line(request.args.get("q", ""))[:100], page_number()
    rows, has_more = branch_pages.people_page(db.session(), launch.context_id, search, page)
    return render_template(
        "instructor/branches/branch_people.html",
        rows=rows,
        branches=service.list_branches(db.session(), launch.context_id),
        search=search,
        number=page,
        has_more=has_more,
        saved="saved" in request.args,
    )


@bp.post(f"{_RULE}/people")
def place_people() -> ResponseReturnValue:
    """Put people in branches as the page's lists say."""
    launch = configuring_launch()
    launch_id, context_id = launch.id, launch.context_id
    known = branch_pages.learner_ids(db.session(), context_id)
    allowed = {branch.id for branch, _people in service.list_branches(db.session(), context_id)}
    wanted = {
        user_id: branch_id for user_id, branch_id in _choices() if user_id in known and branch_id in {None, *allowed}
    }
    moved = service.place_changed(db.session(), context_id, wanted)
    if moved:
        record_change(db.session(), launch, CourseAction.PEOPLE_MOVED, utcnow(), people=moved)
    db.session.commit()
    search, page = clean_line(request.form.get("q", ""))[:100], request.form.get("page", 1, type=int)
    return redirect(url_for("instructor.branch_people", launch_id=launch_id, saved=1, q=search, page=page), 303)


@bp.post(f"{_RULE}/import")
def import_branches() -> ResponseReturnValue:
    """What a list would change; nothing is changed yet."""
    launch = configuring_launch()
    try:
        plan = make_plan(_sent_list(), known_people(db.session(), launch.context_id))
    except BadList as problem:
        return _page(launch, problem=in_words(problem)), problem.status
    return _plan_page(launch, plan)


@bp.post(f"{_RULE}/import/confirmed")
def import_branches_confirmed() -> ResponseReturnValue:
    """Carry out the plan that was shown."""
    launch = configuring_launch()
    launch_id, context_id, session = launch.id, launch.context_id, db.session()
    known = branch_pages.learner_ids(session, context_id)
    places = {
        user_id: name for user_id, name in branch_pages.unpack(request.form.get("plan", "")).items() if user_id in known
    }
    ids = service.ensure_branches(session, context_id, places.values())
    wanted = {user_id: ids[name.casefold()] for user_id, name in places.items()}
    moved = service.place_people(session, context_id, wanted, "roster")
    record_change(session, launch, CourseAction.BRANCHES_IMPORTED, utcnow(), people=moved, refused=_rows_refused())
    db.session.commit()
    return _back(launch_id)


def _rows_refused() -> int:
    """How many rows the plan left out, as its page said."""
    return min(max(request.form.get("refused", 0, type=int), 0), MOST_ROWS)


def _sent_list() -> bytes:
    sent = request.files.get("list")
    if sent is None:
        return b""
    with closing(sent):
        return bytes(sent.read())


def _choices() -> list[tuple[int, int | None]]:
    """What each person's list says, of those who were shown."""
    pairs = (
        (name.removeprefix("branch-"), value) for name, value in request.form.items() if name.startswith("branch-")
    )
    return [
        (int(number), int(value) if value else None)
        for number, value in pairs
        if _is_id(number) and _is_id(value or "0")
    ]


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10


def _plan_page(launch: Launch, plan: Plan) -> str:
    return render_template(
        "instructor/branches/branch_import.html",
        words=branch_pages.weigh_plan(db.session(), launch.context_id, plan),
        problems=[(each.row, translate(each.wording, each.params)) for each in plan.problems[:PROBLEMS_SHOWN]],
        refused=len(plan.problems),
    )


def _page(launch: Launch, problem: str = "", typed: str = "") -> str:
    return render_template(
        "instructor/branches/branches.html",
        branches=service.list_branches(db.session(), launch.context_id),
        problem=problem,
        typed=typed,
        saved="saved" in request.args,
    )


def _back(launch_id: str) -> ResponseReturnValue:
    return redirect(url_for("instructor.branches", launch_id=launch_id, saved=1), 303)
