"""From the text of a GIFT file to its questions, each with its line, whatever kind it is of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from lti_tool.authoring.exchange.found import bounded

CATEGORY = "$CATEGORY:"
_ESCAPED = "\\:#={}~n"
# No decoded text holds half a surrogate pair, so one can stand for an escaped character until the parts are found.
_STANDING = {letter: chr(0xDC00 + place) for place, letter in enumerate(_ESCAPED)}
_SAID = {chr(0xDC00 + place): "\n" if letter == "n" else letter for place, letter in enumerate(_ESCAPED)}
_ESCAPE = re.compile(r"\\([\\:#={}~n])")
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d{1,10})?)%")
_TAG = re.compile(r"\[tag:([^\]]{1,200})\]")
_TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}


class Kind(StrEnum):
    """What a question of a GIFT file is."""

    CATEGORY = "category"
    DESCRIPTION = "description"
    ESSAY = "essay"
    NUMERICAL = "numerical"
    CHOICE = "multiple choice"
    TRUTH = "true/false"
    MATCHING = "matching"
    SHORT = "short answer"
    ORDERING = "ordering"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Words:
    """A text and the format that it is in."""

    text: str = ""
    form: str = "moodle"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer; `weight` is in percent where the file says it, `match` what the answer belongs to."""

    line: int
    words: Words
    feedback: Words
    is_right: bool = False
    weight: Fraction | None = None
    match: Words | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One block of a file; `truth` is what a true/false question says, `fault` a code of what is wrong with it."""

    line: int
    kind: Kind
    name: str = ""
    stem: Words = field(default_factory=Words)
    choices: tuple[Choice, ...] = ()
    general: Words = field(default_factory=Words)
    tags: tuple[str, ...] = ()
    truth: bool | None = None
    has_blank: bool = False
    fault: str = ""


def read_questions(text: str) -> Iterator[Question]:
    """Yield what stands between empty lines, categories too. Raises TooManyFound."""
    number = 0
    for line, lines in _blocks(text):
        for question in _read_block(line, lines):
            number += 1
            bounded(question.line, number)
            yield question


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    block: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _read_block(first: int, lines: list[str]) -> Iterator[Question]:
    tags: list[str] = []
    kept: list[str] = []
    for place, line in enumerate(lines):
        bare = line.strip()
        if bare.startswith("//"):
            tags += _TAG.findall(bare)
        elif bare.startswith(CATEGORY):
            yield Question(first + place, Kind.CATEGORY, name=bare.removeprefix(CATEGORY).strip())
        else:
            kept.append(line)
            continue
        kept.append("")
    text = "\n".join(kept)
    if text.strip():
        begins = first + text[: len(text) - len(text.lstrip())].count("\n")
        yield _read_question(begins, text.strip(), tuple(tags))


def _read_question(line: int, text: str, tags: tuple[str, ...]) -> Question:
    text = _ESCAPE.sub(lambda found: _STANDING[found[1]], text)
    name, before, text = _name(text)
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        return Question(line, Kind.DESCRIPTION, name, _words(text, "moodle"), tags=tags)
    if start < 0 or end < start or "{" in text[end:] or "}" in text[end + 1 :]:
        return Question(line, Kind.BROKEN, name, _words(text[:200], "moodle"), tags=tags, fault="braces")
    after = text[end + 1 :].strip()
    stem = _words(f"{text[:start]}_____{text[end + 1 :]}" if after else text[:start], "moodle")
    answers, hashes, general = text[start + 1 : end].rpartition("####")
    if not hashes:
        answers, general = general, ""
    base = Question(line, Kind.BROKEN, name, stem, (), _words(general, stem.form), tags, has_blank=bool(after))
    return _with_answers(base, answers, line + before + text[:start].count("\n"))


def _name(text: str) -> tuple[str, int, str]:
    """The name between double colons, how many lines it took, and the rest."""
    if not text.startswith("::"):
        return "", 0, text
    name, colons, rest = text[2:].partition("::")
    if not colons:
        return "", 0, text
    bare = rest.lstrip()
    return _said(name).strip(), name.count("\n") + rest[: len(rest) - len(bare)].count("\n"), bare


def _with_answers(base: Question, answers: str, line: int) -> Question:
    bare = answers.strip()
    line += answers[: len(answers) - len(answers.lstrip())].count("\n")
    if not bare:
        return _as(base, Kind.ESSAY)
    if bare.startswith("#"):
        return _as(base, Kind.NUMERICAL)
    if bare.startswith(">"):
        return _as(base, Kind.ORDERING)
    if "~" in bare:
        return _as(base, Kind.CHOICE, tuple(_choices(bare, "~=", line, base.stem.form)))
    if "=" in bare and "->" in bare:
        return _as(base, Kind.MATCHING, tuple(_pairs(bare, line, base.stem.form)))
    parts = bare.split("#", 2)
    if parts[0].strip() in _TRUTHS:
        return _truth(base, parts, line)
    return _as(base, Kind.SHORT)


def _as(base: Question, kind: Kind, choices: tuple[Choice, ...] = (), truth: bool | None = None) -> Question:
    return Question(
        base.line, kind, base.name, base.stem, choices, base.general, base.tags, truth, base.has_blank, base.fault
    )


def _truth(base: Question, parts: list[str], line: int) -> Question:
    """What is said to a wrong answer comes before what is said to a right one."""
    wrong, right = (_words(part, base.stem.form) for part in (*parts[1:], "", "")[:2])
    answer = _TRUTHS[parts[0].strip()]
    choices = tuple(
        Choice(line, Words(), right if each is answer else wrong, is_right=each is answer) for each in (True, False)
    )
    return _as(base, Kind.TRUTH, choices, answer)


def _choices(text: str, signs: str, line: int, form: str) -> Iterator[Choice]:
    for at, sign, part in _parts(text, signs, line):
        weight = _WEIGHT.match(part)
        words, _, feedback = (part[weight.end() :] if weight else part).partition("#")
        yield Choice(
            at,
            _words(words, form),
            _words(feedback, form),
            is_right=sign == "=",
            weight=Fraction(weight[1]) if weight else None,
        )


def _pairs(text: str, line: int, form: str) -> Iterator[Choice]:
    for at, _, part in _parts(text, "=", line):
        words, arrow, match = part.partition("->")
        yield Choice(at, _words(words, form), Words(), match=_words(match, form) if arrow else None)


def _parts(text: str, signs: str, line: int) -> Iterator[tuple[int, str, str]]:
    """Each part that a sign begins, with its line and the sign; one without a sign may stand first."""
    pieces = re.split(f"([{signs}])", text)
    if pieces[0].strip():
        yield line, "", pieces[0].strip()
    line += pieces[0].count("\n")
    for sign, part in zip(pieces[1::2], pieces[2::2], strict=True):
        if part.strip():
            yield line, sign, part.strip()
        line += part.count("\n")


def _words(text: str, form: str) -> Words:
    named = _FORMAT.match(text)
    if named:
        form, text = named[1], text[named.end() :]
    return Words(_said(text).strip(), form)


def _said(text: str) -> str:
    return "".join(_SAID.get(letter, letter) for letter in text)
