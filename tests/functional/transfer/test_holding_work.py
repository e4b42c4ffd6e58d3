"""Staff hold work against its lines and fill cards, mentors fill those of their mentees; nobody else sees anything."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.audit import AuditEvent
from lti_tool.lti.models import User
from lti_tool.paging import PER_PAGE
from lti_tool.transfer.models import DeskCheck, WorkSample
from tests.support.door import ROLE, Door
from tests.support.quiz_course import SEEN
from tests.support.takers import Enter, Taker

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MENTEES = "https://purl.imsglobal.org/spec/lti/claim/role_scope_mentor"
TWO_MET = {"line-1": "yes", "line-2": "yes", "line-3": "no", "note": "Try a shorter one."}
UserId = Callable[[str], int]


@pytest.fixture
def handed_in(enter: Enter) -> Taker:
    learner = enter()
    learner.post(f"{learner.base}/transfer/work", {"text": "Come on in, drinks and all"})
    return learner


@pytest.fixture
def user_id(door: Door, session: Session) -> UserId:
    def find(name: str) -> int:
        query = select(User.id).where(User.id_on_platform == door.platform.people[name].sub)
        found = session.scalars(query).one()
        session.rollback()
        return found

    return find


def states(page_text: str) -> list[str]:
    """What is told of each piece of work, in the list's order."""
    return re.findall("Waits for you|Looked at", page_text)


def test_work_waits_is_held_against_its_lines_and_the_learner_reads_what_was_said(
    handed_in: Taker, enter: Enter, session: Session
) -> None:
    rosa = enter("rosa")
    assert "1 waits for you" in rosa.home.text
    waiting = rosa.get(rosa.home.link("Work from the desk"))
    assert states(waiting.text) == ["Waits for you"]
    at = waiting.link("Mei-Ling")
    assert rosa.get(at).lacks("Work of Mei-Ling", "drinks and all", "It is short.") == []
    half = rosa.post(at, {"line-1": "yes", "note": "Nearly."})
    assert (half.status, "Nearly." in half.text) == (400, True)

    looked_at = states(rosa.post(at, TWO_MET).text)
    assert (looked_at, "waits for you" in rosa.again().text) == (["Looked at"], False)

    said = handed_in.get(f"{handed_in.base}/transfer/work").text
    assert "Met It helps. Met It is short. Not yet It is kind. Try a shorter one. Rosa" in said
    handed_in.post(f"{handed_in.base}/lessons/types.l1")
    assert "Looked at: 2 of 3 lines met" in handed_in.again().text
    log = rosa.get(f"{rosa.base}/instructor/log").text
    assert "for Module types was held against its three lines: 2 met" in log
    facts = session.scalars(select(AuditEvent.facts).where(AuditEvent.action == "transfer.work_checked")).one()
    assert (facts is None, "Try a shorter one." in str(facts)) == (False, False), "the note is for the learner"


def test_newer_work_waits_again_and_the_old_one_leaves_the_list(handed_in: Taker, enter: Enter) -> None:
    rosa = enter("rosa")
    rosa.post(rosa.get(f"{rosa.base}/instructor/transfer").link("Mei-Ling"), TWO_MET)
    yusuf = enter("yusuf")
    yusuf.post(f"{yusuf.base}/transfer/work", {"url": "https://lib.example/sign"})
    handed_in.post(f"{handed_in.base}/transfer/work", {"text": "Drinks are fine here"})

    page = rosa.get(f"{rosa.base}/instructor/transfer")

    assert states(page.text) == ["Waits for you", "Waits for you"]
    assert page.text.index("Yusuf") < page.text.index("Mei-Ling"), "the longest waiting is on top"


