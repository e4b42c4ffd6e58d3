"""Authored material: its schema, its files, the catalogue made of them, the check authors run. Pure."""

from lti_tool.content.checking.check import check_content
from lti_tool.content.markdown import render_inline_markdown, render_markdown
from lti_tool.content.model.catalogue import Catalogue
from lti_tool.content.source.loader import load_catalogue
from lti_tool.content.source.problem import ContentError, Problem

__all__ = [
    "Catalogue",
    "ContentError",
    "Problem",
    "check_content",
    "load_catalogue",
    "render_inline_markdown",
    "render_markdown",
]
