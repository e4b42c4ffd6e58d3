"""Rules on families: each option is right as often as the others, and no option, card or stem says which it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from lti_tool.content.checking.lint.cues import content_words
from lti_tool.content.checking.lint.finding import Finding
from lti_tool.content.checking.lint.reading import words
from lti_tool.content.model.items.family import Family, MultiFamily

FamilyRule = Callable[[Family], Iterator[Finding]]

MOST_WORDS = {"single": 85, "best_worst": 85, "multi": 60}
_REASON = re.compile(r"\b(so that|because|sorry|apolog\w+|promis\w+)\b", re.IGNORECASE)


def options_are_keyed_alike(family: Family) -> Iterator[Finding]:
    """Whoever sees only the options must find each right as often as the others."""
    for index, stem in enumerate(family.stems):
        for name, marked in stem.marked.items():
            for option in marked:
                count, fair = _uses(family, name, option), _fair(family)
                if count > fair:
                    message = (
                        f"option {option} is {_role(name)} in {count} of {len(family.stems)} stems, fair is {fair}"
                    )
                    yield Finding("error", ("stems", index, name), message, "let another option be it in one of them")
    if isinstance(family, MultiFamily) and len({len(stem.keys) for stem in family.stems}) < 2:
        yield Finding("error", ("stems",), "every stem has as many keys", "vary them, such as a, b, acd and bcd")
    if len(family.stems) % len(family.options):
        count = len(family.options)
        message = f"{len(family.stems)} stems cannot make each of {count} options right as often"
        yield Finding("error", ("stems",), message, f"write {count} stems")


def options_give_no_reasons(family: Family) -> Iterator[Finding]:
    """A reason, an apology or a promise shows the writer's hand: options are acts, the feedback says why."""
    for index, option in enumerate(family.options):
        if found := _REASON.search(option.text):
            message = f'"{found.group()}" gives a reason, an apology or a promise'
            yield Finding(
                "error", ("options", index, "text"), message, "say only what is done, and why in the feedback"
            )


def stem_does_not_hold_the_answer(family: Family) -> Iterator[Finding]:
    """No telling word stands in a stem and in its key and in no other option."""
    if isinstance(family, MultiFamily):
        return
    said = {option.id: content_words(option.text) for option in family.options}
    for index, stem in enumerate(family.stems):
        (key,) = stem.marked.get("key") or stem.marked["best"]
        others = set().union(*(own for option, own in said.items() if option != key))
        if shared := (content_words(stem.stem) & said.get(key, set())) - others:
            message = f"the stem and its right option alone say: {', '.join(sorted(shared))}"
            yield Finding("error", ("stems", index, "stem"), message, "say it otherwise, or in another option as well")


def card_names_no_act(family: Family) -> Iterator[Finding]:
    """A card is a policy to judge by; where it repeats an option, reading it is enough."""
    on_card = content_words(family.card or "")
    for index, option in enumerate(family.options):
        said = content_words(option.text)
        if len(said) > 2 and not isinstance(family, MultiFamily) and len(said & on_card) > 0.6 * len(said):
            message = f"the card says most of option {option.id}"
            yield Finding("warning", ("options", index, "text"), message, "let the card say what holds, not what to do")


def policy_puzzles_have_a_card(family: Family) -> Iterator[Finding]:
    """Several right options at once cannot be fair without the policy that they follow from."""
    if isinstance(family, MultiFamily) and family.card is None:
        yield Finding("error", ("type",), "several right options need a policy to judge by", 'add "card"')


def stems_are_one_moment(family: Family) -> Iterator[Finding]:
    """A stem is read in one breath; those that rest on a card are shorter still."""
    most = MOST_WORDS[family.type]
    for index, stem in enumerate(family.stems):
        count = len(stem.stem.split())
        if count > most:
            yield Finding("error", ("stems", index, "stem"), f"the stem has {count} words", f"bring it to {most}")


def cards_are_seldom(families: Sequence[Family]) -> Iterator[Finding]:
    """Half of the families at least are judged without a card: policies do not cover most of a day."""
    count = sum(family.card is not None for family in families)
    if len(families) > 1 and 2 * count > len(families):
        message = f"{count} of {len(families)} families have a card"
        yield Finding("error", (), message, "leave at least half of them to judgement")


def hard_types_are_few(families: Sequence[Family]) -> Iterator[Finding]:
    """Worsts are easily argued over, and several right options make puzzles."""
    for kind, words_for in (("best_worst", "best/worst"), ("multi", "multi-response")):
        count = sum(family.type == kind for family in families)
        if count > 2:
            yield Finding("error", (), f"the bank has {count} {words_for} families", "keep two of them at most")


def feedback_is_of_its_stem(families: Sequence[Family]) -> Iterator[tuple[int, Finding]]:
    """No feedback stands twice in a bank: it says why this act fits this scene. Yields the family's place too."""
    seen: dict[tuple[str, ...], str] = {}
    for place, family in enumerate(families):
        for index, stem in enumerate(family.stems):
            for option, text in stem.feedback.items():
                said = tuple(words(text))
                if said in seen:
                    message = f"stands at {seen[said]} too"
                    remedy = "say why this act fits this scene, or why not"
                    yield place, Finding("error", ("stems", index, "feedback", option), message, remedy)
                seen.setdefault(said, f"{stem.id}, option {option}")


FAMILY_RULES: tuple[FamilyRule, ...] = (
    options_are_keyed_alike,
    options_give_no_reasons,
    stem_does_not_hold_the_answer,
    card_names_no_act,
    policy_puzzles_have_a_card,
    stems_are_one_moment,
)


def _uses(family: Family, name: str, option: str) -> int:
    return sum(option in stem.marked[name] for stem in family.stems)


def _fair(family: Family) -> int:
    """How often one option may be right: in a multi-response family in half of the stems, else in its share."""
    parts = 2 if isinstance(family, MultiFamily) else len(family.options)
    return max(1, len(family.stems) // parts)


def _role(name: str) -> str:
    return {"best": "the best", "worst": "the worst"}.get(name, "a key")
