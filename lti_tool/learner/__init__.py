"""The pages a learner meets."""

from lti_tool.learner import attempt_views, lesson_views, module_views, visit_views
from lti_tool.learner.blueprint import bp

__all__ = ["attempt_views", "bp", "lesson_views", "module_views", "visit_views"]
