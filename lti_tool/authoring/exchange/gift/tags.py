"""What GIFT has no field for, as tags in a comment: Moodle keeps tags, and other programs pass over comments."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from lti_tool.authoring.item_draft import ItemDraft
from lti_tool.content.model.items.facts import Bloom

_NAMES = ("skill", "level", "lesson", "source", "family", "policy")
PARAGRAPH = "\n\n"
_VALUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What an item is about, as far as its tags say; `unknown` are tags that say nothing to us.

    Questions that name one family are its scenes; so many paragraphs before each are its policy.
    """

    competency: str = ""
    bloom: str = ""
    lesson: str = ""
    source: str = ""
    family: str = ""
    policy: int = 0
    unknown: tuple[str, ...] = ()


def facts_of(tags: Iterable[str]) -> Facts:
    """Read tags such as skill:LCS.C3 and level:apply."""
    said: dict[str, str] = {}
    unknown: list[str] = []
    for tag in tags:
        name, colon, value = tag.strip().partition(":")
        is_ours = colon and name in _NAMES and name not in said and _VALUE.fullmatch(value)
        if is_ours and (name != "level" or value in get_args(Bloom)) and (name != "policy" or value.isdecimal()):
            said[name] = value
        else:
            unknown.append(tag.strip())
    return Facts(
        competency=said.get("skill", ""),
        bloom=said.get("level", ""),
        lesson=said.get("lesson", ""),
        source=said.get("source", ""),
        family=said.get("family", ""),
        policy=int(said.get("policy", "0")[:3]),
        unknown=tuple(unknown),
    )


def tags_of(draft: ItemDraft, family: str = "", policy: int = 0) -> str:
    """The same as a line of comments; empty where there is nothing to say."""
    values = (draft.competency, draft.bloom, draft.lesson, draft.source, family, str(policy or ""))
    tags = [f"[tag:{name}:{value}]" for name, value in zip(_NAMES, values, strict=True) if _VALUE.fullmatch(value)]
    return f"// {' '.join(tags)}" if tags else ""
