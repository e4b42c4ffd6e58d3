"""Typed settings: `config/default.toml`, then the file `LTI_TOOL_CONFIG` names, then `LTI_TOOL_…` variables."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict, Field, ValidationError, field_validator
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from lti_tool.errors import ToolError
from lti_tool.terms import PREFIX, Terms

MINIMUM_SECRET_LENGTH = 32
_ORIGIN = re.compile(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[1-9][0-9]{0,4})?")
_CONTACT = re.compile(r"https://[^\s<>\"']+|[^\s<>\"'@:?&]+@[^\s<>\"'@:?&]+\.[^\s<>\"'@:?&]+")
_LANGUAGES = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*(, ?[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)*")
_PACKAGE = Path(__file__).resolve().parent


class SettingsError(ToolError):
    """A setting has a value we cannot work with; the message names it as the operator typed it."""

    status = 500


class Settings(Terms):
    """Every setting, by the name it has in TOML (lower case) and in the environment (`LTI_TOOL_` + upper case)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    database_url: str = "sqlite:///lti-tool.sqlite3"
    secret_key: tuple[str, ...] = Field(default=(), repr=False)
    base_url: str = "http://localhost:8000"
    content_dir: Path | None = None
    allow_private_platforms: bool = False
    trusted_proxies: int = Field(default=0, ge=0, le=10)
    web_threads: int = Field(default=4, ge=1, le=1000)
    log_format: Literal["text", "json"] = "text"
    ideas_contact: str = ""
    security_contact: str = ""
    security_policy: str = ""
    security_languages: str = "en"
    metrics: bool = False
    broker_url: str = ""
    development: bool = False

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        try:
            backend = make_url(value).drivername
        except ArgumentError as error:
            raise ValueError("is not a database URL") from error
        if backend not in ("sqlite", "postgresql+psycopg"):
            raise ValueError("must start with sqlite:/// or postgresql+psycopg://")
        if backend == "sqlite" and make_url(value).database in (None, "", ":memory:"):
            raise ValueError("must name a file: a database in memory would be a different one for each thread")
        return value

    @field_validator("ideas_contact", "security_contact")
    @classmethod
    def _contact(cls, value: str) -> str:
        if value and not _CONTACT.fullmatch(value):
            raise ValueError("must be an e-mail address or an https:// address")
        return value

    @field_validator("security_policy")
    @classmethod
    def _page(cls, value: str) -> str:
        if value and not (_CONTACT.fullmatch(value) and value.startswith("https://")):
            raise ValueError("must be an https:// address")
        return value

    @field_validator("security_languages")
    @classmethod
    def _languages(cls, value: str) -> str:
        if not _LANGUAGES.fullmatch(value):
            raise ValueError("must be language tags such as en, or en, es")
        return value

    @field_validator("broker_url")
    @classmethod
    def _known_broker(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://", "amqp://", "amqps://")):
            raise ValueError("must start with redis://, rediss://, amqp:// or amqps://")
        return value

    @field_validator("secret_key", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """A list, or one text with commas between them, as in the environment."""
        return tuple(filter(None, (each.strip() for each in value.split(",")))) if isinstance(value, str) else value

    @field_validator("secret_key")
    @classmethod
    def _long_secrets(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if any(len(each) < MINIMUM_SECRET_LENGTH for each in value):
            raise ValueError(
                f"must be at least {MINIMUM_SECRET_LENGTH} characters long, each, where commas are between several; "
                "one that has a comma in it is written as a list, in the settings file"
            )
        return value

    @field_validator("base_url")
    @classmethod
    def _origin(cls, value: str) -> str:
        if not _ORIGIN.fullmatch(value.rstrip("/")):
            raise ValueError("must be an origin such as https://training.example.org, without a path")
        return value.rstrip("/")

    @property
    def login_url(self) -> str:
        """Where platforms begin a login (OpenID Connect)."""
        return f"{self.base_url}/lti/login"

    @property
    def launch_url(self) -> str:
        """The one redirect URI: platforms such as Moodle compare it letter by letter."""
        return f"{self.base_url}/lti/launch"

    @property
    def secrets_oldest_first(self) -> list[str]:
        """The secret keys in the order that signers want them: the last signs, any other is only read."""
        return list(reversed(self.secret_key))

    @property
    def most_calls_from_pages(self) -> int:
        """How many pages of a process may wait for platforms at once: half of its threads, so that others go on."""
        return max(1, self.web_threads // 2)

    @property
    def uses_sqlite(self) -> bool:
        """Whether everything is kept in one SQLite file."""
        return make_url(self.database_url).drivername == "sqlite"

    @property
    def absolute_database_url(self) -> str:
        """The database URL with a relative SQLite path made absolute from the working directory."""
        if not self.uses_sqlite:
            return self.database_url
        return f"sqlite:///{Path(str(make_url(self.database_url).database)).absolute()}"

    @property
    def is_https(self) -> bool:
        """Whether browsers reach us over HTTPS."""
        return self.base_url.startswith("https://")


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; raises SettingsError naming each bad one."""
    environ = os.environ if environ is None else environ
    values = _read_toml(shipped_dir("config") / "default.toml")
    if named := environ.get(f"{PREFIX}CONFIG"):
        values |= _read_toml(Path(named))
    values |= {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environ.items()
        if name.startswith(PREFIX) and name != f"{PREFIX}CONFIG" and value
    }
    try:
        return Settings(**values)
    except ValidationError as error:
        raise SettingsError(_explain(error)) from None


def find_content_dir(environ: Mapping[str, str] | None = None) -> Path:
    """Where the course lives: the setting `content_dir`, else a checkout's own, else the shipped one."""
    return load_settings(environ).content_dir or shipped_dir("content")


def shipped_dir(name: str) -> Path:
    """`content`, `config` or `migrations`: a checkout's own come first, else those inside the wheel."""
    checkout = _PACKAGE.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / name).is_dir():
        return checkout / name
    return _PACKAGE / "_data" / name


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"The settings file {path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings file {path} is not valid TOML: {error}.") from None


def _explain(error: ValidationError) -> str:
    lines = []
    for problem in error.errors(include_url=False, include_input=False):
        reason = problem["msg"].removeprefix("Value error, ")
        if not problem["loc"]:  # of several settings at once: it names them itself
            lines.append(reason)
            continue
        name = f"{PREFIX}{'_'.join(str(part) for part in problem['loc']).upper()}"
        unknown = problem["type"] == "extra_forbidden"
        lines.append(f"{name}: {'is not a setting of this tool' if unknown else reason}")
    return "Some settings are wrong. " + "; ".join(lines) + "."
