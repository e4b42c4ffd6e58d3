"""The options by which a command is told whom it is about."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from lti_tool.cli.group import ROW_ID
from lti_tool.privacy.finding import Wanted

Command = Callable[..., Any]


def whom(command: Command) -> Command:
    """Let a command take somebody's id in the LMS, email address or our id, and where to look; as `wanted`."""

    @click.option("--lms-id", default="", help="Their id in the LMS (LTI’s sub).")
    @click.option("--email", default="", help="Their email address, whole.")
    @click.option("--id", "user_id", type=ROW_ID, help="Our own id of them; see: lti-tool privacy find")
    @click.option("--registration", "registration_id", type=ROW_ID, help="Only in this registration.")
    @click.option("--deployment", "deployment_id", type=ROW_ID, help="Only in this deployment.")
    @wraps(command)
    def with_whom(
        lms_id: str,
        email: str,
        user_id: int | None,
        registration_id: int | None,
        deployment_id: int | None,
        **options: Any,
    ) -> Any:
        if sum([bool(lms_id), bool(email.strip()), user_id is not None]) != 1:
            raise click.UsageError("Say who: exactly one of --lms-id, --email and --id.")
        if registration_id is not None and deployment_id is not None:
            raise click.UsageError("Say where by one of --registration and --deployment: a deployment has only one.")
        wanted = Wanted(lms_id, email.strip(), user_id, registration_id, deployment_id)
        return command(wanted=wanted, **options)

    return with_whom
