"""The refresher as something that a link can show: it has no content of its own, so nobody writes it in a file."""

from __future__ import annotations

from lti_tool.content.model.module import Module

REFRESHER = Module.model_construct(
    id="refresher",
    version=1,
    kind="refresher",
    title="Refresher",
    summary="Three to five questions from modules that a learner finished a week or more ago: what was missed, and "
    "what was wrong with certainty, comes first. Graded by taking part, whatever the answers.",
    minutes=2,
    competencies=(),
    scene=None,
    sources=(),
    lessons=(),
    quiz=None,
)
