"""The translations are whole: every word the code says is there, said, and compiled (`make messages` does the rest)."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[3]
SPANISH = ROOT / "lti_tool/translations/es/LC_MESSAGES/messages.po"
PLACE = re.compile(r"%\(\w+\)[sd]|%%|</?\w+[^>]*>")


@cache
def spanish() -> Catalog:
    with SPANISH.open("rb") as file:
        return read_po(file, locale="es")


def messages() -> list[Message]:
    return [message for message in spanish() if message.id]


def forms(text: str | list[str] | tuple[str, ...]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def said_by_the_code() -> set[str]:
    """Every msgid, found as `make messages` finds it."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(str(ROOT / "lti_tool"), methods, options, DEFAULT_KEYWORDS)
    return {forms(message)[0] for _file, _line, message, _comments, _context in found}


def test_everything_the_code_says_is_in_the_catalogue_and_nothing_else_is() -> None:
    in_catalogue = {forms(message.id)[0] for message in messages()}

    assert said_by_the_code() - in_catalogue == set(), "run `make messages`, then translate"
    assert in_catalogue - said_by_the_code() == set(), "run `make messages`"


def test_nothing_is_left_empty_or_fuzzy() -> None:
    assert [message.id for message in messages() if message.fuzzy or not all(forms(message.string))] == []


def test_translations_keep_every_place_and_every_tag() -> None:
    for message in messages():
        for asked, said in zip(forms(message.id), forms(message.string), strict=True):
            assert sorted(PLACE.findall(said)) == sorted(PLACE.findall(asked)), f"{asked!r} and {said!r}"


def test_a_message_with_a_number_has_both_spanish_forms() -> None:
    plural = [message for message in messages() if not isinstance(message.id, str)]

    assert plural
    assert [message.id for message in plural if len(forms(message.string)) != 2] == []


def test_the_compiled_catalogue_is_the_one_written() -> None:
    compiled = BytesIO()
    write_mo(compiled, spanish())

    assert SPANISH.with_suffix(".mo").read_bytes() == compiled.getvalue(), "run `make messages`"


def test_spanish_is_courteous_to_adults() -> None:
    familiar = re.compile(r"\b(tú|tu|tus|vosotros|vuestro|haz|puedes|tienes)\b", re.IGNORECASE)

    assert [said for message in messages() for said in forms(message.string) if familiar.search(said)] == []
