"""The tool on a platform that we did not write: lti1p3platform's encoders, decoders and validators."""

from __future__ import annotations

import base64
import json

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa

from lti_tool.audit import Actor
from lti_tool.db import utcnow
from lti_tool.lti.registering.tool_facts import DATE_VARIABLES, as_parameters
from tests.interop.campus import COURSE, MEMBERSHIP, Campus, Link
from tests.interop.conftest import Neighbours
from tests.support.learners import answers, open_quiz, read_all_lessons
from tests.support.visitor import Page, Visitor

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
ROLES = "https://purl.imsglobal.org/spec/lti/claim/roles"
LINK = "by-hand"
MODULE = "culture-of-yes"
SECONDS = 60


@pytest.fixture
def campus(neighbours: Neighbours) -> Campus:
    """A campus with one link that its instructor placed by hand."""
    launch_url = neighbours.campus.registration.get_launch_url()
    neighbours.campus.links[LINK] = Link("Yes, and!", launch_url, {"module": MODULE})
    return neighbours.campus


def take_quiz(learner: Visitor, page: Page, right: int) -> Page:
    quiz = open_quiz(learner, page)
    return learner.submit(quiz, "Submit your answers", answers(quiz, right=right))


def test_a_learner_launches_learns_and_the_score_arrives_in_a_column_made_for_it(
    neighbours: Neighbours, campus: Campus
) -> None:
    learner = neighbours.visitor()
    page = read_all_lessons(learner, learner.launch("noor", COURSE, LINK))

    result = take_quiz(learner, page, right=8)

    score = campus.scores.get(timeout=SECONDS)
    assert score["userId"] == "noor"
    assert score["scoreGiven"] / score["scoreMaximum"] == pytest.approx(0.8)
    assert (score["activityProgress"], score["gradingProgress"]) == ("Completed", "FullyGraded")
    assert "8 of 10" in result.text
    assert [item["resourceLinkId"] for item in campus.lineitems] == [LINK]


def test_a_column_on_the_second_page_of_the_list_is_found_and_none_is_made(
    neighbours: Neighbours, campus: Campus
) -> None:
    for tag in ("essay", "quiz"):
        campus.add_lineitem(
            {"label": tag, "scoreMaximum": 50, "tag": tag, "resourceId": MODULE, "resourceLinkId": LINK}
        )
    learner = neighbours.visitor()

    take_quiz(learner, learner.launch("noor", COURSE, LINK), right=10)

    campus.scores.get(timeout=SECONDS)
    assert [(url, each["resultScore"]) for (url, _), each in campus.results.items()] == [
        (campus.lineitems[1]["id"], 50)
    ]
    assert len(campus.lineitems) == 2


def test_a_better_attempt_replaces_the_score_and_keeps_the_comment_that_a_person_left(
    neighbours: Neighbours, campus: Campus
) -> None:
    learner = neighbours.visitor()
    page = learner.launch("noor", COURSE, LINK)
    take_quiz(learner, page, right=4)
    first = campus.scores.get(timeout=SECONDS)
    cell = (campus.lineitems[0]["id"], "noor")
    campus.results[cell]["comment"] = "You listened well. Tomás"

    take_quiz(learner, page, right=9)

    second = campus.scores.get(timeout=SECONDS)
    assert first["timestamp"] < second["timestamp"]
    assert campus.results[cell]["resultScore"] == pytest.approx(90)
    assert campus.results[cell]["comment"] == "You listened well. Tomás"


def test_an_instructor_adds_a_module_by_deep_linking_and_the_link_launches_and_grades(
    neighbours: Neighbours, campus: Campus
) -> None:
    instructor = neighbours.visitor()
    picker = instructor.add_content("tomas", COURSE)

    added = instructor.submit(picker, "Add to course", {"module": MODULE, "score_maximum": "40"})

    assert (added.status, added.heading) == (200, "Added")
    name = list(campus.links)[-1]
    assert campus.links[name].custom == {"module": MODULE, "score_maximum": "40"} | as_parameters(DATE_VARIABLES)
    assert campus.lineitems[0]["scoreMaximum"] == 40
    said = campus.conf().tool_validate_and_decode(campus.deep_linking_jwt)
    assert said[f"{DL}data"] == {"came from": "the course page"}
    assert (said["iss"], said["aud"]) == (campus.registration.get_client_id(), campus.url)
    learner = neighbours.visitor()
    take_quiz(learner, learner.launch("noor", COURSE, name), right=5)
    campus.scores.get(timeout=SECONDS)
    assert campus.results[campus.lineitems[0]["id"], "noor"]["resultScore"] == pytest.approx(20)


