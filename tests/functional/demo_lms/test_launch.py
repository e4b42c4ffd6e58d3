"""Login initiation, authentication request and launch message."""

from typing import Any

import jwt
import pytest
from flask.testing import FlaskClient

from lti_tool.demo_lms import Platform
from lti_tool.demo_lms.oidc.messages import launch_claims_by_id
from lti_tool.demo_lms.state.people import LARS, ROSA
from lti_tool.demo_lms.vocabulary import AGS_CLAIM, AGS_SCOPES, CLAIM, DL_CLAIM, NRPS_CLAIM

from .conftest import Clock
from .little_tool import TOOL, authentication_request, launch, posted_form

LINK = "/as/lars/courses/front-desk/links/yes-and"
ADD = "/as/rosa/courses/front-desk/add/launch"


def read_id_token(lms: FlaskClient, form: dict[str, Any]) -> dict[str, Any]:
    """Check the signature with the published key, as a tool does; the times are those of a standing clock."""
    kid = jwt.get_unverified_header(form["id_token"])["kid"]
    keys = {key["kid"]: key for key in lms.get("/jwks.json").get_json()["keys"]}
    options: Any = {"verify_exp": False, "verify_iat": False}
    key = jwt.PyJWK(keys[kid])
    claims: dict[str, Any] = jwt.decode(form["id_token"], key, ["RS256"], options, audience="demo-client")
    return claims


def test_a_launch_begins_with_a_login_initiation_at_the_tool(lms: FlaskClient) -> None:
    form = posted_form(lms.get(f"{LINK}/launch"))

    assert form.pop("lti_message_hint")
    assert form == {
        "_action": f"{TOOL}/lti/login",
        "iss": "http://127.0.0.1:8001",
        "login_hint": LARS.sub,
        "target_link_uri": f"{TOOL}/lti/launch",
        "client_id": "demo-client",
        "lti_deployment_id": "demo-deployment",
    }


def test_a_launch_message_carries_every_claim_that_a_tool_may_need(lms: FlaskClient, platform: Platform) -> None:
    form = launch(lms, f"{LINK}/launch")
    claims = read_id_token(lms, form)

    line_items = "http://127.0.0.1:8001/courses/front-desk/lineitems"
    item = platform.gradebook.for_link("yes-and")
    assert form["_action"] == f"{TOOL}/lti/launch"
    assert form["state"] == "a-state"
    assert item is not None
    assert claims == {
        "iss": platform.issuer,
        "aud": "demo-client",
        "sub": LARS.sub,
        "iat": 1_790_000_000,
        "exp": 1_790_000_060,
        "nonce": "a-nonce",
        "name": "Lars Åkesson",
        "given_name": "Lars",
        "family_name": "Åkesson",
        "email": "lars@library.example",
        CLAIM + "message_type": "LtiResourceLinkRequest",
        CLAIM + "version": "1.3.0",
        CLAIM + "deployment_id": "demo-deployment",
        CLAIM + "target_link_uri": f"{TOOL}/lti/launch",
        CLAIM + "resource_link": {"id": "yes-and", "title": "Yes, and!", "description": ""},
        CLAIM + "roles": ["http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"],
        CLAIM + "context": {
            "id": "front-desk",
            "label": "DESK-1",
            "title": "Front desk essentials",
            "type": ["http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering"],
        },
        CLAIM + "tool_platform": {
            "guid": platform.guid,
            "name": "Demo LMS",
            "product_family_code": "demo-lms",
            "version": "1.0",
            "url": platform.issuer,
        },
        CLAIM + "launch_presentation": {
            "document_target": "iframe",
            "return_url": f"{platform.issuer}/as/lars/courses/front-desk",
            "locale": "en",
        },
        CLAIM + "lis": {"person_sourcedid": LARS.sourcedid, "course_section_sourcedid": "DESK-1"},
        CLAIM + "custom": {"module": "culture-of-yes"},
        AGS_CLAIM: {
            "scope": list(AGS_SCOPES),
            "lineitems": f"{line_items}?type_id=1",
            "lineitem": f"{line_items}/{item.id}/lineitem?type_id=1",
        },
        NRPS_CLAIM: {
            "context_memberships_url": f"{platform.issuer}/courses/front-desk/memberships",
            "service_versions": ["2.0"],
        },
    }


def test_a_launch_in_a_new_window_says_so(lms: FlaskClient) -> None:
    claims = read_id_token(lms, launch(lms, f"{LINK}/launch?target=window"))

    assert claims[CLAIM + "launch_presentation"]["document_target"] == "window"


def test_a_link_by_hand_has_neither_custom_parameters_nor_a_line_item(lms: FlaskClient, platform: Platform) -> None:
    link = platform.add_link("front-desk", "By hand")

    claims = read_id_token(lms, launch(lms, f"/as/lars/courses/front-desk/links/{link.id}/launch"))

    assert CLAIM + "custom" not in claims
    assert "lineitem" not in claims[AGS_CLAIM]


