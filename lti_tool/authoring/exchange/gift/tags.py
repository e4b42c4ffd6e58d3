"""What GIFT has no field for, as tags in a comment: Moodle keeps tags, and other programs pass over comments."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from lti_tool.authoring.item_draft import ItemDraft
from lti_tool.content.model.items.facts import Bloom

_NAMES = ("skill", "level", "lesson", "source")
_VALUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What an item is about, as far as its tags say; `unknown` are tags that say nothing to us."""

    competency: str = ""
    bloom: str = ""
    lesson: str = ""
    source: str = ""
    unknown: tuple[str, ...] = ()


def facts_of(tags: Iterable[str]) -> Facts:
    """Read tags such as skill:LCS.C3 and level:apply."""
    said: dict[str, str] = {}
    unknown: list[str] = []
    for tag in tags:
        name, colon, value = tag.strip().partition(":")
        is_ours = colon and name in _NAMES and name not in said and _VALUE.fullmatch(value)
        if is_ours and (name != "level" or value in get_args(Bloom)):
            said[name] = value
        else:
            unknown.append(tag.strip())
    facts = [said.get(name, "") for name in _NAMES]
    return Facts(facts[0], facts[1], facts[2], facts[3], tuple(unknown))


def tags_of(draft: ItemDraft) -> str:
    """The same as a line of comments; empty where there is nothing to say."""
    values = (draft.competency, draft.bloom, draft.lesson, draft.source)
    tags = [f"[tag:{name}:{value}]" for name, value in zip(_NAMES, values, strict=True) if _VALUE.fullmatch(value)]
    return f"// {' '.join(tags)}" if tags else ""
