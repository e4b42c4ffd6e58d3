"""An item as the regrade page shows it: its parts, to choose another right answer from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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

    def field(kind: str, label: str, pairs: Iterable[tuple[str, str]]) -> AnswerField:
        return AnswerField(
            kind,
            label,
            tuple(AnswerChoice(token, plain(words), token in key, token in chosen) for token, words in pairs),
        )

    if isinstance(item, OrderItem):
        places = range(1, len(item.steps) + 1)
        return [field("select", plain(step.text), [(f"{step.id}={n}", str(n)) for n in places]) for step in item.steps]
    if isinstance(item, MatchItem):
        targets = [(target, item.target(target).text) for target in item.target_ids]
        return [
            field("select", plain(pair.text), [(f"{pair.id}={target}", words) for target, words in targets])
            for pair in item.pairs
        ]
    options = [(option.id, option.text) for option in item.options] if isinstance(item, ChoiceItem) else []
    if isinstance(item, BestWorstItem):
        slots = ((BEST, _("Best")), (WORST, _("Worst")))
        return [field("select", label, [(f"{slot}={each}", words) for each, words in options]) for slot, label in slots]
    return [field("radio" if isinstance(item, SingleItem) else "checkbox", _("The other right answer"), options)]


def fingerprint(proposal: Proposal, changes: Sequence[ScoreChange]) -> str:
    """Names just this ruling with just these consequences: a yes to others does not count."""
    facts = [proposal.item.digest, proposal.action, sorted(proposal.accepted), proposal.may_lower]
    scores = [[each.attempt.id, str(each.before), str(each.after), each.is_kept] for each in changes]
    return sha256_hex(canonical_json([facts, scores]))[:16]
