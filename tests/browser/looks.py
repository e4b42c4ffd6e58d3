"""What axe-core and a ruler say of a page, on a desktop and a phone, in the light and in the dark."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Frame, Page

from tests.browser.desks import DESKTOP, PHONE

LOOKS = [(size, scheme) for size in (DESKTOP, PHONE) for scheme in ("light", "dark")]
RUN_AXE = "() => axe.run(document, {iframes: false, resultTypes: ['violations']})"
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.body.querySelectorAll("*")]
    .filter((each) => each.getBoundingClientRect().right > width)
    .map((each) => `${each.tagName}.${each.className} reaches ${each.getBoundingClientRect().right} of ${width} px`);
}"""


@cache
def axe_source() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def problems(page: Page, document: Page | Frame | None = None) -> list[str]:
    """All that is wrong with a page, or with one framed in it, in any look; empty is well."""
    return [problem for look in LOOKS for problem in _problems_in_look(page, document or page, *look)]


def _problems_in_look(page: Page, document: Page | Frame, size: Any, scheme: Any) -> list[str]:
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # colours that fade in have no fixed contrast
    assert document.evaluate("name => matchMedia(`(prefers-color-scheme: ${name})`).matches", scheme)
    found = axe_violations(document) + [str(line) for line in document.evaluate(TOO_WIDE)]
    return [f"{document.url} ({size['width']} px, {scheme}): {line}" for line in found]


def axe_violations(document: Page | Frame) -> list[str]:
    """One line for each element that breaks a rule of axe-core."""
    document.evaluate(axe_source())
    answer = document.evaluate(RUN_AXE)
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary']}"
        for rule in answer["violations"]
        for node in rule["nodes"]
    ]
