"""The pages an instructor meets."""

from lti_tool.instructor import (
    grade_views,
    mentee_views,
    own_views,
    people_views,
    person_views,
    picker_views,
    result_views,
    settings_views,
    views,
)
from lti_tool.instructor.blueprint import bp

__all__ = [
    "bp",
    "grade_views",
    "mentee_views",
    "own_views",
    "people_views",
    "person_views",
    "picker_views",
    "result_views",
    "settings_views",
    "views",
]
