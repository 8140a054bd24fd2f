"""Object storage, where all state lives. Keeps bytes under keys; knows no provider and no cache."""
