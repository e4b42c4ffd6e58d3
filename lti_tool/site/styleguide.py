"""`/styleguide`, in development only: every token and component of the design, in every state, on one page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, render_template
from flask.typing import ResponseReturnValue

from lti_tool.settings import Settings

bp = Blueprint("styleguide", __name__)
SHEET = Path(__file__).parents[1] / "static" / "style.css"
TEXT, EDGE = 4.5, 3.0  # WCAG 2.2 success criteria 1.4.3 and 1.4.11, level AA
PAIRS = (
    ("ink", "paper", TEXT),
    ("ink", "card", TEXT),
    ("soft", "paper", TEXT),
    ("soft", "card", TEXT),
    ("soft", "line", TEXT),
    ("brand", "paper", TEXT),
    ("brand", "card", TEXT),
    ("on-brand", "brand", TEXT),
    ("on-brand", "brand-deep", TEXT),
    ("brand-deep", "brand-wash", TEXT),
    ("ink", "brand-wash", TEXT),
    ("good", "good-wash", TEXT),
    ("warn", "warn-wash", TEXT),
    ("bad", "bad-wash", TEXT),
    ("bad", "card", TEXT),
    ("edge", "card", EDGE),
    ("edge", "paper", EDGE),
    ("slate", "card", EDGE),
    ("brand", "line", EDGE),
)
_ROOT = re.compile(r":root \{([^}]*)\}")
_TOKEN = re.compile(r"--([a-z0-9-]+): ([^;]+);")
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})")


@dataclass(frozen=True)
class Pairing:
    """One color on another: the contrast by day and by night, and the minimum required."""

    front: str
    back: str
    least: float
    light: float
    dark: float

    @property
    def is_enough(self) -> bool:
        """Whether both are readable."""
        return min(self.light, self.dark) >= self.least


def init_app(app: Flask) -> None:
    """Serve the page where people work on the tool; elsewhere its address answers 404."""
    settings: Settings = app.extensions["settings"]
    if settings.development or app.debug:
        app.register_blueprint(bp)


@bp.get("/styleguide")
def reference() -> ResponseReturnValue:
    """The whole design on one page."""
    light, dark = tokens()
    colours = {name: (value, dark.get(name, value)) for name, value in light.items() if _HEX.fullmatch(value)}
    others = {name: value for name, value in light.items() if name not in colours}
    return render_template("styleguide/index.html", colours=colours, tokens=others, pairings=pairings())


@cache
def tokens() -> tuple[dict[str, str], dict[str, str]]:
    """The custom properties of the stylesheet as written: by day, and what the night changes."""
    day, night, *_ = _ROOT.findall(SHEET.read_text(encoding="utf-8"))
    return dict(_TOKEN.findall(day)), dict(_TOKEN.findall(night))


def pairings() -> list[Pairing]:
    """How readable each pair of colours that we use is."""
    light, dark = tokens()
    night = light | dark
    return [
        Pairing(front, back, least, contrast(light[front], light[back]), contrast(night[front], night[back]))
        for front, back, least in PAIRS
    ]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours written as #rgb or #rrggbb, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance, from 0 to 1, as WCAG 2.2 defines it."""
    digits = colour.removeprefix("#")
    pairs = [digit * 2 for digit in digits] if len(digits) == 3 else [digits[at : at + 2] for at in (0, 2, 4)]
    red, green, blue = (_linear(int(pair, 16) / 255) for pair in pairs)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
