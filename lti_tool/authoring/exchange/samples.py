"""Files to start from: a question of each type, as a table and in GIFT."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lti_tool.authoring.exchange.gift.writing import write_gift
from lti_tool.authoring.exchange.table.writing import write_rows
from lti_tool.authoring.family_draft import FamilyDraft, StemDraft
from lti_tool.authoring.item_draft import ItemDraft, PartDraft

_QUESTIONS = (
    ItemDraft(
        "single",
        "A reader asks for the local history room. What do you say?",
        bloom="apply",
        parts=(
            PartDraft("I'll walk over with you now.", "Walking over answers the question behind it, too.", key=True),
            PartDraft("It's on the second floor, left.", "That is true, and easy to forget on the stairs."),
            PartDraft("There's a plan at the entrance.", "The reader came to you because the plan did not help."),
        ),
    ),
    ItemDraft(
        "multi",
        "You have to leave a reader to look something up. Which of these help while they wait?",
        bloom="apply",
        parts=(
            PartDraft("Say how long it'll take you.", "A wait that has an end is shorter.", key=True),
            PartDraft("Offer a chair near the desk.", "Somebody who can sit down waits more calmly.", key=True),
            PartDraft("Ask them to come back later.", "They came now, and may not come again."),
        ),
    ),
    ItemDraft(
        "best_worst",
        "A parent asks for books on grief for a child of six. Which reply is best, and which is worst?",
        bloom="evaluate",
        parts=(
            PartDraft("I'm sorry. Let's look together.", "It hears the loss, and it helps at once.", best=True),
            PartDraft("Here's a list of such books.", "A list helps somebody who knows what to look for."),
            PartDraft("You'd better ask a counselor.", "Nobody asked you where else to go.", worst=True),
        ),
    ),
    ItemDraft(
        "order",
        "Somebody comes to the desk with a question. In which order do you do these?",
        bloom="understand",
        parts=(
            PartDraft("Look up and greet them.", "Being seen comes before being helped."),
            PartDraft("Ask what they are after.", "The first question is seldom the whole one."),
            PartDraft("Show them where it is.", "What they need is clear by now."),
        ),
    ),
    ItemDraft(
        "match",
        "Who is helped by what?",
        bloom="understand",
        parts=(
            PartDraft("A child at the desk", "Eyes at one height make a child feel heard.", "Kneel down"),
            PartDraft("A caller in a hurry", "On the phone, nobody sees that you are looking.", "Say what you do"),
            PartDraft("A reader who is deaf", "Lips can only be read from the front.", "Face them"),
        ),
        extras=("Talk louder",),
    ),
)
_FAMILY = FamilyDraft(
    acts=("Name the shelf and point the way.", "Walk over and say good morning.", "Nod, and go on with your cart.", ""),
    stems=(
        StemDraft(
            "A man in a hurry asks where the atlases are, and waves at his bus. What do you do first?",
            ("a",),
            "apply",
            (
                "He has a minute, and you use it well.",
                "He has no time for a greeting.",
                "He asked, and gets nothing.",
                "",
            ),
        ),
        StemDraft(
            "A girl turns a globe round and looks about for somebody. What do you do first?",
            ("b",),
            "apply",
            (
                "She has not asked for a shelf.",
                "She is looking for somebody, and you come.",
                "She looked, and saw your back.",
                "",
            ),
        ),
        StemDraft(
            "A woman reads the shelf labels with an hour to spare, and smiles. What do you do first?",
            ("c",),
            "apply",
            ("She has not asked for anything.", "She is happy as it is, for now.", "She knows that you are there.", ""),
        ),
    ),
)


def sample_rows() -> Iterator[Sequence[str]]:
    """The table: a row for each question and for each scene of a family."""
    return write_rows((*_QUESTIONS, _FAMILY))


def sample_gift() -> str:
    """The questions that GIFT has a kind for."""
    return write_gift(_QUESTIONS)
