"""Which language a page speaks, and whose dates and numbers it writes: the launch's locale, else the browser's."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.support import NullTranslations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, get_locale, get_translations

from lti_tool.lti.session import chrome

LANGUAGES = ("en", "es")
_ENGLISH = Locale("en")


def init_app(app: Flask) -> None:
    """Let every page be translated, and tell its root element in which language it is."""
    Babel(app, locale_selector=select_locale)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension that Babel added
        gettext=lambda words: _translations().gettext(words),
        ngettext=lambda one, many, number: _translations().ngettext(one, many, number),
        newstyle=True,
    )
    app.context_processor(_root_element)


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


def _translations() -> NullTranslations:
    """The page's catalogue, looked up once: a page says a hundred things, and Babel's own way costs 1 ms for them."""
    if "translations" not in g:
        g.translations = get_translations()
    found: NullTranslations = g.translations
    return found


def _root_element() -> dict[str, str]:
    locale = get_locale() or _ENGLISH
    tag = str(locale).replace("_", "-")
    return {"language": locale.language, "direction": locale.text_direction, "locale_tag": tag}
