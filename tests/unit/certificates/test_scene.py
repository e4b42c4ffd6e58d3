"""Drawings of the content folder on the certificate."""

from __future__ import annotations

from pathlib import Path

import pytest

from lti_tool.certificates.paper.pdf import draw_certificate
from lti_tool.certificates.paper.scene import read_scene
from tests.support.clock import NOON
from tests.unit.certificates.test_pdf import page_count, wording

SCENES = sorted((Path(__file__).parents[3] / "content/pictures").glob("scene-*.svg"))
STYLED = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><style>:root{--a:#111}
@media (prefers-color-scheme:dark){:root{--a:#eee}}path,rect{stroke:none}.b{fill:var(--a)}</style>
<rect class="b c" width="9" height="9"/></svg>"""


def test_what_a_style_sheet_says_of_an_element_becomes_its_attributes_for_light() -> None:
    scene = read_scene(STYLED)

    assert scene
    assert scene.height == 1
    assert b"<style" not in scene.svg
    assert b"class" not in scene.svg
    assert b'stroke="none"' in scene.svg
    assert b'fill="#111"' in scene.svg


@pytest.mark.parametrize("path", SCENES, ids=lambda path: path.stem)
def test_each_scene_of_ours_is_drawn(path: Path) -> None:
    bare, drawn = (draw_certificate(wording(), NOON, scene) for scene in (b"", path.read_bytes()))

    assert len(drawn) > len(bare) + 2_000
    assert page_count(drawn) == 1
    scene = read_scene(path.read_bytes())
    assert scene
    assert b"var(" not in scene.svg


@pytest.mark.parametrize(
    "scene",
    [
        b"not a drawing",
        b"<svg",
        b"<html/>",
        STYLED.replace(b"0 0 9 9", b"0 0 0 9"),
        STYLED.replace(b'"9"/>', b'"wide"/>'),
    ],
)
def test_one_that_cannot_be_read_is_left_out(scene: bytes) -> None:
    assert page_count(draw_certificate(wording(), NOON, scene)) == 1
