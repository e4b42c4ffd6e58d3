"""A drawing of the content folder made fit for fpdf2, which reads attributes and no style sheet; pure.

Our drawings say their colors once, in a style sheet of plain rules with custom properties, so that they follow the
reader's color scheme. Paper has one scheme, so each element gets what the rules for light say of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, register_namespace, tostring

from defusedxml.ElementTree import fromstring

SVG = "http://www.w3.org/2000/svg"
UNREADABLE = (
    ParseError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    NotImplementedError,
    OSError,
    ArithmeticError,
)
"""What fpdf2 and the reader below raise at a drawing that they cannot read."""
_AT_RULE = re.compile(r"@[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_PROPERTY = re.compile(r"var\((--[\w-]+)\)")
Declarations = dict[str, str]


@dataclass(frozen=True, slots=True)
class Scene:
    """A drawing without style sheets, and its height for a width of one; what lies outside is to be cut off."""

    svg: bytes
    height: float


def read_scene(drawing: bytes) -> Scene | None:
    """The same drawing with what its style sheets say of each element as attributes of that element.

    None where there is none, or one that cannot be read so: a certificate does without.
    """
    register_namespace("", SVG)
    try:
        root: Element = fromstring(drawing)
        _, _, width, height = map(float, root.attrib["viewBox"].split())
        _move_styles(root)
        return Scene(tostring(root), height / width)
    except UNREADABLE:
        return None


def _move_styles(root: Element) -> None:
    rules = [rule for sheet in _take_style_sheets(root) for rule in _read(sheet)]
    properties = {name: value for chosen, said in rules if chosen == ":root" for name, value in said.items()}
    for element in root.iter():
        selectors = _selectors_of(element)
        for chosen, said in rules:
            if chosen in selectors:
                element.attrib.update(said)
        for name, value in element.attrib.items():
            element.attrib[name] = _PROPERTY.sub(lambda found: properties.get(found[1], "none"), value)


def _selectors_of(element: Element) -> set[str]:
    """Those that choose an element: its name, and its classes, which it loses."""
    classes = element.attrib.pop("class", "").split()
    return {element.tag.removeprefix(f"{{{SVG}}}"), *(f".{each}" for each in classes)}


def _take_style_sheets(root: Element) -> list[str]:
    found = [(parent, each) for parent in root.iter() for each in parent if each.tag == f"{{{SVG}}}style"]
    for parent, each in found:
        parent.remove(each)
    return [each.text or "" for _, each in found]


def _read(sheet: str) -> Iterator[tuple[str, Declarations]]:
    """Each selector with what is said of it, in order; what holds for another color scheme is left out."""
    for chosen, body in _RULE.findall(_AT_RULE.sub("", sheet)):
        parts = (each.partition(":") for each in body.split(";") if ":" in each)
        said = {name.strip(): value.strip() for name, _, value in parts}
        for selector in chosen.split(","):
            yield selector.strip(), said
