"""The tool under load, as an operator runs it: see __main__."""
