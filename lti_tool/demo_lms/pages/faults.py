"""The page on which the platform is told to misbehave, and to behave again."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.demo_lms.state.platform import Platform
from lti_tool.demo_lms.visitor import find_visitor
from lti_tool.demo_lms.web import Problem, current_platform

bp = Blueprint("fault_pages", __name__)

_MAX_COUNT = 1000
_MAX_SECONDS = 60


@bp.get("/as/<person_id>/courses/<course_id>/misbehave")
def misbehave(person_id: str, course_id: str) -> str:
    """Show what can go wrong, and what does."""
    visitor = find_visitor(person_id, course_id)
    return render_template("demo_lms/misbehave.html", visitor=visitor, keys=current_platform().keys)


@bp.post("/as/<person_id>/courses/<course_id>/misbehave")
def switch(person_id: str, course_id: str) -> ResponseReturnValue:
    """Do what the pressed button says, note it in the event log, and show the page again."""
    find_visitor(person_id, course_id)
    platform = current_platform()
    action = _ACTIONS.get(request.form.get("action", ""))
    if action is None:
        raise Problem("There is no such button on this page.")
    platform.events.record("fault", action(platform), {"Faults now": platform.faults.active()})
    return redirect(url_for("fault_pages.misbehave", person_id=person_id, course_id=course_id), 303)


def _set_faults(platform: Platform) -> str:
    faults = platform.faults
    faults.slow_seconds = _number("slow_seconds", _MAX_SECONDS)
    for counter in ("throttle", "canvas_throttle", "fail", "drop_after_score"):
        setattr(faults, counter, int(_number(counter, _MAX_COUNT)))
    for flag in ("jwks_down", "token_down", "storage_silent", "no_column_for_links", "no_columns"):
        setattr(faults, flag, flag in request.form)
    return "The LMS was told to misbehave." if faults.active() else "The LMS behaves normally."


def _reset_faults(platform: Platform) -> str:
    platform.faults.reset()
    return "The LMS was told to go back to normal."


def _rotate(platform: Platform) -> str:
    key = platform.rotate_keys()
    return f"The LMS signs with a new key from now on, {key.kid}. Its old keys stay in its key set."


def _replace(platform: Platform) -> str:
    key = platform.rotate_keys(keep_old=False)
    return f"The LMS signs with a new key from now on, {key.kid}. Its old keys have left its key set."


def _revoke(platform: Platform) -> str:
    platform.access_tokens.revoke_all()
    return "The LMS forgot every access token, so the tool's next call will be answered 401."


def _offer_storage(platform: Platform) -> str:
    platform.offers_storage = "offers_storage" in request.form
    if platform.offers_storage:
        return "The LMS offers Platform Storage from now on: each login names it (lti_storage_target)."
    return "The LMS offers no Platform Storage any more."


_ACTIONS: dict[str, Callable[[Platform], str]] = {
    "set": _set_faults,
    "reset": _reset_faults,
    "rotate": _rotate,
    "replace": _replace,
    "revoke": _revoke,
    "storage": _offer_storage,
}


def _number(name: str, maximum: float) -> float:
    try:
        number = float(request.form.get(name, "") or 0)
    except ValueError as error:
        raise Problem(f"The field {name} must be a number.") from error
    if not 0 <= number <= maximum:
        raise Problem(f"The field {name} must be from 0 to {maximum}.")
    return number
