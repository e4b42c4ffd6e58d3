"""Puts the demo LMS together."""

from flask import Flask
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from werkzeug.exceptions import HTTPException

from lti_tool.demo_lms.oidc import authentication as oidc
from lti_tool.demo_lms.oidc import deep_linking, launches, registration
from lti_tool.demo_lms.pages import course as pages
from lti_tool.demo_lms.pages import desk, imitation, placing
from lti_tool.demo_lms.pages import faults as fault_pages
from lti_tool.demo_lms.pages import gradebook as gradebook_pages
from lti_tool.demo_lms.pages import tools as tool_pages
from lti_tool.demo_lms.services import line_items as ags_line_items
from lti_tool.demo_lms.services import memberships as nrps
from lti_tool.demo_lms.services import scores as ags_scores
from lti_tool.demo_lms.services import tokens
from lti_tool.demo_lms.settings import DemoSettings
from lti_tool.demo_lms.state.platform import Platform
from lti_tool.demo_lms.web import Problem, show_problem

_BLUEPRINTS = (
    pages.bp,
    placing.bp,
    gradebook_pages.bp,
    fault_pages.bp,
    launches.bp,
    oidc.bp,
    tokens.bp,
    deep_linking.bp,
    registration.bp,
    tool_pages.bp,
    imitation.bp,
    desk.bp,
)
_MAX_BODY_BYTES = 1_000_000


def create_demo_lms(settings: DemoSettings) -> Flask:
    """Make the demo LMS as a Flask app; its Platform is `app.extensions["demo_lms"]`."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = _MAX_BODY_BYTES
    app.jinja_env.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    app.extensions["demo_lms"] = platform = Platform(settings)
    services = [each.make_blueprint(platform.dialect.paths) for each in (ags_line_items, ags_scores, nrps)]
    for blueprint in (*_BLUEPRINTS, *services):
        app.register_blueprint(blueprint)
    app.register_error_handler(Problem, show_problem)
    app.register_error_handler(HTTPException, _show_http_problem)
    _guard_pages(app, settings)
    return app


def _show_http_problem(error: Exception) -> ResponseReturnValue:
    """Flask's own refusals (no such page, wrong method, too large) as a page in words."""
    if not isinstance(error, HTTPException) or error.code is None or error.code < 400:
        raise error
    words = {404: "There is no such page in this LMS."}.get(error.code, f"{error.name}. {error.description}")
    return show_problem(Problem(words, error.code))


def _guard_pages(app: Flask, settings: DemoSettings) -> None:
    """Send the headers that let pages load only what is ours, and frame and post only to the tool."""
    tool = settings.tool_origin
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        f"frame-src 'self' {tool}; form-action 'self' {tool}; base-uri 'none'; frame-ancestors 'self'"
    )

    @app.after_request
    def read_files(response: Response) -> Response:
        """Send a file from memory: Werkzeug's server leaves it open where the browser hangs up in the middle."""
        if response.direct_passthrough:
            response.direct_passthrough = False
            body = response.get_data()
            response.close()
            response.set_data(body)
        return response

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
        response.headers.setdefault("Cache-Control", "no-store")
        return response
