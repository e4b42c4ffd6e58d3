"""Everything the demo LMS knows."""
