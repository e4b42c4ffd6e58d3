"""The cast and the pictures: what is read, what is refused in words, and how a dialogue finds its faces."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from lti_tool.content import ContentError, load_catalogue
from lti_tool.content.model.cast import Cast
from lti_tool.quizzes.bank_check import check_content
from lti_tool.settings import shipped_dir
from tests.support.pixels import bomb, moving, photograph, picture, torn

COURSE = Path(__file__).parents[2] / "support" / "walked_course"
LESSON = "modules/culture-of-yes/lessons/01-a-walk.en.md"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return Path(shutil.copytree(COURSE, tmp_path / "course"))


@pytest.fixture(scope="module")
def cast() -> Cast:
    return load_catalogue(COURSE).cast


def edit(course: Path, file: str, old: str, new: str) -> None:
    text = (course / file).read_text(encoding="utf-8")
    assert old in text
    (course / file).write_text(text.replace(old, new), encoding="utf-8")


def errors(course: Path) -> str:
    with pytest.raises(ContentError) as caught:
        load_catalogue(course)
    return str(caught.value)


@pytest.mark.parametrize(
    ("label", "name", "mood"),
    [
        ("Noor:", "Noor", "concerned"),
        ("Noor (smile):", "Noor", "smile"),
        ("A woman with a folder (noor, smile):", "A woman with a folder", "smile"),
        ("Noor (angry):", "Noor", "concerned"),  # not drawn so: the first of her moods
    ],
)
def test_a_label_names_somebody_of_the_cast_and_a_mood(cast: Cast, label: str, name: str, mood: str) -> None:
    found = cast.speaker(label)

    assert found is not None
    assert (found[0], found[1] and found[1].mood) == (name, mood)


@pytest.mark.parametrize("label", ["You:", "Patron (quietly):", "Somebody:"])
def test_whoever_is_not_of_the_cast_has_a_name_and_no_face(cast: Cast, label: str) -> None:
    assert cast.speaker(label) == (label.removesuffix(":"), None)


def test_what_is_no_label_is_none(cast: Cast) -> None:
    assert cast.speaker("Law, as of today.") is None


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (LESSON, 'person: "noor"', 'person: "nora"', "moment hello: there is nobody called nora in people.yaml"),
        (LESSON, 'mood: "concerned"', 'mood: "tired"', "noor is not drawn tired; choose one of concerned, smile"),
        (LESSON, 'mood: "concerned"', 'mood: "sad"', '"mood" cannot be "sad"; write one of calm, smile'),
        (LESSON, "(noor, smile)", "(nora, smile)", "there is nobody called nora in people.yaml"),
        (LESSON, "![](desk)", "![](disk)", ":38: error: there is no picture disk in pictures.yaml"),
        (LESSON, "![](desk)", "![](https://example.org/x.png)", "a picture is named by its id alone"),
        (LESSON, 'picture: "desk"', 'picture: "disk"', "spot desk: there is no picture disk"),
        (LESSON, ", x: 30, y: 40", "", "a place has no x and y"),
        (LESSON, 'scene: "A woman stops inside the door."\n', "", ""),
        ("modules/culture-of-yes/module.yaml", 'scene: "desk"', 'scene: "disk"', "there is no picture disk"),
        ("people.yaml", '"smile"]', '"smile", "tired"]', "there is no people/noor-tired.svg; draw it"),
        ("pictures/desk.svg", "<rect", "<script/><rect", "pictures/desk.svg:1: error: it holds a script"),
        ("pictures/desk.svg", "<rect", '<image href="https://x.example/a.png"/><rect', "it holds a script, a link"),
        ("pictures/desk.svg", "<svg", "<html", "it is not an SVG drawing"),
    ],
)
def test_what_is_amiss_is_said_with_its_remedy(course: Path, file: str, old: str, new: str, said: str) -> None:
    edit(course, file, old, new)

    if said:
        assert said in errors(course)
    else:
        load_catalogue(course)


def test_a_drawing_too_heavy_to_send_is_refused(course: Path) -> None:
    numbers = " ".join(f"L{n * 7919 % 100_003} {n * 104_729 % 99_991}" for n in range(4_000))
    edit(course, "pictures/desk.svg", "<rect", f'<path d="M0 0 {numbers}"/><rect')

    assert "bytes when it is sent; simplify it to 12,000 or fewer" in errors(course)


def test_every_picture_of_the_course_is_as_large_as_it_says() -> None:
    folder = shipped_dir("content")
    for each in load_catalogue(folder).cast.pictures.values():
        drawing = (folder / f"pictures/{each.id}.svg").read_text(encoding="utf-8")
        assert f'viewBox="0 0 {each.width} {each.height}"' in drawing, each.id


def test_what_nothing_shows_is_told_and_stops_nothing(course: Path) -> None:
    shutil.copy(course / "people/noor-smile.svg", course / "people/noor-calm.svg")
    edit(course, "people.yaml", '"smile"]', '"smile", "calm"]')
    shutil.copy(course / "pictures/desk.svg", course / "pictures/door.svg")

    found = [str(problem) for problem in check_content(course)]

    assert any("nothing shows noor calm; show it in a lesson" in each for each in found)
    assert any("pictures/door.svg:1: warning: nothing names this drawing" in each for each in found)
    load_catalogue(course)


def pixels(course: Path, name: str, data: bytes) -> None:
    """Give the picture of the course another file."""
    (course / "pictures" / "desk.svg").unlink(missing_ok=True)
    (course / "pictures" / name).write_bytes(data)


@pytest.mark.parametrize(("name", "kind"), [("desk.png", "PNG"), ("desk.jpg", "JPEG"), ("desk.webp", "WEBP")])
def test_a_picture_may_be_made_of_pixels(course: Path, name: str, kind: str) -> None:
    pixels(course, name, picture(kind))

    assert load_catalogue(course).cast.file_of("desk") == f"pictures/{name}"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("desk.png", b"hello", "it is not a picture"),
        ("desk.png", picture("GIF"), "of a kind that is not shown"),
        ("desk.png", picture("JPEG"), "it is a JPEG, whatever its name says; call it .jpg"),
        ("desk.png", bomb(), "more than 24,000,000 pixels"),
        ("desk.webp", moving(), "it moves"),
        ("desk.webp", torn("WEBP"), "damaged or cut short"),
        ("desk.jpg", photograph((80, 60)), "more than its pixels"),
        ("desk.png", picture(size=(150, 150), compress_level=0), "bytes when it is sent; scale it down"),
    ],
)
def test_a_picture_of_pixels_that_cannot_be_shown_is_refused_in_words(
    course: Path, name: str, data: bytes, said: str
) -> None:
    pixels(course, name, data)

    assert said in errors(course)


def test_a_picture_has_one_file_and_words(course: Path) -> None:
    (course / "pictures" / "desk.png").write_bytes(picture())
    assert "there is pictures/desk.svg and pictures/desk.png" in errors(course)

    (course / "pictures" / "desk.png").unlink()
    text = (course / "pictures.yaml").read_text(encoding="utf-8")
    (course / "pictures.yaml").write_text(re.sub(r'alt: ".*?"', 'alt: ""', text), encoding="utf-8")
    assert "alt" in errors(course)
