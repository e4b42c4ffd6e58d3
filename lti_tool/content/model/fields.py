"""Field types that several content models share."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from lti_tool.content.model.wording.typography import typographic
from lti_tool.text.web_address import WEB_ADDRESS

# Ids travel in URLs, form fields and launch parameters, so they stay in a small alphabet.
_ID = r"^[a-z0-9][a-z0-9._-]*$"
LOCAL_ID = r"^[a-z0-9][a-z0-9_-]*$"
_OPTION_ID = r"^[a-z0-9]+$"
_CODE = r"^[A-Za-z0-9][A-Za-z0-9.-]*$"
_LANGUAGE = r"^[a-z]{2,3}(-[A-Z]{2})?$"
_WEB_ADDRESS = f"^{WEB_ADDRESS}$"

PATTERN_REMEDIES = {
    _ID: "use small letters, digits, dots and dashes, without spaces",
    LOCAL_ID: "use small letters, digits, - and _, without dots and spaces",
    _OPTION_ID: "use a small letter or a digit",
    _CODE: "use letters, digits and dots, as in LCS.C3",
    _LANGUAGE: "use a language code such as en",
    _WEB_ADDRESS: "write a whole address that starts with https://",
}

Id = Annotated[str, StringConstraints(pattern=_ID, max_length=80)]
OptionId = Annotated[str, StringConstraints(pattern=_OPTION_ID, max_length=8)]
CompetencyCode = Annotated[str, StringConstraints(pattern=_CODE, max_length=40)]
Language = Annotated[str, StringConstraints(pattern=_LANGUAGE)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Title = Annotated[Text, AfterValidator(typographic)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
WebAddress = Annotated[str, StringConstraints(pattern=_WEB_ADDRESS, max_length=2000)]
Behaviours = Annotated[tuple[CompetencyCode, ...], Field(exclude_if=lambda codes: not codes)]
Version = Annotated[int, Field(ge=1)]
Minutes = Annotated[int, Field(ge=1, le=600)]
Year = Annotated[int, Field(ge=1800, le=2200)]
