"""Names and roles."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from lti_tool.demo_lms.state.people import ROSA
from lti_tool.demo_lms.vocabulary import (
    CLAIM,
    MEMBERSHIP_CONTAINER_TYPE,
    MEMBERSHIP_ROLE,
    SCOPE_MEMBERSHIP_READONLY,
)

from .little_tool import LittleTool

MEMBERS = "/courses/front-desk/memberships"


@pytest.fixture
def headers(lms: FlaskClient, tool: LittleTool) -> dict[str, str]:
    return {**tool.bearer(lms, SCOPE_MEMBERSHIP_READONLY), "Accept": MEMBERSHIP_CONTAINER_TYPE}


def names(answer: Any) -> list[str]:
    return [member["given_name"] for member in answer.get_json()["members"]]


def test_the_members_of_a_course_come_with_their_roles(lms: FlaskClient, headers: dict[str, str]) -> None:
    answer = lms.get(MEMBERS, headers=headers)

    body = answer.get_json()
    assert answer.mimetype == MEMBERSHIP_CONTAINER_TYPE
    assert body["context"] == {"id": "front-desk", "label": "DESK-1", "title": "Front desk essentials"}
    assert len(body["members"]) == 8
    assert body["members"][0] == {
        "status": "Active",
        "user_id": ROSA.sub,
        "roles": [f"{MEMBERSHIP_ROLE}Instructor"],
        "name": "Rosa Delgado",
        "given_name": "Rosa",
        "family_name": "Delgado",
        "email": "rosa@library.example",
        "lis_person_sourcedid": ROSA.sourcedid,
    }


@pytest.mark.parametrize("role", ["Instructor", f"{MEMBERSHIP_ROLE}Instructor"])
def test_members_are_filtered_by_role(lms: FlaskClient, headers: dict[str, str], role: str) -> None:
    assert names(lms.get(MEMBERS, headers=headers, query_string={"role": role})) == ["Rosa"]


def test_pages_keep_the_role(lms: FlaskClient, headers: dict[str, str]) -> None:
    url, found = f"{MEMBERS}?role=Learner&limit=4", []
    while url:
        answer = lms.get(url, headers=headers)
        found.append(names(answer))
        url = answer.headers.get("Link", "").removesuffix('>; rel="next"').removeprefix("<")

    assert found == [["Kwame", "Mei-Ling", "Siobhán", "Yusuf"], ["Priya", "Lars", "Ximena"]]


def test_the_members_of_a_link_come_with_its_message(lms: FlaskClient, headers: dict[str, str]) -> None:
    members = lms.get(f"{MEMBERS}?rlid=yes-and", headers=headers).get_json()["members"]

    assert members[0]["message"][0][CLAIM + "custom"] == {"module": "culture-of-yes"}


@pytest.mark.parametrize(
    ("query", "status"), [("?rlid=none", 404), ("?rlid=yes-and&rlid=yes-and", 400), ("?limit=0", 400)]
)
def test_a_wrong_question_is_refused(lms: FlaskClient, headers: dict[str, str], query: str, status: int) -> None:
    assert lms.get(MEMBERS + query, headers=headers).status_code == status
