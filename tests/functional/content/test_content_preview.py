"""The author's preview: any module as a learner meets it, read anew when a file is saved, errors on the page."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lti_tool.preview import set_up_preview
from lti_tool.settings import shipped_dir
from tests.support.ports import find_free_port

START = "from lti_tool.cli import main; main()"
TITLE = 'title: "Service, every time"'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    content = tmp_path / "content"
    shutil.copytree(shipped_dir("content") / "frameworks", content / "frameworks")
    for each in ("modules/service-every-time", "people", "pictures"):
        shutil.copytree(shipped_dir("content") / each, content / each)
    for each in ("people.yaml", "pictures.yaml"):
        shutil.copy(shipped_dir("content") / each, content)
    return content


@pytest.fixture
def author(app: Flask, folder: Path) -> FlaskClient:
    set_up_preview(app, folder)
    return app.test_client()


def text(client: FlaskClient, path: str) -> str:
    return client.get(path, follow_redirects=True, base_url="http://localhost").get_data(as_text=True)


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / "modules/service-every-time/module.yaml"
    written = path.read_text(encoding="utf-8")
    assert old in written
    path.write_text(written.replace(old, new), encoding="utf-8")


def test_a_module_opens_as_for_a_learner_in_a_frame_that_the_page_may_show(author: FlaskClient):
    home = author.get("/preview/")
    assert 'src="/preview/open/service-every-time?language=en"' in home.get_data(as_text=True)
    assert "frame-src 'self'" in home.headers["Content-Security-Policy"]

    opened = author.get("/preview/open/service-every-time", follow_redirects=True, base_url="http://localhost")

    assert opened.status_code == 200
    assert "You, as a learner" in opened.get_data(as_text=True)
    assert "Take the quiz now" in opened.get_data(as_text=True)
    assert "http://localhost" in opened.headers["Content-Security-Policy"].partition("frame-ancestors")[2]


def test_a_saved_file_is_read_anew(author: FlaskClient, folder: Path):
    before = author.get("/preview/state").json
    assert "Service, every time" in text(author, "/preview/open/service-every-time")

    edit(folder, TITLE, 'title: "Service, each and every time"')

    assert author.get("/preview/state").json != before
    assert "Service, each and every time" in text(author, "/preview/open/service-every-time")


def test_a_lesson_says_by_when_its_facts_of_law_are_looked_at_again(author: FlaskClient, folder: Path):
    path = folder / "modules/service-every-time/lessons/01-what-service-stands-on.en.md"
    lesson = path.read_text(encoding="utf-8")
    path.write_text(lesson.replace("objectives:", 'review_by: "2027-05-31"\nobjectives:', 1), encoding="utf-8")

    opened = author.get("/preview/open/service-every-time", follow_redirects=True, base_url="http://localhost")

    page = text(author, f"{opened.request.path}/lessons/service-every-time.l1")
    assert "We look at them again by May 31, 2027." in page


def test_errors_are_on_the_page_and_nothing_partial_is_served(author: FlaskClient, folder: Path):
    edit(folder, TITLE, 'titel: "Service, every time"')

    home = text(author, "/preview/")
    assert "modules/service-every-time/module.yaml:4" in home
    assert "Nothing is served until the errors are mended." in home
    assert "<iframe" not in home
    assert author.get("/preview/open/service-every-time", follow_redirects=True).status_code == 503

    edit(folder, "titel:", "title:")
    assert "<iframe" in text(author, "/preview/")


def test_the_command_needs_no_database_and_no_key_and_leaves_nothing_behind(folder: Path, tmp_path: Path):
    port = find_free_port()
    command = [sys.executable, "-c", START, "content", "preview", str(folder), "--port", str(port)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LTI_TOOL_")}
    environment |= {"PYTHONPATH": os.getcwd(), "TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    empty = tmp_path / "empty"
    empty.mkdir()
    with subprocess.Popen(command, cwd=empty, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = next(line for line in process.stdout if "Open" in line)
        with urllib.request.urlopen(said.split()[1], timeout=60) as home:
            assert "service-every-time" in home.read().decode()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
    assert list(empty.iterdir()) == []
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("tmp")] == []
