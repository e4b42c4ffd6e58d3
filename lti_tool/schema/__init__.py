"""The database's schema: whether this version can work with it, what an upgrade will do, and the upgrade itself."""
