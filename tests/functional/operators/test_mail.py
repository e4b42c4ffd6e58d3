"""What waits is told to operators by mail: each thing once, to nobody else, and a mail server in trouble is left alone.

The rounds are those of the background, at moments of the test's choice.
"""

from __future__ import annotations

import gc
import re
import socket
import ssl
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

import lti_tool
from lti_tool.background import _chores
from lti_tool.lti.models import Deployment, Registration, Status, User
from lti_tool.lti.services.http import PlatformUnreachable
from lti_tool.notices import mailing
from lti_tool.notices.mailing import MailNotSent, send_mail, write_mail
from lti_tool.notices.models import OperatorNotice
from lti_tool.notices.telling import MOST_TRIES, PAUSE, QUIET, WAITS
from lti_tool.privacy import requests
from lti_tool.settings import Settings
from tests.browser.webkit.https import Certificate
from tests.support.clock import NOON, Clock
from tests.support.databases import SECRET
from tests.support.ledger import Ledger, add_placement
from tests.support.mail_server import PASSWORD, USER, MailServer, mail_server
from tests.support.ports import find_free_port

__all__ = ["mail_server"]
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ENOUGH_TO_SEE_A_LEAK = 20
OPERATORS = ["ops@library.example", "anna@library.example"]
Round = Callable[..., None]


