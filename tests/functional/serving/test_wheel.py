"""The wheel: all that the tool needs is in it, and its command works from any folder."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from subprocess import CompletedProcess

import pytest

import lti_tool
from tests.support.command_line import CommandLine

CHECKOUT = Path(lti_tool.__file__).parents[1]


def pip(folder: Path, *arguments: str) -> None:
    python = Path(sys.executable).name
    done = CommandLine(folder)("-m", "pip", "--disable-pip-version-check", *arguments, program=python)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    pip(folder, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder), str(CHECKOUT))
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """A folder into which the wheel was installed; the tool's dependencies are found where they are."""
    target = wheel.parent / "site"
    pip(wheel.parent, "install", "--no-deps", "--no-index", "--target", str(target), str(wheel))
    return target


def test_course_settings_and_migrations_are_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())

    for folder in ("content", "config", "migrations"):
        for file in (CHECKOUT / folder).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                assert f"lti_tool/_data/{file.relative_to(CHECKOUT).as_posix()}" in names
    assert "lti_tool/templates/base.html" in names
    assert "lti_tool/static/style.css" in names
    assert "lti_tool/certificates/fonts/NotoSerif-Regular.ttf" in names
    assert not [name for name in names if name.startswith("tests/") or "__pycache__" in name]


def test_the_licenses_are_in_the_wheel_and_its_metadata_names_them(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        [metadata] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        said = archive.read(metadata).decode().split("\n\n")[0]
        licenses = {name: archive.read(name) for name in archive.namelist() if ".dist-info/licenses/" in name}

    assert "License-Expression: Apache-2.0 AND CC-BY-4.0 AND CC0-1.0 AND OFL-1.1" in said
    fonts = "lti_tool/certificates/fonts"
    for file in (
        "LICENSE",
        "NOTICE",
        "content/LICENSE",
        f"{fonts}/LICENSE-OFL-1.1.txt",
        f"{fonts}/LICENSE-Apache-2.0.txt",
    ):
        [kept] = [text for name, text in licenses.items() if name.endswith(f".dist-info/licenses/{file}")]
        assert kept == (CHECKOUT / file).read_bytes()


def test_its_command_works_from_any_folder(installed: Path, tmp_path: Path) -> None:
    shell = CommandLine(tmp_path, {"PYTHONPATH": str(installed)})

    def run(*arguments: str) -> CompletedProcess[str]:
        return shell(*arguments, program=str(installed / "bin" / "lti-tool"))

    where = shell("-c", "import lti_tool; print(lti_tool.__file__)", program=Path(sys.executable).name)
    assert where.stdout.strip() == str(installed / "lti_tool" / "__init__.py")
    assert "culture-of-yes" in run("content", "list").stdout
    assert run("db", "upgrade").stdout == "The database is up to date.\n"
    assert run("db", "check").returncode == 0
    assert [file.name for file in tmp_path.iterdir()] == ["lti-tool.sqlite3"]
