"""The pages an instructor meets."""

from lti_tool.instructor import settings_views, views
from lti_tool.instructor.blueprint import bp

__all__ = ["bp", "settings_views", "views"]
