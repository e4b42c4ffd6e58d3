"""Calling a platform: one way out, access tokens, grades, rosters, and content items that go back."""
