"""Object storage, which holds all state: bytes under keys. Knows no provider and no cache."""
