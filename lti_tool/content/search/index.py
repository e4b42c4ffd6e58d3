"""An inverted index of passages, ranked by BM25 (Robertson and Zaragoza 2009), best lesson first."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from math import log

from lti_tool.content.model.synonyms import EXACT, Synonyms
from lti_tool.content.model.wording.folding import fold
from lti_tool.content.search.passage import Passage
from lti_tool.content.search.terms import exact, fold_word, terms_of, words_in

LONGEST_QUERY = 200  # characters; the rest is not read
MOST_WORDS = 12
MOST_HITS = 20
ENOUGH = 0.4  # of the weight of the best
COMMON = 0.2  # of all passages: a word that more of them have tells them apart no more
_SHORTEST_BEGINNING = 3
_SATURATION, _LENGTH = 1.2, 0.6
_TITLE = 2  # a word of the title counts as often as that


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found; `terms` are those of the question that it has."""

    passage: Passage
    weight: float
    terms: frozenset[str]


class Index:
    """Passages by their terms; never changed once made, so any number of threads may ask."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self.passages = tuple(passages)
        self.languages = frozenset(passage.language for passage in self.passages)
        self._places: dict[str, array[int]] = {}  # passage, how often, passage, how often…: bare numbers hold little
        lengths = []
        for place, passage in enumerate(self.passages):
            counts = _counts(passage)
            lengths.append(sum(counts.values()))
            for name, count in counts.items():
                self._places.setdefault(name, array("I")).extend((place, count))
        self._terms = sorted(self._places)
        mean = sum(lengths) / len(lengths) if lengths else 1.0
        self._norms = tuple(_SATURATION * (1 - _LENGTH + _LENGTH * length / mean) for length in lengths)

    def find(
        self, question: str, synonyms: Synonyms, is_wanted: Callable[[Passage], bool] = lambda _: True
    ) -> list[Hit]:
        """Return the best passage of each lesson and kind that has what is asked for, best first.

        What no passage has at all is not held against the others: somebody types a whole sentence.
        """
        weights: dict[int, float] = defaultdict(float)
        terms: dict[int, set[str]] = defaultdict(set)
        for name in self._worth_asking([self._names(word, synonyms) for word in words_of(question)]):
            for place, weight in self._weigh(name):
                weights[place] += weight
                terms[place].add(name)
        best: dict[tuple[str, str, str], Hit] = {}
        for place, weight in weights.items():
            passage = self.passages[place]
            key = (passage.kind, passage.module_id, passage.lesson_id)
            if (key not in best or weight > best[key].weight) and is_wanted(passage):
                best[key] = Hit(passage, weight, frozenset(terms[place]))
        hits = sorted(best.values(), key=lambda hit: -hit.weight)
        return [hit for hit in hits if hit.weight >= ENOUGH * hits[0].weight][:MOST_HITS]

    def has(self, word: str) -> bool:
        """Whether any passage has what a synonym leads to."""
        return not self._places.keys().isdisjoint(self._forms(fold(word)))

    def _forms(self, word: str) -> Iterator[str]:
        for language in self.languages:
            is_exact = word.startswith(EXACT)
            yield from [exact(word[1:], language)] if is_exact else terms_of(word, language)

    def _names(self, word: str, synonyms: Synonyms) -> set[str]:
        """Return the terms that a word of the question may be, in any language that there is."""
        names = {name for each in synonyms.of(word) for name in self._forms(each)}
        return names & self._places.keys() or set(self._beginning(word))

    def _worth_asking(self, words: Sequence[Set[str]]) -> set[str]:
        """Leave out the small words of a question, which are everywhere, unless there are no others."""
        most = max(1, COMMON * len(self.passages))
        rare = [names for names in words if names and min(self._spread(name) for name in names) <= most]
        return set().union(*(rare or words))

    def _beginning(self, word: str) -> Iterator[str]:
        """Terms that begin with a word that is none: somebody has typed half of it."""
        if len(word) < _SHORTEST_BEGINNING:
            return
        for language in self.languages:
            start = exact(word, language)
            place = bisect_left(self._terms, start)
            while place < len(self._terms) and self._terms[place].startswith(start):
                yield self._terms[place]
                place += 1

    def _spread(self, name: str) -> int:
        """How many passages have it."""
        return len(self._places[name]) // 2

    def _weigh(self, name: str) -> Iterator[tuple[int, float]]:
        spread, entries = self._spread(name), iter(self._places[name])
        rarity = log(1 + (len(self.passages) - spread + 0.5) / (spread + 0.5))
        for place, count in zip(entries, entries, strict=True):
            yield place, rarity * count * (1 + _SATURATION) / (count + self._norms[place])


def words_of(question: str) -> list[str]:
    """Return the words of a question, folded, each once."""
    words = dict.fromkeys(fold_word(word) for word, _, _ in words_in(question[:LONGEST_QUERY]))
    return list(words)[:MOST_WORDS]


def _counts(passage: Passage) -> Mapping[str, int]:
    counts: Counter[str] = Counter()
    for text, each in ((passage.text, 1), (passage.title, _TITLE)):
        for word, _, _ in words_in(text):
            for name in terms_of(word, passage.language):
                counts[name] += each
    return counts
