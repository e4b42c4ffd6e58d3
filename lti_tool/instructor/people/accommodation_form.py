"""The form behind a person's accommodation."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectChoice, StringField
from wtforms.validators import Length

from lti_tool.instructor.people.grant_form import OpenUntilForm
from lti_tool.instructor.shared.settings_form import count_field
from lti_tool.templating import format_points
from lti_tool.text.plain_text import clean_line

FACTORS = {
    "1.0": _("No extra time"),
    "1.25": _("A quarter more"),
    "1.5": _("Time and a half"),
    "2.0": _("Twice the time"),
    "3.0": _("Three times the time"),
}


def _cleaned(text: str | None) -> str:
    return clean_line(text or "")


class AccommodationForm(OpenUntilForm):
    """Extra time as a factor, extra attempts, and until when quizzes that are closed open."""

    time_factor = RadioField(
        _("Time"),
        choices=[SelectChoice(*each) for each in FACTORS.items()],
        default="1.0",
        coerce=lambda value: str(float(value)),
    )
    extra_attempts = count_field(_("Extra attempts"), 0, 20, required=True, default=0)
    reason = StringField(
        _("Why (you may leave this empty)"),
        filters=[_cleaned],
        validators=[Length(max=300)],
    )

    def offer(self, factor: float | None) -> None:
        """Offer the factor that somebody has beside the usual ones: a list may have set any."""
        if factor and str(factor) not in FACTORS:
            said = _("%(factor)s times the time", factor=format_points(factor))
            self.time_factor.choices = [
                *(SelectChoice(*each) for each in FACTORS.items()),
                SelectChoice(str(factor), said),
            ]

    @property
    def factor(self) -> float:
        """The factor as a number."""
        return float(self.time_factor.data)
