"""What authors look at while they write: any module as a learner sees it, on a phone, reloaded with each saved file."""

from lti_tool.preview.setting_up import set_up_preview

__all__ = ["set_up_preview"]
