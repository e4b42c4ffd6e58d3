import json
import threading

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from flask import Flask
from jwt.algorithms import RSAAlgorithm

from lti_tool.lti.launch import platform_keys
from lti_tool.lti.launch.platform_keys import KeysOnTheirWay, PlatformKeys, UnknownPlatformKey, parse_key_set
from lti_tool.lti.models import PlatformKeySet
from lti_tool.lti.services.http import HttpClient

PRIVATE = generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC = json.loads(RSAAlgorithm.to_jwk(PRIVATE.public_key()))
OTHER = json.loads(RSAAlgorithm.to_jwk(generate_private_key(public_exponent=65537, key_size=2048).public_key()))
SMALL = json.loads(RSAAlgorithm.to_jwk(generate_private_key(public_exponent=65537, key_size=1024).public_key()))


def jwk(kid, **changes):
    return {"kty": "RSA", "kid": kid, "n": PUBLIC["n"], "e": PUBLIC["e"]} | changes


def key_set(*kids):
    return json.dumps({"keys": [jwk(kid) for kid in kids]}).encode()


@pytest.fixture
def serve(platform, make_answer):
    def change(body, status=200):
        platform.answer = lambda seen: make_answer(status, body=body)

    change(key_set("one"))
    return change


@pytest.fixture
def keys(session_factory, http, clock):
    return PlatformKeys(session_factory, http, clock)


@pytest.fixture
def get(keys, registration_id, platform):
    return lambda kid, store=keys: store.get(registration_id, platform.url, kid)


def test_a_key_is_fetched_once_and_verifies(get, serve, platform):
    token = jwt.encode({"a": 1}, PRIVATE, algorithm="RS256")

    for _ in range(5):
        assert jwt.decode(token, *get("one"), algorithms=["RS256"]) == {"a": 1}

    assert len(platform.seen) == 1


def test_a_known_key_survives_a_restart_and_a_dead_endpoint(get, serve, session_factory, http, clock, platform):
    get("one")
    serve(b"down for maintenance", 503)
    restarted = PlatformKeys(session_factory, http, clock)
    clock.pass_(days=3)

    assert get("one", restarted)
    assert len(platform.seen) == 2


def test_a_new_kid_is_fetched_at_once(get, serve, clock):
    get("one")
    serve(key_set("one", "two"))
    clock.pass_(seconds=31)

    assert get("two")


def test_invented_kids_cost_one_request_in_half_a_minute(get, serve, clock, platform):
    get("one")
    clock.pass_(seconds=31)
    for number in range(20):
        with pytest.raises(UnknownPlatformKey):
            get(f"invented-{number}")
    assert len(platform.seen) == 2

    clock.pass_(seconds=31)
    with pytest.raises(UnknownPlatformKey):
        get("invented")
    assert len(platform.seen) == 3


