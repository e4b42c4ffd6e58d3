"""The pages a learner meets."""

from lti_tool.learner.views import bp

__all__ = ["bp"]
