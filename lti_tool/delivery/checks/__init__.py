"""Gradebooks beside the ledger: who is there, and what differs."""