def test_a_long_list_goes_on_on_another_page(handed_in: Taker, enter: Enter, door: Door) -> None:
    with door.session() as session:
        (first,) = session.scalars(select(WorkSample))
        session.add_all(
            WorkSample(
                user_id=first.user_id,
                context_id=first.context_id,
                module_id=f"gone-{number}",
                text="A sign",
                url="",
                handed_in_at=first.handed_in_at,
            )
            for number in range(PER_PAGE)
        )
        session.commit()
    rosa = enter("rosa")
    page = rosa.get(f"{rosa.base}/instructor/transfer")
    assert len(page.soup.select("tbody tr")) == PER_PAGE
    last = rosa.get(page.link("Older ones"))
    assert len(last.soup.select("tbody tr")) == 1
    gone = rosa.get(last.link("Mei-Ling"))
    assert "three lines with it" in gone.text, "its module has left the course"
    assert rosa.post(gone.path, TWO_MET).status == 404


def test_staff_fill_a_card_and_see_an_agreement_only_if_it_is_shared(
    handed_in: Taker, enter: Enter, user_id: UserId
) -> None:
    rosa, mei_ling = enter("rosa"), user_id("mei-ling")
    desk = f"{rosa.base}/instructor/people/{mei_ling}/transfer"
    for is_shared in ({}, {"is_shared": "1"}):
        handed_in.post(f"{handed_in.base}/transfer/agreement", {"better_at": "To look up first"} | is_shared)
        assert ("To look up first" in rosa.get(desk).text) == bool(is_shared)
    handed_in.post(f"{handed_in.base}/transfer/count", {"counted_before": "4711"})

    card = rosa.get(rosa.get(desk).link("Fill in a card"))
    assert rosa.post(card.path, {"line-1": "yes"}).status == 400
    page = rosa.post(card.path, TWO_MET)

    assert page.lacks(f"Seen {SEEN[0]}", f"Not yet {SEEN[2]}", "drinks and all") == []
    assert "4711" not in page.text, "what is counted is the learner's alone"
    assert "Try a shorter one." in handed_in.get(f"{handed_in.base}/transfer/card").text
    assert "was watched at the desk" in rosa.get(f"{rosa.base}/instructor/log").text


def test_a_mentor_fills_a_card_for_their_mentee_and_for_nobody_else(
    handed_in: Taker, enter: Enter, user_id: UserId, door: Door, session: Session
) -> None:
    enter("yusuf")
    mentor = enter("siobhan", roles=[ROLE + "Mentor"], **{MENTEES: [door.platform.people["mei-ling"].sub]})
    card = mentor.get(mentor.home.link("Fill in an observation card"))

    page = mentor.post(card.path, TWO_MET)

    assert page.lacks("Your mentees", "Saved.") == []
    assert session.scalars(select(DeskCheck.checked_as)).all() == ["mentor"]
    session.rollback()
    assert ", mentor" in handed_in.get(f"{handed_in.base}/transfer/card").text
    assert mentor.get(card.path.replace(f"/{user_id('mei-ling')}/", f"/{user_id('yusuf')}/")).status == 404
    assert mentor.get(f"{mentor.base}/instructor/people/{user_id('mei-ling')}/transfer").status == 403


def test_assistants_look_and_hold_nothing_and_learners_see_nobody(
    handed_in: Taker, enter: Enter, user_id: UserId, session: Session
) -> None:
    sample_id = session.scalars(select(WorkSample.id)).one()
    session.rollback()
    paths = (f"instructor/transfer/{sample_id}", f"people/{user_id('mei-ling')}/card/types")
    lars = enter("lars", roles=[ROLE + "TeachingAssistant"])
    for path in paths:
        assert lars.get(f"{lars.base}/{path}").status == 200
        assert lars.post(f"{lars.base}/{path}", TWO_MET).status == 403
    yusuf = enter("yusuf")
    for path in (*paths, "instructor/transfer"):
        assert yusuf.get(f"{yusuf.base}/{path}").status == 403
    elsewhere = enter("rosa", context={"id": "another-course", "title": "Another"})
    for path in paths:
        assert elsewhere.get(f"{elsewhere.base}/{path}").status == 404
