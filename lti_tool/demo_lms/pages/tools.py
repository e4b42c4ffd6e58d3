"""The page on which an administrator of this LMS registers a tool: paste one link, confirm, done."""

from urllib.parse import urlencode, urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.demo_lms.state.tools import Tool
from lti_tool.demo_lms.web import Problem, current_platform

bp = Blueprint("tool_pages", __name__)


@bp.get("/tools")
def tools() -> str:
    """The tools that are registered, and the form to register another."""
    return _show()


@bp.post("/tools/register")
def register() -> ResponseReturnValue:
    """Open the tool's registration page in a frame, told where we are and given a token."""
    return _open_registration(request.form.get("url", "").strip(), None)


@bp.post("/tools/<client_id>/update")
def update(client_id: str) -> ResponseReturnValue:
    """As register, for a tool that is registered already: its client id stays."""
    return _open_registration(request.form.get("url", "").strip(), _find(client_id))


@bp.post("/tools/<client_id>/use")
def use(client_id: str) -> ResponseReturnValue:
    """Launch this registration from now on."""
    current_platform().use_tool(_find(client_id))
    return redirect(url_for("tool_pages.tools"), 303)


def _find(client_id: str) -> Tool:
    tool = current_platform().tools.all.get(client_id)
    if tool is None:
        raise Problem("There is no such tool in this LMS.", 404)
    return tool


def _show(problem: str = "", url: str = "") -> str:
    registered = current_platform().tools
    return render_template("demo_lms/tools.html", tools=registered, problem=problem, url=url)


def _open_registration(url: str, tool: Tool | None) -> ResponseReturnValue:
    platform = current_platform()
    origin = platform.settings.tool_origin
    if not url.startswith(f"{origin}/"):
        return _show(f"Paste the registration link that the tool’s people gave you. It begins with {origin}/", url), 400
    added = {
        "openid_configuration": f"{platform.issuer}/.well-known/openid-configuration",
        "registration_token": platform.registration_tokens.issue(tool.client_id if tool else None),
    }
    joint = "&" if urlsplit(url).query else "?"
    return render_template("demo_lms/register_tool.html", src=f"{url}{joint}{urlencode(added)}", tool=tool)
