"""Open fonts for names in any script, cut small; README.md says where they come from."""
