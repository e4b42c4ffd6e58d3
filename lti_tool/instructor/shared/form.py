"""The forms that instructors fill in: a field with a mistake says so, and words in any script run their own way."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import Field, StringField
from wtforms.form import BaseForm

from lti_tool.instructor.shared.form_words import FORM_WORDS, FormWords


class Form(FlaskForm):
    """A form whose fields say `aria-invalid` where they have a mistake, and whose text may be in any script."""

    class Meta(FlaskForm.Meta):
        """How WTForms renders them, and what it says."""

        def get_translations(self, _form: BaseForm) -> FormWords:
            """In our words."""
            return FORM_WORDS

        def render_field(self, field: Field, render_kw: dict[str, Any]) -> Markup:
            """As WTForms does, with both."""
            if field.errors:
                render_kw = {"aria-invalid": "true"} | render_kw
            if isinstance(field, StringField):
                render_kw = {"dir": "auto"} | render_kw
            rendered: Markup = super().render_field(field, render_kw)
            return rendered
