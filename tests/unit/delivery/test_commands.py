import json

import pytest
from sqlalchemy import select

from lti_tool.audit import AuditEvent
from lti_tool.delivery.models import DeliveryState, ScoreDelivery
from lti_tool.delivery.reasons import ResultNotRead
from lti_tool.lti.keys import SigningKeys
from lti_tool.lti.models import Membership, Registration
from lti_tool.lti.services.http import PlatformUnreachable
from lti_tool.reasons import said_then

pytestmark = pytest.mark.both_databases


@pytest.fixture
def run(runner):
    return lambda *arguments: runner.invoke(args=[str(argument) for argument in arguments])


def test_an_empty_ledger_is_said_in_words(run):
    assert run("grades", "status").output == "No scores yet.\n"


def test_status_counts_and_names_what_failed(run, ledger):
    ledger.queue(user="5")
    failed = ledger.queue(user="6")
    with ledger.session_factory() as session:
        delivery = session.get_one(ScoreDelivery, failed)
        delivery.state, delivery.reason, delivery.tries = DeliveryState.FAILED, said_then("The column is locked."), 12
        session.commit()

    words = run("grades", "status").output
    data = json.loads(run("grades", "status", "--json").output)

    assert "(lms-1): 1 due" in words
    assert f"delivery {failed}, registration 1, The column is locked." in words
    assert {(row["state"], row["count"]) for row in data["counts"]} == {("due", 1), ("failed", 1)}
    assert data["failed"] == [
        {
            "delivery_id": failed,
            "registration_id": 1,
            "tries": 12,
            "reason": "The column is locked.",
            "code": "said_then",
            "params": {"text": "The column is locked."},
            "advice": "",
        }
    ]
    assert data["oldest_due_at"].startswith("2026-03-02T12:00:00")


def test_scores_of_who_is_staff_now_are_neither_counted_listed_nor_sent_again(run, ledger):
    kept, theirs = ledger.queue(user="5"), ledger.queue(user="6")
    with ledger.session_factory() as session:
        for delivery_id in (kept, theirs):
            delivery = session.get_one(ScoreDelivery, delivery_id)
            delivery.state, delivery.reason = DeliveryState.FAILED, said_then("The column is locked.")
        session.add(
            Membership(context_id=delivery.placement.context_id, user_id=delivery.user_id, roles=[], is_staff=True)
        )
        session.commit()

    data = json.loads(run("grades", "status", "--json").output)

    assert [(row["state"], row["count"]) for row in data["counts"]] == [("failed", 1)]
    assert [row["delivery_id"] for row in data["failed"]] == [kept]
    assert run("grades", "resend", "--failed").output == "1 due again.\n"
    assert run("grades", "resend", "--delivery", theirs).output == "1 due again.\n", "who is named is sent"
    assert json.loads(run("grades", "status", "--json").output)["oldest_due_at"]


def test_deliver_tries_what_is_due_and_counts(run, ledger):
    ledger.change(Registration, token_url="http://127.0.0.1:9/token")
    ledger.queue()

    result = run("grades", "deliver")

    assert result.output == "0 delivered, 1 to try later, 0 failed.\n"
    assert ledger.row().reason == PlatformUnreachable().reason


def test_deliver_is_in_the_operators_log_unless_there_was_nothing_to_do(run, ledger):
    ledger.change(Registration, token_url="http://127.0.0.1:9/token")
    run("grades", "deliver")
    ledger.queue()
    run("grades", "deliver")

    with ledger.session_factory() as session:
        event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.actor.via) == ("grades.delivered", "grades deliver")
    assert event.facts == {"handed_in": 0, "queued": 0, "delivered": 0, "later": 1, "failed": 0}


@pytest.mark.parametrize("anyway", [False, True])
def test_what_is_held_is_told_apart_and_sent_blindly_only_when_that_is_said(run, ledger, anyway):
    delivery_id = ledger.queue()
    ledger.change(ScoreDelivery, state=DeliveryState.FAILED, reason=ResultNotRead(PlatformUnreachable()).reason)
    assert f"held: delivery {delivery_id}, registration 1, What the gradebook holds" in run("grades", "status").output

    run("grades", "resend", "--failed", *(["--anyway"] if anyway else []))

    assert (ledger.row().state, ledger.row().may_overwrite) == (DeliveryState.DUE, anyway)
    with ledger.session_factory() as session:
        assert session.scalars(select(AuditEvent.action)).all() == ["grades.sent_again"]


@pytest.mark.parametrize("which", [("--failed",), ("--registration", 1), ("--delivery", 1)])
def test_resend_makes_due_again(run, ledger, which):
    ledger.queue()
    ledger.change(ScoreDelivery, state=DeliveryState.FAILED, tries=12, reason=said_then("no"))

    result = run("grades", "resend", *which)

    assert (result.exit_code, result.output) == (0, "1 due again.\n")
    assert (ledger.row().state, ledger.row().tries) == (DeliveryState.DUE, 0)


def test_resend_of_nothing_in_particular_is_a_usage_error(run):
    assert run("grades", "resend").exit_code == 2


def test_resend_of_an_unknown_delivery_is_refused_with_a_reason(run, ledger):
    result = run("grades", "resend", "--delivery", 99)

    assert result.exit_code == 1
    assert "No delivery 99 matches" in result.stderr


def test_keys_are_listed_rotated_and_retired_without_showing_them(run, session_factory):
    before = json.loads(run("keys", "list", "--json").output)
    assert [key["state"] for key in before] == ["next", "current"]
    current = before[1]["kid"]

    rotated = run("keys", "rotate")
    assert before[0]["kid"] in rotated.output
    assert run("keys", "retire", before[0]["kid"]).exit_code == 1
    assert run("keys", "retire", current).exit_code == 0
    assert run("keys", "retire", current).exit_code == 1

    listed = run("keys", "list").output
    assert current not in listed
    assert "PRIVATE" not in listed
    assert SigningKeys(session_factory).current()[0] == before[0]["kid"]
