"""Parts of a page that are the same for everybody of whom the same is to be said: rendered once, and kept.

A module's page is mostly such parts: its lessons with those that are done, what its quiz asks, where it comes from. A
template writes `{{ shared_part("…/_lessons.html", module, done=done) }}`. The part knows its module and the facts that
are named there, and nothing else of the page; among its addresses those of the launch that it is shown in.
"""

from __future__ import annotations

from functools import lru_cache
from secrets import token_hex
from typing import Any

from babel import Locale
from flask import request
from flask_babel import get_locale
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from lti_tool.content.model.module import Module

MAXIMUM_KEPT = 1_024
_PLACE = token_hex(16)  # of a launch's id; no text of content can have it


class SharedParts:
    """The templates' `shared_part`. What nobody asked for lately is dropped."""

    def __init__(self) -> None:
        self._pieces = lru_cache(maxsize=MAXIMUM_KEPT)(_render)

    @pass_context
    def __call__(self, context: Context, name: str, module: Module, **facts: Any) -> Markup:
        """A template's text for a module and facts that tell each other apart by their values."""
        said = tuple(facts.items())
        pieces = self._pieces(context.environment, name, get_locale(), request.root_path, _Itself(module), said)
        return Markup(context["launch"].id.join(pieces))  # noqa: S704  a template's own text


class _Itself:
    """A module as a key: to compare two of them word by word would take longer than to render the part."""

    __slots__ = ("module",)

    def __init__(self, module: Module) -> None:
        self.module = module

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.module is other.module

    def __hash__(self) -> int:
        return id(self.module)


def _render(
    environment: Environment,
    name: str,
    _locale: Locale,
    _root_path: str,
    of: _Itself,
    facts: tuple[tuple[str, Any], ...],
) -> list[str]:
    """The text as it stands around the launch's id."""
    text = environment.get_template(name).render(dict(facts), module=of.module, launch={"id": _PLACE})
    if "csrf_token" in text:
        raise ValueError(f"{name} has a token in it, which is one person's own")
    return text.split(_PLACE)
