"""Speaks W3C WebDriver (https://www.w3.org/TR/webdriver2/) to WebKit: as much of it as a learner's story needs."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote

import requests

PATIENCE_S = 60.0  # how long a page may take to become what a story waits for, on a machine that is busy
ANSWER_S = 120.0  # how long the driver may take over one command before it counts as hung
PACE_S = 0.05
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # WebDriver §12.2: the key of an element's reference
PASSING = {
    "no such element",
    "stale element reference",
    "element not interactable",
    "element click intercepted",
    "javascript error",  # a page that goes away answers no more
    "no such frame",
}
MIDDLE = "const box = arguments[0].getBoundingClientRect(); return box.top + box.height / 2"
SCROLL = """
  const [frame, target] = arguments;
  const top = scrollY + frame.getBoundingClientRect().top + target - innerHeight / 2;
  scrollTo({top, behavior: "instant"});
"""
Found = TypeVar("Found")


class WebDriverError(Exception):
    """What the driver refused; `code` is WebDriver's own word for it (§6.6)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class WebKit:
    """One browser with no history. Elements are named by XPath, and waited for."""

    def __init__(self, driver_url: str, capabilities: dict[str, Any]) -> None:
        self._http = requests.Session()
        self._http.trust_env = False
        self._url = f"{driver_url}/session"
        self._frame = ""
        opened = self._call("POST", "", {"capabilities": {"alwaysMatch": capabilities}})
        self._url += f"/{opened['sessionId']}"

    def close(self) -> None:
        """Stop speaking to the driver; whoever started it ends it, and the browser with it."""
        self._http.close()

    def open(self, address: str) -> None:
        self._frame = ""
        self._call("POST", "/url", {"url": address})

    def reload(self) -> None:
        self._call("POST", "/refresh", {})

    @property
    def windows(self) -> list[str]:
        return [str(handle) for handle in self._call("GET", "/window/handles")]

    def switch_to(self, window: str) -> None:
        self._frame = ""
        self._call("POST", "/window", {"handle": window})

    def enter_frame(self, xpath: str) -> None:
        """Go on inside this frame of the page."""
        self._frame = xpath
        self._call("POST", "/frame", {"id": None})
        self.wait(lambda: self._find(xpath), xpath)
        self._call("POST", "/frame", {"id": {ELEMENT: self._find(xpath)}})

    def count(self, xpath: str) -> int:
        """How many there are now."""
        return len(self._call("POST", "/elements", {"using": "xpath", "value": xpath}))

    def see(self, xpath: str) -> str:
        """Wait until it is displayed; answers its text."""
        self.wait(lambda: self._get(self._find(xpath), "displayed"), xpath)
        return str(self.wait(lambda: [self._get(self._find(xpath), "text")], xpath)[0])

    def attributes(self, xpath: str, name: str) -> list[str]:
        """This attribute of each."""
        found = self._call("POST", "/elements", {"using": "xpath", "value": xpath})
        return [str(self._get(each[ELEMENT], f"attribute/{quote(name)}")) for each in found]

    def evaluate(self, script: str) -> Any:
        """What a script answers in the page, or in the frame entered."""
        return self._call("POST", "/execute/sync", {"script": script, "args": []})

    def click(self, xpath: str) -> None:
        """Wait until it can be clicked, and click it."""
        self.wait(lambda: self._click(xpath), xpath)

    def choose(self, xpath: str) -> None:
        """Click a box, a circle or an entry of a list until it is chosen, by its label where it stands in one."""
        target = f"({xpath}/ancestor::label | {xpath})[1]"
        self.wait(lambda: self._is_chosen(xpath) or (self._click(target) and self._is_chosen(xpath)), xpath)

    def wait(self, look: Callable[[], Found], wanted: str) -> Found:
        """Look until the answer is true; `wanted` says in a failure what never came."""
        latest = time.monotonic() + PATIENCE_S
        while True:
            try:
                if found := look():
                    return found
                trouble = "it is not so"
            except WebDriverError as error:
                if error.code not in PASSING:
                    raise
                trouble = str(error)
            if time.monotonic() > latest:
                raise AssertionError(f"{wanted} never came ({trouble}) on this page:\n{self._page()}")
            time.sleep(PACE_S)

    def _click(self, xpath: str) -> bool:
        if self._frame:
            self._scroll_page_around_frame(self._evaluate_on(xpath, MIDDLE))
        self._call("POST", f"/element/{self._find(xpath)}/click", {})
        return True

    def _is_chosen(self, xpath: str) -> bool:
        return bool(self._get(self._find(xpath), "selected"))

    def _scroll_page_around_frame(self, target: float) -> None:
        """Bring what is this far down in the frame to the middle of the window, which WebKit does not do by itself.

        What is in a frame may not scroll another site's page: https://github.com/w3c/webdriver/issues/1141
        """
        frame = self._frame
        self._call("POST", "/frame", {"id": None})
        self._evaluate_on(frame, SCROLL, target)
        self.enter_frame(frame)

    def _evaluate_on(self, xpath: str, script: str, *arguments: object) -> Any:
        element = {ELEMENT: self._find(xpath)}
        return self._call("POST", "/execute/sync", {"script": script, "args": [element, *arguments]})

    def _find(self, xpath: str) -> str:
        return str(self._call("POST", "/element", {"using": "xpath", "value": xpath})[ELEMENT])

    def _get(self, element: str, what: str) -> Any:
        return self._call("GET", f"/element/{element}/{what}")

    def _page(self) -> str:
        try:
            return f"{self._call('GET', '/url')}\n{self._get(self._find('//body'), 'text')}"
        except WebDriverError as error:
            return str(error)

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = self._http.request(method, self._url + path, json=body, timeout=ANSWER_S)
        value = answer.json()["value"]
        if not answer.ok:
            raise WebDriverError(value["error"], value["message"])
        return value
