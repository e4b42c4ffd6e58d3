"""What axe-core and a ruler say of a page, on a desktop and a phone, in the light and in the dark."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from playwright.sync_api import Frame, Page, ViewportSize

from tests.browser.desks import DESKTOP, PHONE

Scheme = Literal["light", "dark"]
LOOKS: list[tuple[ViewportSize, Scheme]] = [(size, scheme) for size in (DESKTOP, PHONE) for scheme in get_args(Scheme)]
ALL_RULES = {"iframes": False, "resultTypes": ["violations"]}
COLOURS = ALL_RULES | {"runOnly": ["color-contrast"]}  # all that the dark changes
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


def _problems_in_look(page: Page, document: Page | Frame, size: ViewportSize, scheme: Scheme) -> list[str]:
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # colours that fade in have no fixed contrast
    assert document.evaluate("name => matchMedia(`(prefers-color-scheme: ${name})`).matches", scheme)
    found = axe_violations(document, ALL_RULES if scheme == "light" else COLOURS)
    found += [str(line) for line in document.evaluate(TOO_WIDE)]
    return [f"{document.url} ({size['width']} px, {scheme}): {line}" for line in found]


def axe_violations(document: Page | Frame, options: dict[str, Any]) -> list[str]:
    """One line for each element that breaks a rule of axe-core."""
    if not document.evaluate("() => 'axe' in window"):
        document.evaluate(axe_source())
    answer = document.evaluate("options => axe.run(document, options)", options)
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary']}"
        for rule in answer["violations"]
        for node in rule["nodes"]
    ]
