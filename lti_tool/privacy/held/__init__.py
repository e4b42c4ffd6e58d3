"""The map of what is held: for every table, whom its rows concern and what its columns are."""
