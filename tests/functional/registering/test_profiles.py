"""What each LMS is told, and what becomes of its answer; Moodle's is recorded from a running 4.1.10."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.lti.models import Registration
from tests.functional.registering.conftest import ISSUER, Admin, Line, answer, configuration
from tests.support.visitor import Page

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MOODLE = json.loads((Path(__file__).parent / "moodle.json").read_text(encoding="utf-8"))
TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"


def of_family(code: str, **more: Any) -> dict[str, Any]:
    return configuration(**{PLATFORM: {"product_family_code": code, "version": "1", **more}})


def register(admin: Admin, line: Line, document: dict[str, Any], url: str = "", **invitation: Any) -> dict[str, Any]:
    """Register a platform that describes itself so; what it was sent."""
    confirm(admin, line, document, url, **invitation)
    return line.sent[-1]


def confirm(admin: Admin, line: Line, document: dict[str, Any], url: str = "", **invitation: Any) -> Page:
    """The page that says that a platform which describes itself so is registered."""
    line.configuration = lambda *_: answer(document)
    page = admin.open(admin.invite(**invitation), url or f"{document['issuer']}/config")
    done = admin.confirm(page, button="Update" if "registration_id" in invitation else "Register")
    assert done.status == 200, done.text
    return done


def test_moodle_as_recorded(admin: Admin, line: Line, session: Session) -> None:
    line.registration = lambda *_: answer(MOODLE["response"])

    sent = register(admin, line, MOODLE["configuration"], auto_approve=True)

    assert sent["redirect_uris"] == [f"{admin.base_url}/lti/launch"]
    assert sent[TOOL]["domain"] == admin.base_url.removeprefix("http://"), "Moodle compares it, port and all"
    assert sent[TOOL]["custom_parameters"] == {"context_id_history": "$Context.id.history"}
    assert [each["type"] for each in sent[TOOL]["messages"]] == ["LtiResourceLinkRequest", "LtiDeepLinkingRequest"]
    assert (sent["scope"].count("lti-ags"), sent["scope"].count("toolsetting")) == (4, 0)
    assert {"name", "email"} <= set(sent[TOOL]["claims"]), "Moodle sends what a registration asks for"
    row = session.scalars(select(Registration)).one()
    assert (row.issuer, row.client_id, row.token_url, [each.id_on_platform for each in row.deployments]) == (
        "https://moodle.example",
        "8Z7FOY0yv6iYzR0",
        "https://moodle.example/mod/lti/token.php",
        ["1"],
    )


def test_moodles_update_changes_the_row_that_the_link_is_for(admin: Admin, line: Line, session: Session) -> None:
    line.registration = lambda *_: answer(MOODLE["response"])
    register(admin, line, MOODLE["configuration"])
    number = session.scalars(select(Registration.id)).one()
    session.rollback()
    moved = MOODLE["configuration"] | {"jwks_uri": "https://moodle.example/new/certs.php"}

    register(admin, line, moved, registration_id=number)

    row = session.scalars(select(Registration)).one()
    assert (row.jwks_url, row.status) == ("https://moodle.example/new/certs.php", "pending")


def test_moodles_admin_is_told_what_no_registration_can_ask_for(admin: Admin, line: Line, session: Session) -> None:
    """Moodle leaves a tool out of the activity chooser at each registration and each update."""
    line.registration = lambda *_: answer(MOODLE["response"])

    first = confirm(admin, line, MOODLE["configuration"])
    number = session.scalars(select(Registration.id)).one()
    session.rollback()
    again = confirm(admin, line, MOODLE["configuration"], registration_id=number)

    steps = [[step.get_text() for step in page.soup.select("ol li")] for page in (first, again)]
    assert [len(each) for each in steps] == [3, 1]
    assert all("Show in activity chooser and as a preconfigured tool" in each[-2:][0] for each in steps)


@pytest.mark.parametrize("attribute", MOODLE["required"])
def test_everything_that_moodle_requires_is_sent(attribute: str, admin: Admin, line: Line) -> None:
    assert register(admin, line, MOODLE["configuration"])[attribute]


def test_canvas_gets_its_placements_and_speaks_from_its_own_host(admin: Admin, line: Line, session: Session) -> None:
    document = of_family("canvas", **{"https://canvas.instructure.com/lti/account_name": "Test University"})
    document |= {
        "issuer": "https://canvas.instructure.com",
        "authorization_server": "canvas.instructure.com",
        "authorization_endpoint": "https://sso.canvaslms.com/api/lti/authorize_redirect",
        "token_endpoint": "https://sso.canvaslms.com/login/oauth2/token",
        "jwks_uri": "https://sso.canvaslms.com/api/lti/security/jwks",
        "registration_endpoint": "https://school.instructure.com/api/lti/registrations",
    }
    config_url = "https://school.instructure.com/api/lti/security/openid-configuration"

    sent = register(admin, line, document, config_url)

    placements = [each["placements"] for each in sent[TOOL]["messages"]]
    assert placements == [["course_navigation"], ["assignment_selection"], ["link_selection"]]
    assert sent[TOOL]["https://canvas.instructure.com/lti/privacy_level"] == "public"
    assert sent[TOOL]["custom_parameters"]["canvas_due_at"] == "$Canvas.assignment.dueAt.iso8601"
    row = session.scalars(select(Registration)).one()
    assert (row.name, row.audience) == ("Test University", None), "a bare host name is no audience"


def test_a_platform_is_asked_for_the_dates_that_it_knows(admin: Admin, line: Line) -> None:
    known = ["ResourceLink.available.endDateTime", "ResourceLink.submission.user.endDateTime"]

    asked = register(admin, line, of_family("new", variables=known))[TOOL]["custom_parameters"]
    asked_blindly = register(admin, line, of_family("newer"))[TOOL]["custom_parameters"]

    assert asked == {
        "available_end": "$ResourceLink.available.endDateTime",
        "user_submission_end": "$ResourceLink.submission.user.endDateTime",
    }
    assert len([name for name in asked_blindly if "available" in name or "submission" in name]) == 8
    assert not any("Canvas" in variable for variable in asked_blindly.values())


def test_brightspace_has_an_audience_of_its_own_and_may_send_no_token(
    admin: Admin, line: Line, session: Session
) -> None:
    line.configuration = lambda *_: answer(of_family("desire2learn"))

    assert admin.confirm(admin.open(admin.invite(), token="")).status == 200

    assert session.scalars(select(Registration.audience)).one() == "https://api.brightspace.com/auth/token"
    assert all("Authorization" not in headers for _, headers in line.asked)


def test_an_authorization_server_is_the_audience(admin: Admin, line: Line, session: Session) -> None:
    register(admin, line, configuration(authorization_server="https://auth.example.org"))

    assert session.scalars(select(Registration.audience)).one() == "https://auth.example.org"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("moodle", "Activate"),
        ("BlackboardLearn", "LTI Tool Providers"),
        ("sakai", "Manage Tools"),
        ("something new", "Add the tool to a course"),
    ],
)
def test_each_admin_reads_what_to_do_next(code: str, words: str, admin: Admin, line: Line) -> None:
    line.configuration = lambda *_: answer(of_family(code))

    assert words in admin.confirm(admin.open(admin.invite(auto_approve=True))).text


def test_messages_that_a_platform_sends_are_asked_for(admin: Admin, line: Line) -> None:
    messages = [{"type": "LtiSubmissionReviewRequest"}, {"type": "DataPrivacyLaunchRequest"}, "odd", {"type": 1}]

    sent = register(admin, line, of_family("new", messages_supported=messages))

    types = {each["type"] for each in sent[TOOL]["messages"]}
    assert {"LtiSubmissionReviewRequest", "DataPrivacyLaunchRequest"} < types


def test_what_the_platform_did_not_grant_is_said(admin: Admin, line: Line) -> None:
    line.registration = lambda *_: answer({"client_id": 10000000000001, "scope": "openid"})

    done = admin.confirm(admin.open(admin.invite()))

    assert "did not grant everything" in done.text
    assert "contextmembership.readonly" in done.text


def test_the_token_goes_where_the_platform_said_and_the_link_works_once(admin: Admin, line: Line) -> None:
    page = admin.open(admin.invite(timedelta(hours=1)))
    admin.confirm(page)

    assert [headers["Authorization"] for _, headers in line.asked] == ["Bearer a-token"] * 2
    assert line.asked[1][0] == f"{ISSUER}/register"
    again = admin.confirm(page)
    assert again.status == 403
    assert "works once" in again.text
    assert len(line.sent) == 1


def test_a_disabled_registration_stays_disabled(admin: Admin, line: Line, session: Session) -> None:
    register(admin, line, configuration(), auto_approve=True)
    session.scalars(select(Registration)).one().status = "disabled"
    session.commit()

    register(admin, line, configuration(), auto_approve=True)

    session.expire_all()
    assert session.scalars(select(Registration.status)).one() == "disabled"


def test_one_that_waited_is_let_in_by_an_invitation_that_says_so(admin: Admin, line: Line, session: Session) -> None:
    register(admin, line, configuration())

    register(admin, line, configuration(), auto_approve=True)

    assert session.scalars(select(Registration.status)).one() == "active"


def test_any_lms_may_frame_the_page_and_no_cookie_is_needed(admin: Admin, line: Line) -> None:
    page = admin.open(admin.invite())

    policy = page.response.headers["Content-Security-Policy"]
    assert "frame-ancestors https: http:" in policy
    assert "script-src 'self'" in policy
    assert "X-Frame-Options" not in page.response.headers
    assert "Set-Cookie" not in page.response.headers
    assert page.response.headers["Referrer-Policy"] == "same-origin", "the code in the address stays here"
