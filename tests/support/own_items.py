"""Items and lessons of a course's own that the check has nothing against, for the small course's module `window`."""

from __future__ import annotations

from lti_tool.authoring.item_draft import ItemDraft, PartDraft
from lti_tool.authoring.lesson_draft import LessonDraft

WHY = "It gives the reason in a few plain words."
PARTS = {
    "single": (
        PartDraft("I will walk over with you now.", WHY, key=True),
        PartDraft("It is upstairs, near the lifts.", WHY),
        PartDraft("You had better look on the map.", WHY),
    ),
    "multi": (
        PartDraft("Tell them when you will be back.", WHY, key=True),
        PartDraft("Ask them what they have tried.", WHY, key=True),
        PartDraft("Point them to the nearest desk.", WHY),
    ),
    "best_worst": (
        PartDraft("Show them the shelf and stay near.", WHY, best=True),
        PartDraft("Write the number on a slip of paper.", WHY),
        PartDraft("Tell them to come back tomorrow.", WHY, worst=True),
    ),
    "order": tuple(PartDraft(text, WHY) for text in ("Greet them.", "Ask what for.", "Show the shelf.")),
    "match": (
        PartDraft("A child asks", WHY, "Kneel down"),
        PartDraft("A caller asks", WHY, "Speak slowly"),
        PartDraft("A teacher asks", WHY, "Offer a list"),
    ),
}
STEMS = {
    "single": "A reader asks for the atlas room. What do you say?",
    "multi": "You leave a reader to look something up. Which of these help while they wait?",
    "best_worst": "A reader asks for the cookbooks. Which reply is best, and which is worst?",
    "order": "A reader asks for help. In which order do you do these?",
    "match": "Who is helped by what?",
}


def item_draft(kind: str = "single", **fields: object) -> ItemDraft:
    """A sound item of a type."""
    facts: dict[str, object] = {"competency": "LCS.C3", "bloom": "apply", "source": "book", "stem": STEMS[kind]}
    return ItemDraft(type=kind, **(facts | {"parts": PARTS[kind]} | fields))  # type: ignore[arg-type]


LESSON = LessonDraft(
    title="Our atlas room",
    minutes="3",
    competencies=("LCS.C3",),
    objectives=("Take a reader to the atlas room.",),
    body="The atlas room is **upstairs**.\n\n- Take the lift.\n- Turn left.",
)
