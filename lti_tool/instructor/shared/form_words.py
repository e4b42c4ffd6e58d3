"""What WTForms itself says of a field, in our words and in the reader's language."""

from __future__ import annotations

from lti_tool.errors import N_
from lti_tool.templating import translate

_WORDS = {
    "Not a valid choice.": N_("Choose one of the answers that are offered."),
    "Not a valid datetime value.": N_("Type a date and a time, such as 2026-11-24 09:30."),
    "This field is required.": N_("This cannot stay empty."),
    "Field cannot be longer than %(max)d characters.": N_("Use at most %(max)s characters."),
}


class FormWords:
    """Stands where WTForms looks for translations; it fills in the numbers itself."""

    def gettext(self, words: str) -> str:
        """One sentence."""
        return translate(_WORDS.get(words, words))

    def ngettext(self, _one: str, many: str, _count: int) -> str:
        """A sentence with a number; none of ours is about one character alone."""
        return self.gettext(many)


FORM_WORDS = FormWords()
