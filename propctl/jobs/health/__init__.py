"""The check-up: whether every part that a run needs works, and the board is fresh. Leaves nothing changed."""
