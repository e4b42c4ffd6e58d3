"""Scores on their way to the gradebook: the ledger, the sender, the executor."""
