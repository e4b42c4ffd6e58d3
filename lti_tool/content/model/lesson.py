"""A lesson: front matter, and blocks of prose and activities."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from lti_tool.content.model.activities.kinds import Activity
from lti_tool.content.model.fields import Behaviours, CompetencyCode, Id, Language, Minutes, Prose, Text, Title, Version
from lti_tool.content.model.items.facts import is_absent
from lti_tool.content.model.record import Record
from lti_tool.content.model.steps import group, split_at_headings


class ProseBlock(Record):
    """A stretch of Markdown between activities."""

    kind: Literal["prose"] = "prose"
    markdown: Prose


Block = Annotated[ProseBlock | Activity, Field(discriminator="kind")]


class LessonHead(Record):
    """The front matter of a lesson file; `behaviours` are those below its competencies that it teaches.

    Facts that age, such as those of the law, have a day (`review_by`) by which somebody looks at them again.
    """

    id: Id
    version: Version = 1
    lang: Language
    minutes: Minutes
    competencies: Annotated[tuple[CompetencyCode, ...], Field(min_length=1)]
    behaviours: Behaviours = ()
    review_by: date | None = Field(None, exclude_if=is_absent)
    objectives: Annotated[tuple[Text, ...], Field(min_length=1)]


class Lesson(LessonHead):
    """A lesson as learners meet it, without the front matter and the title."""

    title: Title
    blocks: Annotated[tuple[Block, ...], Field(min_length=1)]

    @cached_property
    def activities(self) -> tuple[Activity, ...]:
        """The activities, in their order."""
        return tuple(block for block in self.blocks if not isinstance(block, ProseBlock))

    @cached_property
    def steps(self) -> tuple[tuple[Block, ...], ...]:
        """The blocks, step by step; prose is cut where a step begins."""
        blocks = tuple(piece for block in self.blocks for piece in _pieces(block))
        texts = [block.markdown if isinstance(block, ProseBlock) else None for block in blocks]
        return tuple(tuple(blocks[place] for place in places) for places in group(texts))

    @cached_property
    def prose(self) -> str:
        """All prose as one Markdown text: what is left when the activities are taken out."""
        return "\n\n".join(block.markdown for block in self.blocks if isinstance(block, ProseBlock))

    def activity(self, local_id: str) -> Activity | None:
        """Return the activity of that id inside the lesson, or None."""
        return next((activity for activity in self.activities if activity.local_id == local_id), None)


def _pieces(block: ProseBlock | Activity) -> tuple[ProseBlock | Activity, ...]:
    if not isinstance(block, ProseBlock):
        return (block,)
    return tuple(ProseBlock(markdown=text) for text in split_at_headings(block.markdown))
