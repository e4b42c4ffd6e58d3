"""A course's own questions as a GIFT file, as far as GIFT can say them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from lti_tool.authoring.exchange.gift.tags import PARAGRAPH, tags_of
from lti_tool.authoring.family_draft import ACTS, FamilyDraft
from lti_tool.authoring.item_draft import ItemDraft, PartDraft
from lti_tool.content.markdown import plain_words

LONGEST_NAME = 60
_SIGNS = re.compile(r"([\\~=#{}:])")
FEWEST_PAIRS = 3
_WRITTEN = ("single", "multi", "match")


def write_gift(drafts: Iterable[ItemDraft | FamilyDraft]) -> str:
    """The questions that GIFT has a kind for; a comment at the start counts those that it has none for."""
    items = [each for number, draft in enumerate(drafts, start=1) for each in _items(draft, f"family-{number}")]
    written = [_question(item, tags) for item, tags in items if can_be_written(item)]
    left = len(items) - len(written)
    head = ["// Questions of a course's own, in GIFT."]
    if left:
        head.append(f"// Left out, because GIFT has no such kind: {left}. The ZIP file has them.")
    return "\n\n".join(["\n".join(head), *written, ""])


def can_be_written(item: ItemDraft) -> bool:
    """Whether GIFT has a kind for it, and can mark it rightly."""
    parts = _parts(item)
    if item.type not in _WRITTEN or len(parts) < 2:
        return False
    if item.type == "match":
        return len(parts) >= FEWEST_PAIRS and all(part.text and "->" not in part.text for part in parts)
    keys = sum(part.key for part in parts)
    return keys > 0 if item.type == "multi" else keys == 1


def _items(draft: ItemDraft | FamilyDraft, name: str) -> Iterator[tuple[ItemDraft, str]]:
    """An item itself; each scene of a family as a question of its own. Each with its tags."""
    if isinstance(draft, ItemDraft):
        yield draft, tags_of(draft)
        return
    policy = draft.card.count(PARAGRAPH) + 1 if draft.card else 0
    for stem in draft.stems:
        if stem.is_empty:
            continue
        said = dict(zip(ACTS, stem.feedback, strict=False))
        parts = tuple(
            PartDraft(text, said.get(letter, ""), key=letter in stem.keys)
            for letter, text in zip(ACTS, draft.acts, strict=False)
        )
        words = f"{draft.card}{PARAGRAPH}{stem.stem}" if draft.card else stem.stem
        scene = ItemDraft(draft.marking, words, draft.competency, stem.bloom, lesson=draft.lesson, parts=parts)
        yield scene, tags_of(scene, name, policy)


def _question(item: ItemDraft, tags: str) -> str:
    parts = _parts(item)
    lines = list(_pairs(item, parts) if item.type == "match" else _choices(item, parts))
    name = _escape(plain_words(item.stem)[:LONGEST_NAME].strip())
    begin = f"::{name}::{_words(item.stem)} {{"
    return "\n".join(filter(None, (tags, begin, *(f"\t{line}" for line in lines), "}")))


def _parts(item: ItemDraft) -> Sequence[PartDraft]:
    return [part for part in item.parts if not part.is_empty]


def _choices(item: ItemDraft, parts: Sequence[PartDraft]) -> Iterator[str]:
    share = f"{100 / max(1, sum(part.key for part in parts)):.5f}".rstrip("0").rstrip(".")
    for part in parts:
        weight = "" if item.type == "single" else f"%{share}%" if part.key else f"%-{share}%"
        sign = "=" if part.key and not weight else f"~{weight}"
        yield f"{sign}{_words(part.text)}" + (f"#{_words(part.feedback)}" if part.feedback else "")


def _pairs(item: ItemDraft, parts: Sequence[PartDraft]) -> Iterator[str]:
    for part in parts:
        yield f"={_words(part.text)} -> {_words(part.match)}"
    for extra in item.extras:
        yield f"= -> {_words(extra)}"


def _words(text: str) -> str:
    return f"[markdown]{_escape(text)}"


def _escape(text: str) -> str:
    return _SIGNS.sub(r"\\\1", text).replace("\n", "\\n")
