"""What may be set for each module before it is placed; a module that nobody touched has sensible defaults."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, HiddenField, StringField
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from lti_tool.content.model.module import Module
from lti_tool.instructor.shared.moments import aware, moment_field
from lti_tool.instructor.shared.settings_form import WholeNumberField
from lti_tool.lti.services.deep_linking import MAXIMUM_SCORE, MAXIMUM_TITLE
from lti_tool.placements.custom import CUSTOM_MOMENTS, DEFAULT_SCORE_MAXIMUM

_NUMBER = re.compile(r"\s*[0-9]{1,9}\s*", re.ASCII)
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f]+")
Typed = MultiDict[str, str]


class PointsField(WholeNumberField):
    """A maximum that a platform takes: in ASCII digits, since Moodle drops any other without a word."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the number, or None where there is none to read."""
        if valuelist:
            self.data = int(valuelist[0]) if _NUMBER.fullmatch(valuelist[0]) else None


def points_field(label: Any, default: int | None = None) -> PointsField:
    """A field for points, which may stay empty."""
    words = _("Type a whole number from %(min)s to %(max)s.", min=1, max=MAXIMUM_SCORE)
    return PointsField(label, default=default, validators=[Optional(), NumberRange(1, MAXIMUM_SCORE, words)])


def one_line(text: str | None) -> str:
    """A title as one line: Moodle cuts a custom parameter at a line's end."""
    return _UNSEEN.sub(" ", text or "").strip()


class CommonForm(FlaskForm):
    """What holds for all chosen modules."""

    score_maximum = points_field(_("Points in your gradebook"), DEFAULT_SCORE_MAXIMUM)
    time_zone = HiddenField()

    @property
    def maximum(self) -> int:
        """The points, where a module has none of its own."""
        return int(self.score_maximum.data or DEFAULT_SCORE_MAXIMUM)


class PickForm(FlaskForm):
    """What may be set for one module."""

    title = StringField(
        _("Title of the link"),
        filters=[one_line],
        validators=[Length(max=MAXIMUM_TITLE, message=_("Use at most %(max)s characters.", max=MAXIMUM_TITLE))],
    )
    score_maximum = points_field(_("Points for this module"))
    not_graded = BooleanField(_("Not graded: no column in the gradebook"))
    opens_at = moment_field(_("Opens"))
    due_at = moment_field(_("Due (nothing closes)"))
    closes_at = moment_field(_("Closes"))

    def validate_closes_at(self, field: Field) -> None:
        """A quiz that closes before it opens can never be taken."""
        if field.data and self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError(_("The quiz would close before it opens."))

    def validate_due_at(self, field: Field) -> None:
        """Nobody can hand in before the door opens or after it is shut."""
        if field.data and self.closes_at.data and field.data > self.closes_at.data:
            raise ValidationError(_("The quiz would be due after it closes."))
        if field.data and self.opens_at.data and field.data < self.opens_at.data:
            raise ValidationError(_("The quiz would be due before it opens."))

    def moments(self, zone: tzinfo) -> dict[str, Any]:
        """The dates that were typed, aware, by the names of the custom parameters."""
        typed = {name: aware(self[name].data, zone) for name in CUSTOM_MOMENTS}
        return {name: at for name, at in typed.items() if at}

    def is_touched(self, title: str) -> bool:
        """Whether anything differs from the defaults, so that a page shown again leaves it open."""
        fields = (self.score_maximum, self.opens_at, self.due_at, self.closes_at)
        typed = any(field.raw_data and field.raw_data[0].strip() for field in fields)
        return typed or self.not_graded.data or self.title.data not in ("", title) or bool(self.errors)


def common_form(typed: Typed) -> CommonForm:
    """The part that holds for all."""
    return CommonForm(typed or None, meta={"csrf": False})


def pick_form(typed: Typed, module: Module, title: str) -> PickForm:
    """One module's part; its fields' names begin with the module's id. A title that was emptied is the module's own."""
    form = PickForm(typed or None, prefix=f"{module.id}-", data={"title": title}, meta={"csrf": False})
    form.title.data = form.title.data or title
    return form
