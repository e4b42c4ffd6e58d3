"""A platform that takes calls and never answers them holds up one launch, and nobody else's."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from lti_tool.lti.launch import platform_keys
from lti_tool.lti.models import PlatformKeySet
from tests.support.door import Door
from tests.support.visitor import Page

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def hanging_keys(door: Door) -> Iterator[socket.socket]:
    """The platform's keys are not known yet, and their address answers nobody."""
    with socket.create_server(("127.0.0.1", 0)) as listener, door.session() as session:
        session.delete(session.get_one(PlatformKeySet, door.registration_id))
        door.registration(session).jwks_url = f"http://127.0.0.1:{listener.getsockname()[1]}/jwks.json"
        session.commit()
        yield listener


def test_who_launches_while_the_keys_are_awaited_is_told_to_try_again(
    door: Door, hanging_keys: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform_keys, "GRACE_S", 0)
    said: list[Page] = []
    first = threading.Thread(target=lambda: said.append(door.launch(door.browser())))
    first.start()
    call, _caller = hanging_keys.accept()

    second = door.launch(door.browser(), "lars")
    call.close()
    first.join()

    assert second.status == 503
    assert "still waiting for the learning platform's keys" in second.text
    assert "open the link again in half a minute" in second.text
    assert [page.status for page in said] == [400]
    assert "keys could not be fetched" in said[0].text
