"""What every view needs: the platform, refusals in words, the form that a browser posts by itself."""

from typing import cast

from flask import current_app, make_response, render_template
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from lti_tool.demo_lms.state.platform import Platform


class Problem(Exception):
    """Something a visitor asked for that cannot be; shown as a page in words."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.message, self.status = message, status


def current_platform() -> Platform:
    """The platform of the running app."""
    return cast(Platform, current_app.extensions["demo_lms"])


def show_problem(problem: Problem) -> ResponseReturnValue:
    """Answer a problem as a page."""
    return render_template("demo_lms/problem.html", message=problem.message), problem.status


def post_through_browser(action: str, fields: dict[str, str], title: str) -> Response:
    """A page whose form the browser posts at once: how LTI messages travel from one site to the other."""
    return make_response(render_template("demo_lms/autopost.html", action=action, fields=fields, title=title))
