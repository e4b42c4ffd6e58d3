"""What is in the demo before anybody looks: the whole course placed, and people who have learned in it."""

from lti_tool.cli.demo_history.course import whole_course
from lti_tool.cli.demo_history.telling import tell

__all__ = ["tell", "whole_course"]
