"""The author's page: modules to choose from, what the check says, and the module in a frame as wide as a phone."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.content import ContentError
from lti_tool.content.model import Module
from lti_tool.content.source.problem import Problem
from lti_tool.db import engine_here, utcnow
from lti_tool.lti.extension import lti
from lti_tool.lti.launch.cookies import new_token
from lti_tool.lti.launch.rows import store_launch
from lti_tool.placements.catalogue import catalogue
from lti_tool.preview.launching import CLIENT_ID, ISSUER, launch_of_module
from lti_tool.preview.watching import EXTENSION, Watch
from lti_tool.quizzes.bank_check import check_content

bp = Blueprint("preview", __name__, url_prefix="/preview")

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@bp.get("/")
def home() -> ResponseReturnValue:
    """Everything there is to look at, and what is wrong with it."""
    modules = _modules()
    wanted = request.args.get("module", modules[0].id if modules else "")
    chosen = next((module for module in modules if module.id == wanted), None)
    here, elsewhere = _problems(chosen)
    page = render_template(
        "preview/home.html",
        modules=modules,
        chosen=chosen,
        language=request.args.get("language", "en"),
        languages=sorted(catalogue().languages) if modules else [],
        width="wide" if request.args.get("width") == "wide" else "phone",
        here=here,
        elsewhere=elsewhere,
        state=_watch().state,
        folder=_watch().folder,
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = _POLICY
    return response


@bp.get("/open/<module_id>")
def open_module(module_id: str) -> ResponseReturnValue:
    """Launch a module as a learner; what was done before in this preview is still there."""
    tool = lti()
    browser = tool.cookies.browser(request) or new_token()
    platform = tool.registry.find(ISSUER, CLIENT_ID)
    verified = launch_of_module(platform, module_id, request.args.get("language", "en"), browser)
    token = tool.cookies.session_token(browser, verified.person)
    with engine_here().execution_options(reads_only=False).begin() as connection:  # a frame can only GET
        launch_id = store_launch(connection, verified, token, utcnow()).id
    response: Response = make_response(redirect(url_for("learner.module", launch_id=launch_id), 303))
    tool.cookies.new_browser(response, browser)
    tool.cookies.open_session(response, token)
    return response


@bp.get("/state")
def state() -> ResponseReturnValue:
    """A name for the files as they are now: when it changes, the page looks again."""
    return jsonify(state=_watch().look())


def _watch() -> Watch:
    watch: Watch = current_app.extensions[EXTENSION]
    return watch


def _modules() -> tuple[Module, ...]:
    try:
        return catalogue().modules
    except ContentError:
        return ()


def _problems(chosen: Module | None) -> tuple[list[Problem], list[Problem]]:
    """Return what the check says of the chosen module, with the errors of all files, and the rest of it."""
    folder = f"modules/{chosen.id}/" if chosen else ""
    here: list[Problem] = []
    elsewhere: list[Problem] = []
    for problem in check_content(_watch().folder):
        is_here = problem.severity == "error" or (folder and problem.file.startswith(folder))
        (here if is_here else elsewhere).append(problem)
    return sorted(here, key=lambda problem: problem.severity), elsewhere
