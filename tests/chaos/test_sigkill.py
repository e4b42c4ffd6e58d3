"""Real processes, really killed: `lti-tool grades deliver` dies by SIGKILL again and again, and no score is lost."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.chaos.real import TIMES, Gradebook, Ledger
from tests.support.databases import SECRET

pytestmark = pytest.mark.both_databases

GOES = 10
CALLED_OUT = 50
"""As many as one worker has claimed at a time may be sent once more when it dies."""


def deliver(database_url: str) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "LTI_TOOL_DATABASE_URL": database_url,
        "LTI_TOOL_SECRET_KEY": SECRET,
        "LTI_TOOL_ALLOW_PRIVATE_PLATFORMS": "true",
    }
    command = [sys.executable, "-c", "from lti_tool.cli import main; main()", "grades", "deliver"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)


@pytest.mark.timeout(900)
def test_a_worker_that_is_killed_again_and_again_loses_nothing(database_url: str, gradebook: Gradebook) -> None:
    ledger = Ledger(database_url, gradebook)
    for _ in range(TIMES):
        ledger.hand_in()
        worker = deliver(database_url)
        gradebook.await_some(unless=lambda worker=worker: worker.poll() is not None)
        worker.kill()
        worker.wait()
        ledger.let_time_pass()

    for _ in range(GOES):
        assert deliver(database_url).wait() == 0
        if ledger.is_all_delivered:
            break
        ledger.let_time_pass()

    ledger.expect_all_there(posts=TIMES * CALLED_OUT)
