"""What a request may bring, looked at before anything parses it: its size, and how many fields a form has.

Werkzeug bounds a form's size, and the parts of `multipart/form-data`; the fields of a plain form it does not count, and
half a million of them cost seconds. A page that takes a file says so itself, once it knows who sends it: `allow_file`.
"""

from __future__ import annotations

from flask import Flask, Request, request
from werkzeug.exceptions import RequestEntityTooLarge

LARGEST_REQUEST = 512 * 1024  # bytes
MOST_FIELDS = 1_000  # the longest form of ours, a page of people and their branches, has a tenth
PLAIN_FORM = "application/x-www-form-urlencoded"


def init_app(app: Flask) -> None:
    """Look at each request before any form is read, so call this before whatever else reads one."""
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.config["MAX_FORM_PARTS"] = MOST_FIELDS
    app.before_request(_count_fields)


def allow_file(incoming: Request, largest: int) -> None:
    """Let one file of so many bytes through; whoever calls this knows that the sender may send one.

    Its other fields stay as small as those of any form, and so does a form that carries no file.
    """
    if incoming.mimetype == "multipart/form-data":
        incoming.max_content_length = largest
        incoming.max_form_parts = MOST_FIELDS // 100


def allow_form(incoming: Request, largest: int, fields: int) -> None:
    """Let a long form of so many bytes and fields through; whoever calls this knows that the sender may send one."""
    if incoming.mimetype == "multipart/form-data":
        incoming.max_content_length = incoming.max_form_memory_size = largest
        incoming.max_form_parts = fields + MOST_FIELDS // 100


def _count_fields() -> None:
    """Refuse a plain form of too many fields before it is parsed. Raises RequestEntityTooLarge."""
    is_plain_form = "CONTENT_TYPE" in request.environ and request.mimetype == PLAIN_FORM
    if is_plain_form and request.get_data().count(b"&") >= MOST_FIELDS:
        raise RequestEntityTooLarge
