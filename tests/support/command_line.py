"""`lti-tool` as an operator runs it: a process of its own, in a folder of its own, set up by its environment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import PIPE, CompletedProcess, Popen

SCRIPTS = Path(sys.executable).parent
PATIENCE_S = 90


@dataclass(frozen=True)
class CommandLine:
    """A shell in `folder`; `settings` are environment variables, and no LTI_TOOL_ variable of ours leaks in."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str, program: str = "lti-tool", **settings: str) -> CompletedProcess[str]:
        process = self.start(*arguments, program=program, **settings)
        try:
            said, complained = process.communicate(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise
        return CompletedProcess(process.args, process.returncode, said, complained)

    def start(self, *arguments: str, program: str, **settings: str) -> Popen[str]:
        """Start something without waiting for its end."""
        ours = ("LTI_TOOL_", "FLASK_", "GUNICORN_")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        environ = {**inherited, **self.settings, **settings}
        command = [str(SCRIPTS / program), *arguments]
        return Popen(
            command, stdout=PIPE, stderr=PIPE, text=True, cwd=self.folder, env=environ, stdin=subprocess.DEVNULL
        )
