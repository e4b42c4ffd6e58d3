"""Attempts at quizzes: drawing, saving answers, submitting, and the snapshots that old results rest on."""
