"""Tokens, grades and rosters: what tools call."""
