"""Work that takes longer than a page may: asked for by a page, done by a thread, its progress kept in the database."""
