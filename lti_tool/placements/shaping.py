"""A module as one link shows it: with the course's own items and lessons, and as the link's settings say."""

from __future__ import annotations

from lti_tool.authoring.own import NOTHING_OWN, OwnParts
from lti_tool.content.schema.module import Module
from lti_tool.content.schema.record import revised
from lti_tool.placements.settings import QuizSettings


def shape(module: Module, settings: QuizSettings, own: OwnParts = NOTHING_OWN) -> Module:
    """Return the module that learners of a link meet; the module itself where nothing was set."""
    return _with_own(module, own)


def _with_own(module: Module, own: OwnParts) -> Module:
    if not own:
        return module
    quiz = module.quiz
    if quiz is not None and own.items:
        quiz = revised(quiz, items=(*quiz.items, *own.items))
    return revised(module, lessons=(*module.lessons, *own.lessons), quiz=quiz)
