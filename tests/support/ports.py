"""Ports for servers of tests: asked for in one place, so that no two ever get the same one."""

from __future__ import annotations

import os
import socket
from itertools import count

# Below what Linux, macOS and Windows give to outgoing connections: one of those may take a port between the moment
# it was found free and the moment it is served on.
_FIRST, _MANY, _LANES = 11_000, 2_500, 8  # browsers refuse to open 10080
_lane = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _LANES
_STRIDE = 97  # so that sessions that run at the same time begin far apart
_steps = count(os.getpid() * _STRIDE)


def find_free_port() -> int:
    """A port of this machine that nobody listens on, and that no worker of this session has handed out lately."""
    for step in _steps:
        port = _FIRST + _lane * _MANY + step % _MANY
        if _is_free(port):
            return port
    raise AssertionError("the count never ends")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
