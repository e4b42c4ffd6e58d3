"""The pages a learner meets."""

from lti_tool.learner import (
    activity_views,
    attempt_views,
    certificate_views,
    community_views,
    course_views,
    lesson_views,
    module_views,
    notes_views,
    own_preview_views,
    pick_preview_views,
    practice_views,
    privacy_views,
    resource_views,
    visit_views,
)
from lti_tool.learner.blueprint import bp

__all__ = [
    "activity_views",
    "attempt_views",
    "bp",
    "certificate_views",
    "community_views",
    "course_views",
    "lesson_views",
    "module_views",
    "notes_views",
    "own_preview_views",
    "pick_preview_views",
    "practice_views",
    "privacy_views",
    "resource_views",
    "visit_views",
]
