"""Who did what, when and why: one line per event that somebody may ask about later."""

from lti_tool.audit.actions import CourseAction, OperatorAction
from lti_tool.audit.actor import Actor, ActorKind
from lti_tool.audit.facts import Fact
from lti_tool.audit.models import AuditEvent
from lti_tool.audit.recording import record_event

__all__ = ["Actor", "ActorKind", "AuditEvent", "CourseAction", "Fact", "OperatorAction", "record_event"]
