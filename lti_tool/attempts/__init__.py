"""Attempts at quizzes: drawing, saving answers, submitting, and what old results stand on."""
