"""Whatever the order of launches, tenants that use the same ids for everything share no row and see no other's name.

Two platforms, two registrations on one issuer (Canvas), two deployments of one registration (Blackboard): each sends
the same sub, course and link, under a name of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.db import utcnow
from lti_tool.lti.models import Context, Deployment, Launch, Membership, ResourceLink, User
from lti_tool.lti.registering.registrations import let_in
from lti_tool.placements.models import Placement
from tests.support.door import ROLE, Door, make_platform, register_with_keys
from tests.support.examples import examples
from tests.support.visitor import Page

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SUB = "everybodys-number"
MODULES = ("culture-of-yes", "service-every-time")


@dataclass(frozen=True)
class Tenant:
    """One customer: a door, the client id and deployment it launches with, and the only name it may ever see."""

    door: Door
    client_id: str
    deployment_id: str
    name: str


@pytest.fixture
def tenants(app: Flask) -> list[Tenant]:
    base = app.extensions["settings"].base_url
    school, town = make_platform(base), make_platform(base, "http://127.0.0.2:8001")
    with app.extensions["lti"].session_factory() as session:
        first = Door(app, school, register_with_keys(session, school))
        second = Door(app, school, register_with_keys(session, school, client_id="second-client"))
        other = Door(app, town, register_with_keys(session, town))
        let_in(first.registration(session), "branch-2", utcnow())
        session.commit()
    return [
        Tenant(first, school.client_id, school.deployment_id, "Ada of the first"),
        Tenant(first, school.client_id, "branch-2", "Ben of the branch"),
        Tenant(second, "second-client", school.deployment_id, "Cleo of the second client"),
        Tenant(other, town.client_id, town.deployment_id, "Dan of the other town"),
    ]


def enter(tenant: Tenant, role: str, module: str) -> Page:
    """A launch of the tenant's that differs from the others' in nothing but the envelope and the name."""
    door, browser = tenant.door, tenant.door.browser()
    login = door.begin(browser, client_id=tenant.client_id)
    claims = door.claims(
        login,
        aud=tenant.client_id,
        deployment_id=tenant.deployment_id,
        sub=f"{SUB}-{role}",
        name=tenant.name,
        roles=[ROLE + role],
        custom={"module": module},
    )
    return door.open(browser, door.send(browser, login, claims))


steps = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["Instructor", "Learner"]), st.sampled_from(MODULES)),
    min_size=4,
    max_size=10,
)


@settings(max_examples=examples(8), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(visits=steps)
def test_nobody_sees_a_name_of_another_tenant_and_no_row_is_shared(
    tenants: list[Tenant], visits: list[tuple[int, str, str]]
) -> None:
    for number, role, module in visits:
        page = enter(tenants[number], role, module)

        assert page.status == 200
        seen = {tenant.name for tenant in tenants if tenant.name in page.response.get_data(as_text=True)}
        assert seen <= {tenants[number].name}

    with tenants[0].door.session() as session:
        assert_apart(session)


def assert_apart(session: Session) -> None:
    """Each row hangs from one deployment, and everything it refers to hangs from the same one."""
    of_user, of_course = User.deployment_id, Context.deployment_id
    for table in (Launch, Membership):
        crossed = (
            select(func.count())
            .select_from(table)
            .join(User, User.id == table.user_id)
            .join(Context, Context.id == table.context_id)
            .where(of_user != of_course)
        )
        assert session.scalar(crossed) == 0
    placed_elsewhere = (
        select(func.count())
        .select_from(Placement)
        .join(ResourceLink, ResourceLink.id == Placement.resource_link_id)
        .where(Placement.context_id != ResourceLink.context_id)
    )
    assert session.scalar(placed_elsewhere) == 0
    names = select(func.count(User.name.distinct())).group_by(User.deployment_id)
    assert set(session.scalars(names)) <= {1}, "one deployment knows one tenant's name"
    used = select(func.count(Deployment.id.distinct())).join(User, User.deployment_id == Deployment.id)
    people = select(func.count(User.name.distinct()))
    assert session.scalar(used) == session.scalar(people)
