"""The scenes of a family, which GIFT holds as questions that name it in a tag, become that family again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lti_tool.authoring.exchange.found import Found, Note
from lti_tool.authoring.exchange.gift.tags import PARAGRAPH, Facts
from lti_tool.authoring.family_draft import ACTS, STEMS, FamilyDraft, StemDraft
from lti_tool.authoring.item_draft import ItemDraft, PartDraft
from lti_tool.errors import N_

CHOICES = ("single", "multi")


@dataclass(frozen=True, slots=True)
class _Scene:
    """One question of a family, with what it shares with the others; `options` are its parts by their texts."""

    found: Found
    draft: ItemDraft
    card: str
    stem: str

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(part.text for part in self.draft.parts)

    @property
    def shared(self) -> tuple[object, ...]:
        return sorted(self.texts), self.card, self.draft.competency, self.draft.lesson

    def in_order_of(self, texts: Sequence[str]) -> Sequence[PartDraft]:
        """Its options as another scene has them: a program may have written them in another order."""
        if self.texts == texts:
            return self.draft.parts
        return sorted(self.draft.parts, key=lambda part: texts.index(part.text))


def with_families(found: Sequence[tuple[Found, Facts]]) -> Iterator[Found]:
    """Each question by itself; and where the first scene of a family stands, all of it."""
    scenes: dict[str, list[tuple[Found, Facts]]] = {}
    for each, facts in found:
        if facts.family:
            scenes.setdefault(facts.family, []).append((each, facts))
    for each, facts in found:
        if not facts.family:
            yield each
        elif scenes[facts.family][0][0] is each:
            yield _family(scenes[facts.family])


def _family(members: Sequence[tuple[Found, Facts]]) -> Found:
    first = members[0][0]
    notes = [note for each, _facts in members for note in each.notes]
    scenes = [_scene(each, each.draft, facts) for each, facts in members if isinstance(each.draft, ItemDraft)]
    notes += _faults([each for each, _facts in members], scenes)
    if any(note.severity == "error" for note in notes):
        return Found(first.line, first.title, None, tuple(notes))
    shared, texts = scenes[0], scenes[0].texts
    draft = FamilyDraft(
        competency=shared.draft.competency,
        lesson=shared.draft.lesson,
        card=shared.card,
        acts=(*texts, *[""] * (len(ACTS) - len(texts))),
        stems=tuple(_stem(each, each.in_order_of(texts)) for each in scenes),
    )
    return Found(first.line, first.title, draft, tuple(notes))


def _scene(found: Found, draft: ItemDraft, facts: Facts) -> _Scene:
    pieces = draft.stem.split(PARAGRAPH, facts.policy)
    return _Scene(found, draft, PARAGRAPH.join(pieces[: facts.policy]), PARAGRAPH.join(pieces[facts.policy :]))


def _stem(scene: _Scene, options: Sequence[PartDraft]) -> StemDraft:
    keys = tuple(letter for letter, part in zip(ACTS, options, strict=False) if part.key)
    said = tuple(part.feedback for part in options)
    return StemDraft(scene.stem, keys, scene.draft.bloom, (*said, *[""] * (len(ACTS) - len(said))))


def _faults(members: Sequence[Found], scenes: Sequence[_Scene]) -> Iterator[Note]:
    """What keeps the questions from being a family, each with its line."""
    if len(members) > STEMS:
        words = N_("The family has %(count)s scenes; here, one has four at most, each with another right option.")
        yield Note("error", members[STEMS].line, words, {"count": len(members)})
    for each in scenes:
        if each.draft.type not in CHOICES:
            yield Note("error", each.found.line, N_("A scene of a family has options to choose from, and no pairs."))
        elif len(each.draft.parts) > len(ACTS):
            words = N_("It has %(count)s answers; here, a family has four options at most.")
            yield Note("error", each.found.line, words, {"count": len(each.draft.parts)})
        elif each.shared != scenes[0].shared:
            words = N_("Its options, policy, skill or lesson differ from line %(other)s, but a family shares them.")
            yield Note("error", each.found.line, words, {"other": scenes[0].found.line})
        if each.draft.source:
            yield Note("changed", each.found.line, N_("These fields are not kept: %(fields)s."), {"fields": "source"})
