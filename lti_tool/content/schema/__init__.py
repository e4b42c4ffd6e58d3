"""The shapes of authored content, as frozen Pydantic models that read back from their own JSON."""

from lti_tool.content.schema.framework import Competency, Framework
from lti_tool.content.schema.item import ChoiceItem, Item, MultiItem, Option, SingleItem
from lti_tool.content.schema.lesson import Lesson
from lti_tool.content.schema.module import Module, Source
from lti_tool.content.schema.quiz import Quiz, QuizSection

__all__ = [
    "ChoiceItem",
    "Competency",
    "Framework",
    "Item",
    "Lesson",
    "Module",
    "MultiItem",
    "Option",
    "Quiz",
    "QuizSection",
    "SingleItem",
    "Source",
]
