"""What the guesser looks at: a number for each option, higher where test takers expect the right answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from lti_tool.content.checking.lint.cues import telling
from lti_tool.content.checking.lint.reading import words
from lti_tool.content.checking.lint.reading_level import reading_grade
from lti_tool.content.checking.testwise.questions import Question

Cue = Callable[[Question], Sequence[float]]

_HEDGES = re.compile(
    r"\b(may|might|could|can|would|perhaps|maybe|probably|likely|usually|often|sometimes|generally|mostly|tends?"
    r"|some|if|when|depending|about|seems?)\b",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"\b(please|thanks?|thank you|sorry|apologi[sz]e|glad|happy|welcome|gladly|kindly|let's|let me|would you|may i"
    r"|can i|could you|i can|i'll|i hear|i understand|i see|together|help)\b",
    re.IGNORECASE,
)
_ABSOLUTES = re.compile(
    r"\b(always|never|only|all|every|everyone|none|nobody|nothing|must|any|entirely|completely|at once)\b",
    re.IGNORECASE,
)
_NEGATIVES = re.compile(r"\b(no|not|cannot|without|refuse|deny|\w+n't)\b", re.IGNORECASE)
_PIECES = re.compile(r"[,;:]|[.!?](?=\s|$)")
_POLICY = re.compile(
    r"\b(polic(?:y|ies)|rules?|procedures?|standards?|supervisors?|managers?|leads?|director|report|records?|notes?"
    r"|logs?|document|write|ask|offer|explain|reason|describe|check|confirm|agree|private|privately|calm|calmly"
    r"|choices?|options?|next step|follow up|same day|team|facts?)\b",
    re.IGNORECASE,
)


def longest(question: Question) -> list[float]:
    """The longest option: the right answer is the one that its author was careful about."""
    return [float(len(text)) for text in question.options]


def most_hedged(question: Question) -> list[float]:
    """The option that hedges most: it is hard to call wrong."""
    return _counts(_HEDGES, question)


def most_polite(question: Question) -> list[float]:
    """The most polite option: a course on service can want nothing else."""
    return _counts(_POLITE, question)


def echoes_the_stem(question: Question) -> list[float]:
    """The option that shares most words with the stem."""
    stem = set(telling(question.stem))
    return [_share(set(telling(text)), stem) for text in question.options]


def like_the_others(question: Question) -> list[float]:
    """The option that shares most words with the other options: distractors are made from the key."""
    said = [set(words(text)) for text in question.options]
    return [
        sum(_share(own, other) for place, other in enumerate(said) if place != here) for here, own in enumerate(said)
    ]


def in_the_middle(question: Question) -> list[float]:
    """An option between first and last, where the order is locked; where it is shuffled, places tell nothing."""
    last = len(question.options) - 1
    return [0.0 if question.shuffled else float(0 < place < last) for place in range(last + 1)]


def stands_late(question: Question) -> list[float]:
    """The later option, where the order is locked."""
    return [0.0 if question.shuffled else float(place) for place in range(len(question.options))]


def without_absolutes(question: Question) -> list[float]:
    """The option with the fewest absolutes."""
    return [-count for count in _counts(_ABSOLUTES, question)]


def without_negatives(question: Question) -> list[float]:
    """The option that says no least."""
    return [-count for count in _counts(_NEGATIVES, question)]


def sounds_like_policy(question: Question) -> list[float]:
    """The option that sounds most as a handbook would."""
    return _counts(_POLICY, question)


def in_most_pieces(question: Question) -> list[float]:
    """The option in most pieces: who knows the answer gives a reason and a next step, and takes a breath between."""
    return _counts(_PIECES, question)


def plainest(question: Question) -> list[float]:
    """The option that is easiest to read: authors polish the answer that they would like to hear."""
    return [-reading_grade([text]) for text in question.options]


CUES: dict[str, Cue] = {
    "longest": longest,
    "most hedged": most_hedged,
    "most polite": most_polite,
    "echoes the stem": echoes_the_stem,
    "like the others": like_the_others,
    "in the middle": in_the_middle,
    "stands late": stands_late,
    "fewest absolutes": without_absolutes,
    "fewest negatives": without_negatives,
    "sounds like policy": sounds_like_policy,
    "in most pieces": in_most_pieces,
    "plainest": plainest,
}


def _counts(pattern: re.Pattern[str], question: Question) -> list[float]:
    return [float(len(pattern.findall(text.replace("\u2019", "'")))) for text in question.options]


def _share(own: set[str], other: set[str]) -> float:
    return len(own & other) / len(own) if own else 0.0
