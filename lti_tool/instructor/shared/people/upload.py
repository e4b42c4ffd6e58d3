"""A list that somebody uploads, and what a page carries of it to its yes."""

from __future__ import annotations

from contextlib import closing, suppress

from flask import request

from lti_tool.errors import ToolError
from lti_tool.lti.access import configuring_launch
from lti_tool.request_limits import allow_file


def allow_list(largest: int) -> None:
    """Let a list of so many bytes through before anything reads the form, but only from somebody who may bring one."""
    with suppress(ToolError):  # the view says why
        configuring_launch()
        allow_file(request, largest)


def sent_list() -> bytes:
    """The list that came with the form; empty without one."""
    sent = request.files.get("list")
    if sent is None:
        return b""
    with closing(sent):
        return bytes(sent.read())


def rows_refused(most: int) -> int:
    """How many rows the plan left out, as its page said."""
    return min(max(request.form.get("refused", 0, type=int), 0), most)
