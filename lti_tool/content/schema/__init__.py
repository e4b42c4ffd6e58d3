"""The shapes of authored content, as frozen Pydantic models that read back from their own JSON."""

from lti_tool.content.schema.activities import Activity, Checklist, Reflection, Rewrite, SelfAssessment, Sort
from lti_tool.content.schema.framework import Competency, Framework
from lti_tool.content.schema.item import (
    BestWorstItem,
    Bloom,
    ChoiceItem,
    Item,
    MatchItem,
    MultiItem,
    Option,
    OrderItem,
    Pair,
    SingleItem,
    Step,
    Target,
)
from lti_tool.content.schema.lesson import Block, Lesson, ProseBlock
from lti_tool.content.schema.module import Module, Source
from lti_tool.content.schema.quiz import Quiz, QuizSection, Stratum
from lti_tool.content.schema.resource import Resource
from lti_tool.content.schema.scenario import Scenario
from lti_tool.content.schema.survey import Survey

__all__ = [
    "Activity",
    "BestWorstItem",
    "Block",
    "Bloom",
    "Checklist",
    "ChoiceItem",
    "Competency",
    "Framework",
    "Item",
    "Lesson",
    "MatchItem",
    "Module",
    "MultiItem",
    "Option",
    "OrderItem",
    "Pair",
    "ProseBlock",
    "Quiz",
    "QuizSection",
    "Reflection",
    "Resource",
    "Rewrite",
    "Scenario",
    "SelfAssessment",
    "SingleItem",
    "Sort",
    "Source",
    "Step",
    "Stratum",
    "Survey",
    "Target",
]
