"""A roster as platforms send it: in pages, in odd shapes, without end."""

from __future__ import annotations

from typing import Any, cast

import pytest

from lti_tool.lti.services.calling import PlatformConnector
from lti_tool.lti.services.nrps import Member, OddRoster, read_members
from lti_tool.lti.services.pages import TooLong

LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"


class Pages:
    """A platform that answers one page after the other; `?page=0` is the first."""

    def __init__(self, *bodies: object, is_endless: bool = False) -> None:
        self.bodies = bodies
        self.is_endless = is_endless

    def make_service_request(self, _scopes: list[str], url: str, accept: str) -> dict[str, Any]:
        assert accept == "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
        at = int(url.rpartition("=")[2])
        is_last = at + 1 >= len(self.bodies) and not self.is_endless
        body = self.bodies[min(at, len(self.bodies) - 1)]
        return {"body": body, "next_page_url": None if is_last else f"https://lms.example/members?page={at + 1}"}


def read(*bodies: object) -> list[Member]:
    roster = read_members(cast(PlatformConnector, Pages(*bodies)), "https://lms.example/members?page=0")
    assert roster.gap is None
    return [*roster.members]


def page(*members: object) -> dict[str, object]:
    return {"members": list(members)}


def test_pages_are_read_to_the_end_and_say_how_far() -> None:
    heard: list[int] = []
    pages = cast(PlatformConnector, Pages(page({"user_id": "1"}, {"user_id": "2"}), page({"user_id": "3"})))

    roster = read_members(pages, "https://lms.example/members?page=0", heard.append)

    assert [member.id_on_platform for member in roster.members] == ["1", "2", "3"]
    assert roster.gap is None
    assert heard == [2, 3]


def test_somebody_on_two_pages_is_one_person_and_the_later_page_counts() -> None:
    (member,) = read(page({"user_id": "1", "name": "Old"}), page({"user_id": "1", "name": "New", "status": "Inactive"}))

    assert (member.name, member.is_active) == ("New", False)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"user_id": 7, "roles": [LEARNER]}, Member("7", "", "", (LEARNER,), True)),
        ({"user_id": "1", "given_name": "A", "family_name": "B"}, Member("1", "A B", "", (), True)),
        ({"user_id": "1", "status": "Active"}, Member("1", "", "", (), True)),
        ({"user_id": "1", "status": "Deleted"}, Member("1", "", "", (), False)),
        ({"user_id": "1", "name": "A\0B", "roles": "Learner", "email": 5}, Member("1", "AB", "", (), True)),
    ],
)
def test_an_entry_is_read_as_far_as_it_makes_sense(entry: object, expected: Member) -> None:
    assert read(page(entry)) == [expected]


@pytest.mark.parametrize("entry", [None, "x", {}, {"user_id": ""}, {"user_id": "x" * 256}, {"user_id": "a\0"}])
def test_an_entry_that_names_nobody_is_left_out(entry: object) -> None:
    assert read(page(entry, {"user_id": "1"})) == read(page({"user_id": "1"}))


@pytest.mark.parametrize("body", [None, "no", [], {}, {"members": "x"}])
def test_what_is_no_roster_is_refused(body: object) -> None:
    with pytest.raises(OddRoster, match="could not be read"):
        read(body)


def test_of_a_roster_without_end_those_who_were_read_are_kept_and_it_is_not_whole() -> None:
    endless = cast(PlatformConnector, Pages(page({"user_id": "1"}), is_endless=True))

    roster = read_members(endless, "https://lms.example/members?page=0")

    assert [member.id_on_platform for member in roster.members] == ["1"]
    assert isinstance(roster.gap, TooLong)
