"""What launches leave: people, their places in courses, sessions; and the platforms themselves."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from lti_tool.errors import N_
from lti_tool.lti.models import (
    AccessToken,
    Context,
    Deployment,
    Launch,
    Membership,
    PlatformKeySet,
    Registration,
    RegistrationInvitation,
    ResourceLink,
    SetupRefusal,
    SigningKey,
    User,
)
from lti_tool.privacy.holding import Holding, Kind, TableMap, parts, told
from lti_tool.privacy.person import Person
from lti_tool.privacy.searching import by, has
from lti_tool.schema.models import SchemaSupport
from lti_tool.work.models import ChoreTurn

OF_NO_COURSE = "person:"  # before the `sub`: the course of a launch that has neither course nor link


def _is_their_own_course(person: Person) -> ColumnElement[bool]:
    own = f"{OF_NO_COURSE}{person.sub[:240]}"
    return and_(Context.deployment_id.in_(person.deployment_ids), Context.id_on_platform == own)


def _of_others(person: Person) -> ColumnElement[bool]:
    """Launches of other people in the person's deployments."""
    here = select(Context.id).where(Context.deployment_id.in_(person.deployment_ids))
    return and_(Launch.context_id.in_(here), Launch.user_id.not_in(person.user_ids))


def _mentees_without(_session: Session, person: Person, mentees: list[Any]) -> list[Any]:
    return [each for each in mentees if each != person.sub]


PLATFORMS = (
    TableMap(
        User,
        parts(person="id id_on_platform name name_folded email", content="language", plain="deployment_id"),
        (Holding("person", Kind.OWN, N_("Who you are here, as your LMS said it"), by(User.id)),),
    ),
    TableMap(
        Membership,
        parts(person="user_id", content="roles is_staff is_active is_on_roster last_seen_at", plain="id context_id"),
        (Holding("courses", Kind.OWN, N_("Your entry on the roster of a course"), by(Membership.user_id)),),
    ),
    TableMap(
        Launch,
        parts(
            person="person user_id",
            content="context_id resource_link_id message_type roles told_roles custom target_query locale return_url "
            "created_at last_seen_at ended_at chosen chosen_at opened_in_place",
            others="mentees for_user",
            plain="stays",
            secret="id nonce browser_hash session_hash deep_linking return_hash",  # noqa: S106  columns, no secret
        ),
        (
            Holding(
                "visits",
                Kind.OWN,
                N_("Visits, of which the last of each link is kept for longer than a day"),
                by(Launch.user_id),
            ),
            Holding(
                "visits_to_review_you",
                Kind.MENTION,
                N_("Visits of staff to look at your work"),
                lambda person: and_(_of_others(person), Launch.for_user == person.sub),
                told("context_id resource_link_id created_at"),
                {"for_user": ""},
            ),
            Holding(
                "visits_of_mentors",
                Kind.MENTION,
                N_("Visits of somebody who may follow your learning"),
                lambda person: and_(_of_others(person), has(Launch.mentees, person.sub)),
                told("context_id resource_link_id created_at"),
                {"mentees": _mentees_without},
            ),
        ),
    ),
    TableMap(
        Context,
        parts(
            person="id_on_platform",  # of a course that is one person's alone
            plain="id deployment_id title label memberships_url copy_answered_at copied_from roster_read_at",
        ),
        (
            Holding(
                "visits_to_no_course",
                Kind.OWN,
                N_("Your visits that belong to no course, such as to this page"),
                _is_their_own_course,
            ),
        ),
    ),
    TableMap(
        Registration,
        parts(
            plain="id name issuer client_id auth_login_url token_url jwks_url audience status deployments_policy "
            "frame_origins service_hosts allow_anonymous institution_roles_grant proposed created_at"
        ),
        nobody="an agreement with an LMS",
    ),
    TableMap(
        RegistrationInvitation,
        parts(
            secret="code_hash",  # noqa: S106  a column, no secret
            words="note",
            plain="id registration_id auto_approve deployments_policy created_at expires_at used_at withdrawn_at "
            "led_to_id",
        ),
        nobody="a code for whoever administers an LMS; only the operator’s own note may say whom it is for",
    ),
    TableMap(
        Deployment,
        parts(plain="id registration_id id_on_platform status created_at"),
        nobody="an installation in an LMS",
    ),
    TableMap(
        ResourceLink,
        parts(plain="id context_id id_on_platform title lineitem_url lineitems_url ags_scopes dates_due_at"),
        nobody="a link in a course",
    ),
    TableMap(
        SetupRefusal,
        parts(plain="reference at problem message received reason_code reason_params"),
        nobody="what was refused is kept without a token, a name or a person’s id",
    ),
    TableMap(ChoreTurn, parts(plain="name due_at holder held_until places"), nobody="when the tool tidies, and where"),
    TableMap(SchemaSupport, parts(plain="id oldest_revision"), nobody="which versions run with this schema"),
    TableMap(
        SigningKey,
        parts(secret="private_pem", plain="kid state created_at"),  # noqa: S106  a column, no secret
        nobody="the tool’s own key",
    ),
    TableMap(PlatformKeySet, parts(plain="registration_id jwks fetched_at"), nobody="public keys of an LMS"),
    TableMap(
        AccessToken,
        parts(secret="token", plain="id registration_id scopes expires_at"),  # noqa: S106  a column, no secret
        nobody="a token of the tool itself for an LMS’s services",
    ),
)
