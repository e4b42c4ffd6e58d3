"""Who did something: a person, a command of the operators, an LMS, an invitation, the tool itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LONGEST_NAME = 255
LONGEST_VIA = 64


class ActorKind(StrEnum):
    """What sort of actor it is; stored, so a value is never renamed."""

    USER = "user"
    COMMAND = "command"
    INVITATION = "invitation"
    PLATFORM = "platform"
    TOOL = "tool"  # by itself: a term was over
    OPERATOR = "operator"  # where nothing more is known


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor as the log keeps it; `kind` is an ActorKind, or "" if the stored value could not be read.

    `id` is the user's, the invitation's, or the platform's registration. `name` is the account of the operating system
    that ran a command, or the platform's issuer: never a person's name, which is theirs to change and to have deleted.
    `via` is the command, such as "grades resend", without its arguments.
    """

    kind: str
    id: int | None = None
    name: str = ""
    via: str = ""

    @classmethod
    def user(cls, user_id: int) -> Actor:
        """A person, by users.id."""
        return cls(ActorKind.USER, user_id)

    @classmethod
    def command(cls, account: str, via: str) -> Actor:
        """A command, run under an account of the operating system."""
        return cls(ActorKind.COMMAND, None, account[:LONGEST_NAME], via[:LONGEST_VIA])

    @classmethod
    def invitation(cls, invitation_id: int) -> Actor:
        """Whoever used an invitation to register an LMS."""
        return cls(ActorKind.INVITATION, invitation_id)

    @classmethod
    def platform(cls, registration_id: int, issuer: str) -> Actor:
        """An LMS, by a message that it signed; the issuer is kept for when its registration is gone."""
        return cls(ActorKind.PLATFORM, registration_id, issuer[:LONGEST_NAME])

    @classmethod
    def tool(cls) -> Actor:
        """The tool, by itself."""
        return cls(ActorKind.TOOL, None, "lti-tool")

    @classmethod
    def operator(cls) -> Actor:
        """Whoever runs this tool, where nothing more is known."""
        return cls(ActorKind.OPERATOR)
