"""Typed settings: `config/default.toml`, then the file `LTI_TOOL_CONFIG` names, then `LTI_TOOL_…` variables."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field, ValidationError, field_validator, model_validator
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from lti_tool.connections import Connections
from lti_tool.errors import ToolError
from lti_tool.terms import PREFIX, Terms

MINIMUM_SECRET_LENGTH = 32
_ORIGIN = re.compile(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[1-9][0-9]{0,4})?")
_CONTACT = re.compile(r"https://[^\s<>\"']+|[^\s<>\"'@:?&]+@[^\s<>\"'@:?&]+\.[^\s<>\"'@:?&]+")
_MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_MAIL_SERVER = re.compile(r"(?P<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:(?P<port>[1-9][0-9]{0,4}))?")
_LANGUAGES = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*(, ?[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)*")
_PACKAGE = Path(__file__).resolve().parent


MAIL_PORTS = {"starttls": 587, "tls": 465, "off": 25}
LARGEST_PORT = 65_535
MOST_RECIPIENTS = 20


class SettingsError(ToolError):
    """A setting has a value we cannot work with; the message names it as the operator typed it."""

    status = 500


class Settings(Terms, Connections):
    """Every setting, by the name it has in TOML (lower case) and in the environment (`LTI_TOOL_` + upper case)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    database_url: str = "sqlite:///lti-tool.sqlite3"
    secret_key: tuple[str, ...] = Field(default=(), repr=False)
    base_url: str = "http://localhost:8000"
    content_dir: Path | None = None
    allow_private_platforms: bool = False
    trusted_proxies: int = Field(default=0, ge=0, le=10)
    log_format: Literal["text", "json"] = "text"
    ideas_contact: str = ""
    security_contact: str = ""
    security_policy: str = ""
    security_languages: str = "en"
    mail_server: str = ""
    mail_tls: Literal["starttls", "tls", "off"] = "starttls"
    mail_user: str = ""
    mail_password: str = Field(default="", repr=False)
    mail_from: str = ""
    mail_to: tuple[str, ...] = ()
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

    @field_validator("mail_server")
    @classmethod
    def _known_server(cls, value: str) -> str:
        found = _MAIL_SERVER.fullmatch(value)
        if value and not (found and int(found["port"] or 1) <= LARGEST_PORT):
            raise ValueError("must be a host such as smtp.example.org or smtp.example.org:587")
        return value

    @field_validator("mail_from")
    @classmethod
    def _sender(cls, value: str) -> str:
        return _mailbox(value) if value else ""

    @field_validator("mail_to")
    @classmethod
    def _recipients(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(value) > MOST_RECIPIENTS:
            raise ValueError(f"must name at most {MOST_RECIPIENTS} addresses")
        return tuple(map(_mailbox, value))

    @model_validator(mode="after")
    def _whole_mail(self) -> Self:
        """Mail needs a server, a sender and somebody to read it; a password goes over no open line."""
        if not self.mail_server:
            return self
        missing = [name for name in ("mail_from", "mail_to") if not getattr(self, name)]
        if missing:
            names = " and ".join(f"{PREFIX}{name.upper()}" for name in missing)
            raise ValueError(f"{PREFIX}MAIL_SERVER needs {names} as well")
        if bool(self.mail_user) != bool(self.mail_password):
            raise ValueError(f"{PREFIX}MAIL_USER and {PREFIX}MAIL_PASSWORD go together")
        if self.mail_user and self.mail_tls == "off":
            raise ValueError(f"{PREFIX}MAIL_TLS is off: a password is not sent without TLS")
        return self

    @field_validator("secret_key", "mail_to", mode="before")
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
    def host(self) -> str:
        """What this tool is called on the network."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def mail_host(self) -> tuple[str, int]:
        """The mail server's host and port."""
        found = _MAIL_SERVER.fullmatch(self.mail_server)
        host, port = (found["host"], found["port"]) if found else ("", None)
        return host.strip("[]"), int(port or MAIL_PORTS[self.mail_tls])

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


def _mailbox(value: str) -> str:
    """An e-mail address in plain letters, without a name: nothing in it can begin another header."""
    if not _MAILBOX.fullmatch(value):
        raise ValueError("must be e-mail addresses such as training@example.org, without names")
    return value


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
