"""The protocol's endpoints: login, launch, key set. Every page inside a launch is somebody else's."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lti_tool.db import db, utcnow
from lti_tool.lti.digest import digest
from lti_tool.lti.errors import DeploymentNotApproved, LaunchRefused, UnknownRegistration
from lti_tool.lti.extension import lti
from lti_tool.lti.framing import allow_form_through, allow_framing
from lti_tool.lti.launch.choices import RETURN_HASH
from lti_tool.lti.launch.cookies import new_token
from lti_tool.lti.launch.login import COOKIE_CHECK, IN_TAB, Login, LoginRequest, check_target
from lti_tool.lti.launch.mistakes import SetupMistake, check_launch_door, check_login_door
from lti_tool.lti.launch.received import MAXIMUM_SHOWN
from lti_tool.lti.launch.rows import store_launch
from lti_tool.lti.launch.state import LoginState, StateSigner
from lti_tool.lti.launch.storage import PROOF, check_own_form, frame_of, key_of
from lti_tool.lti.launch.verification import Message, check_platform_error
from lti_tool.lti.launch.verified import VerifiedLaunch
from lti_tool.lti.launched import StoredLaunch
from lti_tool.lti.models import Launch
from lti_tool.lti.registering.canvas import canvas_configuration
from lti_tool.lti.registry import Platform
from lti_tool.lti.session import has_open_pages
from lti_tool.text.web_address import same_origin

bp = Blueprint("lti", __name__, url_prefix="/lti")
NEWCOMER_TRIES = 3


@bp.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    """Begin a launch: prove that this browser keeps our cookie, then leave for the platform."""
    tool = lti()
    check_login_door(request.values, tool.settings)
    wanted = LoginRequest.of(request, tool.settings.base_url)
    check_target(wanted.target_link_uri, tool.settings.launch_url)
    browser = tool.cookies.browser(request)
    attempt = Login(wanted, tool.tool_conf, tool.signer, browser or "")
    platform = _platform_of(attempt)
    allow_framing(platform)
    if browser:
        return _leave(attempt, tool.settings.launch_url)
    if wanted.cookie_was_set:
        return _ask_for_a_tab(wanted, platform)
    response = make_response(redirect(_same_login_again(), 307))  # 307 keeps a POST a POST, and its long hints
    tool.cookies.new_browser(response)
    return response


@bp.post("/launch")
def launch() -> ResponseReturnValue:
    """Answer any LTI message: verify, store, and redirect to the page for it, so that Back and refresh work."""
    tool = lti()
    check_launch_door(request.values, tool.settings, is_form=True)
    kept = tool.cookies.browser(request)
    if kept is None and (lost := _lost_state(tool.signer)):
        return _ask_platform_storage(lost)
    message = Message.from_request(
        request,
        tool.tool_conf,
        signer=tool.signer,
        platform_keys=tool.platform_keys,
        browser=kept,
        launch_url=tool.settings.launch_url,
    )
    claims = message.verify()
    browser = kept or new_token()
    verified = VerifiedLaunch(message.platform, claims, message.state, browser)
    token = _session_token(browser, verified.person)
    stored = _store_once(verified, token)
    endpoint = tool.destinations[stored.message_type](stored)
    response = make_response(redirect(url_for(endpoint, launch_id=stored.id), 303))
    if kept is None:
        tool.cookies.new_browser(response, browser)
    if tool.cookies.session(request) != token:
        tool.cookies.open_session(response, token)
    return response


@bp.get("/launch")
def open_from_course() -> ResponseReturnValue:
    """Tell whoever typed the address where the door is; Moodle's server fetches it when a link is saved."""
    check_platform_error(request.args)
    check_launch_door(request.args, lti().settings, is_form=False)
    return render_template("lti/open_from_course.html")


@bp.get("/canvas.json")
def canvas_json() -> ResponseReturnValue:
    """What a Canvas admin's developer key is made from."""
    return jsonify(canvas_configuration(lti().settings))


