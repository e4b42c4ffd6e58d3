"""English content in another language's words: ids, numbers and order stay, only what is read changes.

Each function raises Misfit where the words do not fit the English part: an option that is missing, a step too many.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import singledispatch

from lti_tool.content.model.activities.facts import Line
from lti_tool.content.model.activities.kinds import Activity, Checklist, SelfAssessment, Sort
from lti_tool.content.model.activities.light import Moment, Spot
from lti_tool.content.model.activities.scenario import Scenario, ScenarioFile, ScenarioNode
from lti_tool.content.model.activities.survey import Survey, SurveyField, SurveyFile
from lti_tool.content.model.items.choice import ChoiceItem
from lti_tool.content.model.items.item import Item
from lti_tool.content.model.items.match import MatchItem, Pair, Target
from lti_tool.content.model.items.order import OrderItem
from lti_tool.content.model.lesson import Block, Lesson, ProseBlock
from lti_tool.content.model.record import revised
from lti_tool.content.model.wording.translation import (
    ItemWording,
    NodeWording,
    PairWording,
    ScenarioWording,
    SurveyWording,
    TranslatedLesson,
)


class Misfit(Exception):
    """The translation has other parts than the English content."""


def translate_item(item: Item, wording: ItemWording) -> Item:
    """Return the item in other words, with its own ids."""
    if (item.card is None) != (wording.card is None):
        raise Misfit(f"the card {'is not in the English content' if item.card is None else 'is not translated'}")
    unused = {"options": wording.options, "steps": wording.steps, "pairs": wording.pairs, "extras": wording.extras}
    if isinstance(item, ChoiceItem):
        translated: Item = _choice_item(item, wording)
        del unused["options"]
    elif isinstance(item, OrderItem):
        translated = _order_item(item, wording)
        del unused["steps"]
    else:
        translated = _match_item(item, wording)
        del unused["pairs"], unused["extras"]
    for name, words in unused.items():
        if words:
            raise Misfit(f"an item of type {item.type} has no {name}")
    return translated


def _choice_item(item: Item, wording: ItemWording) -> Item:
    assert isinstance(item, ChoiceItem)  # noqa: S101  narrows the union for the type checker
    _same_ids("options", item.option_ids, wording.options)
    options = tuple(
        revised(option, text=wording.options[option.id].text, feedback=wording.options[option.id].feedback)
        for option in item.options
    )
    return revised(item, stem=wording.stem, card=wording.card, options=options)


def _order_item(item: OrderItem, wording: ItemWording) -> OrderItem:
    _same_count("steps", len(item.steps), len(wording.steps))
    steps = tuple(
        revised(step, text=words.text, feedback=words.feedback)
        for step, words in zip(item.steps, wording.steps, strict=True)
    )
    return revised(item, stem=wording.stem, card=wording.card, steps=steps)


def _match_item(item: MatchItem, wording: ItemWording) -> MatchItem:
    _same_ids("pairs", item.part_ids, wording.pairs)
    _same_count("extras", len(item.extras), len(wording.extras))
    texts = dict(zip((item.target_of_text(extra) for extra in item.extras), wording.extras, strict=True))
    for pair in item.pairs:
        match = wording.pairs[pair.id].match
        if texts.setdefault(item.target_of(pair), match) != match:
            raise Misfit(f'pair {pair.id} has the match "{match}", another one "{texts[item.target_of(pair)]}"')
    if len(set(texts.values())) < len(texts):
        raise Misfit("two different answers are translated by the same words")
    pairs = tuple(_pair(pair, wording.pairs[pair.id]) for pair in item.pairs)
    targets = tuple(Target(id=target.id, text=texts[target.id]) for target in item.targets)
    return revised(item, stem=wording.stem, card=wording.card, pairs=pairs, extras=wording.extras, targets=targets)


def _pair(pair: Pair, words: PairWording) -> Pair:
    return revised(pair, text=words.text, match=words.match, feedback=words.feedback)


def translate_scenario(scenario: ScenarioFile, wording: ScenarioWording) -> ScenarioFile:
    """Return the scenario in other words."""
    _same_ids("nodes", scenario.nodes, wording.nodes)
    nodes = {name: _node(name, node, wording.nodes[name]) for name, node in scenario.nodes.items()}
    words = {"title": wording.title, "intro": wording.intro, "debrief": wording.debrief}
    _same_presence(scenario, words)
    return revised(scenario, nodes=nodes, **words)


def _node(name: str, node: ScenarioNode, words: NodeWording) -> ScenarioNode:
    _same_count(f"choices of node {name}", len(node.choices), len(words.choices))
    choices = tuple(
        revised(choice, text=said.text, feedback=said.feedback)
        for choice, said in zip(node.choices, words.choices, strict=True)
    )
    return revised(node, text=words.text, choices=choices)


def translate_survey(survey: SurveyFile, wording: SurveyWording) -> SurveyFile:
    """Return the survey in other words; what respondents choose keeps the English ids."""
    said = {words.id: words for words in wording.fields}
    _same_ids("fields", [entry.id for entry in survey.fields], said)
    words = {"title": wording.title, "intro": wording.intro}
    _same_presence(survey, words)
    fields = tuple(_field(entry, said[entry.id].label, said[entry.id].options) for entry in survey.fields)
    return revised(survey, fields=fields, **words)


def _field(field: SurveyField, label: str, options: tuple[str, ...]) -> SurveyField:
    _same_count(f"options of field {field.id}", len(field.options), len(options))
    return revised(field, label=label, options=_lines(field.options, options))


def translate_lesson(lesson: Lesson, translated: TranslatedLesson) -> Lesson:
    """Return the lesson in other words: its prose is free, its activities must be the English ones."""
    theirs = [block for block in translated.blocks if not isinstance(block, ProseBlock)]
    names = [(entry.kind, entry.local_id) for entry in lesson.activities]
    if [(entry.kind, entry.local_id) for entry in theirs] != names:
        expected = ", ".join(f"{kind} {local_id}" for kind, local_id in names) or "none"
        raise Misfit(f"the activities are not those of the English lesson ({expected})")
    _same_count("objectives", len(lesson.objectives), len(translated.objectives))
    english = iter(lesson.activities)
    blocks: tuple[Block, ...] = tuple(
        block if isinstance(block, ProseBlock) else _activity(next(english), block) for block in translated.blocks
    )
    return revised(
        lesson, lang=translated.lang, title=translated.title, objectives=translated.objectives, blocks=blocks
    )


def _activity(english: Activity, translated: Activity) -> Activity:
    if _skeleton(english) != _skeleton(translated):
        raise Misfit(f"{english.kind} {english.local_id} has other parts than in English")
    if isinstance(english, Checklist) and isinstance(translated, Checklist):
        groups = tuple(
            revised(theirs, entries=_lines(ours.entries, [entry.text for entry in theirs.entries]))
            for ours, theirs in zip(english.groups, translated.groups, strict=True)
        )
        return revised(translated, groups=groups)
    return translated


@singledispatch
def _skeleton(activity: Activity) -> object:
    """Everything about an activity that a translation may not change."""
    return activity.kind


@_skeleton.register
def _(activity: Sort) -> object:
    entries = [(entry.id, entry.category) for entry in activity.entries]
    return [category.id for category in activity.categories], entries


@_skeleton.register
def _(activity: SelfAssessment) -> object:
    return [statement.id for statement in activity.statements]


@_skeleton.register
def _(activity: Checklist) -> object:
    return activity.format, activity.own, [len(group.entries) for group in activity.groups]


@_skeleton.register
def _(activity: Scenario) -> object:
    steps = {name: [(choice.to, choice.points) for choice in node.choices] for name, node in activity.nodes.items()}
    return activity.start, steps


@_skeleton.register
def _(activity: Moment) -> object:
    return activity.person, activity.mood, [choice.mood for choice in activity.choices]


@_skeleton.register
def _(activity: Spot) -> object:
    return activity.picture, [(place.id, place.x, place.y) for place in activity.places]


@_skeleton.register
def _(activity: Survey) -> object:
    return [(field.id, field.type, [line.id for line in field.options]) for field in activity.fields]


def _lines(english: Collection[Line], texts: Collection[str]) -> tuple[Line, ...]:
    return tuple(Line(id=line.id, text=text) for line, text in zip(english, texts, strict=True))


def _same_ids(name: str, english: Collection[str], translated: Collection[str]) -> None:
    if missing := [part for part in english if part not in translated]:
        raise Misfit(f"{name} {', '.join(missing)} are not translated")
    if foreign := [part for part in translated if part not in english]:
        raise Misfit(f"{name} {', '.join(foreign)} are not in the English content")


def _same_count(name: str, english: int, translated: int) -> None:
    if english != translated:
        raise Misfit(f"there are {translated} {name}, {english} in English")


def _same_presence(english: object, words: dict[str, str | None]) -> None:
    for name, text in words.items():
        if (getattr(english, name) is None) != (text is None):
            there = "is missing" if text is None else "is not in the English content"
            raise Misfit(f"{name} {there}")
