"""What refreshers need of time: it passes without anybody waiting."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.attempts.models import Attempt, RefresherQuestion, RefresherRound
from lti_tool.progress.models import LessonCompletion
from lti_tool.quizzes import full_answer
from tests.support.door import Door
from tests.support.learners import bad_answer
from tests.support.takers import Enter, Taker
from tests.support.visitor import Page

MOMENTS = {
    Attempt: ("started_at", "submitted_at"),
    LessonCompletion: ("completed_at",),
    RefresherRound: ("started_at", "finished_at"),
    RefresherQuestion: ("answered_at",),
}


def weeks_pass(door: Door, weeks: float) -> None:
    """Everything that anybody learned, or was asked again, becomes so much older."""
    with door.session() as session:
        make_older(session, weeks)


def make_older(session: Session, weeks: float) -> None:
    """The same, through any session."""
    for model, names in MOMENTS.items():
        for row in session.scalars(select(model)):
            for name in names:
                if (at := getattr(row, name)) is not None:
                    setattr(row, name, at - timedelta(weeks=weeks))
    session.commit()


def learn(learner: Taker, right: int = 99) -> None:
    """The module's one lesson, and its quiz with so many right answers."""
    learner.post(f"{learner.base}/lessons/{learner.module}.l1")
    learner.take(right)


def placed(enter: Enter, person: str = "mei-ling", **claims: object) -> Taker:
    """Launch somebody into a link that shows the refresher itself."""
    taker = enter(person, module="refresher", **claims)
    if taker.home.status == 302:
        taker.home = taker.get(taker.home.response.location)
    return taker


def begin(learner: Taker) -> Page:
    """Press “Start the refresher”, or go on with the one that is open."""
    return learner.post(f"{learner.base}/refresher")


def item_of(page: Page) -> str:
    """The item that a refresher's page asks."""
    [field] = page.soup.select("input[data-shown]")
    return str(field["name"]).removeprefix("was-")


def answer(learner: Taker, page: Page, *, right: bool = True, sure: str = "") -> Page:
    """Answer the question on the page; what comes back says what that was worth."""
    item = learner.item(item_of(page))
    tokens = full_answer(item) if right else bad_answer(item)
    fields = {f"item-{item.id}": sorted(tokens)} | ({f"sure-{item.id}": sure} if sure else {})
    return learner.post(str(page.form("Check my answer")["action"]), fields | {f"was-{item.id}": ""})


def go_on(learner: Taker, page: Page) -> Page:
    """From an answer to the next question, or to how it went."""
    [link] = [each for each in page.soup.select("a.button") if each.get_text(strip=True) in NEXT]
    return learner.get(str(link["href"]))


NEXT = ("Next question", "See how it went")


def take_round(learner: Taker, *, right: bool = True) -> tuple[list[str], Page]:
    """A whole round; the items that it asked, and its closing."""
    page, asked = begin(learner), []
    while page.soup.select_one("input[data-shown]") is not None:
        asked.append(item_of(page))
        page = go_on(learner, answer(learner, page, right=right))
    return asked, page
