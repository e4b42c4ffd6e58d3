"""`lti-tool content …`: what authors run."""