@pytest.fixture
def settings(database_url: str, tool_port: int, mail_server: MailServer) -> Settings:
    return Settings(
        database_url=database_url,
        secret_key=SECRET,
        base_url=f"http://localhost:{tool_port}",
        mail_server=f"127.0.0.1:{mail_server.port}",
        mail_tls="off",
        mail_from="tool@library.example",
        mail_to=", ".join(OPERATORS),
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def look(app: Flask, clock: Clock) -> Round:
    """A round of the background, some time later."""
    [chore] = [each for each in _chores(app) if each.name == "mail"]

    def run(**later: float) -> None:
        clock.pass_(**later)
        chore.run(clock())

    return run


@pytest.fixture
def registration(session: Session) -> Registration:
    """An LMS with a course, people and a gradebook."""
    found = add_placement(session, "lms-1").resource_link.context.deployment.registration
    session.commit()
    return found


def text_of(mail: EmailMessage) -> str:
    body = mail.get_content()
    assert isinstance(body, str)
    return body.replace("\r\n", "\n")


def let_wait(session: Session, registration: Registration) -> None:
    """A registration, its new addresses, a deployment and a deletion that wait."""
    session.add(Deployment(registration_id=registration.id, id_on_platform="Anna's", created_at=NOON))
    add_placement(session, "lms-2").resource_link.context.deployment.registration.status = Status.PENDING
    registration.proposed = {"jwks_url": "https://lms.example/other-keys"}
    person = User(
        deployment_id=registration.deployments[0].id, id_on_platform="s-77", name="Siobhán", email="s@u.example"
    )
    session.add(person)
    session.flush()
    requests.ask(session, person, NOON)
    session.commit()


@pytest.mark.both_databases
def test_all_that_waits_is_told_once_to_the_operators_and_names_nobody(
    look: Round, session: Session, registration: Registration, mail_server: MailServer, runner: FlaskCliRunner
) -> None:
    let_wait(session, registration)

    look()
    look(minutes=30)

    [mail] = mail_server.mails
    assert mail_server.recipients == [OPERATORS]
    assert (mail["Subject"], mail["Auto-Submitted"]) == ("localhost: 4 things wait for you", "auto-generated")
    body = text_of(mail)
    for command in ("registrations approve 2", "registrations changes 1", "deployments approve 2", "privacy requests"):
        assert f"    lti-tool {command}\n" in body
    assert not [word for word in ("Siobhán", "s-77", "s@u.example", "Anna's") if word in body]
    listed = runner.invoke(args=["mail", "waiting"]).output
    assert listed.count("sent 2026-03-02 12:00 UTC") == 4


@SQLITE
def test_a_platform_that_takes_nothing_for_an_hour_is_told_and_so_are_scores_that_nobody_sends(
    look: Round, app: Flask, clock: Clock, mail_server: MailServer, runner: FlaskCliRunner
) -> None:
    def away(_score: object) -> None:
        raise PlatformUnreachable

    ledger = Ledger(app.extensions["lti"].session_factory, clock)
    ledger.queue()
    ledger.gradebook.on_post = away
    ledger.deliver()
    look(minutes=59)
    assert mail_server.mails == []

    look(minutes=2)

    [mail] = mail_server.mails
    assert "The gradebook of registration 1, at lms.example, has been failing since 2026-03-02 12:00 UTC." in text_of(
        mail
    )
    assert "failing since" in runner.invoke(args=["registrations", "list"]).output
    ledger.gradebook.on_post = lambda _score: None
    ledger.deliver()
    ledger.queue("8/10")
    look(minutes=61)
    assert "have waited for more than an hour: 1." in text_of(mail_server.mails[1])


@SQLITE
def test_what_comes_back_within_a_day_is_told_when_the_day_is_over(
    look: Round, session: Session, registration: Registration, mail_server: MailServer
) -> None:
    def set_status(status: Status) -> None:
        session.execute(update(Registration).values(status=status))
        session.commit()

    set_status(Status.PENDING)
    look()
    set_status(Status.ACTIVE)
    look(minutes=20)
    set_status(Status.PENDING)
    look(minutes=20)
    assert len(mail_server.mails) == 1

    look(hours=24)

    assert len(mail_server.mails) == 2
    set_status(Status.ACTIVE)
    look(days=2)
    assert session.scalars(select(OperatorNotice)).all() == []
    assert timedelta(days=1) == QUIET


@SQLITE
def test_a_server_that_takes_no_mail_is_tried_a_few_times_and_what_was_given_up_goes_with_the_next_mail(
    look: Round,
    session: Session,
    registration: Registration,
    mail_server: MailServer,
    runner: FlaskCliRunner,
    caplog: pytest.LogCaptureFixture,
) -> None:
    let_wait(session, registration)
    session.execute(delete(Deployment).where(Deployment.status == Status.PENDING))
    session.commit()
    mail_server.answer = "451 4.3.0 ops@library.example: try later"

    for wait in (timedelta(), *WAITS, *WAITS):
        look(seconds=wait.total_seconds() + 1)

    assert mail_server.tries == MOST_TRIES
    assert "it answered with 451" in caplog.text
    assert "library.example" not in caplog.text
    assert "given up" in runner.invoke(args=["mail", "waiting"]).output
    mail_server.answer = "250 OK"
    session.add(Deployment(registration_id=registration.id, id_on_platform="9", created_at=NOON))
    session.commit()
    look(minutes=1)
    assert mail_server.mails[0]["Subject"] == "localhost: 4 things wait for you"


@SQLITE
def test_of_several_workers_one_sends_and_mails_keep_apart(
    look: Round, session: Session, registration: Registration, mail_server: MailServer
) -> None:
    registration.status = Status.PENDING
    session.commit()
    mail_server.on_mail = look  # another worker's round, while the first is sending

    look()
    mail_server.on_mail = lambda: None
    add_placement(session, "lms-2").resource_link.context.deployment.registration.status = Status.PENDING
    session.commit()
    look(minutes=1)
    assert mail_server.tries == 1

    look(seconds=PAUSE.total_seconds())

    assert [mail["Subject"] for mail in mail_server.mails] == ["localhost: 1 thing waits for you"] * 2


@SQLITE
def test_a_recipient_who_is_refused_keeps_the_mail_from_nobody_else(
    look: Round,
    session: Session,
    registration: Registration,
    mail_server: MailServer,
    runner: FlaskCliRunner,
    caplog: pytest.LogCaptureFixture,
) -> None:
    registration.status = Status.PENDING
    session.commit()
    mail_server.refused = {OPERATORS[1]}

    look()
    look(hours=1)

    assert mail_server.recipients == [OPERATORS[:1]]
    assert "refused 1 of 2 recipients" in caplog.text
    assert "refused 1 of 2" in runner.invoke(args=["mail", "test"]).output
    mail_server.refused = set(OPERATORS)
    done = runner.invoke(args=["mail", "test"])
    assert (done.exit_code, "refused every recipient (550)" in done.output) == (1, True)


@SQLITE
def test_a_server_that_says_nothing_is_left_at_the_deadline(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailing, "DEADLINE_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silenced = settings.model_copy(update={"mail_server": f"127.0.0.1:{silent.getsockname()[1]}"})
        with pytest.raises(MailNotSent, match="did not answer in time"):
            send_mail(silenced, write_mail(settings, "Subject", "Body", NOON))


@SQLITE
def test_tls_is_verified_before_a_password_is_sent(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = Certificate.make(tmp_path)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate.chain, certificate.key)
    server = MailServer(find_free_port())
    controller = server.serve(tls)
    secured = settings.model_copy(
        update={
            "mail_server": f"localhost:{server.port}",
            "mail_tls": "starttls",
            "mail_user": USER,
            "mail_password": PASSWORD,
        }
    )
    mail = write_mail(secured, "Subject", "Body", NOON)
    try:
        with pytest.raises(MailNotSent, match="certificate"):
            send_mail(secured, mail)
        assert server.logins == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.chain))
        for _ in range(ENOUGH_TO_SEE_A_LEAK):
            assert send_mail(secured, mail) == 0
        gc.collect()  # a connection that was left open is said now, and fails this test
        wrong = secured.model_copy(update={"mail_password": "a guess"})
        with pytest.raises(MailNotSent, match=r"refused the user name or the password \(535\)") as refused:
            send_mail(wrong, mail)
    finally:
        controller.stop()
    assert len(server.mails) == ENOUGH_TO_SEE_A_LEAK
    assert "a guess" not in refused.value.message


