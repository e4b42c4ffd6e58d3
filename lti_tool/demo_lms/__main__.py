"""`python -m lti_tool.demo_lms`: the demo LMS on its own."""

import argparse
import json
import signal
import sys
from pathlib import Path

from lti_tool.demo_lms.app import create_demo_lms
from lti_tool.demo_lms.dialects import DIALECTS
from lti_tool.demo_lms.oidc.messages import claims_of_all_launches
from lti_tool.demo_lms.server import serve_in_thread
from lti_tool.demo_lms.settings import DemoSettings
from lti_tool.demo_lms.state.platform import Platform


def main() -> None:
    """Serve until told to stop; or say what a tool must know of this LMS, and end."""
    parser = argparse.ArgumentParser(description="A small, strict LTI 1.3 platform.")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--base-url", default="http://127.0.0.1:8001")
    parser.add_argument("--tool-url", default="http://localhost:8000")
    parser.add_argument("--data", type=Path, default=None, help="the file that keeps its state")
    parser.add_argument("--as", dest="imitates", choices=list(DIALECTS), default="", help="the LMS to imitate")
    parser.add_argument("--content", type=Path, help="a JSON list of content items, to place on a first run")
    parser.add_argument("--facts", action="store_true", help="print what a tool must know of it, as JSON")
    options = parser.parse_args()
    settings = DemoSettings(
        base_url=options.base_url,
        tool_url=options.tool_url,
        data_path=options.data,
        content=tuple(json.loads(options.content.read_text(encoding="utf-8"))) if options.content else (),
        imitates=options.imitates,
    )
    if options.facts:
        sys.stdout.write(json.dumps(_facts(Platform(settings))))
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with serve_in_thread(create_demo_lms(settings), "127.0.0.1", options.port):
        try:
            signal.pause()
        except KeyboardInterrupt:
            return


def _facts(platform: Platform) -> dict[str, object]:
    """Also what it would say of everybody who opened any link now, by course, person and module."""
    first = next(iter(platform.tools.all.values()))
    return {"title": platform.dialect.title, "launches": claims_of_all_launches(platform), **platform.facts_for(first)}


if __name__ == "__main__":
    main()
