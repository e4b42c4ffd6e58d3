"""The forms that instructors fill in: a field with a mistake says so, and words in any script run their own way."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import Field, StringField


class Form(FlaskForm):
    """A form whose fields say `aria-invalid` where they have a mistake, and whose text may be in any script."""

    class Meta(FlaskForm.Meta):
        """How WTForms renders them."""

        def render_field(self, field: Field, render_kw: dict[str, Any]) -> Markup:
            """As WTForms does, with both."""
            if field.errors:
                render_kw = {"aria-invalid": "true"} | render_kw
            if isinstance(field, StringField):
                render_kw = {"dir": "auto"} | render_kw
            rendered: Markup = super().render_field(field, render_kw)
            return rendered
