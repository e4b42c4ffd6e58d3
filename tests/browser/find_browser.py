"""Finds a real Chromium for the browser tests; on Debian as root it installs one, elsewhere it says what to install."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = (
    "The browser tests need Chromium. Install it (Debian, Ubuntu: apt install chromium; elsewhere: "
    "{python} -m playwright install chromium), or name one with BROWSER_PATH=/path/to/chromium."
)


def find_browser() -> str | None:
    """The path of a Chromium: the named one or none, else one found on the PATH, else Playwright's own."""
    named = os.environ.get("BROWSER_PATH")
    if named:
        return shutil.which(named)
    return next(filter(None, map(shutil.which, NAMES)), None) or _playwrights_own()


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _install_on_debian() -> None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("No browser found: installing Debian's chromium …", flush=True)
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=environment)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
        subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL)


def main() -> None:
    """See to it that there is a browser before the tests start."""
    named = os.environ.get("BROWSER_PATH")
    if named and find_browser() is None:
        sys.exit(f"BROWSER_PATH names {named}, which is not a program on this machine.")
    if find_browser() is None:
        _install_on_debian()
    if find_browser() is None:
        sys.exit(ADVICE.format(python=sys.executable))


if __name__ == "__main__":
    main()
