"""Finds a real Chromium for the browser tests; on Debian as root it installs one, elsewhere it says what to install.

Debian also packs Chromium's pages without the windows around them, the headless shell: for most tests the same at half
the cost. It knows no preferences, as Chromium's settings are called, so it comes beside Chromium and not in its place.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright._impl._driver import compute_driver_executable

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SHELL = "chromium-headless-shell"  # what Debian calls both the program and its package
ADVICE = (
    "The browser tests need Chromium, and Playwright's driver needs libatomic1. Install them (Debian, Ubuntu: "
    f"apt install chromium libatomic1; elsewhere: {sys.executable} -m playwright install chromium), or name a "
    "Chromium with BROWSER_PATH=/path/to/chromium."
)


def find_browser() -> str | None:
    """The path of a Chromium: the one that BROWSER_PATH names, one on the PATH, or Playwright's own."""
    if named := os.environ.get("BROWSER_PATH"):
        return shutil.which(named)
    return next(filter(None, map(shutil.which, NAMES)), None) or _playwrights_own()


def find_shell() -> str | None:
    """The path of the cheapest browser that shows pages as Chromium does: the headless shell, else Chromium itself."""
    return (None if os.environ.get("BROWSER_PATH") else shutil.which(SHELL)) or find_browser()


def missing_packages() -> list[str]:
    """What Debian would have to install before the tests can drive a browser."""
    return ([] if _driver_runs() else ["libatomic1"]) + ([] if find_browser() else ["chromium"])


def _driver_runs() -> bool:
    """Whether Playwright's own node starts: a bare Debian lacks a library that it needs."""
    node, *_ = compute_driver_executable()
    return subprocess.run([node, "--version"], capture_output=True, check=False).returncode == 0


def _playwrights_own() -> str | None:
    if not _driver_runs():
        return None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install_on_debian(packages: list[str], wanted_by: str = "the browser tests") -> None:
    """Install what tests need where that is ours to do: on Debian, as root."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing Debian's {' and '.join(packages)} for {wanted_by} …", flush=True)
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=environment)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
        subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL)


def main() -> None:
    """See to it that there is a browser before the tests start."""
    named = os.environ.get("BROWSER_PATH")
    if named and find_browser() is None:
        sys.exit(f"BROWSER_PATH names {named}, which is not a program on this machine.")
    if packages := missing_packages():
        install_on_debian(packages)
    if missing_packages():
        sys.exit(ADVICE)
    if not named and not shutil.which(SHELL):
        install_on_debian([SHELL])  # not every Debian has it, and all tests pass without


if __name__ == "__main__":
    main()
