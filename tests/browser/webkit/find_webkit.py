"""Finds Debian's WebKitGTK for the tests; on Debian as root it installs it, elsewhere it says what to install."""

from __future__ import annotations

import os
import shutil
import sys

from tests.browser.find_browser import install_on_debian

OPT_OUT = "NO_WEBKIT"
PACKAGES = {"WebKitWebDriver": "webkit2gtk-driver", "Xvfb": "xvfb"}
ADVICE = (
    "The WebKit tests need WebKitWebDriver and Xvfb, which Linux distributions have (Debian, Ubuntu: apt install "
    f"{' '.join(PACKAGES.values())}). On a Mac or on Windows set {OPT_OUT}=1 to leave these tests out: continuous "
    "integration runs them."
)
LEFT_OUT = f"{OPT_OUT} is set: the WebKit tests are LEFT OUT, and nothing here says whether Safari's people can learn."


def is_left_out() -> bool:
    """Whether whoever runs the tests chose to do without WebKit."""
    return bool(os.environ.get(OPT_OUT))


def missing_packages() -> list[str]:
    """What Debian would have to install before the tests can drive WebKit."""
    return [package for program, package in PACKAGES.items() if not shutil.which(program)]


def path_of(program: str) -> str:
    """Where a program is; fails, with advice, where it is not."""
    found = shutil.which(program)
    assert found, ADVICE
    return found


def main() -> None:
    """See to it that there is a WebKit before the tests start."""
    if is_left_out():
        print(LEFT_OUT, file=sys.stderr)
        return
    if packages := missing_packages():
        install_on_debian(packages)
    if missing_packages():
        sys.exit(ADVICE)


if __name__ == "__main__":
    main()
