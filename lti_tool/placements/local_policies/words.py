"""A library's own words as a page shows them: made safe, whatever was stored."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from lti_tool.content.markdown import render_markdown
from lti_tool.placements.local_policies.texts import PolicyText
from lti_tool.placements.models import LocalPolicy
from lti_tool.text.web_address import is_web_address

BELOW_ITS_HEADING = 4


@dataclass(frozen=True, slots=True)
class PolicyView:
    """What is said at a lesson; `branch` is empty where it is said to all."""

    html: Markup
    link_url: str
    link_title: str
    file_reference: str
    branch: str


def policy_view(policy: PolicyText | LocalPolicy, branch: str) -> PolicyView:
    """Markdown as safe HTML, and no link but one of the web."""
    url = policy.link_url if is_web_address(policy.link_url) else ""
    return PolicyView(_paragraphs(policy.body), url, policy.link_title or url, policy.file_reference, branch)


@lru_cache(maxsize=256)
def _paragraphs(text: str) -> Markup:
    return Markup(render_markdown(text, BELOW_ITS_HEADING))  # noqa: S704  the renderer escapes raw HTML
