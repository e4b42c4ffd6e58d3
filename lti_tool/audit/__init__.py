"""Who did what, when and why: one line per event that somebody may ask about later."""

from lti_tool.audit.models import AuditEvent, record_event

__all__ = ["AuditEvent", "record_event"]
