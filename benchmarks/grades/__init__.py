"""What a delivered score costs: see __main__."""
