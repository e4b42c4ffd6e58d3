"""lti1p3platform over HTTP, by Flask; the library ships such glue for Django only."""

# mypy: disable-error-code="import-untyped,misc"

from __future__ import annotations

from typing import Any

import flask
import jwt
from flask import Flask, Response, jsonify, redirect, render_template_string
from flask.typing import ResponseReturnValue
from lti1p3platform.exceptions import LtiException, MissingRequiredClaim, UnsupportedGrantType
from lti1p3platform.message_launch import LTIAdvantageMessageLaunchAbstract
from lti1p3platform.oidc_login import OIDCLoginAbstract
from lti1p3platform.request import Request, TRequest
from lti1p3platform.response import Response as LtiResponse
from lti1p3platform.response import generate_next_link

from tests.interop.campus import COURSE, MEMBERSHIP, PEOPLE, Campus
from tests.interop.gradebook import Gradebook

ADD = "add content"  # the hint of a deep linking request; any other names a link
FORM = """<form id="autopost" method="post" action="{{ launch_url }}"><input name="state" value="{{ state }}">
<input name="id_token" value="{{ id_token }}"></form>"""


class FlaskRequest(Request):
    def build_metadata(self, request: flask.Request) -> TRequest:
        return {
            "method": request.method,
            "form_data": request.form.to_dict(),
            "get_data": request.args.to_dict(),
            "headers": request.headers,
            "content_type": request.content_type,
            "path": request.path,
            "json": request.get_json() if request.is_json else None,
        }


class Login(OIDCLoginAbstract):
    def set_lti_message_hint(self, hint: str) -> None:
        self._lti_message_hint = hint

    def get_redirect(self, url: str) -> ResponseReturnValue:
        return redirect(url)


class Launch(LTIAdvantageMessageLaunchAbstract):
    """A resource link or deep linking request, whichever the hint says; the library writes every claim."""

    def __init__(self, request: Request, campus: Campus) -> None:
        super().__init__(request, campus.conf())
        self._campus = campus

    def prepare_launch(self, preflight_response: dict[str, Any]) -> None:
        user_id, hint = preflight_response["login_hint"], preflight_response["lti_message_hint"]
        name, role = PEOPLE[user_id]
        self.set_user_data(user_id, [MEMBERSHIP + role], full_name=name)
        self.set_launch_context_claim(COURSE, context_title="At the reference desk")
        if hint == ADD:
            # A string by deep linking 2.0 §4.4.1; the library's type says object, and sends either.
            self.set_dl(f"{self._campus.url}/deep-linking", extra_data={"came from": "the course page"})
            return
        link = self._campus.links[hint]
        self.set_launch_url(link.url)
        self.set_resource_link_claim(hint, title=link.title)
        self.set_custom_parameters_claim(link.custom)
        self.set_ags(f"{self._campus.url}/ags/lineitems", link.lineitem)

    def render_launch_form(self, launch_data: dict[str, Any], **_options: object) -> str:
        return render_template_string(FORM, **launch_data)


def create_lms(campus: Campus) -> Flask:
    """The web application of one campus; its addresses for people are those of the demo LMS."""
    app = Flask(__name__)

    @app.get("/as/<person>/courses/<_course>/links/<link>/launch")
    def launch_link(person: str, _course: str, link: str) -> ResponseReturnValue:
        return _begin(person, link, campus.links[link].url)

    @app.get("/as/<person>/courses/<_course>/add/launch")
    def add_content(person: str, _course: str) -> ResponseReturnValue:
        return _begin(person, ADD, campus.registration.get_deeplink_launch_url())

    def _begin(person: str, hint: str, url: str) -> ResponseReturnValue:
        login = Login(FlaskRequest(flask.request), campus.conf())
        login.set_lti_message_hint(hint=hint)
        answer: ResponseReturnValue = login.set_launch_url(url).initiate_login(person)
        return answer

    @app.get("/authorize")
    def authorize() -> ResponseReturnValue:
        form: str = Launch(FlaskRequest(flask.request), campus).lti_launch()
        return form

    @app.get("/jwks.json")
    def jwks() -> Response:
        return jsonify(campus.conf().get_jwks())

    @app.post("/deep-linking")
    def take_content() -> ResponseReturnValue:
        campus.place(campus.conf().validate_deeplinking_resp(flask.request.form))
        campus.deep_linking_jwt = flask.request.form["JWT"]
        return "<h1>Added</h1>"

    @app.post("/token")
    def token() -> ResponseReturnValue:
        return jsonify(campus.conf().get_access_token(flask.request.form.to_dict()))

    @app.route("/ags/lineitems", methods=["GET", "POST"], endpoint="lineitems")
    @app.post("/ags/lineitems/<line_item_id>/scores", endpoint="scores")
    @app.get("/ags/lineitems/<line_item_id>/results", endpoint="results")
    def services(**which: str) -> Response:
        book = Gradebook(FlaskRequest(flask.request), campus)
        handlers = {
            "lineitemsGET": book.handle_get_lineitems,
            "lineitemsPOST": book.handle_create_lineitem,
            "scoresPOST": book.handle_update_score,
            "resultsGET": book.handle_get_results,
        }
        return _answer(book.handle_resp(handlers[f"{flask.request.endpoint}{flask.request.method}"], **which))

    for refusal in (jwt.PyJWTError, LtiException, MissingRequiredClaim, UnsupportedGrantType):
        app.register_error_handler(refusal, _refuse)
    return app


def _refuse(refusal: Exception) -> ResponseReturnValue:
    return {"error": "invalid_client", "error_description": f"{type(refusal).__name__}: {refusal}"}, 401


def _answer(said: LtiResponse) -> Response:
    if said.code >= 400:
        return flask.make_response({"error": said.message}, said.code)
    is_page = isinstance(said.result, dict) and "content" in said.result
    answer = jsonify(said.result["content"] if is_page else said.result)
    answer.status_code, answer.mimetype = said.code, said.media_type
    if is_page and said.result.get("next"):
        answer.headers["Link"] = generate_next_link(said.result["next"])
    return answer
