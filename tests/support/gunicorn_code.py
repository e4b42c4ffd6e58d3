"""Gunicorn's settings in tests: its workers share the code, and each makes an application of its own from it."""

from lti_tool import loading

with loading():
    import lti_tool.app  # noqa: F401  all of the tool, for the workers to share
