"""Requests to be erased, and who was."""

from __future__ import annotations

from lti_tool.errors import N_
from lti_tool.notices.models import OperatorNotice
from lti_tool.privacy.holding import Holding, Kind, TableMap, parts
from lti_tool.privacy.models import Erasure, ErasureRequest
from lti_tool.privacy.searching import by

REQUESTS = (
    TableMap(
        ErasureRequest,
        parts(
            person="user_id",
            content="asked_at state because answer decided_at",
            others="decided_by",
            plain="id deployment_id",
        ),
        (
            Holding(
                "requests",
                Kind.NAMELESS,
                N_("Requests that your data be deleted"),
                by(ErasureRequest.user_id),
                take_out={"user_id": None, "answer": ""},
            ),
        ),
    ),
    TableMap(
        Erasure,
        parts(plain="subject key_id erased_at"),
        nobody="that somebody was erased, as a hash with a key: it cannot be turned back into a name or an id",
    ),
    TableMap(
        OperatorNotice,
        parts(plain="id matter about_id tries next_try_at told_at over_at"),
        nobody="that a mail told the people who run the tool what waits, by its number",
    ),
)
