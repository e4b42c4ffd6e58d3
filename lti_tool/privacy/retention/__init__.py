"""What is over its term goes: a few rows at a time, found without keeping anybody from writing."""
