"""Telling the people who run the tool, by mail, what waits for them; what that is, is handed in."""
