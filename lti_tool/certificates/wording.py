"""A certificate in the words of a language: what the PDF and the verification page say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from flask_babel import get_locale, gettext

from lti_tool.certificates.models import Certificate
from lti_tool.content.model.wording.typography import typographic
from lti_tool.templating import format_minutes

LETTER_COUNTRIES = frozenset({"US"})


@dataclass(frozen=True, slots=True)
class Labels:
    """The fixed words on the page."""

    product: str
    heading: str
    given: str
    time: str
    date: str
    competencies: str
    code: str
    check: str
    picture: str
    no_type: str


@dataclass(frozen=True, slots=True)
class Wording:
    """All that is printed; `language` is a BCP 47 tag, `paper` A4 or letter."""

    language: str
    paper: str
    labels: Labels
    name: str
    title: str
    duration: str
    date: str
    competencies: tuple[tuple[str, str], ...]
    code: str
    address: str


def word(certificate: Certificate, launch_locale: str, verify_url: str) -> Wording:
    """The certificate in the page's language; date and paper follow the launch's locale.

    A4 everywhere but in the United States (en-US, es-US), where paper is Letter.
    """
    locale = pick_locale(launch_locale)
    return Wording(
        language=str(locale).replace("_", "-"),
        paper="letter" if locale.territory in LETTER_COUNTRIES else "A4",
        labels=_labels(),
        name=certificate.name,
        title=typographic(certificate.title),
        duration=format_minutes(certificate.minutes),
        date=long_date(certificate.dated, locale),
        competencies=tuple((code, statement) for code, statement in certificate.competencies),
        code=certificate.grouped_code,
        address=verify_url,
    )


def pick_locale(wanted: str) -> Locale:
    """The launch's locale if it is in the page's language, else that language alone."""
    spoken = get_locale() or Locale("en")
    try:
        asked = Locale.parse(wanted.replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError):
        return spoken
    return asked if asked.language == spoken.language else spoken


def long_date(at: datetime, locale: Locale) -> str:
    """The day as the locale writes it, in the zone that the moment is in."""
    return format_date(at, "long", locale=locale)


def days_in(launch_locale: str) -> Callable[[datetime], str]:
    """How a page in a launch's locale writes days, as the certificates themselves do."""
    locale = pick_locale(launch_locale)
    return lambda at: long_date(at, locale)


def _labels() -> Labels:
    return Labels(
        product=gettext("Library Service Skills"),
        heading=gettext("Certificate of completion"),
        given=gettext("has completed"),
        time=gettext("Planned time of what was done"),
        date=gettext("Date"),
        competencies=gettext("What this training covers"),
        code=gettext("Certificate code"),
        check=gettext("Anyone can check this certificate at"),
        picture=gettext("QR code: the address at which this certificate is checked"),
        no_type=gettext(
            "Our fonts lack some characters of this name (〓 is a letter). The address below shows the whole name."
        ),
    )
