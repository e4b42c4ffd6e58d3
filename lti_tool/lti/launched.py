"""A launch as it was just written, in plain values: a mapped object of all its columns would cost more than its row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lti_tool.lti.models import Launch


@dataclass(frozen=True, slots=True)
class StoredLaunch:
    """What says where the launch goes that this request wrote; the columns of these names in models.Launch."""

    id: str
    message_type: str
    context_id: int
    user_id: int
    resource_link_id: int | None
    roles: list[str]
    custom: dict[str, Any]
    target_query: str


Launched = Launch | StoredLaunch
"""A launch just written, or one that a page read."""
