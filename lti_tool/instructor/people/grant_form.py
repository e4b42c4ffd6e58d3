"""One attempt more for one person; on a quiz that is closed for them, perhaps with a moment until which it opens."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from lti_tool.instructor.shared.form import Form
from lti_tool.instructor.shared.moments import aware, moment_field, read_zone
from lti_tool.instructor.shared.reason import LONGEST, ReasonNeeded
from lti_tool.text.plain_text import clean_line


class OpenUntilForm(Form):
    """Until when a quiz that is closed for somebody opens again; a moment in the browser's time zone, or nothing."""

    time_zone = HiddenField()
    open_until = moment_field(_("Open until (you may leave this empty)"))

    def until(self) -> datetime | None:
        """The moment, aware."""
        return aware(self.open_until.data, read_zone(self.time_zone.data))

    def tell(self, problem: str) -> None:
        """Put a problem at the moment."""
        self.open_until.errors = [*self.open_until.errors, problem]


class GrantForm(OpenUntilForm):
    """An attempt more, and why."""

    reason = StringField(
        _("Why"),
        filters=[lambda text: clean_line(text or "")],
        validators=[DataRequired(ReasonNeeded.message), Length(max=LONGEST)],
    )
