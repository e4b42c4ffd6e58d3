"""Reading the quiz's form: what this page of it changed, and nothing else.

Each question carries, hidden, the answer it was shown with. A question that still says the same was not touched
here, so an old tab that is submitted does not undo what another tab, or another device, saved since.
"""

from __future__ import annotations

from collections.abc import Iterator

from werkzeug.datastructures import MultiDict

from lti_tool.attempts.answering import Answer

ITEM_FIELD, SURE_FIELD, SHOWN_FIELD = "item-", "sure-", "was-"
SLOT_MARK = "/"  # best and worst are two fields of one item: item-x/best, item-x/worst
SURENESS = {"1": 1, "2": 2, "3": 3}
MAXIMUM_TOKENS = 40


def read_answer(form: MultiDict[str, str]) -> Answer:
    """One answer, as the page's script saves it."""
    return Answer(_tokens(form.getlist("option")), SURENESS.get(form.get("sure", "")))


def changed_answers(form: MultiDict[str, str]) -> Iterator[tuple[str, Answer]]:
    """The answers, by item id, that differ from what this page was shown with."""
    for item_id in _item_ids(form):
        answer = _answer_to(form, item_id)
        if describe_answer(answer) != form.get(f"{SHOWN_FIELD}{item_id}"):
            yield item_id, answer


def describe_answer(answer: Answer | None) -> str:
    """An answer in one line, to tell whether it changed."""
    return f"{' '.join(sorted(answer.tokens))} {answer.sure or ''}".strip() if answer else ""


def _item_ids(form: MultiDict[str, str]) -> list[str]:
    """All items that the form has a field of, in its order; an unchecked box has none but its hidden one."""
    names = (
        name.removeprefix(prefix) for name in form for prefix in (SHOWN_FIELD, ITEM_FIELD) if name.startswith(prefix)
    )
    return list(dict.fromkeys(name.partition(SLOT_MARK)[0] for name in names))


def _answer_to(form: MultiDict[str, str], item_id: str) -> Answer:
    fields = (
        f"{ITEM_FIELD}{item_id}",
        f"{ITEM_FIELD}{item_id}{SLOT_MARK}best",
        f"{ITEM_FIELD}{item_id}{SLOT_MARK}worst",
    )
    values = [value for field in fields for value in form.getlist(field)]
    return Answer(_tokens(values), SURENESS.get(form.get(f"{SURE_FIELD}{item_id}", "")))


def _tokens(values: list[str]) -> frozenset[str]:
    return frozenset(value for value in values[:MAXIMUM_TOKENS] if value)
