"""What each kind of a GIFT file becomes here, and what is told where there is no counterpart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from lti_tool.authoring.exchange.found import LONGEST_TITLE, Found, Note, Reading
from lti_tool.authoring.exchange.gift.families import with_families
from lti_tool.authoring.exchange.gift.reading import Choice, Kind, Question, Words, read_questions
from lti_tool.authoring.exchange.gift.tags import Facts, facts_of
from lti_tool.authoring.exchange.markup import BREAK, NoCounterpart, to_markdown
from lti_tool.authoring.item_draft import LETTERS, ItemDraft, PartDraft
from lti_tool.content.markdown import plain_words
from lti_tool.errors import N_
from lti_tool.text.plain_text import clean_line, clean_text

WHOLE = Fraction(100)
NEARLY = Fraction(1, 10)  # percent: Moodle writes thirds as 33.33333
MOST_PAIRS, FEWEST_PAIRS = 6, 3
NO_COUNTERPART = {
    Kind.DESCRIPTION: N_("A description asks nothing. Put it in a lesson of your own."),
    Kind.ESSAY: N_("An essay has no right answer to mark. Ask it as a reflection in a lesson of your own."),
    Kind.NUMERICAL: N_("Here, no question asks for a number to be typed. Ask it with options to choose from."),
    Kind.SHORT: N_("Here, no question asks for words to be typed. Ask it with options to choose from."),
    Kind.ORDERING: N_("GIFT files of Moodle's ordering questions are not read here. Write the steps in a CSV file."),
    Kind.BROKEN: N_(
        "Its braces do not match: one { begins the answers and one } ends them, with no empty line between."
    ),
}
CATEGORY_WORDS = N_(
    "Category “%(name)s” is not kept: you choose the module, and a skill and a level for each question."
)


@dataclass(slots=True)
class _Mapped:
    """A question while it is mapped: its notes gather here."""

    question: Question
    notes: list[Note] = field(default_factory=list)

    def changed(self, wording: str, line: int | None = None, **params: object) -> None:
        """Note what is not kept as it was."""
        self.notes.append(Note("changed", line or self.question.line, wording, params))

    def refused(self, wording: str, line: int | None = None, **params: object) -> None:
        """Note why it cannot come in."""
        self.notes.append(Note("error", line or self.question.line, wording, params))

    def words(self, said: Words, line: int | None = None) -> str:
        """A text as our Markdown; refused where it holds what cannot be said."""
        try:
            made = to_markdown(clean_text(said.text), said.form)
        except NoCounterpart as problem:
            self.refused(N_("%(what)s has no counterpart in our texts."), line, what=problem.what)
            return ""
        if made.left_out:
            looks = ", ".join(sorted(made.left_out))
            self.changed(N_("Looks are not kept: %(looks)s."), line, looks=looks)
        text = made.text
        return text.replace("\n", BREAK) if said.form in ("plain", "moodle") and BREAK not in text else text


def read_gift(text: str, truths: tuple[str, str]) -> Reading:
    """All that a GIFT file holds; `truths` are the words for true and false. Raises TooManyFound."""
    found: list[tuple[Found, Facts]] = []
    notes: list[Note] = []
    for question in read_questions(text):
        if question.kind is Kind.CATEGORY:
            notes.append(Note("changed", question.line, CATEGORY_WORDS, {"name": clean_line(question.name)[:100]}))
        else:
            facts = facts_of(question.tags)
            found.append((_map(question, facts, truths), facts))
    return Reading(tuple(with_families(found)), tuple(notes))


def _map(question: Question, facts: Facts, truths: tuple[str, str]) -> Found:
    mapped = _Mapped(question)
    draft: ItemDraft | None = None
    if question.kind in NO_COUNTERPART:
        mapped.refused(NO_COUNTERPART[question.kind])
    else:
        stem = mapped.words(question.stem)
        if question.has_blank:
            mapped.changed(N_("A blank (_____) stands where the answers stood in the sentence."))
        draft = _KINDS[question.kind](mapped, stem, facts, truths)
        if facts.unknown:
            mapped.changed(N_("Tags are not kept: %(tags)s."), tags=", ".join(facts.unknown))
    return Found(question.line, _title(question), draft, tuple(mapped.notes))


def _title(question: Question) -> str:
    words = question.name or plain_words(question.stem.text)
    return clean_line(words)[:LONGEST_TITLE]


def _choice(mapped: _Mapped, stem: str, facts: Facts, _truths: tuple[str, str]) -> ItemDraft | None:
    choices = mapped.question.choices
    if len(choices) > len(LETTERS):
        mapped.refused(N_("It has %(count)s answers; here, a question has six at most."), count=len(choices))
        return None
    is_single = any(each.is_right for each in choices)
    keys = _only_key(mapped, choices) if is_single else _weighed_keys(mapped, choices)
    parts = [
        PartDraft(mapped.words(each.words, each.line), mapped.words(each.feedback, each.line), key=key)
        for each, key in zip(choices, keys, strict=True)
    ]
    return _draft(mapped, "single" if is_single else "multi", stem, facts, parts)


def _only_key(mapped: _Mapped, choices: Sequence[Choice]) -> list[bool]:
    keys = [_is_key(mapped, each) for each in choices]
    if sum(keys) > 1:
        mapped.refused(
            N_("%(count)s answers are fully right, and one of them is enough. Here, one is right, or all are asked."),
            count=sum(keys),
        )
    return keys


def _is_key(mapped: _Mapped, choice: Choice) -> bool:
    if choice.weight is None or choice.is_right:
        return choice.is_right
    if choice.weight == WHOLE:
        return True
    if choice.weight:
        mapped.changed(
            N_("“%(answer)s” is worth %(weight)s %% there, and nothing here."),
            choice.line,
            answer=plain_words(choice.words.text)[:60],
            weight=_number(choice.weight),
        )
    return False


def _weighed_keys(mapped: _Mapped, choices: Sequence[Choice]) -> list[bool]:
    """Tell where Moodle's weights say something else than our marking: a wrong tick takes what a right one earns."""
    weights = [each.weight or Fraction(0) for each in choices]
    keys = [weight > 0 for weight in weights]
    if not any(keys):
        mapped.refused(
            N_("No answer is right. Mark it with =, or each of several with a weight, such as %(weight)s."),
            weight="~%50%",
        )
        return keys
    share = WHOLE / sum(keys)
    if any(abs(abs(weight) - share) > NEARLY for weight in weights):
        mapped.changed(
            N_("Weights are not kept: each right answer earns 1/%(count)s, and each wrong one takes as much away."),
            count=sum(keys),
        )
    return keys


