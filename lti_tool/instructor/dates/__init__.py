"""Dates that one person or one branch has of their own."""
