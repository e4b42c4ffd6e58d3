"""Moments in forms and files: typed and written in the reader's time zone, and aware from there on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any

from babel.dates import get_timezone_gmt
from flask import request
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, Field
from wtforms.validators import InputRequired, Optional, ValidationError

from lti_tool.errors import N_
from lti_tool.local_time import find_zone, moments_of, next_time, reader_zone
from lti_tool.placements.picking.description import EARLIEST, LATEST
from lti_tool.templating import format_typed

MOMENT = "%Y-%m-%dT%H:%M"
SPREADSHEET = "%Y-%m-%d %H:%M"
FIRST, SECOND = "first", "second"
SKIPPED = N_("There is no %(typed)s in %(zone)s: clocks are put forward. The next time that there is: %(next)s.")


class MomentField(DateTimeLocalField):  # type: ignore[misc]  # WTForms is not typed
    """A time as clocks show it, with which of the two is meant where it comes twice: `fold`, as Python has it.

    Its select has the name of the field: the form sends the time, and after it FIRST or SECOND.
    """

    data: datetime | None
    is_chosen = False
    zone: tzinfo | None = None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read both."""
        super().process_formdata(valuelist[:1])
        self.is_chosen = valuelist[1:2] in ([FIRST], [SECOND])
        if self.data is not None and valuelist[1:2] == [SECOND]:
            self.data = self.data.replace(fold=1)

    @property
    def meanings(self) -> list[tuple[str, str, bool]]:
        """Where the time comes twice, both: value, words, and whether it is the one that is meant; else nothing."""
        zone, typed = self.zone or reader_zone(), self.data
        moments = moments_of(typed, zone) if typed else ()
        if typed is None or len(moments) < 2:
            return []
        first, second = (which_of_two(each, zone) for each in moments)
        return [(FIRST, first, not typed.fold), (SECOND, second, bool(typed.fold))]


def moment_field(label: Any, needed: InputRequired | None = None) -> MomentField:
    """A field for a moment, which may stay empty unless it is needed."""
    checks = [needed or Optional(), _check_year, _check_hour]
    return MomentField(label, format=[MOMENT, f"{MOMENT}:%S"], validators=checks)


def skipped(typed: datetime, zone: tzinfo) -> dict[str, str]:
    """What SKIPPED says of a time that clocks there skip."""
    return {"zone": str(zone), "typed": format_typed(typed), "next": format_typed(next_time(typed, zone))}


def zone_name() -> str:
    """The reader's zone, as a form's hidden field names it; empty where nobody said one."""
    zone = reader_zone()
    return "" if zone is UTC else str(zone)


def read_zone(name: str | None) -> tzinfo:
    """The time zone of that name; UTC where the browser sent none that we know."""
    return find_zone(name) or UTC


def aware(moment: datetime | None, zone: tzinfo) -> datetime | None:
    """A typed moment in its time zone; `fold` says which one, where it comes twice."""
    return moment.replace(tzinfo=zone) if moment else None


def as_typed(moment: datetime, zone: tzinfo) -> datetime:
    """The other way: what somebody there would have typed, with its `fold`."""
    return moment.astimezone(zone).replace(tzinfo=None)


def in_zone(words: Any, zone: tzinfo) -> str:
    """The heading of a file's column of moments."""
    return f"{words} ({zone})"


def which_of_two(moment: datetime, zone: tzinfo) -> str:
    """In words, whether it is the first or the second time that clocks there show this; empty where there is one."""
    local = moment.astimezone(zone)
    if len(moments_of(local, zone)) < 2:
        return ""
    hours = get_timezone_gmt(local, locale=get_locale())
    if local.fold:
        return gettext("The second time (%(hours)s)", hours=hours)
    return gettext("The first time (%(hours)s)", hours=hours)


def for_spreadsheet(moment: datetime | None, zone: tzinfo) -> str:
    """A moment as spreadsheets read it; empty where there is none."""
    return moment.astimezone(zone).strftime(SPREADSHEET) if moment else ""


def _check_year(_form: FlaskForm, field: Field) -> None:
    if field.data and not EARLIEST <= field.data.year <= LATEST:
        raise ValidationError(_("Choose a year from %(first)s to %(last)s.", first=EARLIEST, last=LATEST))


def _check_hour(form: FlaskForm, field: Field) -> None:
    """A time that clocks skip is refused, and one that comes twice is asked about."""
    if not field.data or field.errors:
        return
    zone = field.zone = _zone_sent(form)
    moments = moments_of(field.data, zone)
    if not moments:
        raise ValidationError(_(SKIPPED, **skipped(field.data, zone)))
    if len(moments) > 1 and not field.is_chosen:
        raise ValidationError(_("Clocks are put back that day, so this time comes twice: choose which one you mean."))


def _zone_sent(form: FlaskForm) -> tzinfo:
    """The zone that the form says; one among several on a page is told by another of them."""
    if "time_zone" in form:
        return read_zone(form["time_zone"].data)
    sent = (value for name, value in request.form.items() if name.endswith("time_zone"))
    return read_zone(next(sent, None))
