"""Shows tokens so that they can be read and not be used."""

from typing import Any

import jwt

_SHOWN = 8


def abbreviate(secret: str) -> str:
    """The beginning of a secret."""
    return secret if len(secret) <= _SHOWN else f"{secret[:_SHOWN]}…"


def readable_jwt(token: str) -> dict[str, Any] | str:
    """What a JWT says, unverified, with its signature cut short; an abbreviated string if it is not a JWT."""
    try:
        header = jwt.get_unverified_header(token)
        claims = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError):
        return abbreviate(token)
    return {"header": header, "claims": claims, "signature": abbreviate(token.rsplit(".", 1)[-1])}


def readable_form(form: dict[str, str]) -> dict[str, Any]:
    """A form's fields, with the JWT among them made readable."""
    tokens = {"id_token", "client_assertion", "JWT"}
    return {name: readable_jwt(value) if name in tokens else value[:500] for name, value in form.items()}