def test_many_launches_at_once_with_a_new_kid_make_one_request(get, serve, platform):
    found = []
    threads = [threading.Thread(target=lambda: found.append(get("one"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 8
    assert len(platform.seen) == 1


class Hanging:
    """A fetch that hangs in a thread of its own until `mend` is called."""

    def __init__(self, platform, make_answer, get, kid):
        self._called, self._may_answer = threading.Event(), threading.Event()
        body = key_set("one", "two")
        platform.answer = lambda seen: (self._called.set(), self._may_answer.wait(60), make_answer(body=body))[2]
        self._thread = threading.Thread(target=get, args=(kid,))
        self._thread.start()
        assert self._called.wait(30)

    def mend(self):
        self._may_answer.set()
        self._thread.join()


@pytest.fixture
def hang(platform, make_answer, get, monkeypatch):
    """Let the fetch of a key hang, past the moment for which others wait."""
    monkeypatch.setattr(platform_keys, "GRACE_S", 0)
    return lambda kid: Hanging(platform, make_answer, get, kid)


def test_a_fetch_that_hangs_lets_nobody_else_wait(get, serve, hang, clock, platform):
    get("one")
    clock.pass_(minutes=2)
    fetch = hang("two")

    assert get("one")
    for kid in ("two", "three"):
        with pytest.raises(KeysOnTheirWay) as refused:
            get(kid)
        assert "open the link again" in refused.value.advice
    fetch.mend()

    assert get("two")
    assert len(platform.seen) == 2


def test_a_refresh_that_hangs_lets_nobody_else_wait(get, serve, hang, clock):
    get("one")
    clock.pass_(hours=25)
    fetch = hang("one")

    assert get("one")
    fetch.mend()


def test_another_registration_does_not_wait(get, serve, hang, keys, registration_id, platform):
    fetch = hang("one")

    with pytest.raises(UnknownPlatformKey, match="could not be fetched"):
        keys.get(registration_id + 1, "http://127.0.0.1:9/jwks", "one")
    fetch.mend()


def test_no_room_for_a_call_is_no_try(session_factory, registration_id, platform, serve, clock):
    http, server = HttpClient(allow_private=True, most_from_pages=1), Flask("a server")
    keys = PlatformKeys(session_factory, http, clock)
    called, may_answer = threading.Event(), threading.Event()

    def load_page():
        with server.test_request_context():
            http.get(f"{platform.url}/elsewhere")

    answer = platform.answer
    platform.answer = lambda seen: (called.set(), may_answer.wait(30), answer(seen))[2]
    page = threading.Thread(target=load_page)
    page.start()
    assert called.wait(30)
    with server.test_request_context():
        with pytest.raises(KeysOnTheirWay):
            keys.get(registration_id, platform.url, "one")
        may_answer.set()
        page.join()
        assert keys.get(registration_id, platform.url, "one")


def test_why_the_keys_are_not_known_is_said_to_all(keys, registration_id):
    for _ in range(2):
        with pytest.raises(UnknownPlatformKey, match="could not be fetched"):
            keys.get(registration_id, "http://127.0.0.1:9/jwks", "one")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"<html>oops</html>", 200),
        (b'{"keys": []}', 200),
        (b'{"keys": "none"}', 200),
        (b"[]", 200),
        (b"", 200),
        (b"[" * 100_000, 200),
        (key_set("two"), 500),
        (key_set("two"), 302),
    ],
)
def test_a_bad_answer_never_replaces_a_good_set(get, serve, clock, body, status):
    get("one")
    serve(body, status)
    clock.pass_(seconds=31)

    with pytest.raises(UnknownPlatformKey, match="did not answer with keys"):
        get("two")
    assert get("one")


def test_an_endpoint_that_is_down_at_the_first_launch_is_explained(keys, registration_id):
    with pytest.raises(UnknownPlatformKey, match="could not be fetched"):
        keys.get(registration_id, "http://127.0.0.1:9/jwks", "one")


def test_a_dropped_key_is_refused_once_the_set_was_fetched_again(get, serve, clock):
    get("one")
    serve(key_set("two"))
    clock.pass_(seconds=31)
    get("two")

    with pytest.raises(UnknownPlatformKey):
        get("one")


def test_another_worker_learns_of_a_dropped_key_within_a_minute(get, serve, session_factory, http, clock):
    other = PlatformKeys(session_factory, http, clock)
    get("one", other)
    serve(key_set("two"))
    clock.pass_(seconds=31)
    get("two")
    assert get("one", other)

    clock.pass_(seconds=31)
    with pytest.raises(UnknownPlatformKey):
        get("one", other)


def test_another_worker_takes_a_new_key_from_the_database(get, serve, session_factory, http, clock, platform):
    other = PlatformKeys(session_factory, http, clock)
    get("one", other)
    serve(key_set("one", "two"))
    clock.pass_(seconds=31)
    get("two")

    assert get("two", other)
    assert len(platform.seen) == 2


def test_an_old_set_is_refreshed_when_the_platform_answers(get, serve, clock, platform):
    get("one")
    clock.pass_(hours=25)
    get("one")
    get("one")

    assert len(platform.seen) == 2


def test_a_changed_key_address_forgets_the_old_keys(keys, get, serve, platform, registration_id):
    get("one")
    serve(key_set("two"))

    with pytest.raises(UnknownPlatformKey):
        keys.get(registration_id, f"{platform.url}/other", "one")


def test_a_known_key_costs_neither_query_nor_request(get, serve, session_factory, registration_id, platform):
    get("one")
    with session_factory() as session:
        session.delete(session.get(PlatformKeySet, registration_id))
        session.commit()

    assert get("one")
    assert len(platform.seen) == 1


@pytest.mark.parametrize(
    "entry",
    [
        jwk("k", use="enc"),
        jwk("k", alg="HS256"),
        jwk("k", kty="EC"),
        jwk("k", n="AQAB"),
        jwk("k", n=None),
        jwk("k", n=SMALL["n"]),
        jwk(""),
        jwk(7),
        {"kty": "oct", "kid": "k", "k": "c2VjcmV0"},
        "text",
    ],
)
def test_keys_that_cannot_check_an_rs256_signature_are_left_out(entry):
    assert parse_key_set({"keys": [entry]}) == {}


def test_all_keys_of_one_kid_are_kept():
    twice = parse_key_set({"keys": [jwk("k"), jwk("k", n=OTHER["n"]), jwk("k", n=SMALL["n"]), jwk("l")]})

    assert {kid: len(keys) for kid, keys in twice.items()} == {"k": 2, "l": 1}


@pytest.mark.parametrize("changes", [{}, {"alg": None}, {"use": None}, {"alg": "RS256", "use": "sig"}])
def test_keys_without_alg_or_use_are_taken(changes):
    assert set(parse_key_set({"keys": [jwk("k", **changes)]})) == {"k"}