def _truth(mapped: _Mapped, stem: str, facts: Facts, truths: tuple[str, str]) -> ItemDraft:
    parts = [
        PartDraft(words, mapped.words(each.feedback, each.line), key=each.is_right)
        for words, each in zip(truths, mapped.question.choices, strict=True)
    ]
    mapped.changed(N_("It becomes a question with two options, “%(yes)s” and “%(no)s”."), yes=truths[0], no=truths[1])
    return _draft(mapped, "single", stem, facts, parts)


def _matching(mapped: _Mapped, stem: str, facts: Facts, _truths: tuple[str, str]) -> ItemDraft | None:
    choices = mapped.question.choices
    if unmatched := next((each for each in choices if each.match is None), None):
        mapped.refused(N_("Each pair needs an arrow between its halves: =left -> right."), unmatched.line)
        return None
    pairs = [each for each in choices if each.words.text]
    if not FEWEST_PAIRS <= len(pairs) <= MOST_PAIRS:
        mapped.refused(N_("It has %(count)s pairs; here, a question has three to six."), count=len(pairs))
        return None
    parts = [PartDraft(mapped.words(each.words, each.line), "", _other_half(mapped, each)) for each in pairs]
    extras = [_other_half(mapped, each) for each in choices if not each.words.text]
    return _draft(mapped, "match", stem, facts, parts, extras)


def _other_half(mapped: _Mapped, choice: Choice) -> str:
    return mapped.words(choice.match or Words(), choice.line)


_KINDS: dict[Kind, Callable[[_Mapped, str, Facts, tuple[str, str]], ItemDraft | None]] = {
    Kind.CHOICE: _choice,
    Kind.TRUTH: _truth,
    Kind.MATCHING: _matching,
}


def _draft(
    mapped: _Mapped, kind: str, stem: str, facts: Facts, parts: Iterable[PartDraft], extras: Iterable[str] = ()
) -> ItemDraft:
    return ItemDraft(
        type=kind,
        stem=stem,
        competency=facts.competency,
        bloom=facts.bloom,
        lesson=facts.lesson,
        source=facts.source,
        parts=_with_general(mapped, list(parts)),
        extras=tuple(extra for extra in extras if extra),
    )


def _with_general(mapped: _Mapped, parts: list[PartDraft]) -> tuple[PartDraft, ...]:
    """General feedback has no place of its own: it goes where an answer has none, or else to the right ones."""
    general = mapped.words(mapped.question.general)
    if not general:
        return tuple(parts)
    if any(not part.feedback for part in parts):
        mapped.changed(N_("Its general feedback now stands at each answer that had none."))
        said = [part.feedback or general for part in parts]
    else:
        mapped.changed(N_("Its general feedback was added to that of the right answer."))
        said = [f"{part.feedback} {general}" if part.key else part.feedback for part in parts]
    return tuple(PartDraft(part.text, words, part.match, part.key) for part, words in zip(parts, said, strict=True))


def _number(value: Fraction) -> str:
    return f"{float(value):g}"
