"""The pages an instructor meets."""

from lti_tool.instructor import (
    adjust_views,
    analysis_views,
    community_views,
    course_views,
    grade_views,
    log_views,
    mentee_views,
    own_views,
    people_views,
    person_views,
    picker_views,
    regrade_views,
    result_views,
    review_views,
    settings_views,
    views,
)
from lti_tool.instructor.blueprint import bp

__all__ = [
    "adjust_views",
    "analysis_views",
    "bp",
    "community_views",
    "course_views",
    "grade_views",
    "log_views",
    "mentee_views",
    "own_views",
    "people_views",
    "person_views",
    "picker_views",
    "regrade_views",
    "result_views",
    "review_views",
    "settings_views",
    "views",
]
