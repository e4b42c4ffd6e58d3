"""`python -m lti_tool.demo_lms`: the demo LMS on its own."""

import argparse
import json
import signal
import sys
from pathlib import Path

from lti_tool.demo_lms.app import create_demo_lms
from lti_tool.demo_lms.dialects import DIALECTS
from lti_tool.demo_lms.oidc.messages import launch_claims_by_id
from lti_tool.demo_lms.server import serve_in_thread
from lti_tool.demo_lms.settings import DemoSettings
from lti_tool.demo_lms.state.courses import FIRST_LINK
from lti_tool.demo_lms.state.people import PRIYA
from lti_tool.demo_lms.state.platform import Platform


def main() -> None:
    """Serve until told to stop; or say what a tool must know of this LMS, and end."""
    parser = argparse.ArgumentParser(description="A small, strict LTI 1.3 platform.")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--base-url", default="http://127.0.0.1:8001")
    parser.add_argument("--tool-url", default="http://localhost:8000")
    parser.add_argument("--data", type=Path, default=None, help="the file that keeps its state")
    parser.add_argument("--as", dest="imitates", choices=list(DIALECTS), default="", help="the LMS to imitate")
    parser.add_argument("--facts", action="store_true", help="print what a tool must know of it, as JSON")
    options = parser.parse_args()
    settings = DemoSettings(
        base_url=options.base_url,
        tool_url=options.tool_url,
        data_path=None if options.facts else options.data,
        whole_course=True,
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
    """Also, where a link is there from the first run on, the launch of somebody who is to have learned there before."""
    here = FIRST_LINK.id in platform.links
    earlier = {"earlier": launch_claims_by_id(platform, PRIYA.id, FIRST_LINK.id)} if here else {}
    return {"title": platform.dialect.title, **earlier, **platform.facts_for(platform.tools.current)}


if __name__ == "__main__":
    main()
