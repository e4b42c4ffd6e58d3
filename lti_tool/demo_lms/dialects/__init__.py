"""LMSs that cannot all be run, imitated from their own words: `lti-tool demo --as canvas`."""

from lti_tool.demo_lms.dialects.blackboard import BLACKBOARD
from lti_tool.demo_lms.dialects.brightspace import BRIGHTSPACE
from lti_tool.demo_lms.dialects.canvas import CANVAS
from lti_tool.demo_lms.dialects.dialect import Dialect
from lti_tool.demo_lms.dialects.moodle import MOODLE
from lti_tool.demo_lms.dialects.sakai import SAKAI

DIALECTS = {each.name: each for each in (CANVAS, MOODLE, BLACKBOARD, BRIGHTSPACE, SAKAI)}
OWN = Dialect(locked=(500, ""))
