"""An answer in the words of its question, by the tokens that are stored of it."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import gettext as _

from lti_tool.content.model import BestWorstItem, Item, MatchItem, OrderItem
from lti_tool.quizzes.answers import BEST


def token_words(item: Item, token: str) -> str:
    """One token, in Markdown: an option, or a place with what was put into it."""
    slot, _eq, value = token.partition("=")
    if isinstance(item, BestWorstItem):
        label = _("Best") if slot == BEST else _("Worst")
        return f"{label}: {item.option(value).text}"
    if isinstance(item, OrderItem):
        return _("%(step)s: place %(place)s", step=item.step(slot).text, place=value)
    if isinstance(item, MatchItem):
        return f"{item.pair(slot).text} → {item.target(value).text}"
    return item.option(token).text


def in_order(item: Item, tokens: Collection[str]) -> list[str]:
    """Tokens as one reads them: options as the question has them, steps by the place that they were given."""
    if isinstance(item, OrderItem):
        return sorted(tokens, key=lambda token: (len(token.partition("=")[2]), token.partition("=")[2]))
    if isinstance(item, (MatchItem, BestWorstItem)):
        return sorted(tokens)
    return [option for option in item.option_ids if option in tokens]
