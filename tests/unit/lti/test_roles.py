"""Which roles grant what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.lti.roles import (
    CONFIGURES,
    FOLLOWS,
    Role,
    administers_from_outside,
    granted_roles,
    is_staff,
    switched,
)

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
PERSON = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
SYSTEM = "http://purl.imsglobal.org/vocab/lis/v2/system/person#"
TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"
LEARNER = {Role.LEARNER}
OFFERED = [
    f"{MEMBERSHIP}#Instructor",
    f"{MEMBERSHIP}/Instructor#TeachingAssistant",
    f"{MEMBERSHIP}#Learner",
    PERSON + "Administrator",
]
OUTSIDE_ROLES = st.sampled_from(
    [PERSON + "Instructor", PERSON + "Administrator", SYSTEM + "SysAdmin", SYSTEM + "Administrator", TEST_USER]
)


@pytest.mark.parametrize(
    ("claim", "granted"),
    [
        ([f"{MEMBERSHIP}#Instructor"], {Role.INSTRUCTOR}),
        ([f"{MEMBERSHIP}#Administrator"], {Role.ADMINISTRATOR}),
        ([f"{MEMBERSHIP}#ContentDeveloper", "Learner"], {Role.CONTENT_DEVELOPER, Role.LEARNER}),
        (["Instructor"], {Role.INSTRUCTOR}),
        ([" Instructor "], LEARNER),
        (["Instructor\0"], LEARNER),
        (["instructor"], LEARNER),
        (["#Instructor"], LEARNER),
        ([f"{MEMBERSHIP}#Learner#Instructor"], LEARNER),
        ([f"{MEMBERSHIP}/Instructor#Anything"], LEARNER),
        ([f"{MEMBERSHIP}/Learner#Instructor"], LEARNER),
        ([f"{MEMBERSHIP}/Learner#TeachingAssistant"], LEARNER),
        ([f"{MEMBERSHIP}/Guest#TeachingAssistantOfNothing"], LEARNER),
        ([f"{MEMBERSHIP}/Instructor#TeachingAssistantSectionAssociation"], {Role.TEACHING_ASSISTANT}),
        ([f"{MEMBERSHIP}/Administrator#Support"], {Role.ADMINISTRATOR}),
        ([f"{MEMBERSHIP}/ContentDeveloper#Librarian"], {Role.CONTENT_DEVELOPER}),
        ([f"{MEMBERSHIP}/Instructor#GuestInstructor"], {Role.INSTRUCTOR}),
        ([f"{MEMBERSHIP}/Instructor#TeachingAssistant"], {Role.TEACHING_ASSISTANT}),
        ([f"{MEMBERSHIP}/Instructor#TeachingAssistantSection"], {Role.TEACHING_ASSISTANT}),
        ([f"{MEMBERSHIP}/Instructor#TeachingAssistant", f"{MEMBERSHIP}#Instructor"], {Role.TEACHING_ASSISTANT}),
        ([f"{MEMBERSHIP}#TeachingAssistant"], {Role.TEACHING_ASSISTANT}),
        ([f"{MEMBERSHIP}/Learner#ExternalLearner"], LEARNER),
        ([f"{MEMBERSHIP}#Officer"], LEARNER),
        (["http://evil.example/vocab/lis/v2/membership#Instructor"], LEARNER),
        ([f"{MEMBERSHIP}-forged#Instructor"], LEARNER),
        (["urn:lti:instrole:ims/lis/Administrator"], LEARNER),
        ([], LEARNER),
        ([""], LEARNER),
        (["#"], LEARNER),
    ],
)
def test_a_claim_grants(claim: list[str], granted: set[Role]) -> None:
    assert granted_roles(claim) == granted


@given(st.lists(OUTSIDE_ROLES), st.booleans())
def test_outside_roles_never_grant_beside_a_context_role(outside: list[str], opted_in: bool) -> None:
    claim = [*outside, f"{MEMBERSHIP}#Learner"]

    assert granted_roles(claim, institution_roles_grant=opted_in) - {Role.TEST_USER} == LEARNER


@given(st.lists(OUTSIDE_ROLES))
def test_outside_roles_alone_grant_only_where_the_registration_says_so(outside: list[str]) -> None:
    granted = granted_roles(outside)

    assert FOLLOWS.isdisjoint(granted)
    assert granted - {Role.TEST_USER} == ({Role.OBSERVER} if administers_from_outside(outside) else LEARNER)


@pytest.mark.parametrize("role", [PERSON + "Administrator", SYSTEM + "SysAdmin", SYSTEM + "Administrator"])
def test_an_admin_of_the_lms_without_a_role_in_the_course_is_no_learner(role: str) -> None:
    assert granted_roles([role]) == {Role.OBSERVER}
    assert administers_from_outside([role, PERSON + "Student", ""])
    assert not administers_from_outside([role, f"{MEMBERSHIP}#Learner"])
    assert not administers_from_outside([PERSON + "Instructor"])
    assert not administers_from_outside([])


def test_the_test_user_of_an_lms_is_a_learner_who_counts_as_none() -> None:
    granted = granted_roles([f"{MEMBERSHIP}#Learner", TEST_USER])

    assert granted == {Role.LEARNER, Role.TEST_USER}
    assert is_staff(granted)
    assert granted_roles([f"{MEMBERSHIP}#TestUser", "TestUser", "RoleSwitch", "Placer"]) == LEARNER


@pytest.mark.parametrize(
    "before", [["Instructor"], ["TeachingAssistant"], ["Administrator"], ["Learner", "RoleSwitch"]]
)
def test_whoever_was_staff_here_and_is_called_a_learner_now_counts_as_none(before: list[str]) -> None:
    after = switched(frozenset(LEARNER), before)

    assert after == {Role.LEARNER, Role.ROLE_SWITCH}
    assert is_staff(after)
    assert FOLLOWS.isdisjoint(after)


@pytest.mark.parametrize("before", [[], ["Learner"], ["Observer"], ["Observer", "Placer"], ["Mentor"]])
def test_nobody_else_is_taken_for_staff(before: list[str]) -> None:
    assert switched(frozenset(LEARNER), before) == LEARNER
    assert not is_staff(switched(frozenset(LEARNER), before))


def test_staff_who_come_back_as_staff_are_staff() -> None:
    for now in ({Role.INSTRUCTOR}, {Role.INSTRUCTOR, Role.LEARNER}, {Role.OBSERVER}):
        assert switched(frozenset(now), ["Learner", "RoleSwitch"]) == now


@given(st.lists(st.sampled_from([*OFFERED, "", TEST_USER])), st.booleans(), st.booleans(), st.booleans())
def test_no_choice_makes_anybody_more_than_the_claim_does(
    claim: list[str], opted_in: bool, also_teaches: bool, only_assists: bool
) -> None:
    granted = granted_roles(
        claim, institution_roles_grant=opted_in, also_teaches=also_teaches, only_assists=only_assists
    )
    uncapped = {Role.INSTRUCTOR} if f"{MEMBERSHIP}#Instructor" in claim else set()

    assert granted & CONFIGURES <= granted_roles(claim, institution_roles_grant=opted_in) & CONFIGURES | uncapped
    if only_assists and not also_teaches:
        assert Role.INSTRUCTOR not in granted


def test_an_administrator_of_the_institution_is_let_in_where_the_registration_says_so() -> None:
    assert granted_roles([PERSON + "Administrator"], institution_roles_grant=True) == {Role.ADMINISTRATOR}
    assert granted_roles([PERSON + "Faculty"], institution_roles_grant=True) == {Role.INSTRUCTOR}
    for forged in (PERSON + "x#Administrator", PERSON.replace("person#", "x#Administrator"), SYSTEM + "x#SysAdmin"):
        assert granted_roles([forged], institution_roles_grant=True) == LEARNER
    assert granted_roles([PERSON + "Student", TEST_USER], institution_roles_grant=True) - {Role.TEST_USER} == LEARNER


def test_mentor_needs_somebody_to_mentor() -> None:
    assert granted_roles([f"{MEMBERSHIP}#Mentor"]) == {Role.OBSERVER}
    assert granted_roles([f"{MEMBERSHIP}#Mentor"], mentees=[""]) == {Role.OBSERVER}
    assert granted_roles([f"{MEMBERSHIP}#Mentor"], mentees=["sub-1"]) == {Role.MENTOR}
    assert FOLLOWS.isdisjoint({Role.MENTOR})


@given(st.lists(st.text()), st.booleans())
def test_nothing_unknown_grants_and_nobody_is_nothing(claim: list[str], opted_in: bool) -> None:
    claim = [role for role in claim if role.strip().rpartition("#")[2] not in set(Role)]

    assert granted_roles(claim, institution_roles_grant=opted_in) == LEARNER


@given(st.permutations([f"{MEMBERSHIP}#Instructor", "Learner", PERSON + "Student", TEST_USER, ""]))
def test_the_order_of_roles_says_nothing(claim: list[str]) -> None:
    assert granted_roles(claim) == {Role.INSTRUCTOR, Role.LEARNER, Role.TEST_USER}


def test_whoever_configures_also_follows() -> None:
    assert CONFIGURES < FOLLOWS
