"""How a number reaches a gradebook: the ledger, the lanes, each try and what came of it. Knows nothing of quizzes."""
