"""Desks: real browsers, each fresh, whose every complaint on the console is noted."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, BrowserType, ConsoleMessage, ViewportSize, WebError

# Chromium heeds only the last list of features, so this one stands in place of Playwright's: that one's, but for
# ThirdPartyStoragePartitioning, without which no other site's cookies are refused, and two pages of the address bar's.
WITHOUT = [
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",
]
ARGUMENTS = [
    "--headless",
    "--no-sandbox",  # Chromium refuses to run as root without it
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(WITHOUT)}",
]
# What the headless shell leaves out of a fresh Chromium, and has no setting for: each site's frame in a process of its
# own, and no cookies of other sites unless they are Partitioned.
FRESH = [*ARGUMENTS, "--site-per-process", "--test-third-party-cookie-phaseout"]
PATIENCE = 30_000  # ms, for a machine that is busy with other tests
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 360, "height": 740}


class Desks:
    """Hands out browsers that know nothing of each other; `foreseen` holds what a test expects on the console."""

    def __init__(self, browser: Browser, folder: Path, executable: str) -> None:
        self.foreseen: list[str] = []
        self._complaints: list[str] = []
        self._browser, self._executable = browser, executable
        self._profiles = (folder / f"profile-{number}" for number in itertools.count(1))
        self._open: list[BrowserContext] = []
        self._launched: list[Browser] = []

    def fresh(self, **options: Any) -> BrowserContext:
        """A browser that, as a fresh Chromium does, refuses other sites' cookies unless they are Partitioned."""
        return self._watch(self._browser.new_context(**{"viewport": DESKTOP} | options))

    def as_it_comes(self) -> BrowserContext:
        """Chromium itself, in a fresh context, with nothing said about cookies."""
        chromium = self._browser.browser_type.launch(executable_path=self._executable, args=ARGUMENTS)
        self._launched.append(chromium)
        return self._watch(chromium.new_context(viewport=DESKTOP))

    def with_preferences(self, preferences: dict[str, Any], **options: Any) -> BrowserContext:
        """A browser whose owner changed Chromium's settings."""
        profile = next(self._profiles)
        (profile / "Default").mkdir(parents=True)
        (profile / "Default" / "Preferences").write_text(json.dumps(preferences), encoding="utf-8")
        chromium: BrowserType = self._browser.browser_type
        context = chromium.launch_persistent_context(
            profile, executable_path=self._executable, args=ARGUMENTS, **{"viewport": DESKTOP} | options
        )
        return self._watch(context)

    def close(self) -> None:
        for each in [*self._open, *self._launched]:
            each.close()

    @property
    def complaints(self) -> list[str]:
        """Errors that no test foresaw: scripts that failed, loads that the policy refused."""
        return [line for line in self._complaints if not any(words in line for words in self.foreseen)]

    def _watch(self, context: BrowserContext) -> BrowserContext:
        context.set_default_timeout(PATIENCE)
        context.on("console", self._hear)
        context.on("weberror", self._hear_failure)
        self._open.append(context)
        return context

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            self._complaints.append(f"{message.location.get('url', '')}: {message.text}")

    def _hear_failure(self, failure: WebError) -> None:
        self._complaints.append(str(failure.error))
