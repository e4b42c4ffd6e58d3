"""Finding a passage of the content by its words: stems of both languages, in memory, made once per content."""
