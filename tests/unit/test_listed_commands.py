"""`lti-tool --help` lists the commands without loading one, and says of each what it says of itself."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lti_tool.cli import COMMANDS, load_command

LIST = """
import sys
from lti_tool.cli import main
sys.argv = ["lti-tool", "--help"]
try:
    main()
finally:
    print([name for name in sys.modules if name.startswith(("lti_tool.cli.", "lti_tool.app", "sqlalchemy"))])
"""


@pytest.mark.parametrize("name", COMMANDS)
def test_a_commands_line_is_its_own_first_sentence(name: str) -> None:
    assert COMMANDS[name].line == load_command(name).get_short_help_str(limit=1000)


def test_the_list_needs_no_command() -> None:
    said = subprocess.run([sys.executable, "-c", LIST], capture_output=True, text=True, check=True).stdout.splitlines()

    assert [name for name in COMMANDS if not any(line.startswith(f"  {name} ") for line in said)] == []
    assert said[-1] == "[]"
