"""Resources that libraries and others published."""
