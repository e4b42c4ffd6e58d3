"""Settings are typed, layered, and fail by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lti_tool.settings import Settings, SettingsError, load_settings, shipped_dir
from lti_tool.terms import Terms

SECRET = "s" * 40


def test_the_environment_beats_the_named_file_which_beats_the_defaults(tmp_path: Path) -> None:
    named = tmp_path / "ours.toml"
    named.write_text('base_url = "https://file.example.org"\nlog_format = "json"\n')

    settings = load_settings({"LTI_TOOL_CONFIG": str(named), "LTI_TOOL_BASE_URL": "https://env.example.org/"})

    assert settings.base_url == "https://env.example.org"
    assert settings.log_format == "json"
    assert settings.allow_private_platforms is False


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DATABASE_URL", "mysql://x/y", "must start with sqlite:///"),
        ("DATABASE_URL", "not a url", "is not a database URL"),
        ("DATABASE_URL", "sqlite://", "must name a file"),
        ("SECRET_KEY", "short", "at least 32 characters"),
        ("SECRET_KEY", f"{SECRET},short", "at least 32 characters"),
        ("BASE_URL", "training.example.org", "must be an origin"),
        ("BASE_URL", "https://example.org/tool", "must be an origin"),
        ("BASE_URL", "https://a b", "must be an origin"),
        ("BASE_URL", "https://example.org#top", "must be an origin"),
        ("BASE_URL", "https://me:secret@example.org", "must be an origin"),
        ("BASE_URL", "https://example.org:999999", "must be an origin"),
        ("ALLOW_PRIVATE_PLATFORMS", "perhaps", "boolean"),
        ("TRUSTED_PROXIES", "-1", "greater than or equal to 0"),
        ("WEB_THREADS", "0", "greater than or equal to 1"),
        ("DELIVERY_THREADS", "0", "greater than or equal to 1"),
        ("DATABASE_POOLER", "pgbouncer", "'none' or 'transaction'"),
        ("POOL_SIZE", "4", "must be more than LTI_TOOL_WEB_THREADS, which is 4"),
        ("BACKGROUND_POOL_SIZE", "4", "greater than or equal to 5"),
        ("STATEMENT_TIMEOUT_S", "-1", "greater than or equal to 0"),
        ("LOG_FORMAT", "xml", "'text' or 'json'"),
        ("MAIL_SERVER", "smtp://mail.example", "must be a host such as"),
        ("MAIL_SERVER", "mail.example:99999", "must be a host such as"),
        ("MAIL_SERVER", "mail.example", "needs LTI_TOOL_MAIL_FROM and LTI_TOOL_MAIL_TO as well"),
        ("MAIL_TLS", "yes", "'starttls', 'tls' or 'off'"),
        ("MAIL_FROM", "Anna <anna@library.example>", "must be e-mail addresses"),
        ("MAIL_TO", "anna@library.example\nBcc: x@y.example", "must be e-mail addresses"),
        ("MAIL_TO", "anna@library.example, anna", "must be e-mail addresses"),
        ("MAIL_TO", ",".join(["anna@library.example"] * 21), "at most 20 addresses"),
        ("NO_SUCH_THING", "1", "is not a setting of this tool"),
    ],
)
def test_a_bad_setting_is_named_as_the_operator_typed_it(name: str, value: str, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({f"LTI_TOOL_{name}": value})

    assert f"LTI_TOOL_{name}" in caught.value.message
    assert words in caught.value.message


MAIL = {
    "LTI_TOOL_MAIL_SERVER": "mail.example",
    "LTI_TOOL_MAIL_FROM": "tool@library.example",
    "LTI_TOOL_MAIL_TO": "anna@library.example, ops@library.example",
}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"MAIL_USER": "tool"}, "LTI_TOOL_MAIL_USER and LTI_TOOL_MAIL_PASSWORD go together"),
        ({"MAIL_USER": "tool", "MAIL_PASSWORD": "secret", "MAIL_TLS": "off"}, "a password is not sent without TLS"),
    ],
)
def test_mail_is_set_up_whole_and_shows_no_password(more: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(MAIL | {f"LTI_TOOL_{name}": value for name, value in more.items()})

    assert words in caught.value.message
    assert "secret" not in caught.value.message


@pytest.mark.parametrize(
    ("server", "tls", "host_and_port"),
    [
        ("mail.example", "starttls", ("mail.example", 587)),
        ("mail.example", "tls", ("mail.example", 465)),
        ("[::1]:2525", "off", ("::1", 2525)),
    ],
)
def test_a_mail_server_is_a_host_and_perhaps_a_port(server: str, tls: str, host_and_port: tuple[str, int]) -> None:
    settings = load_settings(MAIL | {"LTI_TOOL_MAIL_SERVER": server, "LTI_TOOL_MAIL_TLS": tls})

    assert settings.mail_host == host_and_port
    assert settings.mail_to == ("anna@library.example", "ops@library.example")


def test_secret_keys_are_a_list_with_commas_between_them_and_shown_nowhere(tmp_path: Path) -> None:
    named = tmp_path / "ours.toml"
    named.write_text(f'secret_key = ["{SECRET}"]\n')

    typed = load_settings({"LTI_TOOL_SECRET_KEY": f"{SECRET}, {'t' * 40},"})

    assert typed.secret_key == (SECRET, "t" * 40)
    assert load_settings({"LTI_TOOL_CONFIG": str(named)}).secret_key == (SECRET,)
    assert SECRET not in repr(typed)


@pytest.mark.parametrize(("threads", "most"), [(1, 1), (2, 1), (3, 1), (4, 2), (9, 4)])
def test_half_of_the_threads_may_wait_for_platforms(threads: int, most: int) -> None:
    assert Settings(web_threads=threads).most_calls_from_pages == most


def test_connections_follow_the_threads_unless_they_are_said() -> None:
    assert Settings(web_threads=9).most_connections_of_pages == 18
    assert Settings(web_threads=9, pool_size=10).most_connections == 10 + Settings().background_pool_size


@pytest.mark.parametrize(
    ("said", "prepares_after"),
    [
        ({}, 5),
        ({"prepare_threshold": 0}, None),
        ({"database_pooler": "transaction"}, None),
        ({"database_pooler": "transaction", "prepare_threshold": 9}, 9),
    ],
)
def test_behind_a_pooler_nothing_is_prepared_unless_asked_for(said: dict[str, Any], prepares_after: int | None) -> None:
    assert Settings(**said).prepares_after == prepares_after


def test_a_secret_never_shows_in_an_error_or_a_repr() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"LTI_TOOL_SECRET_KEY": "hunter2"})

    assert "hunter2" not in caught.value.message
    assert SECRET not in repr(Settings(secret_key=SECRET))


@pytest.mark.parametrize("text", ["base_url = ", "\x00"])
def test_a_settings_file_that_is_not_toml_is_named(tmp_path: Path, text: str) -> None:
    named = tmp_path / "broken.toml"
    named.write_text(text)

    with pytest.raises(SettingsError, match=r"broken\.toml"):
        load_settings({"LTI_TOOL_CONFIG": str(named)})


def test_a_settings_file_that_is_missing_is_named() -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.toml"):
        load_settings({"LTI_TOOL_CONFIG": "nowhere.toml"})


def test_a_relative_sqlite_file_is_taken_from_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert load_settings({}).absolute_database_url == f"sqlite:///{tmp_path}/lti-tool.sqlite3"


def test_an_empty_variable_is_as_if_it_were_not_set() -> None:
    assert load_settings({"LTI_TOOL_CONTENT_DIR": "", "LTI_TOOL_BASE_URL": ""}) == load_settings({})


def test_every_shipped_example_loads() -> None:
    for example in sorted(shipped_dir("config").glob("*.toml")):
        assert load_settings({"LTI_TOOL_CONFIG": str(example)})


def test_the_defaults_that_are_documented_are_those_of_the_code() -> None:
    assert load_settings({}).model_dump(include=set(Terms.model_fields)) == Terms().model_dump()


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("KEEP_LAUNCHES_DAYS", "KEEP_PEOPLE_DAYS"),
        ("KEEP_REASONS_DAYS", "KEEP_PEOPLE_DAYS"),
        ("KEEP_ATTEMPTS_DAYS", "KEEP_PEOPLE_DAYS"),
        ("KEEP_PRACTICE_DAYS", "KEEP_ATTEMPTS_DAYS"),
    ],
)
def test_terms_that_contradict_each_other_are_told_in_words(part: str, whole: str) -> None:
    bad = {f"LTI_TOOL_{part}": "4000", f"LTI_TOOL_{whole}": "3999"}

    with pytest.raises(SettingsError) as caught:
        load_settings(bad)

    assert "cannot be kept for longer than" in caught.value.message
    assert f"LTI_TOOL_{part} is 4000, LTI_TOOL_{whole} is 3999" in caught.value.message
    assert all(name in caught.value.message for name in bad)


@pytest.mark.parametrize(
    ("name", "value"), [("KEEP_PEOPLE_DAYS", "29"), ("KEEP_LOG_DAYS", "0"), ("KEEP_LOG_DAYS", "36501")]
)
def test_a_term_has_sane_ends(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"LTI_TOOL_{name}: "):
        load_settings({f"LTI_TOOL_{name}": value})
