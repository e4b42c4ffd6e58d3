"""A course whose quizzes are small enough to know by heart: every type of item, strata, minimums, a compass."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lti_tool.content.model import Item
from lti_tool.placements.catalogue import LazyCatalogue
from tests.support.door import Door
from tests.support.small_course import FRAMEWORK, LESSON

Facts = dict[str, Any]
WHY = "It is so because the desk is kind."
SEEN = ("Looks up", "Asks an open question", "Says the need back")
BEHAVIOURS = "".join(
    f'- {{identifier: "1a04092d-5845-57ec-8676-7d875274d60{number}", humanCodingScheme: "LCS.C3.{number}",'
    f' CFItemType: "Behaviour", fullStatement: "{words}"}}\n'
    for number, words in enumerate(SEEN, start=1)
)
BELOW = "".join(
    f'- {{associationType: "isChildOf", originNodeURI: "LCS.C3.{number}", destinationNodeURI: "LCS.C3"}}\n'
    for number in (1, 2, 3)
)
DESK = {
    "say": "What would help?",
    "seen": [{"code": f"LCS.C3.{number}", "text": words} for number, words in enumerate(SEEN, start=1)],
    "work": {"ask": "Hand in a sign of yours.", "lines": ["It helps.", "It is short.", "It is kind."]},
    "count": "How often did I look up?",
}
ALL_TYPES = ("t-single", "t-multi", "t-best-worst", "t-order", "t-match")


def teach(door: Door, folder: Path) -> None:
    """Let the tool serve this course."""
    door.app.extensions["catalogue"] = LazyCatalogue(write_quiz_course(folder))


def write_quiz_course(folder: Path) -> Path:
    _write(folder / "frameworks/lcs.yaml", FRAMEWORK.replace("associations:\n", f"{BEHAVIOURS}associations:\n") + BELOW)
    _module(folder, "types", _types(), {"pass_points": 4, "sections": [_draws("LCS.C3", 2), _draws("LCS.C4", 3)]})
    _module(folder, "retake", _bank("r", 5), {"pass_points": 1, "sections": [_draws("LCS.C3", 2)]})
    _module(folder, "thrice", _bank("h", 4), {"pass_points": 2, "attempts": 3, "sections": [_draws("LCS.C3", 2)]})
    parts = [_draws("LCS.C3", 2, pass_points=1), _draws("LCS.C4", 2, pass_points=2)]
    compass = [_draws("LCS.C3", 1), _draws("LCS.C4", 1)]
    _module(folder, "compass", [*_bank("p", 1), *_bank("q", 1, "LCS.C4")], {"sections": compass}, "preassessment")
    _module(folder, "rules", _bank("u", 2, "LCS.C4"), {"pass_points": 1, "sections": [_draws("LCS.C4", 1)]})
    _module(folder, "diploma", None, {"pass_points": 2, "banks": ["retake", "rules"], "sections": parts}, "certificate")
    return folder


def items_in(door: Door) -> dict[str, Item]:
    """Every item of the course by its id."""
    modules = door.app.extensions["catalogue"].loaded.modules
    return {item.id: item for module in modules if module.quiz for item in module.quiz.items}


def single(item_id: str, competency: str = "LCS.C3", **fields: Any) -> Facts:
    """A single-choice item whose key is `a`."""
    options = [
        {"id": letter, "text": f"Reply {letter} of {item_id}", "feedback": f"Because {item_id} {letter} says so."}
        for letter in "abc"
    ]
    options[0]["key"] = True
    return _item(item_id, "single", competency, options=options, **fields)


def _types() -> list[Facts]:
    multi = [{"id": x, "text": f"Sign {x}", "feedback": f"Sign {x}: {WHY}", "key": x in "ab"} for x in "abcd"]
    judged = [
        {"id": x, "text": f"Deed {x}", "feedback": f"Deed {x}: {WHY}", "best": x == "b", "worst": x == "d"}
        for x in "abcd"
    ]
    steps = [{"text": f"Step {word}", "feedback": f"Step {word}: {WHY}"} for word in ("greet", "ask", "show", "check")]
    pairs = [
        {"id": x, "text": f"Case {x}", "match": match, "feedback": f"Case {x}: {WHY}"}
        for x, match in (("a", "Trust"), ("b", "Respect"), ("c", "Trust"))
    ]
    return [
        single("t-single"),
        _item("t-multi", "multi", "LCS.C3", options=multi, shuffle=False),
        _item("t-best-worst", "best_worst", "LCS.C4", options=judged),
        _item("t-order", "order", "LCS.C4", steps=steps),
        _item("t-match", "match", "LCS.C4", pairs=pairs, extras=["Haste"]),
    ]


def _bank(prefix: str, size: int, competency: str = "LCS.C3") -> list[Facts]:
    return [single(f"{prefix}-{number}", competency) for number in range(1, size + 1)]


def _item(item_id: str, kind: str, competency: str, **parts: Any) -> Facts:
    stem = f"What fits {item_id}?"
    facts = {"id": item_id, "version": 1, "type": kind, "competency": competency, "bloom": "apply", "source": "book"}
    return facts | {"stem": stem} | parts


def _draws(competency: str, draw: int, **fields: int) -> Facts:
    return {"competency": competency, "draw": draw, **fields}


def _module(folder: Path, name: str, items: list[Facts] | None, quiz: Facts, kind: str = "module") -> None:
    codes = [section["competency"] for section in quiz["sections"]]
    source = {"id": "book", "title": "A Book", "who": "Somebody", "kind": "book", "year": 2015}
    facts = {"id": name, "version": 1, "kind": kind, "title": f"Module {name}", "summary": "As small as can be."}
    facts |= {"minutes": 20, "competencies": codes, "sources": [source] if items else []}
    facts |= {"lessons": [f"{name}.l1"] if kind == "module" else [], "quiz": {"title": f"Quiz {name}", **quiz}}
    facts |= {"desk": DESK} if name == "types" else {}
    at = folder / "modules" / name
    _write(at / "module.yaml", json.dumps(facts))  # JSON is YAML
    if items is not None:
        _write(at / "items.yaml", json.dumps(items))
    if kind == "module":
        _write(at / "lessons/01-hear.en.md", LESSON.format(id=name, competency=codes[0]))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
