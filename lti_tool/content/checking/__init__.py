"""The check that authors run: lint, coverage, translations, and what a test-wise guesser would get."""
