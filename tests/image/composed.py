"""compose.yaml's services as processes: its commands, settings and names; the tool's in the image that was built.

A container's namespaces are made by hand, so that no runtime is needed. All of them share one network of their own,
with nothing in it but this machine's own address: there the names of the services lead.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import socket
import subprocess
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from tests.image.building import CHECKOUT, IMAGE, buildah
from tests.support.waiting import await_that

COMPOSE = CHECKOUT / "deploy/compose.yaml"
INSIDE = """
set -e
mount --bind {root} {root} && mount --bind /etc/hosts {root}/etc/hosts
mount --rbind /dev {root}/dev && mount -t proc proc {root}/proc && mount -t tmpfs tmpfs {root}/tmp
mount -o remount,bind,ro {root}
exec chroot {root} setpriv --reuid={user} --regid={group} --clear-groups --no-new-privs --bounding-set=-all \
  env --ignore-environment --chdir={folder} {settings} {command}
"""


@dataclass
class Composed:
    """The services by their names in the file; `variables` is what `.env` would say, `added` what only a test sets."""

    folder: Path
    root: Path
    variables: dict[str, str]
    added: dict[str, str]
    _started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @cached_property
    def services(self) -> dict[str, Any]:
        """The file, with what `.env` says in its places."""
        text = re.sub(r"\$\{(\w+):\?[^}]*\}", lambda name: self.variables[name[1]], COMPOSE.read_text(encoding="utf-8"))
        services: dict[str, Any] = yaml.safe_load(text)["services"]
        return services

    @cached_property
    def image(self) -> dict[str, Any]:
        """How the image wants to be run."""
        config: dict[str, Any] = json.loads(buildah("inspect", "--type", "image", IMAGE))["Docker"]["config"]
        return config

    def log(self, name: str) -> Path:
        """What a service says."""
        return self.folder / f"{name}.log"

    def start(self, name: str, *command: str, log: str = "") -> subprocess.Popen[bytes]:
        """Start one of the tool's services; `command` takes the place of its own."""
        service = self.services[name]
        user, group = self.image["User"].split(":")
        settings = self.image["Env"] + [
            f"{key}={value}" for key, value in {**service["environment"], **self.added}.items()
        ]
        script = INSIDE.format(
            root=self.root,
            user=user,
            group=group,
            folder=self.image["WorkingDir"],
            settings=shlex.join(settings),
            command=shlex.join(command or service.get("command", self.image["Cmd"])),
        )
        inside = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", script]
        with self.log(log or name).open("wb") as file:
            self._started.append(subprocess.Popen(inside, stdout=file, stderr=subprocess.STDOUT))
        return self._started[-1]

    def run(self, name: str, *command: str) -> tuple[int, str]:
        """As `docker compose run` does: its exit status, and what was said."""
        status = self.start(name, *command, log="once").wait(timeout=120)
        return status, self.log("once").read_text(encoding="utf-8")

    def expect_health(self, name: str, service: subprocess.Popen[bytes]) -> None:
        """Once it listens, it is well, if asked as the image asks."""
        (port,) = (int(each.partition("/")[0]) for each in self.image["ExposedPorts"])
        await_that(lambda: _listens(name, port), lambda: self.expect_up(name, service))
        kind, *command = self.image["Healthcheck"]["Test"]
        assert (kind, *self.run(name, *command)) == ("CMD", 0, "")

    def expect_up(self, name: str, service: subprocess.Popen[bytes]) -> None:
        """It goes on, or the test ends with what it said."""
        assert service.poll() is None, self.log(name).read_text(encoding="utf-8")

    def stop(self, name: str, service: subprocess.Popen[bytes]) -> str:
        """Tell it, as `docker compose stop` does; what it said in all its life."""
        (process,) = Path(f"/proc/{service.pid}/task/{service.pid}/children").read_text(encoding="ascii").split()
        os.kill(int(process), 15)
        service.wait(timeout=int(self.services[name]["stop_grace_period"].removesuffix("s")))
        return self.log(name).read_text(encoding="utf-8")

    def down(self) -> None:
        """End whatever goes on."""
        for process in self._started:
            process.kill()
            process.wait()


def _listens(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=60).close()
    except OSError:
        return False
    return True
