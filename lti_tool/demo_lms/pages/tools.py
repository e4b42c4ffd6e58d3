"""The page on which an administrator of this LMS registers a tool, in the way that this LMS has."""

import shlex
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lti_tool.demo_lms.state.platform import Platform
from lti_tool.demo_lms.state.tool_keys import UNREADABLE
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


@bp.post("/tools/from-json")
def register_from_json() -> ResponseReturnValue:
    """Make a developer key from the JSON at the tool's address, as an admin of Canvas does."""
    platform, url = current_platform(), request.form.get("url", "").strip()
    if not _is_the_tools(platform, url):
        return _refuse(platform, url)
    try:
        facts = _read_canvas_json(platform.tool_keys.fetch(url))
    except UNREADABLE as error:
        return _show(f"No developer key can be made from what is there: {error!r}.", url), 400
    return _keep(platform, facts)


@bp.post("/tools/by-hand")
def register_by_hand() -> ResponseReturnValue:
    """Take what a developer portal asks for: three addresses, and the parameters that each launch brings."""
    platform = current_platform()
    urls = {name: request.form.get(name, "").strip() for name in ("login_url", "launch_url", "jwks_url")}
    foreign = next((url for url in urls.values() if not _is_the_tools(platform, url)), None)
    if foreign is not None:
        return _refuse(platform, foreign)
    pairs = (pair.partition("=") for pair in request.form.get("custom", "")[:1000].split())
    name = request.form.get("name", "").strip()[:100] or "A tool"
    return _keep(platform, {"name": name, "custom": {key: value for key, _, value in pairs}, **urls})


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
    return render_template("demo_lms/tools.html", tools=registered, problem=problem, url=url, command_for=_command_for)


def _command_for(tool: Tool) -> str:
    """What the tool's people type once they were told of a registration."""
    facts = current_platform().facts_for(tool)
    facts["deployment"] = facts.pop("deployment_id")
    options = [f"--{name.replace('_', '-')} {shlex.quote(value)}" for name, value in facts.items()]
    return "lti-tool registrations add " + " ".join(options)


def _read_canvas_json(document: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": str(document["title"])[:100],
        "login_url": str(document["oidc_initiation_url"]),
        "launch_url": str(document["target_link_uri"]),
        "jwks_url": str(document["public_jwk_url"]),
        "custom": {str(name): str(value) for name, value in document.get("custom_fields", {}).items()},
    }


def _keep(platform: Platform, facts: dict[str, Any]) -> ResponseReturnValue:
    client_id, deployment_id = platform.tools.new_ids()
    tool = Tool(client_id, deployment_id, **facts)
    platform.tools.save(tool)
    platform.use_tool(tool)
    sentence = f"An administrator registered {tool.name}. Here it is {client_id}, deployed as {deployment_id}."
    platform.events.record("registration", sentence, {"Tool": facts})
    return redirect(url_for("tool_pages.tools"), 303)


def _is_the_tools(platform: Platform, url: str) -> bool:
    """This LMS frames one tool only: other addresses are not for it."""
    return url.startswith(f"{platform.settings.tool_origin}/")


def _refuse(platform: Platform, url: str) -> ResponseReturnValue:
    origin = platform.settings.tool_origin
    return _show(f"Paste the address that the tool’s people gave you. It begins with {origin}/", url), 400


def _open_registration(url: str, tool: Tool | None) -> ResponseReturnValue:
    platform = current_platform()
    if not _is_the_tools(platform, url):
        return _refuse(platform, url)
    added = {
        "openid_configuration": f"{platform.address}/.well-known/openid-configuration",
        "registration_token": platform.registration_tokens.issue(tool.client_id if tool else None),
    }
    joint = "&" if urlsplit(url).query else "?"
    return render_template("demo_lms/register_tool.html", src=f"{url}{joint}{urlencode(added)}", tool=tool)
