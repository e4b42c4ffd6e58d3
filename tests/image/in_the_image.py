"""The image that `make image` built, as a container runs it: no root, nothing to write to but /tmp, and a launch.

`make image-test` runs this, as root and with buildah: a container's namespaces are made here by hand, so that no
runtime is needed. It is no part of `make test`, since building takes minutes.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from lti_tool.app import create_app
from lti_tool.demo_lms.oidc.messages import launch_claims_by_id
from lti_tool.settings import Settings
from tests.support.closing import close_app
from tests.support.databases import SECRET
from tests.support.door import make_platform, register_with_keys
from tests.support.ports import find_free_port
from tests.support.waiting import await_that

BUILDAH = shlex.split(os.environ.get("BUILDAH", "buildah"))
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ENTER = """
set -e
mount --bind {root} {root} && mount -o remount,bind,ro {root}
mount -t tmpfs tmpfs {root}/tmp && mount --rbind /dev {root}/dev && mount -t proc proc {root}/proc
mount --bind {data} {root}/srv
exec chroot --userspec={user} {root} /usr/bin/env --ignore-environment --chdir=/tmp {settings} {command}
"""


@dataclass
class Image:
    """What was built, unpacked; `data` is the one folder that outlives a container."""

    root: Path
    data: Path
    config: dict[str, Any]
    port: int

    def start(self, *command: str) -> subprocess.Popen[str]:
        settings = [
            *self.config["Env"],
            f"LTI_TOOL_SECRET_KEY={SECRET}",
            "LTI_TOOL_DATABASE_URL=sqlite:////srv/tool.sqlite3",
            f"LTI_TOOL_BASE_URL=http://localhost:{self.port}",
        ]
        script = ENTER.format(
            root=self.root,
            data=self.data,
            user=self.config["User"],
            settings=shlex.join(settings),
            command=shlex.join(part.replace(":8000", f":{self.port}") for part in command),
        )
        inside = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", script]
        return subprocess.Popen(inside, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def run(self, *command: str) -> tuple[int, str]:
        process = self.start(*command)
        said, _ = process.communicate(timeout=120)
        return process.returncode, said


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    name = os.environ.get("IMAGE", "library-service-lti")
    config = json.loads(_buildah("inspect", "--type", "image", name))["Docker"]["config"]
    container = _buildah("from", "--pull-never", name).strip()
    data = tmp_path_factory.mktemp("data")
    shutil.chown(data, *(int(each) for each in config["User"].split(":")))
    try:
        yield Image(Path(_buildah("mount", container).strip()), data, config, find_free_port())
    finally:
        _buildah("umount", container)
        _buildah("rm", container)


@dataclass
class Browser:
    """Keeps cookies, as a browser does on localhost over plain http."""

    port: int
    cookies: dict[str, str]

    def ask(self, method: str, url: str, form: dict[str, str] | None = None) -> tuple[HTTPResponse, str]:
        cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, url, urlencode(form) if form else None, cookie | (FORM if form else {}))
            answer = connection.getresponse()
            text = answer.read().decode()
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer, text


def test_a_container_without_root_upgrades_serves_launches_and_stops(image: Image) -> None:
    assert image.config["User"] == "10001:10001"
    assert image.run("id", "-u") == (0, "10001\n")
    assert "Read-only file system" in image.run("touch", "/opt/lti-tool/x")[1]
    assert image.run("lti-tool", "db", "upgrade") == (0, "The database is up to date.\n")
    platform = _register(image)

    server = image.start(*image.config["Cmd"])
    try:
        check = image.config["Healthcheck"]["Test"]
        assert check[0] == "CMD"
        await_that(lambda: image.run(*check[1:])[0] == 0, lambda: _still(server))
        browser = Browser(image.port, {})
        login = {
            "iss": platform.issuer,
            "login_hint": "somebody",
            "target_link_uri": f"http://localhost:{image.port}/lti/launch",
            "client_id": platform.client_id,
        }
        answer, _ = browser.ask("POST", "/lti/login", login)
        answer, _ = browser.ask("POST", answer.headers["Location"], login)
        sent = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
        token = platform.sign(launch_claims_by_id(platform, "mei-ling", "yes-and", sent["nonce"]))
        answer, _ = browser.ask("POST", "/lti/launch", {"id_token": token, "state": sent["state"]})
        assert answer.status == 303
        answer, page = browser.ask("GET", answer.headers["Location"])
        assert (answer.status, "Yes, and!" in page) == (200, True)
    finally:
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text(encoding="ascii").split()
        for child in children:
            os.kill(int(child), 15)
        said, _ = server.communicate(timeout=60)
    assert "Traceback" not in said


def _register(image: Image) -> Any:
    """A platform in memory, known to the tool with its keys; the files stay the container's own."""
    platform = make_platform(f"http://localhost:{image.port}")
    app = create_app(Settings(database_url=f"sqlite:///{image.data / 'tool.sqlite3'}", secret_key=SECRET))
    with app.extensions["lti"].session_factory() as session:
        register_with_keys(session, platform)
    close_app(app)
    for each in image.data.iterdir():
        shutil.chown(each, *(int(number) for number in image.config["User"].split(":")))
    return platform


def _still(server: subprocess.Popen[str]) -> None:
    assert server.poll() is None, server.stdout and server.stdout.read()


def _buildah(*arguments: str) -> str:
    return subprocess.run([*BUILDAH, *arguments], check=True, capture_output=True, text=True).stdout
