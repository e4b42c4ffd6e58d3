"""Quiz items of any type and shape, and answers to them, possible and impossible, for tests and properties."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st
from pydantic import TypeAdapter

from lti_tool.content.model import Item, MatchItem, OrderItem
from lti_tool.quizzes.answers import BEST, WORST

LETTERS = "abcdef"
_read: TypeAdapter[Item] = TypeAdapter(Item)


def build(kind: str, item_id: str = "x-1", **fields: Any) -> Item:
    """An item of a type, with whatever parts the fields bring."""
    facts = {"id": item_id, "version": 1, "competency": "C1", "bloom": "apply", "source": "book", "stem": "Which?"}
    return _read.validate_python(facts | {"type": kind} | fields)


def build_choice(item_id: str = "x-1", options: str = "abc", keys: str = "a", **fields: Any) -> Item:
    """A single or multi item with one option a letter; one key makes a single, unless `type` says otherwise."""
    kind = fields.pop("type", "single" if len(keys) == 1 else "multi")
    parts = [{"id": letter, "text": letter, "feedback": "", "key": letter in keys} for letter in options]
    return build(kind, item_id, options=parts, **fields)


def build_best_worst(options: str = "abcd", best: str = "a", worst: str = "b", **fields: Any) -> Item:
    parts = [
        {"id": each, "text": each, "feedback": "", "best": each == best, "worst": each == worst} for each in options
    ]
    return build("best_worst", options=parts, **fields)


def build_order(steps: Iterable[str] = "abc", **fields: Any) -> Item:
    return build("order", steps=[{"text": text, "feedback": ""} for text in steps], **fields)


def build_match(matches: str = "xyx", extras: str = "", order: Iterable[int] | None = None, **fields: Any) -> Item:
    """Pairs a, b, c …, each with the answer of its letter in `matches`; `order` writes the pairs in another order."""
    pairs = [{"id": each, "text": each, "match": match, "feedback": ""} for each, match in zip(LETTERS, matches)]  # noqa: B905
    return build("match", pairs=[pairs[place] for place in order or range(len(pairs))], extras=tuple(extras), **fields)


def letters(least: int, most: int = len(LETTERS)) -> st.SearchStrategy[str]:
    return st.integers(least, most).map(lambda count: LETTERS[:count])


@st.composite
def multi_items(draw: st.DrawFn) -> Item:
    options = draw(letters(3))
    keys = draw(st.sets(st.sampled_from(options), min_size=1, max_size=len(options) - 1))
    return build_choice(options=options, keys="".join(sorted(keys)), type="multi")


@st.composite
def single_items(draw: st.DrawFn) -> Item:
    options = draw(letters(2))
    return build_choice(options=options, keys=draw(st.sampled_from(options)))


@st.composite
def best_worst_items(draw: st.DrawFn) -> Item:
    options = draw(letters(3))
    best, worst = draw(st.permutations(options))[:2]
    return build_best_worst(options, best, worst)


@st.composite
def match_items(draw: st.DrawFn) -> Item:
    matches = draw(
        st.lists(st.sampled_from("uvwxyz"), min_size=3, max_size=6).filter(lambda found: len(set(found)) > 1)
    )
    return build_match("".join(matches), draw(st.sampled_from(("", "1", "12"))))


ORDER_ITEMS = letters(3).map(build_order)
ITEMS = st.one_of(single_items(), multi_items(), best_worst_items(), ORDER_ITEMS, match_items())


@st.composite
def answers_to(draw: st.DrawFn, item: Item) -> frozenset[str]:
    """Any answer that the item can have, complete or with gaps."""
    if isinstance(item, OrderItem):
        places = draw(st.permutations(range(1, len(item.steps) + 1)))
        return _some(draw, [f"{step}={place}" for step, place in zip(item.part_ids, places, strict=True)])
    if isinstance(item, MatchItem):
        given = [f"{pair}={draw(st.sampled_from(item.target_ids))}" for pair in item.part_ids]
        return _some(draw, given)
    if item.type == "best_worst":
        best, worst = draw(st.permutations(item.part_ids))[:2]
        return _some(draw, [f"{BEST}={best}", f"{WORST}={worst}"])
    most = 1 if item.type == "single" else len(item.part_ids)
    return draw(st.frozensets(st.sampled_from(item.part_ids), max_size=most))


def _some(draw: st.DrawFn, tokens: list[str]) -> frozenset[str]:
    """All of them or, half the time, some."""
    return frozenset(tokens) if draw(st.booleans()) else draw(st.frozensets(st.sampled_from(tokens)))


def tokens_of(item: Item) -> list[str]:
    """Every token that some answer to the item may hold."""
    if isinstance(item, OrderItem):
        return [f"{step}={place}" for step in item.part_ids for place in range(1, len(item.steps) + 1)]
    if isinstance(item, MatchItem):
        return [f"{pair}={target}" for pair in item.part_ids for target in item.target_ids]
    if item.type == "best_worst":
        return [f"{slot}={option}" for slot in (BEST, WORST) for option in item.part_ids]
    return list(item.part_ids)


def strange_tokens(item: Item) -> st.SearchStrategy[str]:
    """Tokens that look like the item's, or like nothing at all, and are none of them."""
    parts = [*item.part_ids, BEST, WORST, "", "z", "1"]
    values = [*item.part_ids, *getattr(item, "target_ids", ()), "", "0", "1", "7", "01", "-1", "1.0", "1=1", "¹"]
    alike = st.tuples(st.sampled_from(parts), st.sampled_from(values)).map("=".join)
    known = set(tokens_of(item))
    return st.one_of(alike, st.text(max_size=20), st.sampled_from(parts)).filter(lambda token: token not in known)
