"""Every refusal as a page in words: what happened, what to do, and never a stack trace."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from http import HTTPStatus

from flask import Flask, Response, make_response, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm.exc import ObjectDeletedError
from werkzeug.exceptions import BadHost, HTTPException, MethodNotAllowed

from lti_tool.db import db, is_conflict, utcnow
from lti_tool.errors import N_, ToolError
from lti_tool.lti.errors import SessionEnded
from lti_tool.lti.extension import lti
from lti_tool.lti.launch.received import what_was_received
from lti_tool.lti.launch.refusals import one_line
from lti_tool.lti.session import chrome, is_still_open
from lti_tool.templating import in_words, translate

logger = logging.getLogger(__name__)
ADVICE = ToolError.advice
WORDS = {
    HTTPStatus.BAD_REQUEST: (N_("That did not work"), N_("The request was not one that we understand.")),
    HTTPStatus.NOT_FOUND: (N_("Nothing here"), N_("There is no such page.")),
    HTTPStatus.METHOD_NOT_ALLOWED: (N_("Nothing here"), N_("This address does not answer that kind of request.")),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (N_("Too large"), N_("What was sent is larger than this tool takes.")),
}

FALLBACK = (N_("That did not work"), N_("The request could not be answered."))


class ChangedMeanwhile(ToolError):
    """Of two changes at one moment the other was first."""

    status = 409
    title = N_("Nothing was saved")
    message = N_("Something else was saved at the same moment, so this could not be.")
    advice = N_("Go back, load the page again, and look at what is there now.")


def init_app(app: Flask) -> None:
    """Answer each kind of failure in words."""
    app.register_error_handler(ToolError, _foreseen)
    app.register_error_handler(CSRFError, _form_without_proof)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(BadHost, _no_such_host)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(IntegrityError, _two_at_once)
    app.register_error_handler(ObjectDeletedError, _two_at_once)
    app.register_error_handler(NoConnectionFree, _database_away)
    app.register_error_handler(Exception, _unforeseen)


def _foreseen(problem: ToolError) -> Response:
    db.session.rollback()
    is_setup = request.path.startswith("/lti/")
    reference = _refer(problem) if is_setup or problem.status >= 500 else None
    if _wants_a_sentence():
        return _sentence(in_words(problem), problem.status, problem.code)
    received = _keep(problem, reference) if is_setup and reference else {}
    advice = translate(problem.advice, problem.params)
    return _page(problem.status, problem.title, in_words(problem), advice, reference, received)


def _form_without_proof(_error: CSRFError) -> Response:
    message = gettext("This page is from a visit that has ended, or your browser no longer has our cookie.")
    if _wants_a_sentence():
        return _sentence(message, 400, SessionEnded.code)
    return _page(400, N_("Please open this from your course"), message, translate(ADVICE))


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    title, message = WORDS.get(HTTPStatus(error.code), FALLBACK)
    page = _page(error.code, title, translate(message), translate(ADVICE))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        page.headers["Allow"] = ", ".join(error.valid_methods)  # RFC 9110 §15.5.6 asks for it
    return page


def _no_such_host(_error: BadHost) -> Response:
    """A sentence and no page: without a host name that is one, Flask has no addresses to link a page to."""
    return Response(
        gettext("The request was not one that we understand."), HTTPStatus.BAD_REQUEST, mimetype="text/plain"
    )


def _database_away(error: OperationalError | NoConnectionFree) -> Response:
    db.session.rollback()
    logger.error("the database did not answer: %s", getattr(error, "orig", error))
    message = gettext("The tool is very busy or its database is away. What was saved before is kept.")
    advice = gettext("Wait a moment, then load this page again.")
    return _page(503, N_("Please try again in a minute"), message, advice)


def _two_at_once(error: IntegrityError | ObjectDeletedError) -> Response:
    """What somebody else wrote or deleted meanwhile made this impossible; any other refusal is a fault of ours."""
    if isinstance(error, IntegrityError) and not is_conflict(error):
        return _unforeseen(error)
    db.session.rollback()
    logger.warning("%s %s met a change made meanwhile: %s", request.method, request.path, type(error).__name__)
    return _foreseen(ChangedMeanwhile() if is_still_open() else SessionEnded())


def _unforeseen(error: Exception) -> Response:
    db.session.rollback()
    reference = secrets.token_hex(4)
    logger.error("[%s] %s %s failed", reference, request.method, request.path, exc_info=error)
    message = gettext("Something went wrong on our side. What was saved before is kept.")
    return _page(500, N_("That did not work"), message, translate(ADVICE), reference)


def _refer(problem: ToolError) -> str:
    """Note a refusal, in one line, under a reference that its page shows too; no token and no name is in it."""
    reference = secrets.token_hex(4)
    logger.warning("[%s] %s: %s", reference, type(problem).__name__, one_line(problem.message))
    return reference


def _keep(problem: ToolError, reference: str) -> dict[str, str]:
    """Keep a refusal of the protocol's for `registrations diagnose`; what was received is on its page, too."""
    received = what_was_received(request)
    lti().refusal_log.keep(reference, problem, received, utcnow())
    return received


def _page(
    status: int,
    title: str,
    message: str,
    advice: str,
    reference: str | None = None,
    received: Mapping[str, str] | None = None,
) -> Response:
    """The page; `title` is marked words, `message` and `advice` are in the reader's language already."""
    launch = chrome()["launch"]
    html = render_template(
        "lti/problem.html",
        title=translate(title),
        message=message,
        advice=advice,
        reference=reference,
        received=received or {},
        return_url=launch.return_url if launch else None,
    )
    return make_response(html, status)


def _sentence(words: str, status: int, code: str) -> Response:
    """For our own scripts, which show the words and go by the code."""
    return Response(words, status, {"X-Problem": code} if code else {}, mimetype="text/plain")


def _wants_a_sentence() -> bool:
    """Our own scripts ask for plain text; people get a page."""
    return request.headers.get("Accept", "").startswith("text/plain")
