"""The form behind dates of somebody's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectChoice, SelectField

from lti_tool.instructor.shared.form import Form
from lti_tool.instructor.shared.moments import aware, moment_field, read_zone
from lti_tool.placements.dates import DATES, Said
from lti_tool.placements.models import Placement

WHOLE_COURSE = ""


class OwnDatesForm(Form):
    """Where the dates hold, and the three of them; moments are typed in the browser's time zone."""

    time_zone = HiddenField()
    link = SelectField(_("Where"), default=WHOLE_COURSE)
    opens_at = moment_field(_("Opens"))
    due_at = moment_field(_("Due"))
    closes_at = moment_field(_("Closes"))

    def offer(self, titles: Mapping[Placement, str]) -> None:
        """Let the course and each of its links be chosen."""
        links = (SelectChoice(str(placement.id), title) for placement, title in titles.items())
        self.link.choices = [SelectChoice(WHOLE_COURSE, _("In every link of the course")), *links]

    def show(self, said: Said | None) -> None:
        """Show what is set; moments in UTC until the page's script puts them in the browser's zone."""
        for name in DATES:
            at: datetime | None = getattr(said, name, None)
            self[name].data = at.astimezone(UTC).replace(tzinfo=None) if at else None

    def moments(self) -> dict[str, datetime | None]:
        """What was typed, aware."""
        zone = read_zone(self.time_zone.data)
        return {name: aware(self[name].data, zone) for name in DATES}

    def tell(self, problems: Iterable[str], place: str) -> None:
        """Put problems at a field."""
        self[place].errors = [*self[place].errors, *problems]
