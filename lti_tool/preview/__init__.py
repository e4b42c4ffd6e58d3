"""What authors look at while they write: any module as a learner meets it, on a phone, anew with each saved file."""

from lti_tool.preview.setting_up import set_up_preview

__all__ = ["set_up_preview"]
