"""Flask-WTF's protection of forms, without its five questions about requests that need no proof."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Request, request
from flask_wtf.csrf import CSRFProtect

_WITHOUT_PROOF = frozenset({"GET", "HEAD", "OPTIONS"})


class FormProof(CSRFProtect):  # type: ignore[misc]  # Flask-WTF is not typed
    """Lets pass at once what Flask-WTF would let pass in the end; all else is Flask-WTF's to judge."""

    def __init__(self) -> None:
        super().__init__()
        self._open_doors: set[str] = set()

    def exempt(self, view: Callable[..., Any] | Blueprint | str) -> Callable[..., Any] | Blueprint | str:
        """Ask for no proof there: something else guards it."""
        if isinstance(view, Blueprint):
            self._open_doors.add(view.name)
        exempted: Callable[..., Any] | Blueprint | str = super().exempt(view)
        return exempted

    def protect(self, apply_exemptions: bool = False) -> None:
        """Check that a form came from a page of ours; raises CSRFError."""
        asked: Request = request._get_current_object()  # type: ignore[attr-defined]
        if apply_exemptions and (asked.method in _WITHOUT_PROOF or asked.blueprint in self._open_doors):
            return
        super().protect(apply_exemptions)
