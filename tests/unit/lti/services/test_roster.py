"""What a roster changes, and what a launch said that it leaves alone."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from lti_tool.lti.models import Context, Deployment, Membership, Registration, User
from lti_tool.lti.services.nrps import Member
from lti_tool.lti.services.roster import Reading, store_roster, whose_role_is_open
from tests.support.clock import NOON

ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership#"


def member(name: str, role: str = "Learner", *, is_active: bool = True) -> Member:
    return Member(name, name, "", (ROLE + role,), is_active)


def a_course(session: Session) -> Context:
    urls = {"auth_login_url": "u", "token_url": "u", "jwks_url": "u"}
    registration = Registration(issuer="https://lms.example", client_id="c", created_at=NOON, **urls)
    deployment = Deployment(registration=registration, id_on_platform="d", status="active", created_at=NOON)
    context = Context(deployment=deployment, id_on_platform="course")
    session.add(context)
    session.flush()
    return context


def people(session: Session) -> dict[str, tuple[list[str], bool, bool]]:
    query = select(User.id_on_platform, Membership.roles, Membership.is_staff, Membership.is_active)
    rows = session.execute(query.join(Membership, Membership.user_id == User.id))
    return {name: (roles, is_staff, is_active) for name, roles, is_staff, is_active in rows}


def test_a_roster_brings_newcomers_and_tells_who_left_and_a_launch_keeps_its_roles(
    session_factory: sessionmaker[Session],
) -> None:
    with session_factory() as session:
        context = a_course(session)
        user = User(deployment_id=context.deployment_id, id_on_platform="launched", name="Launched")
        launched = Membership(context_id=context.id, user=user, roles=["Instructor"], is_staff=True, last_seen_at=NOON)
        session.add(launched)
        session.flush()

        first = store_roster(session, context, [member("launched"), member("a"), member("b", "Instructor")], NOON)
        session.flush()
        assert first == Reading(members=3, newcomers=2, left=0)
        assert people(session) == {
            "launched": (["Instructor"], True, True),
            "a": (["Learner"], False, True),
            "b": (["Instructor"], True, True),
        }

        second = store_roster(session, context, [member("launched"), member("b", is_active=False)], NOON)
        session.flush()
        assert second == Reading(members=2, newcomers=0, left=2)
        assert people(session) == {
            "launched": (["Instructor"], True, True),
            "a": (["Learner"], False, False),
            "b": (["Learner"], False, False),
        }
        assert context.roster_read_at == NOON


INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"


def test_a_roster_reads_roles_by_the_same_choice_as_launches(session_factory: sessionmaker[Session]) -> None:
    admin = Member("admin", "Admin", "", (INSTITUTION + "Administrator",), is_active=True)
    with session_factory() as session:
        context = a_course(session)

        store_roster(session, context, [admin], NOON)
        session.flush()
        assert people(session) == {"admin": (["Observer"], True, True)}, "an admin outside the course is no learner"

        context.deployment.registration.institution_roles_grant = True
        store_roster(session, context, [admin], NOON)
        session.flush()
        assert people(session) == {"admin": (["Administrator"], True, True)}


def test_the_roster_settles_who_only_switched_roles(session_factory: sessionmaker[Session]) -> None:
    with session_factory() as session:
        context = a_course(session)
        for name in ("looks", "became"):
            user = User(deployment_id=context.deployment_id, id_on_platform=name, name=name)
            roles = ["Learner", "RoleSwitch"]
            session.add(Membership(context_id=context.id, user=user, roles=roles, is_staff=True, last_seen_at=NOON))
        session.flush()
        assert [each.name for each in whose_role_is_open(session, context.id)] == ["became", "looks"]

        store_roster(session, context, [member("looks", "Instructor"), member("became")], NOON)
        session.flush()

        assert people(session) == {
            "looks": (["Learner", "RoleSwitch"], True, True),
            "became": (["Learner"], False, True),
        }
        assert [each.name for each in whose_role_is_open(session, context.id)] == ["looks"]


def test_a_part_of_a_roster_takes_nobody_off_it_but_whom_it_names_as_inactive(
    session_factory: sessionmaker[Session],
) -> None:
    with session_factory() as session:
        context = a_course(session)
        store_roster(session, context, [member("a"), member("b"), member("c")], NOON)
        session.flush()
        part = [member("a"), member("b", is_active=False), member("d")]

        reading = store_roster(session, context, part, NOON + timedelta(days=1), is_whole=False)
        session.flush()

        assert reading == Reading(members=3, newcomers=1, left=1)
        assert {name for name, (_, _, is_active) in people(session).items() if is_active} == {"a", "c", "d"}
        assert context.roster_read_at == NOON, "it was not read"
