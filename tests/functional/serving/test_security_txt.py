"""Whoever finds a hole reads at a known address whom to tell (RFC 9116)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from lti_tool.app import create_app
from lti_tool.db import utcnow
from lti_tool.settings import Settings, SettingsError, load_settings
from tests.support.closing import close_app
from tests.support.databases import SECRET

HOST = "https://training.example.org"
ADDRESS = "/.well-known/security.txt"
Ask = Callable[..., TestResponse]


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Ask]:
    """Ask a tool with these settings; its database was never made, so it serves nothing else yet."""
    apps = []

    def ask(**settings: str) -> TestResponse:
        known = {"database_url": f"sqlite:///{tmp_path / 'new.sqlite3'}", "secret_key": SECRET, "base_url": HOST}
        app = create_app(Settings.model_validate(known | settings))
        apps.append(app)
        return app.test_client().get(ADDRESS, base_url=settings.get("base_url", HOST))

    yield ask
    for app in apps:
        close_app(app)


def fields(answer: TestResponse) -> dict[str, str]:
    lines = answer.text.removesuffix("\n").split("\n")
    pairs = [line.split(": ", 1) for line in lines]
    assert len(dict(pairs)) == len(pairs), "each field once"
    return dict(pairs)


def test_a_contact_and_all_that_is_set_stands_there(ask: Ask) -> None:
    policy = "https://example.org/security"
    answer = ask(security_contact="security@example.org", security_policy=policy, security_languages="en, es")

    assert answer.status_code == 200
    assert answer.content_type == "text/plain; charset=utf-8"
    said = fields(answer)
    expires = datetime.fromisoformat(said.pop("Expires"))
    assert timedelta(days=29) < expires - utcnow() <= timedelta(days=30)
    assert said == {
        "Contact": "mailto:security@example.org",
        "Preferred-Languages": "en, es",
        "Canonical": HOST + ADDRESS,
        "Policy": policy,
    }


def test_a_page_may_be_the_contact_and_no_more_is_said_than_is_set(ask: Ask) -> None:
    said = fields(ask(security_contact="https://example.org/report?to=us", base_url="http://localhost:8000"))

    assert said.pop("Expires")
    assert said == {"Contact": "https://example.org/report?to=us", "Preferred-Languages": "en"}


def test_without_a_contact_the_address_says_so(ask: Ask) -> None:
    answer = ask()

    assert answer.status_code == 404
    assert "have not said where to report a security problem" in answer.text


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("CONTACT", "call us", "must be an e-mail address or an https:// address"),
        ("CONTACT", "http://example.org/report", "must be an e-mail address or an https:// address"),
        ("CONTACT", "a@example.org\nPolicy: https://elsewhere.example", "must be an e-mail address"),
        ("POLICY", "security@example.org", "must be an https:// address"),
        ("LANGUAGES", "", "must be language tags"),
        ("LANGUAGES", "English", "must be language tags"),
        ("LANGUAGES", "en\nes", "must be language tags"),
    ],
)
def test_what_could_not_stand_there_is_refused_at_the_start(tmp_path: Path, name: str, value: str, words: str) -> None:
    named = tmp_path / "ours.toml"
    named.write_text(f"security_{name.lower()} = {value!r}\n".replace("'", '"'), encoding="utf-8")

    with pytest.raises(SettingsError, match=f"LTI_TOOL_SECURITY_{name}") as caught:
        load_settings({"LTI_TOOL_CONFIG": str(named)})

    assert words in caught.value.message
