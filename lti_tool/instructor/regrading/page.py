"""An item as the regrade page shows it: its parts, to choose another right answer from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from lti_tool.content.markdown import render_inline_markdown
from lti_tool.content.model import BestWorstItem, ChoiceItem, Item, MatchItem, OrderItem, SingleItem
from lti_tool.content.model.record import canonical_json, sha256_hex
from lti_tool.grading.regrading import Proposal, ScoreChange
from lti_tool.quizzes.answers import BEST, WORST
from lti_tool.quizzes.marking import full_answer


@dataclass(frozen=True, slots=True)
class AnswerChoice:
    """One token that can be chosen, in words."""

    token: str
    words: str
    is_key: bool
    is_chosen: bool


Tokens = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class AnswerField:
    """A question about the answer: `kind` is radio, checkbox or select."""

    kind: str
    label: str
    choices: tuple[AnswerChoice, ...]


def plain(text: str) -> str:
    """Markdown as plain words, for what can hold no markup."""
    return Markup(render_inline_markdown(text)).striptags()  # noqa: S704  the renderer escapes raw HTML


def answer_fields(item: Item, chosen: frozenset[str]) -> list[AnswerField]:
    """What to ask for another right answer of an item."""
    key = full_answer(item)
    kind, asked = _asked(item)
    return [
        AnswerField(
            kind,
            label,
            tuple(AnswerChoice(token, plain(words), token in key, token in chosen) for token, words in pairs),
        )
        for label, pairs in asked
    ]


def _asked(item: Item) -> tuple[str, list[tuple[str, Tokens]]]:
    """The kind of its fields, and for each its label and the tokens with their words."""
    if isinstance(item, OrderItem):
        places = [(str(n), str(n)) for n in range(1, len(item.steps) + 1)]
        return "select", [(plain(step.text), _in_slot(step.id, places)) for step in item.steps]
    if isinstance(item, MatchItem):
        targets = [(target, item.target(target).text) for target in item.target_ids]
        return "select", [(plain(pair.text), _in_slot(pair.id, targets)) for pair in item.pairs]
    options = _options(item)
    if isinstance(item, BestWorstItem):
        return "select", [(_("Best"), _in_slot(BEST, options)), (_("Worst"), _in_slot(WORST, options))]
    return "radio" if isinstance(item, SingleItem) else "checkbox", [(_("The other right answer"), options)]


def _options(item: Item) -> Tokens:
    return [(option.id, option.text) for option in item.options] if isinstance(item, ChoiceItem) else []


def _in_slot(slot: str, choices: Tokens) -> Tokens:
    return [(f"{slot}={each}", words) for each, words in choices]


def fingerprint(proposal: Proposal, changes: Sequence[ScoreChange]) -> str:
    """Names just this ruling with just these consequences: a yes to others does not count."""
    facts = [proposal.item.digest, proposal.action, sorted(proposal.accepted), proposal.may_lower]
    scores = [[each.attempt.id, str(each.before), str(each.after), each.is_kept] for each in changes]
    return sha256_hex(canonical_json([facts, scores]))[:16]
