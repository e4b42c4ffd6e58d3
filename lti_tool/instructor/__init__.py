"""The pages an instructor meets."""

from lti_tool.instructor.views import bp

__all__ = ["bp"]
