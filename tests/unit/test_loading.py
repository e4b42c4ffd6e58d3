"""What is loaded is not looked through for garbage meanwhile; what comes after is."""

from __future__ import annotations

import gc

from lti_tool import loading
from lti_tool.errors import ToolError


def test_no_garbage_is_looked_for_until_all_is_loaded_or_failed():
    try:
        with loading():
            with loading():
                assert not gc.isenabled()
            assert not gc.isenabled()
            raise ToolError("broken")
    except ToolError:
        assert gc.isenabled()
