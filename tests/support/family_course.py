"""A course of two modules with families, and a pre-assessment and a certificate that draw from their banks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lti_tool.placements.catalogue import LazyCatalogue
from tests.support.door import Door
from tests.support.quiz_course import _draws, _module, _write
from tests.support.small_course import FRAMEWORK

CARD = "Local policy: the desk closes at six."


def teach_families(door: Door, folder: Path) -> None:
    """Let the tool serve this course."""
    door.app.extensions["catalogue"] = LazyCatalogue(write_family_course(folder))


def write_family_course(folder: Path) -> Path:
    _write(folder / "frameworks/lcs.yaml", FRAMEWORK)
    for name, competency in (("desk", "LCS.C3"), ("door", "LCS.C4")):
        sections = [_draws(competency, 3)]
        _module(folder, name, [], {"pass_points": 2, "attempts": 3, "sections": sections})
        families = [family(f"{name}-{letter}", competency, name) for letter in "efghi"]
        _write(folder / "modules" / name / "families.yaml", json.dumps(families))
    sections = [
        {"competency": competency, "bank": name, "draw": dict.fromkeys(("apply", "analyse"), 1)}
        for name, competency in (("desk", "LCS.C3"), ("door", "LCS.C4"))
    ]
    drawn = [_draws("LCS.C3", 3), _draws("LCS.C4", 3)]
    _module(folder, "diploma", None, {"pass_points": 4, "banks": ["desk", "door"], "sections": drawn}, "certificate")
    _module(folder, "start", None, {"sections": sections}, "preassessment")
    return folder


def family(name: str, competency: str, module: str) -> dict[str, Any]:
    """A family of three stems whose keys are a, b and c."""
    return {
        "family": name,
        "type": "single",
        "competency": competency,
        "lesson": f"{module}.l1",
        "card": CARD,
        "options": [{"id": letter, "text": f"Act {letter} of {name}"} for letter in "abc"],
        "stems": [
            {
                "id": f"{name}-{letter}",
                "version": 1,
                "bloom": "apply" if letter != "c" else "analyse",
                "key": letter,
                "stem": f"Scene {letter} of {name}. What do you do?",
                "feedback": {each: f"In scene {letter} of {name}, {each} is worth this much." for each in "abc"},
            }
            for letter in "abc"
        ],
    }
