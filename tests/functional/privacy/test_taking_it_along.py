"""A learner takes everything that is held on them: one ZIP that reads by itself, with nobody else in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import delete

from lti_tool.activities.models import ActivityState
from lti_tool.attempts.models import Attempt
from lti_tool.audit import Actor, CourseAction, record_event
from lti_tool.authoring.models import OwnContent, OwnVersion
from lti_tool.certificates.models import Certificate
from lti_tool.content.model import Item
from lti_tool.db import utcnow
from lti_tool.lti.models import Launch
from lti_tool.placements.models import Accommodation, AccommodationReason
from tests.support.door import Door
from tests.support.takers import Enter, Taker

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EXTERNAL = re.compile(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//|@import|url\(""", re.IGNORECASE)
SECRET_FACTS = ("session_hash", "browser_hash", "nonce", "deep_linking")


def take_along(taker: Taker) -> ZipFile:
    answer = taker.browser.get(f"{taker.base}/privacy.zip", base_url=taker.door.url)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return ZipFile(BytesIO(answer.get_data()))


def pages(archive: ZipFile) -> Iterator[tuple[str, str]]:
    return ((name, archive.read(name).decode()) for name in archive.namelist() if name.endswith(".html"))


def words(archive: ZipFile, name: str) -> str:
    return " ".join(BeautifulSoup(archive.read(name), "html.parser").get_text(" ").split())


