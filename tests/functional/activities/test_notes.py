"""One's own notes: all in one place, to take along, and nobody else's business."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.orm import Session

from lti_tool.activities.models import ActivityState
from tests.support.door import Door
from tests.support.readers import Reader, sit_down


def test_notes_hold_what_was_written_with_what_it_answers(reader: Reader) -> None:
    reader.do("thoughts", {"words": "The bus driver\nwaited."})
    reader.do("say", {"words": "Let me look."})

    page = reader.open("notes")

    assert page.text.index("Let me look.") < page.text.index("The bus driver")
    assert "When did somebody last surprise you with a yes?" in page.text
    assert page.link("Change it in the lesson").endswith("culture-of-yes.l1#activity-say")


def test_notes_are_taken_along_as_markdown(reader: Reader) -> None:
    reader.do("thoughts", {"words": "The bus driver\n\nwaited."})

    answer = reader.browser.get(f"/l/{reader.launch_id}/notes.md", base_url=reader.door.url)

    assert answer.mimetype == "text/markdown"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-notes.md"'
    assert answer.get_data(as_text=True) == (
        "# My notes from Front desk essentials\n\n"
        "## Yes, and then: One of each kind\n\n"
        "### My reflection\n\n"
        "When did somebody last surprise you with a yes?\n\n"
        "> The bus driver\n>\n> waited.\n"
    )


def test_no_notes_yet_is_said_in_words(reader: Reader) -> None:
    assert "Nothing here yet." in reader.open("notes").text


def test_an_instructor_has_no_way_to_a_learners_notes(door: Door, reader: Reader) -> None:
    reader.do("thoughts", {"words": "For me alone"})
    rosa = sit_down(door, "rosa")

    stolen = rosa.browser.get(f"/l/{reader.launch_id}/notes", base_url=door.url)

    assert stolen.status_code == 403
    for page in (rosa.open("notes"), rosa.open("instructor"), rosa.read()):
        assert "For me alone" not in page.response.get_data(as_text=True)


def test_words_whose_lesson_has_gone_are_still_there(reader: Reader, session: Session) -> None:
    reader.do("thoughts", {"words": "Older than the lesson"})
    session.execute(update(ActivityState).values(activity_id="gone.l9.thoughts"))
    session.commit()

    page = reader.open("notes")

    assert "From a lesson that is no longer here" in page.text
    assert "Older than the lesson" in page.text
