"""The OIDC state: signed, bound to a browser, and short-lived."""

from __future__ import annotations

import time

import itsdangerous
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_tool.lti.digest import digest
from lti_tool.lti.errors import LaunchRefused
from lti_tool.lti.launch.state import LoginState, StateSigner

SIGNER = StateSigner("a secret that is long enough for a test")
TARGET = "https://tool.example/lti/launch"


def test_a_state_comes_back_as_it_left() -> None:
    state = LoginState.begin(7, "browser", TARGET)

    assert SIGNER.read(SIGNER.sign(state), "browser") == state
    assert (state.registration_id, state.target_hash) == (7, digest(TARGET))


def test_every_login_has_its_own_nonce() -> None:
    nonces = {LoginState.begin(1, "browser", TARGET).nonce for _ in range(100)}

    assert len(nonces) == 100
    assert all(len(nonce) >= 22 for nonce in nonces)


def test_a_state_holds_neither_the_browsers_token_nor_the_target() -> None:
    assert "browser-token" not in repr(LoginState.begin(1, "browser-token", TARGET))


@pytest.mark.parametrize("browser", ["another", "", None])
def test_another_browser_is_refused(browser: str | None) -> None:
    signed = SIGNER.sign(LoginState.begin(1, "browser", TARGET))

    with pytest.raises(LaunchRefused, match="another browser"):
        SIGNER.read(signed, browser)


def test_a_state_of_another_secret_is_refused() -> None:
    signed = StateSigner("another secret, just as long as the first").sign(LoginState.begin(1, "browser", TARGET))

    with pytest.raises(LaunchRefused, match="login that we began"):
        SIGNER.read(signed, "browser")


@pytest.mark.parametrize(("age", "is_good"), [(0, True), (299, True), (302, False), (86_400, False)])
def test_a_state_lives_five_minutes(monkeypatch: pytest.MonkeyPatch, age: int, is_good: bool) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(itsdangerous.TimestampSigner, "get_timestamp", lambda _self: int(time.time()) - age)
        signed = SIGNER.sign(LoginState.begin(1, "browser", TARGET))

    if is_good:
        assert SIGNER.read(signed, "browser").registration_id == 1
    else:
        with pytest.raises(LaunchRefused, match="five minutes"):
            SIGNER.read(signed, "browser")


@given(st.text())
def test_no_text_but_our_own_is_a_state(text: str) -> None:
    with pytest.raises(LaunchRefused):
        SIGNER.read(text, "browser")


def test_one_changed_character_is_noticed_wherever_it_is() -> None:
    signed = SIGNER.sign(LoginState.begin(1, "browser", TARGET))

    for place in range(len(signed) - 1):  # the last one holds bits that base64 throws away
        changed = "A" if signed[place] != "A" else "B"
        with pytest.raises(LaunchRefused):
            SIGNER.read(signed[:place] + changed + signed[place + 1 :], "browser")


def test_a_state_that_the_version_before_signed_is_read() -> None:
    """It compressed what was signed; a login lives five minutes, which may span a change of the version."""
    state = LoginState.begin(1, "browser", TARGET)
    before = itsdangerous.URLSafeTimedSerializer("a secret that is long enough for a test", salt="lti-login-state")
    signed = before.dumps(state.fields)

    assert signed.startswith(".")
    assert SIGNER.read(str(signed), "browser") == state
    assert before.loads(SIGNER.sign(state)) == state.fields