def test_cancelling_deep_linking_is_a_response_without_items(neighbours: Neighbours, campus: Campus) -> None:
    instructor = neighbours.visitor()

    page = instructor.submit(instructor.add_content("tomas", COURSE), "Cancel")

    assert page.heading == "Added"
    assert list(campus.links) == [LINK]


def test_a_deep_linking_response_that_was_altered_on_the_way_is_refused_by_the_library(
    neighbours: Neighbours, campus: Campus
) -> None:
    instructor = neighbours.visitor()
    instructor.submit(instructor.add_content("tomas", COURSE), "Add to course", {"module": MODULE})
    altered = replace_claims(campus.deep_linking_jwt, {f"{DL}content_items": []})

    with pytest.raises(jwt.InvalidSignatureError):
        campus.conf().validate_deeplinking_resp({"JWT": altered})


def test_a_platform_that_never_reads_our_keys_again_still_knows_them_after_a_rotation(
    neighbours: Neighbours, campus: Campus
) -> None:
    tool = neighbours.tool.extensions["lti"]
    before = {key["kid"] for key in campus.conf().get_tool_key_set()["keys"]}
    with neighbours.tool.app_context():
        kid = tool.signing_keys.rotate(utcnow(), Actor.operator())

    learner = neighbours.visitor()
    take_quiz(learner, learner.launch("noor", COURSE, LINK), right=10)

    assert campus.scores.get(timeout=SECONDS)["userId"] == "noor"
    assert kid in before


def test_the_library_knows_a_strangers_assertion_from_ours(campus: Campus) -> None:
    kid = campus.conf().get_tool_key_set()["keys"][0]["kid"]
    for header, refusal in ({"kid": kid}, "InvalidSignatureError"), ({"kid": "ours?"}, "LtiException"):
        forged = jwt.encode({"iss": "lti1p3platform"}, stranger(), algorithm="RS256", headers=header)
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": forged,
            "scope": "https://purl.imsglobal.org/spec/lti-ags/scope/score",
        }
        answer = requests.post(f"{campus.url}/token", data=form, timeout=5)
        assert (answer.status_code, answer.json()["error_description"].split(":")[0]) == (401, refusal)


def test_a_launch_that_promotes_a_learner_without_the_platforms_key_is_refused(
    neighbours: Neighbours, campus: Campus
) -> None:
    learner = neighbours.visitor()
    url, form = learner.capture_launch("noor", COURSE, LINK)
    altered = replace_claims(str(form["id_token"]), {ROLES: [f"{MEMBERSHIP}Instructor"]})

    refused = learner.post(url, {**form, "id_token": altered})

    assert refused.status in (400, 401, 403), refused.text
    assert learner.post(url, form).heading == "Yes, and!"


def test_a_launch_signed_by_a_key_that_the_platform_does_not_publish_is_refused(
    neighbours: Neighbours, campus: Campus
) -> None:
    learner = neighbours.visitor()
    url, form = learner.capture_launch("noor", COURSE, LINK)
    claims = jwt.decode(str(form["id_token"]), options={"verify_signature": False})
    forged = jwt.encode(claims, stranger(), algorithm="RS256", headers={"kid": "stranger"})

    assert learner.post(url, {**form, "id_token": forged}).status in (400, 401, 403)


def stranger() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def replace_claims(token: str, claims: dict[str, object]) -> str:
    """The same header and signature around other claims."""
    header, body, signature = token.split(".")
    changed = json.loads(base64.urlsafe_b64decode(body + "==")) | claims
    body = base64.urlsafe_b64encode(json.dumps(changed).encode()).rstrip(b"=").decode()
    return f"{header}.{body}.{signature}"
