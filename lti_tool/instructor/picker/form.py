"""What may be set for each module before it is placed; a module that nobody touched has sensible defaults."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import Length, NumberRange, Optional

from lti_tool.content.model.module import Module
from lti_tool.instructor.shared.form import Form
from lti_tool.instructor.shared.moments import zone_name
from lti_tool.instructor.shared.settings_form import (
    SettingsForm,
    WholeNumberField,
    form_values,
    setting_field,
    with_fields,
)
from lti_tool.lti.services.deep_linking import MAXIMUM_SCORE, MAXIMUM_TITLE
from lti_tool.placements.contradictions import contradictions_within
from lti_tool.placements.picking.custom import CUSTOM_SETTINGS, DEFAULT_SCORE_MAXIMUM
from lti_tool.placements.settings import QuizSettings

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


class CommonForm(Form):
    """What holds for all chosen modules."""

    score_maximum = points_field(_("Points in your gradebook"), DEFAULT_SCORE_MAXIMUM)
    time_zone = HiddenField(default=zone_name)

    @property
    def maximum(self) -> int:
        """The points, where a module has none of its own."""
        return int(self.score_maximum.data or DEFAULT_SCORE_MAXIMUM)


class ModuleForm(SettingsForm):
    """What may be set for one module."""

    title = StringField(
        _("Title of the link"),
        filters=[one_line],
        validators=[Length(max=MAXIMUM_TITLE, message=_("Use at most %(max)s characters.", max=MAXIMUM_TITLE))],
    )
    score_maximum = points_field(_("Points for this module"))
    not_graded = BooleanField(_("Not graded: no column in the gradebook"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Each field, then whether the settings contradict each other."""
        is_valid: bool = super().validate(extra_validators)
        return is_valid and not self.tell(contradictions_within(QuizSettings(**self.values())))

    def is_touched(self, title: str) -> bool:
        """Whether anything differs from the defaults, so that a page shown again leaves it open."""
        defaults = [(self.score_maximum, None), *((field, each.default) for each, field in self.setting_fields())]
        typed = any(field.raw_data and field.raw_data[0].strip() not in ("", str(usual)) for field, usual in defaults)
        return typed or self.not_graded.data or self.title.data not in ("", title) or bool(self.errors)


PickForm = with_fields(ModuleForm, CUSTOM_SETTINGS, lambda each: setting_field(each, each.about.placed_as))


def common_form(typed: Typed) -> CommonForm:
    """The part that holds for all."""
    return CommonForm(typed or None, meta={"csrf": False})


def pick_form(typed: Typed, module: Module, title: str) -> ModuleForm:
    """One module's part; its fields' names begin with the module's id. A title that was emptied is the module's own."""
    data = form_values(QuizSettings()) | {"title": title}
    form = PickForm(typed or None, prefix=f"{module.id}-", data=data, meta={"csrf": False})
    form.title.data = form.title.data or title
    return form
