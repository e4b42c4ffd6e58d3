"""What axe-core and rulers say of a page: on phone, tablet and desktop, by day and by night, and at 400 %."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Literal

from playwright.sync_api import Frame, Page, ViewportSize

from tests.browser.desks import DESKTOP, PHONE

Scheme = Literal["light", "dark"]
TABLET: ViewportSize = {"width": 768, "height": 1024}
ZOOMED: ViewportSize = {"width": 320, "height": 256}  # 1280 by 1024 at 400 % (WCAG 2.2, 1.4.10)
# axe at the two ends, each with every rule: colours change with the light, and little else with the width. Other words
# change no colour, and to measure how each stands out is three quarters of what axe does.
WIDTHS = [DESKTOP, TABLET, PHONE, ZOOMED]
Rules = dict[str, Any]
EVERY_RULE: Rules = {"iframes": False, "resultTypes": ["violations"]}
ALL_BUT_COLOURS: Rules = EVERY_RULE | {"rules": {"color-contrast": {"enabled": False}}}
Look = tuple[ViewportSize, Scheme, Rules]
EXAMINED: list[Look] = [(DESKTOP, "light", EVERY_RULE), (PHONE, "dark", EVERY_RULE)]
IN_OTHER_WORDS: list[Look] = [(PHONE, "dark", ALL_BUT_COLOURS)]
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }"""  # what a reader may set (WCAG 2.2, 1.4.12)
SET_SPACING = """css => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}"""
CUT_OFF = """() => [...document.body.querySelectorAll("*")]
  .filter((each) => each.checkVisibility() && ["hidden", "clip"].includes(getComputedStyle(each).overflowY))
  .filter((each) => !each.closest("svg") && each.clientWidth > 1 && each.scrollHeight > each.clientHeight + 1)
  .map((each) => `${each.tagName}.${each.className} cuts off what it says`)"""
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.body.querySelectorAll("*")]
    .filter((each) => each.getBoundingClientRect().right > width)
    .map((each) => `${each.tagName}.${each.className} reaches ${each.getBoundingClientRect().right} of ${width} px`);
}"""
TOO_SMALL = """() => {
  const targets = "button, select, summary, textarea, input:not([type=hidden], label input), label:has(> input), "
    + ".button, .back a, .links a, .lesson-row, .tries a";
  return [...document.querySelectorAll(targets)]
    .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 43.5)
    .map((each) => `a target of ${each.getBoundingClientRect().height} px: ${each.outerHTML.slice(0, 120)}`);
}"""


@cache
def axe_source() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def problems(page: Page, document: Page | Frame | None = None, looks: list[Look] = EXAMINED) -> list[str]:
    """All that is wrong with a page, or with one framed in it, in these looks and at any width; empty is well."""
    shown = document or page
    found = [line for look in looks for line in _examine(page, shown, *look)]
    examined = [size for size, _scheme, _rules in looks]
    found += [line for size in WIDTHS if size not in examined for line in _measure(page, shown, size)]
    found += _spread_out(page, shown)
    page.set_viewport_size(DESKTOP)
    return found


def touch_problems(page: Page) -> list[str]:
    """What a finger would miss: our own targets are 44 CSS pixels high, links inside sentences aside."""
    page.set_viewport_size(PHONE)
    found = [f"{page.url}: {line}" for line in page.evaluate(TOO_SMALL)]
    page.set_viewport_size(DESKTOP)
    return found


def _examine(page: Page, shown: Page | Frame, size: ViewportSize, scheme: Scheme, rules: Rules) -> list[str]:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # colours that fade in have no fixed contrast
    too_wide = _measure(page, shown, size)
    assert shown.evaluate("name => matchMedia(`(prefers-color-scheme: ${name})`).matches", scheme)
    return too_wide + [f"{shown.url} ({size['width']} px, {scheme}): {line}" for line in axe_violations(shown, rules)]


def _measure(page: Page, shown: Page | Frame, size: ViewportSize) -> list[str]:
    """What makes the page scroll sideways."""
    page.set_viewport_size(size)
    return [f"{shown.url} ({size['width']} px): {line}" for line in shown.evaluate(TOO_WIDE)]


def _spread_out(page: Page, shown: Page | Frame) -> list[str]:
    """What no longer fits once letters, words, lines and paragraphs stand farther apart."""
    shown.evaluate(SET_SPACING, SPACED)
    found = [f"spread out: {line}" for line in _measure(page, shown, PHONE) + shown.evaluate(CUT_OFF)]
    shown.evaluate(SET_SPACING, "")
    return found


def axe_violations(document: Page | Frame, options: Rules = EVERY_RULE) -> list[str]:
    """One line for each element that breaks a rule of axe-core."""
    if not document.evaluate("() => 'axe' in window"):
        document.evaluate(axe_source())
    answer = document.evaluate("options => axe.run(document, options)", options)
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary']}"
        for rule in answer["violations"]
        for node in rule["nodes"]
    ]
