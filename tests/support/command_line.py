"""`lti-tool` as an operator runs it: a process of its own, in a folder of its own, set up by its environment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from subprocess import PIPE, CompletedProcess, Popen

import pytest
from flask import Flask

import lti_tool
from lti_tool.cli import main
from tests.support.closing import close_app

SCRIPTS = Path(sys.executable).parent
PATIENCE_S = 90
OURS = ("LTI_TOOL_", "FLASK_", "GUNICORN_")


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
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        environ = {**inherited, **self.settings, **settings}
        command = [str(SCRIPTS / program), *arguments]
        return Popen(
            command, stdout=PIPE, stderr=PIPE, text=True, cwd=self.folder, env=environ, stdin=subprocess.DEVNULL
        )


@dataclass(frozen=True)
class InProcess:
    """The same commands without a process for each: for what they do and say, not for how they start."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str, **settings: str) -> CompletedProcess[str]:
        said, complained = StringIO(), StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(complained):
            for name in [name for name in os.environ if name.startswith(OURS)]:
                patch.delenv(name)
            for name, value in {**self.settings, **settings}.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["lti-tool", *arguments])
            patch.setattr(sys, "stdin", StringIO())
            patch.chdir(self.folder)
            with pytest.raises(SystemExit) as end, _closing_what_is_made(patch):
                main()
        return CompletedProcess(arguments, int(end.value.code or 0), said.getvalue(), complained.getvalue())


@contextmanager
def _closing_what_is_made(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close the applications that a command makes, as the end of its process would."""
    made: list[Flask] = []
    load_app = lti_tool.load_app

    def load() -> Flask:
        made.append(load_app())
        return made[-1]

    patch.setattr(lti_tool, "load_app", load)
    try:
        yield
    finally:
        for app in made:
            close_app(app)
