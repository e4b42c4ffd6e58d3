"""`lti-tool` as an operator runs it: a process of its own, in a folder of its own, with settings from the environment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

SCRIPTS = Path(sys.executable).parent
PATIENCE_S = 60


@dataclass(frozen=True)
class CommandLine:
    """A shell in `folder`; `settings` are environment variables, and no LTI_TOOL_ variable of ours leaks in."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str, program: str = "lti-tool", **settings: str) -> subprocess.CompletedProcess[str]:
        command = [str(SCRIPTS / program), *arguments]
        return subprocess.run(command, timeout=PATIENCE_S, **self.options(settings))

    def start(self, *arguments: str, program: str) -> subprocess.Popen[str]:
        """Start something that runs until it is stopped."""
        return subprocess.Popen([str(SCRIPTS / program), *arguments], **self.options({}))

    def options(self, settings: Mapping[str, str]) -> dict[str, object]:
        """What every process here is started with."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("LTI_TOOL_", "FLASK_"))}
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return {**pipes, "cwd": self.folder, "env": {**inherited, **self.settings, **settings}}
