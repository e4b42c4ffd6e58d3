"""Authored material: its schema, its files, the catalogue made of them, the rules of their craft. Pure."""

from lti_tool.content.markdown import render_inline_markdown, render_markdown
from lti_tool.content.model.catalogue import Catalogue
from lti_tool.content.source.loader import load_catalogue
from lti_tool.content.source.problem import ContentError, Problem

__all__ = [
    "Catalogue",
    "ContentError",
    "Problem",
    "load_catalogue",
    "render_inline_markdown",
    "render_markdown",
]
