"""The activities of the course that tests use, as content knows them."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from lti_tool.content.model.activities.kinds import Checklist, Reflection, Rewrite, SelfAssessment, Sort
from lti_tool.content.model.activities.scenario import Scenario
from lti_tool.content.model.activities.survey import Survey
from lti_tool.content.model.lesson import Lesson
from lti_tool.content.source.loader import load_catalogue

COURSE = Path(__file__).parents[2] / "support" / "activities_course"


@pytest.fixture(scope="session")
def lesson() -> Lesson:
    return load_catalogue(COURSE).modules[0].lessons[0]


@pytest.fixture
def rewrite(lesson: Lesson) -> Rewrite:
    return cast(Rewrite, lesson.activity("say"))


@pytest.fixture
def sort(lesson: Lesson) -> Sort:
    return cast(Sort, lesson.activity("values"))


@pytest.fixture
def scenario(lesson: Lesson) -> Scenario:
    return cast(Scenario, lesson.activity("closing"))


@pytest.fixture
def reflection(lesson: Lesson) -> Reflection:
    return cast(Reflection, lesson.activity("thoughts"))


@pytest.fixture
def assessment(lesson: Lesson) -> SelfAssessment:
    return cast(SelfAssessment, lesson.activity("now"))


@pytest.fixture
def desk(lesson: Lesson) -> Checklist:
    return cast(Checklist, lesson.activity("desk"))


@pytest.fixture
def survey(lesson: Lesson) -> Survey:
    return cast(Survey, lesson.activity("barriers"))
