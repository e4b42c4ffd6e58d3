"""Launches and messages: how the demo LMS signs them, and takes what a tool returns."""
