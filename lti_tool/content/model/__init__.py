"""The shapes of authored content, as frozen Pydantic models that read back from their own JSON."""

from lti_tool.content.model.activities.kinds import Activity, Checklist, Reflection, Rewrite, SelfAssessment, Sort
from lti_tool.content.model.activities.scenario import Scenario
from lti_tool.content.model.activities.survey import Survey
from lti_tool.content.model.framework import Competency, Framework
from lti_tool.content.model.items.item import (
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
from lti_tool.content.model.lesson import Block, Lesson, ProseBlock
from lti_tool.content.model.module import Module, Source
from lti_tool.content.model.quiz import Quiz, QuizSection, Stratum
from lti_tool.content.model.resource import Resource

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
