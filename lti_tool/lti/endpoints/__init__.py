"""The protocol's own addresses: login, launch, key set, registration."""
