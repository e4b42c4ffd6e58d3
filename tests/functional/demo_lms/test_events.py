"""The event log: every message in words, and no token that could be used."""

import threading
from html import unescape

import pytest
from flask.testing import FlaskClient

from lti_tool.demo_lms import Platform
from lti_tool.demo_lms.state.events import KEPT_EVENTS, EventLog
from lti_tool.demo_lms.state.store import Store
from lti_tool.demo_lms.vocabulary import MEMBERSHIP_CONTAINER_TYPE, SCOPE_MEMBERSHIP_READONLY

from .little_tool import LittleTool, launch

EVENTS = "/as/rosa/courses/front-desk/events"


def test_a_launch_and_a_service_call_read_as_a_story(lms: FlaskClient, platform: Platform, tool: LittleTool) -> None:
    launch(lms, "/as/lars/courses/front-desk/links/yes-and/launch")
    lms.get("/jwks.json")
    headers = {**tool.bearer(lms, SCOPE_MEMBERSHIP_READONLY), "Accept": MEMBERSHIP_CONTAINER_TYPE}
    lms.get("/courses/front-desk/memberships", headers=headers)

    assert [(event.kind.title, event.sentence) for event in reversed(platform.events.newest_first())] == [
        ("Login initiation", "Lars Åkesson opened “Yes, and!”, so the LMS asked the tool to start a login."),
        ("Authentication request", "The tool asked the LMS to say who is opening what."),
        (
            "Launch message",
            "The LMS told the tool, in a signed message, that Lars Åkesson comes as a learner.",
        ),
        (
            "The LMS's public keys",
            "The tool fetched the LMS's public keys, to check what the LMS has signed.",
        ),
        (
            "The tool's public keys",
            "The LMS fetched the tool's public keys, to check what the tool has signed.",
        ),
        (
            "Access token",
            "The tool asked for an access token for the scope contextmembership.readonly, and got it.",
        ),
        ("Names and roles", "The tool asked who is in a course."),
    ]


def test_the_log_shows_claims_and_links_the_specification(lms: FlaskClient) -> None:
    launch(lms, "/as/lars/courses/front-desk/links/yes-and/launch")

    text = unescape(lms.get(EVENTS).text)

    assert '"https://purl.imsglobal.org/spec/lti/claim/message_type": "LtiResourceLinkRequest"' in text
    assert '"name": "Lars Åkesson"' in text
    assert "https://www.imsglobal.org/spec/lti/v1p3#resource-link-launch-request-message" in text


def test_tokens_in_the_log_cannot_be_used(lms: FlaskClient, tool: LittleTool) -> None:
    form = launch(lms, "/as/lars/courses/front-desk/links/yes-and/launch")
    headers = tool.bearer(lms, SCOPE_MEMBERSHIP_READONLY)
    lms.get("/courses/front-desk/memberships", headers=headers)

    text = lms.get(EVENTS).text

    assert form["id_token"].rsplit(".", 1)[1] not in text
    assert headers["Authorization"].split()[1] not in text
    assert f"Bearer {headers['Authorization'].split()[1][:8]}…" in text


@pytest.mark.parametrize("token", ["", "a.b.c", "x" * 100_000, "{}"])
def test_what_is_no_token_is_logged_cut_short(lms: FlaskClient, tool: LittleTool, token: str) -> None:
    lms.post("/courses/front-desk/deep-link-return", data={"JWT": token})

    assert "x" * 100 not in lms.get(EVENTS).text


def test_a_refusal_stands_in_the_log_with_its_reason(lms: FlaskClient, platform: Platform) -> None:
    lms.get("/courses/front-desk/memberships")

    event = platform.events.newest_first()[0]
    assert event.outcome == "refused"
    assert event.sentence == (
        "The tool asked who is in a course. Answered 401: A bearer token is needed, "
        "and this one is missing, unknown or out of date."
    )


def test_the_log_keeps_the_last_events_only() -> None:
    log = EventLog(Store(None), threading.RLock(), lambda: 0.0)

    for number in range(KEPT_EVENTS + 5):
        log.record("score", str(number), {})

    kept = log.newest_first()
    assert (len(kept), kept[0].sentence, kept[-1].sentence) == (KEPT_EVENTS, str(KEPT_EVENTS + 4), "5")
