"""The forms behind the settings of a link and of a course.

Moments are typed in the browser's time zone, which the page sends along.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, IntegerField, RadioField, SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from lti_tool.instructor.shared.moments import aware, moment_field, read_zone
from lti_tool.placements.settings import COURSE_WIDE, NO_LIMIT, Counting, GradedBy, KeyShown, QuizSettings, Shows

KEY_SHOWN = (
    SelectChoice(KeyShown.AFTER_ATTEMPT, _("After each attempt")),
    SelectChoice(KeyShown.AFTER_ATTEMPTS, _("When their attempts are used up, or the quiz has closed")),
)
LESSONS = ("lessons_hidden", "lessons_order")
MOMENTS = ("opens_at", "due_at", "closes_at", "key_shown_from")


class WholeNumberField(IntegerField):
    """A whole number; other input is reported by the field's range check, which says what is wanted."""

    data: Any

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the number, or None where there is none to read."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None


def count_field(
    label: Any, least: int, most: int, *, required: bool = False, default: int | None = None
) -> WholeNumberField:
    """A field for a whole number from `least` to `most`."""
    first = InputRequired(_("Type a whole number.")) if required else Optional()
    words = _("Type a whole number from %(min)s to %(max)s.", min=least, max=most)
    return WholeNumberField(label, default=default, validators=[first, NumberRange(least, most, words)])


class CourseSettingsForm(FlaskForm):
    """What may hold for all links of a course: what the grade is, attempts, time, and when the answers are shown."""

    pass_percent = count_field(_("Pass mark in percent"), 1, 100)
    graded_by = RadioField(
        _("The grade is"),
        choices=[
            SelectChoice(GradedBy.SCORE, _("The quiz score")),
            SelectChoice(GradedBy.COMPLETION, _("The share of lessons done")),
            SelectChoice(GradedBy.BOTH, _("Both, weighted")),
        ],
    )
    completion_percent = count_field(_("Percent for the lessons, where the grade is both"), 1, 99, required=True)
    attempts_allowed = count_field(_("Attempts allowed"), NO_LIMIT, 100)
    counting = RadioField(
        _("Which attempt counts"),
        choices=[
            SelectChoice(Counting.HIGHEST, _("The highest")),
            SelectChoice(Counting.LATEST, _("The latest")),
            SelectChoice(Counting.FIRST, _("The first")),
            SelectChoice(Counting.AVERAGE, _("The average of all")),
        ],
    )
    wait_minutes = count_field(_("Minutes to wait between attempts"), 0, 60 * 24 * 60, required=True)
    time_limit_minutes = count_field(_("Time limit in minutes"), 1, 24 * 60)
    grace_seconds = count_field(_("Seconds of grace for a slow network"), 0, 3600, required=True)
    key_shown = RadioField(
        _("Learners see the answers and why"),
        choices=KEY_SHOWN,
    )

    def to_settings(self) -> QuizSettings:
        """The defaults that were typed."""
        return QuizSettings(**{name: self[name].data for name in COURSE_WIDE})


class QuizSettingsForm(CourseSettingsForm):
    """All that one link's settings are, but for its lessons, which have lines of their own."""

    shows = RadioField(
        _("This link shows"),
        choices=[
            SelectChoice(Shows.WHOLE, _("The whole module")),
            SelectChoice(Shows.LESSONS, _("The lessons alone")),
            SelectChoice(Shows.QUIZ, _("The quiz alone")),
            SelectChoice(Shows.SURVEY, _("The survey alone, with the lesson that asks it")),
        ],
    )
    items = count_field(_("Questions in an attempt"), 1, 100)
    opens_at = moment_field(_("The quiz opens"))
    due_at = moment_field(_("Due (shown to learners; nothing closes)"))
    closes_at = moment_field(_("The quiz closes"))
    key_shown = RadioField(
        _("Learners see the answers and why"),
        choices=[*KEY_SHOWN, SelectChoice(KeyShown.FROM_DATE, _("From a date on"))],
    )
    key_shown_from = moment_field(_("Answers are shown from"))
    time_zone = HiddenField()

    def validate_closes_at(self, field: Field) -> None:
        """A quiz that closes before it opens can never be taken."""
        if field.data and self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError(_("The quiz would close before it opens."))

    def validate_due_at(self, field: Field) -> None:
        """Nobody can be due after the door is shut."""
        if field.data and self.closes_at.data and field.data > self.closes_at.data:
            raise ValidationError(_("The quiz would be due after it closes."))

    # Optional() ends a field's checks when it is empty; this one must be looked at all the same.
    def validate(self, extra_validators: Any = None) -> bool:
        """All fields, and the date that is needed where a date decides."""
        is_valid: bool = super().validate(extra_validators)
        if self.key_shown.data == KeyShown.FROM_DATE and not self.key_shown_from.data:
            self.key_shown_from.errors = [_("Choose the date from which the answers are shown.")]
            return False
        return is_valid

    def settings_with(self, lessons_hidden: tuple[str, ...], lessons_order: tuple[str, ...]) -> QuizSettings:
        """The settings that were typed, with aware moments, and what was said of the lessons."""
        zone = read_zone(self.time_zone.data)
        values = {name: self[name].data for name in QuizSettings.model_fields if name not in LESSONS}
        values |= {name: aware(values[name], zone) for name in MOMENTS}
        return QuizSettings(**values, lessons_hidden=lessons_hidden, lessons_order=lessons_order)


def form_values(settings: QuizSettings) -> dict[str, Any]:
    """Settings as the form shows them; moments in UTC until the page's script puts them in the browser's zone."""
    values = settings.model_dump()
    return values | {name: values[name].astimezone(UTC).replace(tzinfo=None) for name in MOMENTS if values[name]}