def data(archive: ZipFile, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(archive.read(f"data/{name}.json"))
    return rows


def texts_of(item: Item) -> dict[str, str]:
    parts = [*getattr(item, "options", ()), *getattr(item, "steps", ()), *getattr(item, "targets", ())]
    return {part.id: part.text for part in parts}


def test_every_question_is_there_with_what_was_answered_and_not_what_is_right(enter: Enter) -> None:
    learner = enter()
    quiz = learner.start()
    given = learner.answers(quiz, right=2)
    learner.submit(quiz, given)

    archive = take_along(learner)

    page = words(archive, "attempts-1.html")
    [attempt] = data(archive, "attempts")
    assert {answer["item_id"]: set(answer["chosen"]) for answer in attempt["answers"]} == {
        name: set(tokens) for name, tokens in given.items()
    }
    for answer in attempt["answers"]:
        item = learner.item(answer["item_id"])
        assert answer["question"] == item.stem
        assert item.stem in page
        known = texts_of(item)
        chosen = {token.partition("=")[2] or token for token in answer["chosen"]}
        assert all(known[part] in page for part in chosen & known.keys())
    assert "key" not in archive.read("data/attempts.json").decode()
    assert "Because" not in page


def test_what_was_written_opens_from_the_start_page_and_is_escaped(enter: Enter, door: Door) -> None:
    learner = enter(name='Mei-Ling <script>alert("1")</script>')
    note = "My own <b>words</b> & thoughts"
    with door.session() as session:
        launch = session.get_one(Launch, learner.base.rpartition("/")[2])
        of_them = {"user_id": launch.user_id, "context_id": launch.context_id}
        state = {"text": note}
        session.add(ActivityState(**of_them, activity_id="gone", kind="reflection", state=state, updated_at=utcnow()))
        session.add(Accommodation(**of_them, time_factor=1.5, updated_at=utcnow()))
        session.add(AccommodationReason(**of_them, action="accommodation.set", words="reads slowly", given_at=utcnow()))
        session.add(
            Certificate(
                **of_them,
                code="A" * 24,
                module_id="types",
                name="Mei-Ling",
                title="Types",
                minutes=5,
                competencies=[["LCS.C3", "Says yes"]],
                issued_at=utcnow(),
            )
        )
        session.commit()

    archive = take_along(learner)

    links = [link["href"] for link in BeautifulSoup(archive.read("index.html"), "html.parser").select("a")]
    assert set(links) <= set(archive.namelist())
    assert {"activities.html", "accommodations.html", "certificates.html"} <= set(links)
    assert note in words(archive, "activities.html")
    assert "reads slowly" in words(archive, "accommodation_reasons.html")
    assert "Says yes" in words(archive, "certificates.html")
    assert all("<script" not in page and "<b>" not in page for _, page in pages(archive))


def test_it_reads_from_a_disk_without_a_network(enter: Enter) -> None:
    learner = enter()
    learner.take()

    assert [name for name, page in pages(take_along(learner)) if EXTERNAL.search(page)] == []


def test_nobody_else_and_no_secret_is_in_it(enter: Enter, door: Door) -> None:
    yusuf, learner, rosa = enter("yusuf"), enter(), enter("rosa")
    yusuf.take()
    learner.take()
    tell_what_staff_did(door, learner, rosa)

    archive = take_along(learner)

    everything = "".join(archive.read(name).decode() for name in archive.namelist())
    assert "Yusuf" not in everything
    assert "Rosa" not in everything
    assert "reads slowly" in words(archive, "log_about_you.html")
    assert "Mei-Ling" in words(archive, "log_about_you.html")
    assert len(data(archive, "attempts")) == 1
    [visit] = data(archive, "visits")
    assert visit["course"] == "Front desk essentials"
    assert visit.keys().isdisjoint(SECRET_FACTS)


def test_who_gave_somebody_more_time_takes_along_that_they_did_and_not_why(enter: Enter, door: Door) -> None:
    learner, rosa = enter(), enter("rosa")
    tell_what_staff_did(door, learner, rosa)

    archive = take_along(rosa)

    [line] = data(archive, "log_of_what_you_did")
    assert line["facts"] == {"time_factor": 1.5, "extra_attempts": 1}
    everything = "".join(archive.read(name).decode() for name in archive.namelist())
    assert "reads slowly" not in everything
    assert "Mei-Ling" not in everything


def test_the_log_names_own_content_by_its_title(enter: Enter, door: Door) -> None:
    rosa = enter("rosa")
    with door.session() as session:
        launch = session.get_one(Launch, rosa.base.rpartition("/")[2])
        own = OwnContent(
            context_id=launch.context_id, module_id="types", kind="lesson", key="own.k1", created_at=utcnow()
        )
        source = "---\nminutes: 5\n---\n# Ours alone\n\nHow we do it.\n"
        own.versions = [OwnVersion(number=1, source=source, written_by_id=launch.user_id, written_at=utcnow())]
        session.add(own)
        facts = {"key": "own.k1", "version": 1}
        actor = Actor.user(launch.user_id)
        action = CourseAction.OWN_CONTENT_PUBLISHED
        record_event(session, action, actor=actor, now=utcnow(), context_id=launch.context_id, **facts)
        session.commit()

    archive = take_along(rosa)

    assert "Own content was published: “Ours alone”, version 1." in words(archive, "log_of_what_you_did.html")
    assert "Ours alone" in rosa.get(f"{rosa.base}/instructor/log.csv").response.get_data(as_text=True)


def tell_what_staff_did(door: Door, learner: Taker, staff: Taker) -> None:
    with door.session() as session:
        ids = [session.get_one(Launch, each.base.rpartition("/")[2]) for each in (learner, staff)]
        record_event(
            session,
            CourseAction.ACCOMMODATION_SET,
            actor=Actor.user(ids[1].user_id),
            now=utcnow(),
            context_id=ids[0].context_id,
            user=ids[0].user_id,
            time_factor=1.5,
            extra_attempts=1,
            reason="reads slowly",
        )
        session.commit()


def test_another_persons_visit_hands_out_nothing(enter: Enter, door: Door) -> None:
    learner, yusuf = enter(), enter("yusuf")

    for browser in (yusuf.browser, door.browser()):
        answer = browser.get(f"{learner.base}/privacy.zip", base_url=door.url)
        assert answer.status_code in (401, 403)
        assert answer.mimetype == "text/html"


def test_in_spanish_it_speaks_spanish(enter: Enter) -> None:
    learner = enter(**{"https://purl.imsglobal.org/spec/lti/claim/launch_presentation": {"locale": "es"}})
    learner.start()

    assert "Lo que esta formación guarda sobre usted" in words(take_along(learner), "index.html")


def test_whoever_has_next_to_nothing_gets_that(enter: Enter, door: Door) -> None:
    learner = enter()
    with door.session() as session:
        session.execute(delete(Attempt))
        session.commit()

    archive = take_along(learner)

    assert sorted(archive.namelist()) == sorted(
        ["index.html", *(f"{name}.html" for name in ("person", "courses", "visits"))]
        + [f"data/{name}.json" for name in ("person", "courses", "visits")]
    )
