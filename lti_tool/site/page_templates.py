"""Templates as pages use them: compiled once for each language, its words already part of their text.

A page says a hundred things, and most of them are the same each time. Looked up when the page is shown, each costs a
call and a piece of its own to put together; looked up when the template is compiled, they cost nothing. So it is with
what a template includes: found and begun at each page, it costs more than most of what it says.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from babel import Locale
from babel.support import NullTranslations
from flask.templating import Environment
from flask_babel import get_translations
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from lti_tool.site.shared_parts import SharedParts
from lti_tool.templating import page_language


class PageTemplates(Environment):
    """Flask's environment: whoever renders a template gets it as it was compiled for the page's language."""

    speaks = ""  # which language is compiled in; the environment that Flask holds is in none

    def __init__(self, app: Any, **options: Any) -> None:
        super().__init__(app, **options)
        self.globals["shared_part"] = SharedParts()
        self._by_language: dict[str, PageTemplates] = {}

    def get_or_select_template(
        self,
        template_name_or_list: str | Template | list[str | Template],
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        """The template in the language of the page that is being answered."""
        spoken = self._spoken(page_language())
        return super(PageTemplates, spoken).get_or_select_template(template_name_or_list, parent, globals)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One mapping for all templates: Jinja's chain of two is read name by name at each page."""
        return {**self.globals, **d} if d else self.globals

    def _spoken(self, language: str) -> PageTemplates:
        if language not in self._by_language:
            made = self.overlay()
            made.speaks = language
            made.globals = {**self.globals, "language": language, "direction": Locale(language).text_direction}
            self._by_language[language] = made
        return self._by_language[language]

    def _generate(self, source: nodes.Template, *rest: Any, **more: Any) -> str:
        if self.speaks:
            if not self.auto_reload:  # else a change of what is included would not be seen
                _Including(self).visit(source)
            _Speaking(get_translations()).visit(source)
        return super()._generate(source, *rest, **more)


class _Including(NodeTransformer):
    """Puts what a template includes in its place, with names of its own as before."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def visit_Include(self, node: nodes.Include) -> nodes.Node:  # noqa: N802  Jinja looks for this name
        """All but what is chosen when the page is shown, may be missing, or sees nothing of the page."""
        match node:
            case nodes.Include(template=nodes.Const(value=str() as name), with_context=True, ignore_missing=False):
                return self._scope(name, node)
        return node

    def _scope(self, name: str, node: nodes.Include) -> nodes.Node:
        loader = self._environment.loader
        if loader is None:
            return node
        text, path, _ = loader.get_source(self._environment, name)
        included = self._environment.parse(text, name, path)
        for each in included.find_all(nodes.Node):
            each.lineno = node.lineno  # of the file that is compiled
        self.visit(included)
        return nodes.Scope(included.body, lineno=node.lineno, environment=node.environment)


class _Speaking(NodeTransformer):
    """Puts the translation where a template calls `_` with words of its own."""

    def __init__(self, translations: NullTranslations) -> None:
        self._translations = translations

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802  Jinja looks for this name
        """As `_` does at a page: words are safe, what fills their places is escaped."""
        self.generic_visit(node)
        match node:
            case nodes.Call(node=nodes.Name(name="_"), args=[nodes.Const(value=str() as words)]):
                return self._said(words, node)
        return node

    def _said(self, words: str, call: nodes.Call) -> nodes.Expr:
        pattern = self._translations.gettext(words)
        where = {"lineno": call.lineno, "environment": call.environment}
        if not call.kwargs:
            plain = Markup(pattern) % {} if "%" in pattern else pattern  # noqa: S704  the catalogue's own words
            return nodes.TemplateData(plain, **where)
        places = [nodes.Pair(nodes.Const(each.key, **where), each.value, **where) for each in call.kwargs]
        return nodes.Mod(nodes.TemplateData(pattern, **where), nodes.Dict(places, **where), **where)
