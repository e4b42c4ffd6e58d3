"""A rule on cues: the stem must not name the right answer.

After Casu and García-García (2019): options that repeat the stem's words are chosen by those who do not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lti_tool.content.checking.lint.finding import Finding
from lti_tool.content.checking.lint.reading import words
from lti_tool.content.model.items.choice import Answer, ChoiceItem

_SMALL_WORDS = frozenset(
    re.findall(
        r"\S+",
        """
        about after again also another because been before being both could does doing down each
        from have having here into itself just more most much need only other over same should some
        such than that their them then there these they this those through under until very want
        were what when where which while will with would your you're it's i'll we'll can't don't
        """,
    )
)


_COMMON = _SMALL_WORDS | frozenset(
    re.findall(
        r"\S+",
        """
        and are but can hers get for her him his how its let not now off one our out she the too two was who why you
        your go going goes give take takes tell told say says said ask asks asked person people patron first back let
        he's she's they're doesn't isn't i'm we what's been any again then than so has it's
        """,
    )
)


def key_does_not_echo_the_stem(item: ChoiceItem) -> Iterator[Finding]:
    """Warn when most of a key's words stand in the stem, and more of them than of any wrong option's."""
    stem = set(telling(item.stem))
    distractors = max(_share(option, stem) for option in item.options if option.id not in item.keys)
    for index, option in enumerate(item.options):
        share = _share(option, stem)
        if option.id in item.keys and share > 0.5 and share > distractors:
            message = f"{share:.0%} of the right answer's words are in the stem"
            yield Finding(
                "warning",
                ("options", index, "text"),
                message,
                "say it in other words, or echo the stem in all",
            )


def _share(option: Answer, stem: set[str]) -> float:
    said = set(telling(option.text))
    return len(said & stem) / len(said) if said else 0.0


def telling(text: str) -> list[str]:
    """Return the words that carry meaning: long enough, and not one of the small words of every sentence."""
    return [word for word in words(text) if len(word) > 3 and word not in _SMALL_WORDS]


def content_words(text: str) -> set[str]:
    """Return the roots of a text's telling words, so that a word counts in each of its forms."""
    return {_root(word) for word in words(text) if len(word) > 2 and word not in _COMMON}


def _root(word: str) -> str:
    for end in ("'s", "ing", "ed", "es", "s"):
        if word.endswith(end) and len(word) - len(end) >= 3:
            return word.removesuffix(end)
    return word
