"""Getting one's certificate."""
