"""The check-up: is every part that a run needs there, and is the board fresh? Changes nothing that lasts."""
