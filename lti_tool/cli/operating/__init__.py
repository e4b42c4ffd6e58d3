"""Commands with which operators look around: invitations, LMSs, refusals, mail."""
