"""Which language a page speaks, and whose dates and numbers it writes: the launch's locale, else the browser's."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.support import NullTranslations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, get_locale, get_translations
from markupsafe import Markup

from lti_tool.content.model.module import Module
from lti_tool.lti.session import chrome
from lti_tool.placements.catalogue import catalogue
from lti_tool.templating import LANGUAGES, page_language

_ENGLISH = Locale("en")


def init_app(app: Flask) -> None:
    """Let every page be translated, and its root element say whose dates and numbers it writes."""
    Babel(app, locale_selector=select_locale)
    app.jinja_env.globals.update(_=_gettext, gettext=_gettext, ngettext=_ngettext, language_of=language_of)
    app.jinja_env.globals["locale_tag"] = locale_tag
    app.jinja_env.globals["page_languages"] = [
        (code, str(Locale(code).languages[code]).capitalize()) for code in LANGUAGES
    ]
    app.add_template_filter(language_name)
    app.add_template_filter(language_of)


def select_locale() -> Locale:
    """Whoever asks: the language is one of ours, the territory (how a date is written) is as the launch said it."""
    if not has_request_context():  # a command or a background thread
        return _ENGLISH
    launch = chrome()["launch"]
    wanted = [launch.locale] if launch else []
    wanted += [tag for tag, quality in request.accept_languages if quality > 0]
    return next(filter(None, map(locale_of, wanted)), _ENGLISH)


@lru_cache(maxsize=256)
def locale_of(tag: str) -> Locale | None:
    """The locale that a tag means (`es-MX`, `en_GB`, `es_mx.UTF-8`), or None when its language is not one of ours."""
    language = tag[:2].lower()
    if language not in LANGUAGES or tag[2:3] not in ("", "-", "_", "."):
        return None
    try:
        return Locale.parse(tag.replace("-", "_").partition(".")[0])
    except (ValueError, UnknownLocaleError):
        return Locale(language)


def language_of(module: Module) -> str:
    """The language of a module's title and summary on this page: the page's own, or English where it is not there."""
    language = page_language()
    return catalogue().localised(module.id, language).language_of(module.id, language)


def language_name(code: str) -> str:
    """What the page's language calls a language: `es` is Spanish, inglés is `en`."""
    return str((get_locale() or _ENGLISH).languages.get(code, code))


def locale_tag() -> str:
    """The page's locale as browsers write it, such as `es-MX`."""
    return str(get_locale() or _ENGLISH).replace("_", "-")


def _gettext(words: str, **places: object) -> Markup:
    """What templates call `_`: the words in the page's language, their places filled with what is escaped."""
    pattern = _pattern(_translations(), words)
    return pattern % places if "%" in pattern else pattern


def _ngettext(one: str, many: str, num: int, **places: object) -> Markup:
    """As `_`, in the form that a number asks for; `%(num)s` stands for the number."""
    return Markup(_translations().ngettext(one, many, num)) % {"num": num, **places}  # noqa: S704  as in _pattern


@lru_cache(maxsize=4_096)
def _pattern(translations: NullTranslations, words: str) -> Markup:
    """Looked up once in each language: a page says a hundred things, and Jinja's own way costs 1 ms for them."""
    return Markup(translations.gettext(words))  # noqa: S704  words of ours and of our translators


def _translations() -> NullTranslations:
    """The page's catalogue, looked up once."""
    try:
        found: NullTranslations = g.translations
    except AttributeError:
        found = g.translations = get_translations()
    return found
