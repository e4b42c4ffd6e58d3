"""The forms behind the settings of a link and of a course, with a field for each setting that is described.

Moments are typed in the browser's time zone, which the page sends along.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, tzinfo
from typing import Any, ClassVar, TypeVar, cast

from flask_babel import lazy_gettext as _
from wtforms import Field, HiddenField, IntegerField, RadioField, SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from lti_tool.instructor.shared.form import Form
from lti_tool.instructor.shared.moments import as_typed, aware, moment_field, zone_name
from lti_tool.local_time import reader_zone
from lti_tool.placements.contradictions import Contradiction
from lti_tool.placements.picking.description import Kind, Setting
from lti_tool.placements.settings import SETTINGS, QuizSettings
from lti_tool.placements.words import say_value
from lti_tool.templating import translate


class WholeNumberField(IntegerField):
    """A whole number; other input is reported by the field's range check, which says what is wanted."""

    data: Any

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the number, or None where there is none to read."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None


def count_field(label: Any, least: int, most: int, *, required: bool = False, **more: Any) -> WholeNumberField:
    """A field for a whole number from `least` to `most`."""
    first = InputRequired(_("Type a whole number.")) if required else Optional()
    words = _("Type a whole number from %(min)s to %(max)s.", min=least, max=most)
    return WholeNumberField(label, validators=[first, NumberRange(least, most, words)], **more)


def setting_field(setting: Setting, label: str = "", without: Collection[str] = ()) -> Any:
    """The field in which a setting is typed; of a choice, `without` some of its values."""
    about, words = setting.about, _(label or setting.about.label)
    if setting.kind == Kind.MOMENT:
        return moment_field(words)
    if setting.kind == Kind.NUMBER:
        hint = _(about.hint) if about.hint else ""
        return count_field(words, setting.least, setting.most, required=not setting.may_be_empty, description=hint)
    choices = [SelectChoice(value, _(said)) for value, said in about.words.items() if value not in without]
    return RadioField(words, choices=choices)


class SettingsForm(Form):
    """A form with a field for each of its settings."""

    settings: ClassVar[Mapping[str, Setting]]
    base: Mapping[str, Any] | None = None
    """What each setting is where nothing of its own is set: the course's values, or ours; None where no page tells."""

    is_for_course = False

    def setting_fields(self, section: str = "", *, rare: bool | None = None) -> Iterator[tuple[Setting, Field]]:
        """Its settings, or those of one section, with their fields in the order of their description."""
        return (
            (each, self[name])
            for name, each in self.settings.items()
            if section in ("", each.about.section) and rare in (None, each.about.is_rare)
        )

    def must_open(self, section: str) -> bool:
        """Whether what is rare in a section must be in sight: something of it is set, or has a mistake."""
        fields = self.setting_fields(section, rare=True)
        return any(field.errors or field.data != setting.default for setting, field in fields)

    def is_own(self, name: str) -> bool:
        """Whether a setting is another than where nothing of its own is set."""
        return self.base is not None and self[name].data != self.base[name]

    def base_words(self, name: str) -> str:
        """What it would be then, as the form says it."""
        value = self.base[name] if self.base else None
        return say_value(self.settings[name], value) if value is not None else str(_("empty"))

    def values(self, zone: tzinfo = UTC) -> dict[str, Any]:
        """The settings as they were typed, moments in that time zone."""
        typed = ((each, self[name].data) for name, each in self.settings.items())
        return {each.name: aware(value, zone) if each.kind == Kind.MOMENT else value for each, value in typed}

    def tell(self, found: Iterable[Contradiction]) -> bool:
        """Put what contradicts into words at its field; whether there was anything."""
        contradictions = list(found)
        for each in contradictions:
            if each.place in self:
                self[each.place].errors = [*self[each.place].errors, translate(each.wording, each.params)]
        return bool(contradictions)


F = TypeVar("F", bound=SettingsForm)


def with_fields(form: type[F], settings: Iterable[Setting], field: Callable[[Setting], Any] = setting_field) -> type[F]:
    """The form with a field for each of the settings."""
    described = {each.name: each for each in settings}
    fields = {name: field(each) for name, each in described.items()}
    return cast(type[F], type(form.__name__, (form,), {"settings": described, **fields}))


def course_form(described: Mapping[str, Setting] = SETTINGS) -> type[SettingsForm]:
    """A form for what may hold for all links of a course."""
    return with_fields(
        SettingsForm,
        (each for each in described.values() if each.about.is_course_wide),
        lambda each: setting_field(each, without=each.about.not_for_course),
    )


def link_form(described: Mapping[str, Setting] = SETTINGS) -> type[LinkForm]:
    """A form for all that one link's settings are, but for its lessons, which have lines of their own."""
    return with_fields(LinkForm, (each for each in described.values() if each.kind != Kind.LESSONS))


class LinkForm(SettingsForm):
    """The settings of one link, with the browser's time zone."""

    time_zone = HiddenField(default=zone_name)


CourseSettingsForm, QuizSettingsForm = course_form(), link_form()


def form_values(settings: QuizSettings) -> dict[str, Any]:
    """Settings as a form shows them, in the reader's zone; the page's script sees to it where we know of none."""
    values, zone = settings.model_dump(), reader_zone()
    moments = (name for name, each in SETTINGS.items() if each.kind == Kind.MOMENT and values[name])
    return values | {name: as_typed(values[name], zone) for name in moments}