@SQLITE
def test_a_server_without_tls_gets_no_mail_that_wants_it(settings: Settings, mail_server: MailServer) -> None:
    wants = settings.model_copy(update={"mail_tls": "starttls"})

    with pytest.raises(MailNotSent, match="STARTTLS"):
        send_mail(wants, write_mail(settings, "Subject", "Body", NOON))

    assert mail_server.mails == []


@pytest.mark.parametrize("words", ["Subject\r\nBcc: x@y.example", "Subject\nBcc: x@y.example"])
@SQLITE
def test_no_header_begins_in_another(words: str, settings: Settings) -> None:
    with pytest.raises(ValueError, match=r"newline|linefeed"):
        write_mail(settings, words, "Body", NOON)


@SQLITE
def test_an_issuer_cannot_begin_a_line(
    look: Round, session: Session, registration: Registration, mail_server: MailServer
) -> None:
    registration.issuer, registration.status = "https://x.example\n    lti-tool registrations remove 1", Status.PENDING
    session.commit()

    look()

    assert not re.search(r"^ *lti-tool registrations remove", text_of(mail_server.mails[0]), re.MULTILINE)


@SQLITE
def test_without_a_server_nothing_is_looked_for(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "settings", settings.model_copy(update={"mail_server": ""}))

    assert "mail" not in [each.name for each in _chores(app)]


def test_nothing_else_can_send_mail() -> None:
    package = Path(lti_tool.__file__).parent
    senders = [
        path
        for path in package.rglob("*.py")
        if re.search(r"^\s*(import|from) (aio)?smtplib", path.read_text("utf-8"), re.M)
    ]

    assert [path.relative_to(package).as_posix() for path in senders] == ["notices/mailing.py"]
