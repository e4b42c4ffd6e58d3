import threading
from datetime import timedelta

import jwt
import pytest
from jwt.algorithms import RSAAlgorithm
from sqlalchemy import delete, select

from lti_tool.audit import Actor, AuditEvent
from lti_tool.lti.keys import KeyInUse, SigningKeys, UnknownKey
from lti_tool.lti.models import SigningKey

OPERATOR = Actor.operator()


@pytest.fixture(autouse=True)
def _no_keys_yet(session_factory):
    """Test databases come with keys, to save the time that making them takes."""
    with session_factory() as session:
        session.execute(delete(SigningKey))
        session.commit()


@pytest.fixture
def keys(session_factory, clock):
    return SigningKeys(session_factory, clock)


def states(keys):
    return [key.state for key in keys.list_keys()]


def test_the_first_use_makes_a_current_and_a_next_key(keys):
    keys.current()

    assert states(keys) == ["next", "current"]


def test_what_the_current_key_signs_verifies_with_the_published_one(keys):
    kid, private = keys.current()
    token = jwt.encode({"a": 1}, private, algorithm="RS256")
    published = next(jwk for jwk in keys.public_jwks() if jwk["kid"] == kid)

    assert jwt.decode(token, RSAAlgorithm.from_jwk(published), algorithms=["RS256"]) == {"a": 1}


def test_nothing_private_is_published(keys):
    for jwk in keys.public_jwks():
        assert set(jwk) == {"kty", "kid", "alg", "use", "n", "e"}
        assert (jwk["kty"], jwk["alg"], jwk["use"]) == ("RSA", "RS256", "sig")


def test_workers_that_start_together_agree_on_the_first_key(session_factory, clock):
    workers = [SigningKeys(session_factory, clock) for _ in range(4)]
    kids = []
    threads = [threading.Thread(target=lambda w=worker: kids.append(w.current()[0])) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(kids) == 4
    assert len(set(kids)) == 1


def test_a_key_is_published_before_it_signs_and_after(keys, clock):
    before, _ = keys.current()
    coming = next(key.kid for key in keys.list_keys() if key.state == "next")

    assert keys.rotate(clock(), OPERATOR) == coming

    assert keys.current()[0] == coming
    assert states(keys) == ["next", "current", "retired"]
    assert before in {jwk["kid"] for jwk in keys.public_jwks()}


def test_rotating_before_any_key_was_made_works(keys, clock):
    kid = keys.rotate(clock(), OPERATOR)

    assert keys.current()[0] == kid
    assert states(keys) == ["next", "current"]


def test_another_process_notices_a_rotation_within_a_minute(session_factory, clock):
    ours, theirs = SigningKeys(session_factory, clock), SigningKeys(session_factory, clock)
    old, _ = ours.current()
    new = theirs.rotate(clock(), OPERATOR)

    assert ours.current()[0] == old
    clock.pass_(seconds=61)
    assert ours.current()[0] == new


def test_a_retired_key_can_be_taken_out_of_the_published_set(keys, clock):
    old, _ = keys.current()
    keys.rotate(clock(), OPERATOR)

    keys.retire(old, clock(), OPERATOR)

    assert old not in {jwk["kid"] for jwk in keys.public_jwks()}


@pytest.mark.parametrize("state", ["current", "next"])
def test_a_key_in_use_is_not_retired(keys, state, clock):
    kid = next(key.kid for key in keys.list_keys() if key.state == state)

    with pytest.raises(KeyInUse, match=f"the {state} key"):
        keys.retire(kid, clock(), OPERATOR)


def test_retiring_an_unknown_key_says_so(keys, clock):
    with pytest.raises(UnknownKey):
        keys.retire("nothing", clock(), OPERATOR)


def test_a_private_key_is_parsed_once_per_process(keys, clock):
    _, first = keys.current()
    clock.pass_(minutes=5)
    _, second = keys.current()

    assert first is second


def test_a_call_costs_no_query_while_the_ring_is_fresh(keys, session_factory, clock):
    keys.current()
    with session_factory() as session:
        for key in session.scalars(select(SigningKey)):
            session.delete(key)
        session.commit()

    assert keys.current()
    clock.pass_(seconds=59)
    assert keys.current()


def test_a_clock_that_is_set_back_does_not_freeze_the_ring(keys, session_factory, clock):
    keys.current()
    new = SigningKeys(session_factory, clock).rotate(clock(), OPERATOR)
    clock.now -= timedelta(hours=3)

    assert keys.current()[0] == new


def test_rotations_are_in_the_audit_log_without_the_key(keys, session_factory, clock):
    keys.rotate(clock(), Actor.command("alice", "keys rotate"))

    with session_factory() as session:
        event = session.scalars(select(AuditEvent)).one()
        assert (event.action, event.actor) == ("key.rotated", Actor.command("alice", "keys rotate"))
        assert "PRIVATE" not in str(event.facts)
