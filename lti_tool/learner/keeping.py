"""The names under which a browser keeps something for a person: nobody else's page asks for them.

They say nothing of who it is, and an attempt's is another one for each attempt, also where a database began anew.
"""

from __future__ import annotations

from lti_tool.attempts.models import Attempt
from lti_tool.lti.digest import digest

_LENGTH = 32  # hex digits: nobody meets another one's by chance


def person_key(user_id: int) -> str:
    """What a person's choices about their pages are kept under."""
    return digest(f"person {user_id}")[:_LENGTH]


def kept_name(attempt: Attempt) -> str:
    """What the answers of an attempt are kept under until the server has them."""
    return digest(f"attempt {attempt.id} {attempt.user_id} {attempt.started_at.isoformat()}")[:_LENGTH]
