"""Without WebKit the tests say what to install; they are left out only where somebody asked for it, and then loudly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.browser.webkit.find_webkit import ADVICE, LEFT_OUT, OPT_OUT

HERE = Path(__file__).parent
FIND = ["-m", "tests.browser.webkit.find_webkit"]
COLLECT = ["-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", str(HERE)]


def test_a_machine_without_webkit_is_told_what_to_install(tmp_path: Path) -> None:
    done = run_python(FIND, PATH=str(tmp_path))

    assert done.returncode == 1
    assert ADVICE in done.stderr
    assert "apt install webkit2gtk-driver xvfb" in done.stderr


def test_leaving_webkit_out_is_said_before_the_tests(tmp_path: Path) -> None:
    done = run_python(FIND, PATH=str(tmp_path), **{OPT_OUT: "1"})

    assert done.returncode == 0
    assert LEFT_OUT in done.stderr


def test_leaving_webkit_out_deselects_its_tests_and_says_so() -> None:
    done = run_python(COLLECT, **{OPT_OUT: "1"})

    assert "test_webkit.py::" not in done.stdout
    assert "deselected" in done.stdout
    assert LEFT_OUT in done.stderr


def test_otherwise_its_tests_are_collected() -> None:
    done = run_python(COLLECT, **{OPT_OUT: ""})

    assert "test_webkit.py::" in done.stdout
    assert LEFT_OUT not in done.stderr


def run_python(arguments: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    command = [sys.executable, *arguments]
    root = HERE.parents[2]
    return subprocess.run(
        command, cwd=root, env=inherited | environment, capture_output=True, text=True, check=False, timeout=120
    )
