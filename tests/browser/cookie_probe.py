"""A page that sets two cookies and says which came back: the proof that a browser is set as a test says."""

from __future__ import annotations

from typing import Self

from flask import Flask, Response, request
from playwright.sync_api import BrowserContext

from lti_tool.demo_lms.server import RunningServer, serve_in_thread

PLAIN, PARTITIONED = "plain", "partitioned"


class CookieProbe:
    """Served on two sites, as the tool and the LMS are: framed on 127.0.0.1, the frame is from localhost."""

    def __enter__(self) -> Self:
        self._server: RunningServer = serve_in_thread(probe_app(), "127.0.0.1", 0)
        self._lms_url = self._server.url
        self._tool_url = self._server.url.replace("127.0.0.1", "localhost")
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    def kept_in_a_frame(self, desk: BrowserContext) -> set[str]:
        page = desk.new_page()
        page.goto(f"{self._lms_url}/course")
        kept = page.frame_locator("iframe").locator("#kept").inner_text()
        page.close()
        return set(kept.split())

    def kept_in_a_tab(self, desk: BrowserContext) -> set[str]:
        page = desk.new_page()
        page.goto(f"{self._tool_url}/begin")
        kept = page.locator("#kept").inner_text()
        page.close()
        return set(kept.split())


def probe_app() -> Flask:
    """The pages by themselves, for whoever serves them otherwise."""
    app = Flask(__name__, static_folder=None)

    @app.get("/course")
    def course() -> str:
        tool = request.host_url.replace("127.0.0.1", "localhost")
        return f"<title>Course</title><link rel=icon href=data:><iframe src='{tool}begin'></iframe>"

    @app.get("/begin")
    def begin() -> Response:
        response = Response(headers={"Location": "/kept"}, status=303)
        for name in (PLAIN, PARTITIONED):
            response.set_cookie(name, "1", secure=True, httponly=True, samesite="None", partitioned=name == PARTITIONED)
        return response

    @app.get("/kept")
    def kept() -> str:
        return f"<title>Kept</title><link rel=icon href=data:><p id=kept>{' '.join(request.cookies)}&nbsp;</p>"

    return app
