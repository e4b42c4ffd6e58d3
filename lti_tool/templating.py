"""Filters that every template may use."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import (
    DateTimePattern,
    format_date,
    get_date_format,
    get_datetime_format,
    get_time_format,
    parse_pattern,
)
from babel.numbers import parse_pattern as parse_number_pattern
from flask import Flask, current_app, request
from flask_babel import get_locale, gettext, ngettext
from markupsafe import Markup, escape

from lti_tool.errors import N_, ToolError
from lti_tool.local_time import known_zone, reader_zone
from lti_tool.reasons import Reason, wording_of

LANGUAGES = ("en", "es")  # that pages speak
PLACE = "launch-id-here"
_ENGLISH = Locale("en")
_POINTS = parse_number_pattern("#,##0.##")
_NO_WORDS = N_("This was stored by a newer version of the tool, which has words for it (%(code)s).")


def init_app(app: Flask) -> None:
    """Give the templates their filters."""
    app.add_template_filter(format_datetime, "datetime")
    app.add_template_filter(format_said, "datetime_and_zone")
    app.add_template_filter(format_day, "day")
    app.add_template_filter(format_points, "points")
    app.add_template_filter(words_of, "reason")
    app.add_template_filter(format_about, "minutes")
    app.add_template_filter(isolated, "bdi")
    app.jinja_env.globals.update(known_zone=known_zone, zone_words=zone_words)
    app.url_defaults(_Versions(Path(app.static_folder or "")))
    app.extensions["addresses"] = app.jinja_env.globals["url_for"] = _Addresses(app)


class _Versions:
    """Adds to each static file's address what its content is, so that browsers may keep it and still see a new one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._of = lru_cache(maxsize=None)(self._digest)

    def __call__(self, endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "filename" in values:
            values["v"] = self._of(values["filename"])

    def _digest(self, filename: str) -> str:
        path = self._folder / filename
        return hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else ""


class _Addresses:
    """The templates' `url_for`: what differs in the launch alone is put together once, since a page has two dozen.

    Only what is relative to our own root is kept: neither a scheme nor a host is part of it.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._pattern = lru_cache(maxsize=2_048, typed=True)(self._make)

    def __call__(self, endpoint: str, **values: Any) -> str:
        launch_id = values.pop("launch_id", "")
        wanted = [each for pair in values.items() for each in pair]
        before, after = self._pattern(request.root_path, endpoint, bool(launch_id), *wanted)
        return f"{before}{launch_id}{after}"

    def _make(self, _root_path: str, endpoint: str, in_launch: bool, *wanted: Any) -> tuple[str, str]:
        values = dict(zip(wanted[::2], wanted[1::2], strict=True))
        if in_launch:
            values["launch_id"] = PLACE
        before, _, after = self._app.url_for(endpoint, **values).partition(PLACE)
        return before, after


def address_of(endpoint: str, **values: Any) -> str:
    """An address as templates have it, for what is put together on the way to them."""
    addresses: _Addresses = current_app.extensions["addresses"]
    return addresses(endpoint, **values)


def format_datetime(value: datetime | None, zone: tzinfo | None = None) -> str:
    """A moment as the reader's locale writes it, in the reader's time zone.

    Each page says once which that is; where none is known, each moment says that it is in UTC. What leaves the page (a
    file, words to copy) names its `zone`, and so does each moment in it.
    """
    if value is None:
        return ""
    known = known_zone()
    said = format_typed(value.astimezone(zone or known or UTC))
    return said if known and zone is None else f"{said} {zone_words(zone)}"


def format_said(value: datetime | None) -> str:
    """The same for what leaves the page."""
    return format_datetime(value, reader_zone())


def format_typed(value: datetime) -> str:
    """A time as clocks show it and the reader's locale writes it, whichever zone it is in."""
    locale = get_locale() or _ENGLISH
    return str(_moment_pattern(locale).apply(value, locale))


def zone_words(zone: tzinfo | None = None) -> str:
    """What a time zone is called, the reader's where none is given: its place, as browsers know it."""
    return str(zone or reader_zone())


def format_day(value: datetime) -> str:
    """A day as the reader's locale writes it, in the reader's time zone."""
    return str(format_date(value.astimezone(reader_zone()).date(), "medium", locale=get_locale() or _ENGLISH))


def format_points(value: Fraction | float | None) -> str:
    """Points without needless decimals, as the reader's locale writes them: 7, 7.5, 6.67."""
    return "" if value is None else _points(float(value), get_locale() or _ENGLISH)


def format_minutes(minutes: int) -> str:
    """Minutes as people say them: 1 hour 20 minutes."""
    hours, rest = divmod(minutes, 60)
    parts = [
        ngettext("%(num)d hour", "%(num)d hours", hours) if hours else "",
        ngettext("%(num)d minute", "%(num)d minutes", rest) if rest or not hours else "",
    ]
    return " ".join(part for part in parts if part)


def format_about(minutes: int) -> str:
    """An estimate as people say it: to five minutes from an hour on, to a quarter of an hour from five hours on."""
    step = 1 if minutes < 60 else 5 if minutes < 300 else 15
    return format_minutes(step * ((minutes + step // 2) // step))


def page_language() -> str:
    """The language that the page speaks, as a code: `en`, `es`."""
    return (get_locale() or _ENGLISH).language


def in_words(problem: ToolError) -> str:
    """What happened, in the reader's language, for a page that says so itself."""
    return translate(problem.wording, problem.places(problem.params))


def isolated(words: str | None) -> Markup:
    """A name or a line of somebody's own, in whatever script: it runs its own way and pulls nothing else along."""
    return Markup(f"<bdi>{escape(words)}</bdi>") if words else Markup("")  # noqa: S704  its words are escaped


def words_of(reason: Reason) -> str:
    """A stored reason in the reader's language; outside a page, in English. Nothing where there is none."""
    if not reason:
        return ""
    if wording := wording_of(reason.code):
        with suppress(KeyError):  # its facts are not those that this version knows
            return translate(wording.words, wording.places(reason.params))
    return translate(_NO_WORDS, {"code": reason.code})


def advice_of(reason: Reason) -> str:
    """What to do about a stored reason, in the reader's language; nothing where its code has no advice."""
    if wording := wording_of(reason.code):
        with suppress(KeyError):
            return translate(wording.advice, wording.places(reason.params))
    return ""


def translate(wording: str, params: Mapping[str, object] | None = None) -> str:
    """Words marked with N_, in the reader's language, with their places filled."""
    if not wording:
        return ""  # to gettext, no words are the catalogue's own header
    places = params or {}
    said = str(gettext(wording, **{name: _shown(value) for name, value in places.items()}))
    if any(isinstance(value, datetime) for value in places.values()):
        return said.replace("m..", "m.")  # "2:05 p.m." ends a sentence with one stop, not two
    return said


def _shown(value: object) -> object:
    if isinstance(value, datetime):
        return format_datetime(value)
    return format_points(value) if isinstance(value, float) else value


@lru_cache(maxsize=1_024)
def _points(value: float, locale: Locale) -> str:
    """Kept: a result says the same few numbers again and again."""
    return str(_POINTS.apply(value, locale))


@lru_cache(maxsize=64)
def _moment_pattern(locale: Locale) -> DateTimePattern:
    """The locale's medium date with its short time, as one pattern."""
    both = str(get_datetime_format("medium", locale))
    date, time = get_date_format("medium", locale).pattern, get_time_format("short", locale).pattern
    return parse_pattern(both.replace("{1}", date).replace("{0}", time))
