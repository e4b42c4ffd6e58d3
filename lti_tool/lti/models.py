"""What launches tell us: platforms, their courses, people and links; LTI 1.3 core §3 and §5.

`id` is ours; `id_on_platform` is theirs, opaque, at most 255 characters, and unique only within its parent.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    func,
    literal_column,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from lti_tool.db import Base, HasReason, JSONType
from lti_tool.text.folding import FOLDED, fold, folded_name

ANONYMOUS = "anonymous:"  # before the nonce of a launch without a `sub`: its person's id
NONCE_LENGTH = 32
_IS_ANONYMOUS = f"substr(id_on_platform, 1, {len(ANONYMOUS)}) = '{ANONYMOUS}'"


class Status(StrEnum):
    """Whether an operator lets a registration or a deployment in."""

    PENDING = "pending"
    ACTIVE = "active"
    DISABLED = "disabled"


class DeploymentsPolicy(StrEnum):
    """What happens to a deployment we never heard of: it waits for approval, or is accepted."""

    LISTED = "listed"
    ANY = "any"


class Registration(Base):
    """Our agreement with one platform: issuer + client_id (LTI 1.3 core §3.1.3).

    `service_hosts` are origins that may have its access tokens besides its own, because its lists go on there.
    `proposed` holds other addresses that somebody asked for and the operator has not decided on yet.
    """

    __tablename__ = "registrations"
    __table_args__ = (
        UniqueConstraint("issuer", "client_id"),
        CheckConstraint("status in ('pending', 'active', 'disabled')", name="status"),
        CheckConstraint("deployments_policy in ('listed', 'any')", name="deployments_policy"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(255), default="")
    issuer: Mapped[str] = mapped_column(String(255))
    client_id: Mapped[str] = mapped_column(String(255))
    auth_login_url: Mapped[str] = mapped_column(Text)
    token_url: Mapped[str] = mapped_column(Text)
    jwks_url: Mapped[str] = mapped_column(Text)
    audience: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(16), default=Status.ACTIVE)
    deployments_policy: Mapped[str] = mapped_column(String(16), default=DeploymentsPolicy.LISTED)
    frame_origins: Mapped[list[str]] = mapped_column(default=list)
    service_hosts: Mapped[list[str]] = mapped_column(default=list, server_default=text("'[]'"))
    allow_anonymous: Mapped[bool] = mapped_column(default=False)
    institution_roles_grant: Mapped[bool] = mapped_column(default=False)
    proposed: Mapped[dict[str, Any] | None] = mapped_column(JSONType)
    created_at: Mapped[datetime]

    deployments: Mapped[list[Deployment]] = relationship(
        back_populates="registration",
        order_by="Deployment.id",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )


class RegistrationInvitation(Base):
    """A code with which an LMS admin may register one platform; it works once and not for ever. Only its hash is kept.

    `auto_approve` lets the platform in at once; else its registration waits for the operator. One that was made for a
    registration (`registration_id`) updates that one, and nothing else. `led_to_id` is the registration that came of
    its use; `note` is the operators' own, whom it was sent to.
    """

    __tablename__ = "registration_invitations"
    __table_args__ = (CheckConstraint("deployments_policy in ('listed', 'any')", name="deployments_policy"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"), index=True)
    auto_approve: Mapped[bool] = mapped_column(default=False)
    deployments_policy: Mapped[str] = mapped_column(String(16), default=DeploymentsPolicy.LISTED)
    note: Mapped[str] = mapped_column(String(255), default="", server_default="")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    led_to_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id", ondelete="SET NULL"), index=True)


class Deployment(Base):
    """One installation under a registration; the boundary between tenants."""

    __tablename__ = "deployments"
    __table_args__ = (
        UniqueConstraint("registration_id", "id_on_platform"),
        CheckConstraint("status in ('pending', 'active', 'disabled')", name="status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"))
    id_on_platform: Mapped[str] = mapped_column(String(255))
    status: Mapped[str] = mapped_column(String(16), default=Status.PENDING)
    created_at: Mapped[datetime]

    registration: Mapped[Registration] = relationship(back_populates="deployments")


class Context(Base):
    """The platform's course. A launch without one gets a context of its own per resource link.

    `memberships_url` is where its roster is read (NRPS 2.0 §3.6), where the last launch granted that.
    `copy_answered_at` is when an instructor took, or declined, the settings of the course that this one is a copy of;
    `copied_from` is that course's id on the platform, once they were taken.
    """

    __tablename__ = "contexts"
    __table_args__ = (UniqueConstraint("deployment_id", "id_on_platform"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deployment_id: Mapped[int] = mapped_column(ForeignKey("deployments.id", ondelete="CASCADE"))
    id_on_platform: Mapped[str] = mapped_column(String(300))
    title: Mapped[str] = mapped_column(Text, default="")
    label: Mapped[str] = mapped_column(Text, default="")
    memberships_url: Mapped[str | None] = mapped_column(Text)
    copy_answered_at: Mapped[datetime | None]
    copied_from: Mapped[str] = mapped_column(String(300), default="", server_default="")
    roster_read_at: Mapped[datetime | None]

    deployment: Mapped[Deployment] = relationship()


class User(Base):
    """A person as one deployment knows them: two tenants never share a row, even with an equal `sub`.

    `language` is the one that they chose for our pages; empty where their LMS's locale decides. `name_folded` is by
    what names are sorted and found: it follows `name` wherever that is written.
    """

    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("deployment_id", "id_on_platform"),
        Index("ix_users_anonymous", "id", sqlite_where=text(_IS_ANONYMOUS), postgresql_where=text(_IS_ANONYMOUS)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    deployment_id: Mapped[int] = mapped_column(ForeignKey("deployments.id", ondelete="CASCADE"))
    id_on_platform: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(Text, default="")
    name_folded: Mapped[str] = mapped_column(FOLDED, default=folded_name, server_default="")
    email: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(8), default="", server_default="")

    @validates("name")
    def _fold(self, _key: str, name: str) -> str:
        self.name_folded = fold(name)
        return name


_BEGINNING = func.substr(User.id_on_platform, literal_column("1"), literal_column(str(len(ANONYMOUS))))
IS_ANONYMOUS = _BEGINNING.bool_op("=")(literal_column(f"'{ANONYMOUS}'"))
"""As the index says it: a statement has to name that condition in the same words."""


class Membership(Base):
    """A person's roles in a context, rewritten at each launch so that a demotion takes hold.

    Somebody who is only on the roster has roles from there and no `last_seen_at`; a launch is what counts once there
    was one. `is_staff` is what the roles say: whoever follows or watches others' learning, and has none of their own.
    `is_active` is false where the roster says that this person left; `is_on_roster` where its last reading had them: an
    LMS's administrators may open a course without ever being on its roster.
    """

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("context_id", "user_id"),
        Index("ix_memberships_learners", "context_id", "is_staff", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    roles: Mapped[list[str]] = mapped_column(default=list)
    is_staff: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())
    is_on_roster: Mapped[bool] = mapped_column(default=False, server_default=false())
    last_seen_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()


class ResourceLink(Base):
    """A placement of ours in a platform's course, with the gradebook services that its last launch granted.

    `dates_due_at` is when its gradebook column is to be told the link's dates, where they changed since.
    """

    __tablename__ = "resource_links"
    __table_args__ = (UniqueConstraint("context_id", "id_on_platform"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"))
    id_on_platform: Mapped[str] = mapped_column(String(255))
    title: Mapped[str] = mapped_column(Text, default="")
    lineitem_url: Mapped[str | None] = mapped_column(Text)
    lineitems_url: Mapped[str | None] = mapped_column(Text)
    ags_scopes: Mapped[list[str]] = mapped_column(default=list)
    dates_due_at: Mapped[datetime | None] = mapped_column(index=True)

    context: Mapped[Context] = relationship()


class Launch(Base):
    """One verified launch and the session that it opened.

    `nonce` is unique: inserting the row consumes it. `session_hash` ties its pages to one browser's cookie,
    `browser_hash` to the browser that began the login, `person` tells one human at a shared desk from the next.
    `roles` are what the launch grants, `told_roles` what the platform called the person, for whoever is refused a page.
    `mentees` are the platform's ids of those whom a mentor may follow (`role_scope_mentor`), `for_user` that of the one
    whose submission is to be reviewed. `target_query` is the query of the address of ours that it was headed for.
    `return_hash` is that of the code by which a frame takes what is `chosen` in a tab of its own (launch.choices).
    `stays` says that it was looked at once its term was over, and kept as the last one of its person and link.
    `opened_in_place` is the module that was opened from another link of the course, by somebody whom the platform has
    not let open its link yet; it has no `resource_link_id` where nobody has.
    """

    __tablename__ = "launches"
    __table_args__ = (
        Index(
            "ix_launches_to_look_at", "created_at", sqlite_where=text("stays = 0"), postgresql_where=text("NOT stays")
        ),
        Index(
            "ix_launches_chosen",
            "chosen_at",
            sqlite_where=text("chosen_at IS NOT NULL"),
            postgresql_where=text("chosen_at IS NOT NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    browser_hash: Mapped[str] = mapped_column(String(64), index=True)
    session_hash: Mapped[str] = mapped_column(String(64))
    person: Mapped[str] = mapped_column(String(64))
    context_id: Mapped[int] = mapped_column(ForeignKey("contexts.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    resource_link_id: Mapped[int | None] = mapped_column(
        ForeignKey("resource_links.id", ondelete="CASCADE"), index=True
    )
    message_type: Mapped[str] = mapped_column(String(64))
    roles: Mapped[list[str]] = mapped_column(default=list)
    told_roles: Mapped[list[str]] = mapped_column(default=list, server_default=text("'[]'"))
    mentees: Mapped[list[str]] = mapped_column(default=list, server_default=text("'[]'"))
    custom: Mapped[dict[str, Any]] = mapped_column(default=dict)
    deep_linking: Mapped[dict[str, Any] | None]
    return_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    chosen: Mapped[dict[str, Any] | None]
    chosen_at: Mapped[datetime | None]
    for_user: Mapped[str] = mapped_column(String(255), default="", server_default="")
    target_query: Mapped[str] = mapped_column(String(255), default="", server_default="")
    opened_in_place: Mapped[str] = mapped_column(String(100), default="", server_default="")
    return_url: Mapped[str | None] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(String(35), default="")
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    stays: Mapped[bool] = mapped_column(default=False, server_default=false())

    context: Mapped[Context] = relationship()
    user: Mapped[User] = relationship()
    resource_link: Mapped[ResourceLink | None] = relationship()


class SetupRefusal(HasReason, Base):
    """A login, launch or registration that was refused: what was received, for `registrations diagnose`.

    `received` holds no token, no name and no person's id; the page that was shown carries the `reference`.
    """

    __tablename__ = "setup_refusals"

    reference: Mapped[str] = mapped_column(String(16), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    problem_before: Mapped[str] = mapped_column("problem", String(64), default="", deferred=True)
    message_before: Mapped[str] = mapped_column("message", Text, default="", deferred=True)
    received: Mapped[dict[str, Any]] = mapped_column(default=dict)


class SigningKey(Base):
    """One of our RSA keys; the JWKS publishes next, current and retired ones so that rotation breaks nothing."""

    __tablename__ = "signing_keys"
    __table_args__ = (
        CheckConstraint("state in ('next', 'current', 'retired')", name="state"),
        Index(
            "ix_signing_keys_one_of_each",
            "state",
            unique=True,
            sqlite_where=text("state <> 'retired'"),
            postgresql_where=text("state <> 'retired'"),
        ),
    )

    kid: Mapped[str] = mapped_column(String(64), primary_key=True)
    private_pem: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]


class PlatformKeySet(Base):
    """The last good JWKS of a platform: a key endpoint that is down refuses nobody whose key is known."""

    __tablename__ = "platform_key_sets"

    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"), primary_key=True)
    jwks: Mapped[dict[str, Any]]
    fetched_at: Mapped[datetime]


class AccessToken(Base):
    """A platform's access token, shared between workers until a minute before it expires."""

    __tablename__ = "access_tokens"
    __table_args__ = (UniqueConstraint("registration_id", "scopes"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id", ondelete="CASCADE"))
    scopes: Mapped[str] = mapped_column(Text)
    token: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime]