@bp.get("/jwks.json")
def jwks() -> ResponseReturnValue:
    """Our public keys: next, current and retired."""
    response = jsonify(lti().tool_conf.get_jwks())
    response.cache_control.public = True
    response.cache_control.max_age = 300
    return response


def _session_token(browser: str, person: str) -> str:
    """The token of this person here: a new secret makes another, but not while pages of the one before are open."""
    cookies = lti().cookies
    held, new = cookies.session(request), cookies.session_token(browser, person)
    if held in (None, new) or not cookies.is_theirs(held, browser, person):
        return new
    return held if has_open_pages(held, browser, utcnow()) else new


def _store_once(verified: VerifiedLaunch, token: str) -> StoredLaunch:
    """Store the launch in one transaction; a nonce used before is a replay, any other collision a race."""
    for _ in range(NEWCOMER_TRIES):
        try:
            return _store(verified, token)
        except IntegrityError:
            if db.session.scalar(select(Launch.id).where(Launch.nonce == verified.state.nonce)):
                raise LaunchRefused(code="launch_used_before") from None
            db.session.rollback()
    raise LaunchRefused(code="launch_among_too_many")


def _store(verified: VerifiedLaunch, token: str) -> StoredLaunch:
    if db.session.registry.has():
        db.session.rollback()  # SQLite has one writer: what was begun to read something would be waited for
    with db.engine.connect() as connection:  # plain rows need no session
        try:
            stored = store_launch(connection, verified, token, utcnow())
        except DeploymentNotApproved:
            connection.commit()  # the pending deployment is what the operator approves
            raise
        connection.commit()
        return stored


def _platform_of(attempt: Login) -> Platform:
    """The platform that a login names; one that calls itself by our name is told so."""
    try:
        return attempt.platform
    except UnknownRegistration:
        issuer, settings = attempt.issuer, lti().settings
        if same_origin(issuer, settings.base_url):
            raise SetupMistake("issuer_is_ours", settings, address=issuer[:MAXIMUM_SHOWN]) from None
        raise


def _leave(attempt: Login, launch_url: str) -> ResponseReturnValue:
    """Go on to the platform, by way of a page that leaves our proof with it where it keeps one."""
    deposit = attempt.deposit(launch_url)
    if deposit is None:
        return redirect(attempt.authentication_url(launch_url))
    return render_template("lti/leave_proof.html", deposit=deposit)


def _lost_state(signer: StateSigner) -> LoginState | None:
    """The state of a launch whose cookie is gone and whose proof lies with the platform, not yet asked for."""
    if request.form.get(PROOF):
        check_own_form(request, lti().settings.base_url)
        return None
    if not (request.form.get("state") and request.form.get("id_token")):
        return None
    state = signer.open(request.form["state"])
    return state if state.proof_hash else None


def _ask_platform_storage(state: LoginState) -> ResponseReturnValue:
    """A page that fetches the proof and posts the launch once more, from here."""
    platform = lti().registry.by_id(state.registration_id)
    allow_framing(platform)
    return render_template(
        "lti/fetch_proof.html",
        frame=frame_of(state.storage_target, platform.auth_login_url),
        key=key_of(state),
        proof_field=PROOF,
        fields={name: request.form[name] for name in ("state", "id_token")},
    )


def _same_login_again() -> str:
    """The same query and one argument more; url_for would take some names for options of its own."""
    return f"{url_for('lti.login')}?{urlencode([*request.args.items(multi=True), (COOKIE_CHECK, '1')])}"


def _ask_for_a_tab(wanted: LoginRequest, platform: Platform) -> Response:
    """The cookie did not come back: re-run the login in a tab of its own, or say that cookies are needed.

    The page keeps a code, and the tab gets its hash: what is chosen there comes back to whoever has the code.
    """
    if wanted.in_tab:
        return make_response(render_template("lti/cookies_blocked.html"), 403)
    allow_form_through(platform.auth_login_url)
    code = new_token()
    parameters = [*wanted.parameters.items(), (IN_TAB, "1"), (RETURN_HASH, digest(code))]
    page = render_template("lti/new_tab.html", action=url_for("lti.login"), params=parameters, code=code)
    return make_response(page)
