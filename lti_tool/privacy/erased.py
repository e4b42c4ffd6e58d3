"""Who was erased, so that a restored backup can be cleaned: a keyed hash of each, and when. It names nobody."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.db import upsert
from lti_tool.errors import ToolError
from lti_tool.lti.models import Deployment, Registration, User
from lti_tool.privacy.finding import Wanted
from lti_tool.privacy.models import Erasure
from lti_tool.settings import Settings

KEY_BYTES = 32


class NoKey(ToolError):
    """Without a secret anybody could guess who was erased: ids in an LMS are often small numbers."""

    message = "LTI_TOOL_SECRET_KEY is not set. Who was erased is kept as a hash with a key made from it."


class OddList(ToolError):
    """A file that is no list of erasures."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is in the LTI world: the same after a backup was restored, as our own numbers need not be."""

    issuer: str
    client_id: str
    deployment: str
    sub: str


class ErasureKey:
    """Makes hashes of people with a key of its own, derived from a secret of the tool.

    `id` tells which secret it was, without giving it away.
    """

    def __init__(self, secret: str) -> None:
        derive = HKDF(SHA256(), length=KEY_BYTES, salt=None, info=b"lti-tool who was erased")
        self._key = derive.derive(secret.encode())
        self.id = hmac.new(self._key, b"id", sha256).hexdigest()[:16]

    def hash(self, who: Identity) -> str:
        """The same for the same person, and nobody who lacks the secret can tell of whom."""
        parts = [who.issuer, who.client_id, who.deployment, who.sub]
        return hmac.new(self._key, json.dumps(parts).encode(), sha256).hexdigest()


class Entry(BaseModel):
    """An erasure as it is listed, and read back from a file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: str = Field(pattern=r"^[0-9a-f]{64}$")
    key_id: str = Field(pattern=r"^[0-9a-f]{16}$")
    erased_at: AwareDatetime


_ENTRIES = TypeAdapter(list[Entry])


def keys_of(settings: Settings) -> list[ErasureKey]:
    """The present key, then those of the older secrets; raises NoKey."""
    if not settings.secret_key:
        raise NoKey
    return [ErasureKey(secret) for secret in settings.secret_key]


def remember(session: Session, key: ErasureKey, identities: Sequence[Identity], now: datetime) -> None:
    """Note that these were erased now. The caller commits."""
    for who in identities:
        note(session, Entry(subject=key.hash(who), key_id=key.id, erased_at=now))


def note(session: Session, entry: Entry) -> None:
    """Keep one erasure; of the same person, the latest. The caller commits."""
    known = session.get(Erasure, entry.subject)
    if known is None or known.erased_at < entry.erased_at:
        upsert(session, Erasure, entry.model_dump(), keys=["subject"])
        session.expire_all()


def list_erasures(session: Session) -> list[Entry]:
    """All that are known, the oldest first."""
    rows = session.scalars(select(Erasure).order_by(Erasure.erased_at, Erasure.subject))
    return [Entry(subject=row.subject, key_id=row.key_id, erased_at=row.erased_at) for row in rows]


def find_erasure(session: Session, keys: Sequence[ErasureKey], wanted: Wanted) -> datetime | None:
    """When somebody was erased who is looked for by their id in the LMS; None where that is not known."""
    if not wanted.lms_id:
        return None
    query = select(Registration.issuer, Registration.client_id, Deployment.id_on_platform).join(Deployment.registration)
    if wanted.registration_id is not None:
        query = query.where(Registration.id == wanted.registration_id)
    if wanted.deployment_id is not None:
        query = query.where(Deployment.id == wanted.deployment_id)
    places = session.execute(query).all()
    subjects = [key.hash(Identity(*place, wanted.lms_id)) for place in places for key in keys]
    return session.scalar(select(func.max(Erasure.erased_at)).where(Erasure.subject.in_(subjects)))


def read_list(text: bytes) -> list[Entry]:
    """What `privacy erased --json` wrote; raises OddList."""
    try:
        return _ENTRIES.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise OddList(f"This is no list from `lti-tool privacy erased --json`: {where}: {first['msg']}.") from None


def identities(session: Session, user_ids: Sequence[int]) -> list[Identity]:
    """Who these rows are."""
    return [who for _, who in _find(session, user_ids)]


def everybody(session: Session) -> Iterator[tuple[int, Identity]]:
    """Every person's row and who that is, without holding them all."""
    return _find(session, None)


def _find(session: Session, user_ids: Sequence[int] | None) -> Iterator[tuple[int, Identity]]:
    query = (
        select(User.id, Registration.issuer, Registration.client_id, Deployment.id_on_platform, User.id_on_platform)
        .join(Deployment, Deployment.id == User.deployment_id)
        .join(Registration, Registration.id == Deployment.registration_id)
        .order_by(User.id)
    )
    if user_ids is not None:
        query = query.where(User.id.in_(user_ids))
    for user_id, *names in session.execute(query.execution_options(yield_per=1000)):
        yield user_id, Identity(*names)
