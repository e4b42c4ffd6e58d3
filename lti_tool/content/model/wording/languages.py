"""Languages of content: what is written first, and what a person's locale asks for."""

from __future__ import annotations

SOURCE_LANGUAGE = "en"


def base_language(locale: str) -> str:
    """Return the language of a locale such as es-MX or es_419: translations are made per language."""
    return locale.replace("_", "-").partition("-")[0].lower()
