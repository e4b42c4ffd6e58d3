"""A certificate as a sheet of paper."""
