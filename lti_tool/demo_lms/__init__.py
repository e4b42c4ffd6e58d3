"""A small, strict LTI 1.3 platform: the LMS side, for newcomers who want to see LTI work and for tests."""

from lti_tool.demo_lms.app import create_demo_lms
from lti_tool.demo_lms.settings import DemoSettings
from lti_tool.demo_lms.state.platform import Platform

__all__ = ["DemoSettings", "Platform", "create_demo_lms"]
