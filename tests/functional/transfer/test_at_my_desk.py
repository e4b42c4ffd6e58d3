"""What a learner takes to their desk: kept, shown again, bounded, theirs alone, and never lost in a form."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lti_tool.db import utcnow
from lti_tool.progress.models import LessonCompletion
from lti_tool.transfer.checking import MOST_CARDS
from lti_tool.transfer.form import LARGEST_COUNT, LONGEST
from lti_tool.transfer.models import Agreement, DeskCheck, DeskCount, WorkSample
from lti_tool.transfer.work import MOST_SAMPLES
from tests.support.door import Door
from tests.support.quiz_course import DESK, SEEN
from tests.support.takers import Enter, Taker, shift_attempts

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
AGREED = {"better_at": "To say <b>yes</b> first", "time_for_it": "Tuesdays", "talk_at": ""}
ALL_SEEN = {"line-1": "yes", "line-2": "yes", "line-3": "no"}


def field(learner: Taker, page: str, name: str) -> str:
    """What stands in a field of a page."""
    found = learner.get(f"{learner.base}/transfer/{page}").soup.select_one(f"[name={name}]")
    assert found is not None
    return str(found.get("value", found.get_text().removeprefix("\n")))


def rows(session: Session) -> list[int]:
    models = (Agreement, WorkSample, DeskCheck, DeskCount)
    counted = [session.scalar(select(func.count()).select_from(model)) or 0 for model in models]
    session.rollback()
    return counted


def test_an_agreement_is_kept_shown_again_and_ready_to_print(enter: Enter) -> None:
    learner = enter()
    learner.post(f"{learner.base}/transfer/agreement", AGREED)

    assert field(learner, "agreement", "better_at") == AGREED["better_at"]
    page = learner.get(learner.get(f"{learner.base}/course").link("An agreement with your manager"))
    paper = page.soup.select_one(".on-paper")
    assert paper is not None
    assert AGREED["better_at"] in paper.get_text()
    assert len(paper.select("ul.ruled")) == 1, "what is still empty has lines to write on"


def test_an_agreement_without_a_word_or_with_too_many_is_told_and_nothing_typed_is_lost(enter: Enter) -> None:
    learner = enter()
    at = f"{learner.base}/transfer/agreement"
    assert "Write at least one thing" in learner.post(at, {"better_at": " "}).text

    page = learner.post(at, {"better_at": "x" * (LONGEST["better_at"] + 1), "talk_at": "Friday", "is_shared": "1"})

    assert page.status == 400
    assert "Keep this to 1000 characters" in page.text
    assert "Friday" in page.soup.select("[name=talk_at]")[0].get_text()
    assert page.soup.select("[name=is_shared][checked]")


def test_a_count_is_kept_and_what_is_no_number_is_told(enter: Enter) -> None:
    learner = enter()
    at = f"{learner.base}/transfer/count"
    assert DESK["count"] in learner.get(at).text

    for wrong in ("-1", "3.5", "many", "٣", str(LARGEST_COUNT + 1), "9" * 5_000):
        page = learner.post(at, {"counted_before": "14", "counted_after": wrong})
        assert (page.status, "whole number" in page.text) == (400, True), wrong
        assert page.soup.select("[name=counted_before][value='14']"), "the other number stays typed"
    learner.post(at, {"counted_before": "14", "counted_after": "0"})

    kept = [field(learner, "count", f"counted_{when}") for when in ("before", "after", "later")]
    assert kept == ["14", "0", ""]


def test_a_colleague_beside_the_learner_fills_a_card_and_the_learner_may_remove_it(
    enter: Enter, session: Session
) -> None:
    learner = enter()
    at = f"{learner.base}/transfer/card"
    half = learner.post(at, {"line-1": "yes", "note": "Warm."})
    assert half.status == 400
    assert half.text.count("Choose one of the two.") == 2
    assert half.soup.select("[name=line-1][value=yes][checked]")
    assert "Warm." in half.soup.select("[name=note]")[0].get_text()

    page = learner.post(at, ALL_SEEN | {"note": "Warm."})

    assert f"Seen {SEEN[0]} Seen {SEEN[1]} Not yet {SEEN[2]} Warm. A colleague, as the learner entered it" in page.text
    (card,) = session.scalars(select(DeskCheck))
    assert (card.made_by_id, card.checked_as, card.met) == (None, "colleague", 2)
    card_id = card.id
    session.rollback()
    stranger = enter("yusuf")
    assert stranger.post(f"{stranger.base}/transfer/card/{card_id}/remove").status == 404
    assert "Cards so far" not in learner.post(f"{at}/{card_id}/remove").text


def test_work_is_handed_in_held_against_its_lines_by_a_colleague_and_taken_back(enter: Enter, session: Session) -> None:
    learner = enter()
    at = f"{learner.base}/transfer/work"
    page = learner.post(at, {"text": "Come in <script>", "url": "https://lib.example/sign"})
    assert "Waits to be looked at" in page.text
    assert page.soup.select("a[href='https://lib.example/sign'][rel~=nofollow]")
    sample_id = session.scalars(select(WorkSample.id)).one()
    session.rollback()

    assert learner.post(f"{at}/{sample_id}", {"line-1": "yes"}).status == 400
    for choice in ("no", "yes"):  # said twice: the last one stands
        page = learner.post(f"{at}/{sample_id}", {f"line-{number}": choice for number in (1, 2, 3)})

    assert page.text.count("Met It is") == 2
    assert "Met It helps. Met It is short. Met It is kind." in page.text
    other = enter("yusuf")
    theirs = f"{other.base}/transfer/work/{sample_id}"
    assert (other.get(theirs).status, other.post(f"{theirs}/take-back").status) == (404, 404)
    learner.post(f"{at}/{sample_id}/take-back")
    assert rows(session) == [0, 0, 0, 0], "what was said of it goes with it"


def test_work_needs_something_and_a_link_must_be_one(enter: Enter) -> None:
    learner = enter()
    at = f"{learner.base}/transfer/work"
    assert "Paste your work here" in learner.post(at, {"text": " ", "url": ""}).text
    for wrong in ("javascript:alert(1)", "lib.example/sign", "https://me:secret@lib.example/", "https://a b"):
        page = learner.post(at, {"text": "Our sign", "url": wrong})
        assert (page.status, "full address" in page.text) == (400, True), wrong
        assert "Our sign" in page.soup.select("textarea[name=text]")[0].get_text()


def test_what_a_module_holds_is_bounded_and_what_was_typed_stays(enter: Enter, session: Session) -> None:
    learner = enter()
    for number in range(MOST_SAMPLES):
        learner.post(f"{learner.base}/transfer/work", {"text": f"Sign {number}"})
    full = learner.post(f"{learner.base}/transfer/work", {"text": "One more"})
    assert (full.status, "ten pieces" in full.text) == (409, True)
    assert "One more" in full.soup.select("textarea[name=text]")[0].get_text()
    for _ in range(MOST_CARDS):
        learner.post(f"{learner.base}/transfer/card", ALL_SEEN)
    full = learner.post(f"{learner.base}/transfer/card", ALL_SEEN)
    assert (full.status, "twenty observation cards" in full.text) == (409, True)
    assert rows(session) == [0, MOST_SAMPLES, MOST_CARDS, 0]


def test_a_preview_keeps_nothing_and_says_so(enter: Enter, session: Session) -> None:
    rosa = enter("rosa")
    forms = {"agreement": AGREED, "count": {"counted_before": "1"}, "card": ALL_SEEN, "work": {"text": "Our sign"}}
    for page, form in forms.items():
        assert "nothing was kept" in rosa.post(f"{rosa.base}/transfer/{page}", form).text
    assert rows(session) == [0, 0, 0, 0]


def test_a_module_that_asks_nothing_has_no_such_part(enter: Enter) -> None:
    learner = enter(module="retake")
    assert "At your desk" not in learner.home.text
    for page in ("card", "work", "count"):
        assert learner.get(f"{learner.base}/transfer/{page}").status == 404


def test_three_days_are_shown_from_the_moment_the_module_is_completed(enter: Enter, door: Door) -> None:
    learner = enter()
    learner.take()
    assert "Three days to look back" not in learner.again().text, "a lesson is left"
    learner.post(f"{learner.base}/lessons/types.l1")
    days = learner.again().soup.select("time[data-days]")
    assert [each["data-days"] for each in days] == ["7", "30", "90"]
    assert "It's time" not in learner.again().text

    back = timedelta(days=-31)
    shift_attempts(door, "types", submitted_at=back)
    with door.session() as session:
        session.execute(update(LessonCompletion).values(completed_at=utcnow() + back))
        session.commit()

    part = " ".join(learner.again().text.split())
    assert part.count("It's time") == 1
    assert "It's time Have a colleague watch you" in part
    assert f"Try the line: {DESK['say']}" in part
    first, _, last = learner.again().soup.select("time[data-days]")
    assert first["data-from"] == last["data-from"]


def test_a_failed_quiz_completes_nothing(enter: Enter) -> None:
    learner = enter()
    learner.post(f"{learner.base}/lessons/types.l1")
    learner.take(right=1)
    assert "Three days to look back" not in learner.again().text
