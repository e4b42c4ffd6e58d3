"""`lti-tool privacy …`: what is held on people."""
