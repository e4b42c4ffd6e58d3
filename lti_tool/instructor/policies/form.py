"""The form behind a library's own words at a lesson."""

from __future__ import annotations

from itertools import islice

from flask_babel import lazy_gettext as _
from wtforms import Field, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from lti_tool.instructor.shared.form import Form
from lti_tool.placements.local_policies.check import find_problems
from lti_tool.placements.local_policies.texts import PolicyText
from lti_tool.templating import translate
from lti_tool.text.plain_text import clean_line, clean_text
from lti_tool.text.web_address import is_web_address

LONGEST_BODY = 10_000
MOST_TOLD = 10


def _clean(text: str | None) -> str:
    return clean_text(text or "")


def _clean_line(text: str | None) -> str:
    return clean_line(text or "")


class PolicyForm(Form):
    """Text, a link, a file; at least what makes sense together."""

    body = TextAreaField(_("Your own text"), filters=[_clean], validators=[Length(max=LONGEST_BODY)])
    link_title = StringField(_("What the link is called"), filters=[_clean_line], validators=[Length(max=200)])
    link_url = StringField(_("Link"), filters=[_clean], validators=[Length(max=2000)])
    file_reference = StringField(_("Where to find a file"), filters=[_clean_line], validators=[Length(max=300)])

    def validate_body(self, field: Field) -> None:
        """Say of each line what would not be shown."""
        problems = [translate(each.wording, each.params) for each in islice(find_problems(field.data), MOST_TOLD)]
        if problems:
            field.errors = [*field.errors, *problems[:-1]]
            raise ValidationError(problems[-1])

    def validate_link_url(self, field: Field) -> None:
        """A link of the web, and one at all where it has a name."""
        if field.data and not is_web_address(field.data):
            raise ValidationError(_("Type a full web address that starts with https:// or http://."))
        if self.link_title.data and not field.data:
            raise ValidationError(_("The link has a name but no address. Type the address, or take the name out."))

    def to_text(self) -> PolicyText:
        """What was typed."""
        return PolicyText(self.body.data, self.link_url.data, self.link_title.data, self.file_reference.data)
