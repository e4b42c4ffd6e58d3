"""A preview's state: an instructor tries an activity without a row being written, so the page carries it along."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeSerializer

from lti_tool.activities.outcome import Form, State, first
from lti_tool.lti.extension import lti

FIELD = "preview_state"


def carry(state: State) -> str:
    """The state as a form field's value; signed, so that what comes back is what was sent."""
    carried = _serializer().dumps(dict(state))
    return carried if isinstance(carried, str) else carried.decode()


def brought(form: Form) -> State:
    """The state that a form brings back; a fresh one where it brings none, or somebody else's."""
    try:
        state = _serializer().loads(first(form, FIELD))
    except BadSignature:
        return {}
    return state if isinstance(state, dict) else {}


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(lti().settings.secrets_oldest_first, salt="activity preview")
