"""Programs of the system that the tests run; Debian's packages are installed where that is ours to do."""

from __future__ import annotations

import os
import shutil
import sys

from tests.browser.find_browser import install_on_debian

PROGRAMS = ("pgbouncer", "sqlite3")  # Debian's packages are called like the programs
SBIN = "/usr/sbin"  # where Debian puts servers, which is on nobody's PATH but root's
ADVICE = "The tests need {missing}, which Linux distributions and Homebrew have. Debian, Ubuntu: apt install {missing}."


def find_program(name: str) -> str | None:
    """Where the program is."""
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}{os.pathsep}{SBIN}")


def missing_programs() -> list[str]:
    """Which are not on this machine."""
    return [name for name in PROGRAMS if find_program(name) is None]


def advice(missing: list[str]) -> str:
    """What to do about it."""
    return ADVICE.format(missing=" ".join(missing))


def main() -> None:
    """See to it that they are there before the tests start."""
    if missing := missing_programs():
        install_on_debian(missing, "the tests")
    if missing := missing_programs():
        sys.exit(advice(missing))


if __name__ == "__main__":
    main()
