"""A small, strict LTI 1.3 platform: the LMS side, for newcomers who want to see LTI work and for tests."""

from .app import create_demo_lms
from .platform import Platform
from .settings import DemoSettings

__all__ = ["DemoSettings", "Platform", "create_demo_lms"]