def test_an_instructor_of_one_course_is_a_learner_in_another(platform: Platform) -> None:
    there = platform.add_link("onboarding", "There")

    role_here = launch_claims_by_id(platform, "kwame", "yes-and")[CLAIM + "roles"]
    role_there = launch_claims_by_id(platform, "kwame", there.id)[CLAIM + "roles"]

    assert [role_here[0].split("#")[1], role_there[0].split("#")[1]] == ["Learner", "Instructor"]


def test_the_authentication_request_may_be_posted(lms: FlaskClient) -> None:
    login = posted_form(lms.get(f"{LINK}/launch"))

    assert "id_token" in posted_form(lms.post("/oidc/authorize", data=authentication_request(login)))


def test_adding_content_sends_a_deep_linking_request(lms: FlaskClient, platform: Platform) -> None:
    claims = read_id_token(lms, launch(lms, ADD))
    settings = claims[DL_CLAIM + "deep_linking_settings"]

    assert claims["sub"] == ROSA.sub
    assert claims[CLAIM + "message_type"] == "LtiDeepLinkingRequest"
    assert CLAIM + "resource_link" not in claims
    assert settings.pop("data")
    assert settings == {
        "deep_link_return_url": f"{platform.issuer}/courses/front-desk/deep-link-return",
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["iframe", "window"],
        "accept_multiple": True,
        "accept_lineitem": True,
        "auto_create": True,
        "title": "Add content to Front desk essentials",
        "text": "",
    }


def test_only_instructors_add_content(lms: FlaskClient) -> None:
    assert lms.get("/as/lars/courses/front-desk/add/launch").status_code == 403


@pytest.mark.parametrize(
    ("parameter", "value", "error"),
    [
        ("scope", "openid profile", "invalid_request"),
        ("scope", None, "invalid_request"),
        ("response_type", "code", "unsupported_response_type"),
        ("response_mode", "query", "invalid_request"),
        ("prompt", "login", "invalid_request"),
        ("prompt", None, "invalid_request"),
        ("nonce", None, "invalid_request"),
        ("state", None, "invalid_request"),
        ("login_hint", None, "invalid_request"),
        ("login_hint", ROSA.sub, "login_required"),
        ("lti_message_hint", None, "invalid_request"),
        ("lti_message_hint", "made-up", "invalid_request"),
    ],
)
def test_a_wrong_authentication_request_is_answered_with_an_error_at_the_tool(
    lms: FlaskClient, parameter: str, value: str | None, error: str
) -> None:
    login = posted_form(lms.get(f"{LINK}/launch"))

    request = authentication_request(login, **{parameter: value})
    form = posted_form(lms.get("/oidc/authorize", query_string=request))

    assert form["_action"] == f"{TOOL}/lti/launch"
    assert form["error"] == error
    assert form["error_description"]
    assert form.get("state") == (None if parameter == "state" else "a-state")
    assert "id_token" not in form


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("client_id", "somebody"),
        ("client_id", None),
        ("redirect_uri", f"{TOOL}/lti/launch?x=1"),
        ("redirect_uri", "https://elsewhere.example/lti/launch"),
        ("redirect_uri", None),
    ],
)
def test_an_unknown_tool_is_never_posted_to(lms: FlaskClient, parameter: str, value: str | None) -> None:
    login = posted_form(lms.get(f"{LINK}/launch"))

    page = lms.get("/oidc/authorize", query_string=authentication_request(login, **{parameter: value}))

    assert page.status_code == 400
    assert parameter in page.text
    assert "<form" not in page.text


def test_a_parameter_sent_twice_is_refused(lms: FlaskClient) -> None:
    login = posted_form(lms.get(f"{LINK}/launch"))

    twice = [*authentication_request(login).items(), ("nonce", "another")]
    page = lms.get("/oidc/authorize", query_string=twice)

    assert page.status_code == 400
    assert "more than once: nonce" in page.text


def test_a_launch_hint_opens_one_launch_only(lms: FlaskClient) -> None:
    request = authentication_request(posted_form(lms.get(f"{LINK}/launch")))
    lms.get("/oidc/authorize", query_string=request)

    second = posted_form(lms.get("/oidc/authorize", query_string=request))

    assert "used before" in second["error_description"]


def test_a_launch_hint_is_forgotten_after_five_minutes(lms: FlaskClient, clock: Clock) -> None:
    request = authentication_request(posted_form(lms.get(f"{LINK}/launch")))
    clock.now += 301

    late = posted_form(lms.get("/oidc/authorize", query_string=request))

    assert "older than five minutes" in late["error_description"]


def test_hostile_values_are_escaped_in_the_error_form(lms: FlaskClient) -> None:
    login = posted_form(lms.get(f"{LINK}/launch"))

    request = authentication_request(login, state='"><script>alert(1)</script>', prompt="login")
    page = lms.get("/oidc/authorize", query_string=request)

    assert "<script>alert" not in page.text
    assert posted_form(page)["state"] == '"><script>alert(1)</script>'
