"""The report for a training coordinator."""
