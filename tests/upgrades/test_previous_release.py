"""The release before, from its own commit and its own virtual environment, runs on the schema of this one.

Its own tests say so: their databases are migrated by this version. `previous.txt` names the commit; whoever makes a
release writes that release's commit there.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE, STDOUT

import pytest

from lti_tool.schema.check import known_migrations
from lti_tool.settings import shipped_dir

PREVIOUS = Path(sys.prefix) / "previous"
UPGRADE = """#!{python}
import lti_tool
from lti_tool.schema.migrating import upgrade_schema

with lti_tool.load_app().app_context():
    upgrade_schema()
"""
PLAYED = (
    "tests/functional/test_main_job.py",
    "tests/functional/learner/test_learning.py",
    "tests/functional/quizzes/test_gradebook.py",
    "tests/functional/quizzes/test_quiz_settings.py::"
    "test_what_is_set_for_the_course_holds_at_every_link_that_says_nothing_itself",
)


@pytest.mark.timeout(900)  # a suite of its own
def test_it_is_older_and_all_that_learners_and_instructors_do_most_works_there(tmp_path: Path) -> None:
    upgrade = tmp_path / "upgrade"  # as the command does, but for its line in the log: their tests begin with none
    upgrade.write_text(UPGRADE.format(python=sys.executable), encoding="utf-8")
    upgrade.chmod(0o700)
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "LTI_TOOL_"))}
    environ["UPGRADED_BY"] = str(upgrade)
    command = [str(PREVIOUS / "venv/bin/python"), "-m", "pytest", "-q", "-n", "0", "--timeout", "0", *PLAYED]
    played = subprocess.run(command, cwd=PREVIOUS / "tool", env=environ, stdout=PIPE, stderr=STDOUT, text=True)

    assert played.returncode == 0, played.stdout
    assert known_migrations(PREVIOUS / "tool/migrations")[-1] < known_migrations(shipped_dir("migrations"))[-1]
