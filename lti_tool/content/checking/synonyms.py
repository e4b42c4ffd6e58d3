"""What the check says of synonyms: each leads to words that the content has, or nothing would be found by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lti_tool.content.model.lesson import Lesson
from lti_tool.content.search.index import Index
from lti_tool.content.search.passage import lesson_passages
from lti_tool.content.source.problem import Problem
from lti_tool.content.source.synonyms import SynonymInFile


def synonym_problems(entries: Sequence[SynonymInFile], lessons: Sequence[Lesson]) -> Iterator[Problem]:
    """Yield a warning for each word that no lesson has."""
    if not entries:
        return
    index = Index(passage for lesson in lessons for passage in lesson_passages("", lesson))
    for entry in entries:
        for place, word in enumerate(entry.synonym.found):
            if not index.has(word):
                remedy = "take it off the list, or mend it"
                yield entry.problem("warning", ("found", place), f'no lesson has "{word}"', remedy)
